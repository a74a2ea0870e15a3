"""Accounts and who they are: signing in, names, tokens, sessions, what they follow, how often they may ask."""
