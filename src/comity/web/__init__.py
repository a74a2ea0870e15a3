"""The web: pages, API, accounts, feeds, mail. Rules of governance are not here: `body` and `charter` have them.

`running` holds what a process shares, `reading` gives a page the state of a body, `acting` does an act for whoever is
signed in; `pages/` has the pages, one file for each place that people go to.
"""
