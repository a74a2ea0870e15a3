"""Letters: who hears of what, in which words; invitations."""
