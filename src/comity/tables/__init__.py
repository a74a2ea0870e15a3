"""The tables that every body ends in, as Arrow columns and integer codes. Nothing here computes a result.

- `codes.encode`: identifiers to sorted codes
- `votes.VoteTable`: one vote per person and statement, in rows of people
- `people.PeopleTable`: stakeholder groups, and ties to affiliations, funders, owners and countries
- `consultation.Consultation`: the tables of one consultation, aligned
"""
