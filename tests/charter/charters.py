"""A small charter for the tests, and ways to spoil it."""

from comity.charter.mechanisms import Mechanism

MECHANISMS = "\n".join(f"  {one.value}: off" for one in Mechanism)

SMALL = f"""\
charter: 1
name: A small body
purpose: Be small.
language: en
scope: {{includes: [safety]}}
layers: [logical]
groups:
  - {{id: academia, name: Academia}}
  - {{id: civil-society, name: Civil society}}
membership: {{kind: open, verification: [e-mail]}}
organs:
  - {{id: assembly, name: Assembly, kind: assembly, open_to: [members]}}
  - {{id: board, name: Board, kind: board}}
roles:
  - id: chair
    name: Chair
    kind: chair
    organ: board
    most: 1
    chosen: {{how: appointed, decision: {{by: officer, role: chair}}}}
paths:
  - id: policy
    name: Policy
    proposed_by: [members]
    drafted_by: [proposer]
    stages:
      - id: assembly
        name: Assembly
        decision: {{by: consensus, organ: assembly, called_by: chair, levels: [consensus]}}
        if_refused: lapse
      - id: board
        name: Board
        decision: {{by: vote, organ: board, counted: voting, passes_if: [{{share: more than 1/2}}]}}
        deadline: {{within: 14 days, then: lapse}}
        if_refused: return
mechanisms:
{MECHANISMS}
"""


def spoiled(*changes, text=SMALL):
    """The small charter with each (old, new) replaced; each old stands in it once at least."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def with_parts(parts):
    """The small charter with more parts before its mechanisms."""
    return spoiled(("mechanisms:\n", f"{parts}\nmechanisms:\n"))


def line_of(text, part):
    """The line, from 1, on which a part of a text begins."""
    return text[: text.index(part)].count("\n") + 1
