"""The rules of a body, and what they say of the counts of a consultation. No input or output, no table, no opinion map.

- `call.PollRule`: the shares, floors and quorums by which a poll is read; settings that a charter may change
- `call.poll`: what the votes on one statement show, overall and in each stakeholder group
- `call.evidence`: the polls and the capture margins of all statements of a consultation
- `call.Units`: whom people are tied to, for one kind of unit
- `call.Poll`, `call.GroupPoll`, `call.Margin`, `call.Evidence`: the results
"""
