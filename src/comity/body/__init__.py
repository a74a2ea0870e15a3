"""The kinds of act of a body, what may be done, and the state that follows. No input or output, no Django.

    kind        what a kind of act is; refusals; the rows that an act adds to the tables
    state       what is true now, as far as rules need it
    registry    all kinds together: check an act, apply it, fold a record, say what the clock must do
    keys        kinds: an actor's own key added, rotated, given up; the body's own keys
    erasing     kind: private parts and rows erased, for good
    membership  kinds: somebody joins, is suspended, resigns
    interests   kinds: ties are stated, and a statement is challenged
    offices     kinds: officers are appointed, elected, recalled; `terms` has what they share
    moderation  kinds: what was said is taken down, somebody is silenced, both are undone
    clock       kind: a deadline has passed

Adding a kind touches one file: define it there and name it in that file's KINDS.
"""
