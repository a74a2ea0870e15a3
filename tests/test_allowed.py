"""What a written life is refused by its template, another template allows: each such act, done there.

The table of docs/lives/README.md names them with their clauses; it, the lives and these tests hold each other.
"""

import re

import pytest

from comity.body.appeals import filing
from comity.charter.templates import template
from comity.script import read_script
from tests.body import decision_lives
from tests.body.helpers import Life
from tests.docs_pages import DOCS, text_of

FOLDER = DOCS / "lives"
IETF = {"wg-chair": ["chair"], "wg-editor": ["editor"], "area-director": ["ad"]}
DRAFT = {"path": "proposed-standard", "title": "Tests", "summary": "Test it.", "tags": ["protocol"]}


def ietf() -> Life:
    return Life(template("ietf-wg"), IETF)


def proposed(life) -> str:
    """Anyone proposes, who stated no ties."""
    return f"m{life.do('matter.propose', 'p1', **DRAFT, layers=['logical']).seq}"


def opened(life, matter) -> str:
    """Open ballots, two weeks."""
    closes = decision_lives.days(life, 14)
    return f"c{life.do('consultation.open', 'chair', matter=matter, ballots='open', closes=closes).seq}"


def voted(life, talk) -> None:
    """By name, on what everybody sees."""
    text = {"text": {"text": "The draft is good."}}
    put = f"s{life.do('statement.make', 'p2', private=text, consultation=talk, language='en').seq}"
    life.do("vote.cast", "p2", consultation=talk, statement=put, value="agree")


def designated(life) -> str:
    """Two people spoke, of no group and no region anybody asked for; no second notice."""
    matter = proposed(life)
    voted(life, opened(life, matter))
    life.wait(15)
    life.do("call.notice", "chair", matter=matter, ends=decision_lives.days(life, 14))
    life.wait(15)
    life.do("designation.publish", "chair", matter=matter, level="consensus")
    return matter


def interest_missing():
    life = ietf()
    proposed(life)
    return life


def scope_outside():
    life = Life(template("icann-gnso"), {"registry-councillor": ["p1"]})
    tags = ["interoperability", "stability"]
    life.do("matter.propose", "p1", **{**DRAFT, "path": "policy", "tags": tags}, layers=["logical"])
    return life


def suspended():
    """There a challenge can stop nothing: there is none."""
    life = ietf()
    matter = proposed(life)
    claim = {"matter": matter, "what": "scope", "claim": "missing", "name": "content", "reason": "It is."}
    assert life.refused("scope.challenge", "p3", **claim).message == "challenge.none"
    opened(life, matter)
    return life


def consultation():
    life = ietf()
    opened(life, proposed(life))
    return life


def open_vote():
    life = ietf()
    voted(life, opened(life, proposed(life)))
    return life


def not_quorate():
    life = ietf()
    designated(life)
    return life


def one_round():
    life = ietf()
    matter = designated(life)
    life.do("designation.confirm", "chair", matter=matter)
    assert life.state.matters[matter].stage == 1
    return life


def put_without_end():
    life = Life(template("summit"), {"host": ["host"], "company": ["acorn"]})
    said = {**DRAFT, "path": "company-commitments", "tags": ["frontier-ai-safety"]}
    matter = f"m{life.do('matter.propose', 'host', **said, layers=['social']).seq}"
    life.do("decision.put", "host", matter=matter)
    return life


def missed_review():
    life = Life(template("summit"), {"host": ["host"], "company": ["acorn"]})
    said = {**DRAFT, "path": "company-commitments", "tags": ["frontier-ai-safety"]}
    matter = f"m{life.do('matter.propose', 'host', **said, layers=['social']).seq}"
    figure = {"figure": "tests", "how": "Counted.", "review_due": decision_lives.days(life, 100)}
    life.do("report.figure", "host", matter=matter, **figure)
    put = life.do("decision.put", "host", matter=matter)
    life.do("decision.position", "acorn", proceeding=f"d{put.seq}", value="sign")
    life.wait(101)
    life.do("decision.review", "host", matter=matter, before="0", now="0", source="Asked.", moved=False)
    assert not life.state.matters[matter].reopened_as
    return life


def join():
    life = Life(template("comity"))
    life.do("member.join", "people-1", verification="e-mail")
    assert life.state.people["people-1"].member
    return life


def interest_stated():
    life = Life(template("comity"))
    ties = {"affiliations": [], "funders": [], "owners": []}
    life.do("interest.state", "acorn-models", group="private-sector", country="DE", **ties)
    return life


def proposed_by_anyone():
    life = ietf()
    life.do("matter.propose", "people-1", **DRAFT, layers=["logical"])
    return life


def scope_challenged():
    life = decision_lives.body()
    matter = decision_lives.propose(life)
    claim = {"matter": matter, "what": "scope", "claim": "wrong", "name": "safety", "reason": "It is not."}
    life.do("scope.challenge", "sudia", **claim)
    assert life.state.matters[matter].suspended_by
    return life


def objected():
    life = ietf()
    matter = proposed(life)
    text = {"text": {"text": "Systems are stopped."}}
    talk = opened(life, matter)
    put = f"s{life.do('statement.make', 'p2', private=text, consultation=talk, language='en').seq}"
    life.do("objection.raise", "ostria", matter=matter, statement=put, reason="Nobody says who stops what.")
    return life


def appealed():
    life = decision_lives.body()
    matter = decision_lives.adopt(life)
    decided = life.state.matters[matter].adopted_seq
    decision_lives.state(life, "ostria", "government", "FR", [])
    said = filing(life.state, decided, "panel")
    life.do("appeal.file", "ostria", **said, instance="panel", ground="process", reason="Too fast.")
    return life


ALLOWED = {
    ("comity", "interest.missing"): ("ietf-wg", interest_missing),
    ("comity", "scope.outside"): ("icann-gnso", scope_outside),
    ("comity", "matter.suspended"): ("ietf-wg", suspended),
    ("comity", "consultation.too-short"): ("ietf-wg", consultation),
    ("comity", "consultation.ballots"): ("ietf-wg", consultation),
    ("comity", "vote.not-sealed"): ("ietf-wg", open_vote),
    ("comity", "call.not-quorate"): ("ietf-wg", not_quorate),
    ("comity", "designation.rounds"): ("ietf-wg", one_round),
    ("comity", "decision.no-sunset"): ("summit", put_without_end),
    ("comity", "review.must-reopen"): ("summit", missed_review),
    ("summit", "membership.none"): ("comity", join),
    ("summit", "interest.none"): ("comity", interest_stated),
    ("summit", "who.not-allowed"): ("ietf-wg", proposed_by_anyone),
    ("summit", "challenge.none"): ("comity", scope_challenged),
    ("summit", "consultation.none"): ("ietf-wg", consultation),
    ("summit", "objection.none"): ("ietf-wg", objected),
    ("summit", "appeal.no-instance"): ("comity", appealed),
}
ROW = re.compile(r"^\| `([a-z.-]+)` \| `([a-z.-]+)` \| (.+?) \| `([a-z-]+)` \|$", re.MULTILINE)


def refusals(life):
    """Each refusal of a life, by its message: kind, and the clause if a line says it."""
    found = {}
    for line in read_script(text_of(FOLDER / f"{life}.jsonl"), life):
        if line.refused and not found.get(line.refused, ("", ""))[1]:
            found[line.refused] = (line.kind, line.clause)
    return found


@pytest.mark.parametrize(("life", "message"), ALLOWED, ids="-".join)
def test_what_one_template_refuses_another_allows(life, message):
    where, act = ALLOWED[life, message]
    kind, _ = refusals(life)[message]
    done = act()
    assert done.state.charter == template(where)
    assert kind in {done.registry.kind(one).name for one in map(done.state.look, range(done.state.size))}
    done.check_fold()


@pytest.mark.parametrize("life", ["comity", "summit"])
def test_the_table_of_the_page_is_what_the_life_and_these_tests_say(life):
    section = text_of(FOLDER / "README.md").partition(f"\n## {life}\n")[2].partition("\n## ")[0]
    rows = ROW.findall(section)
    assert len(rows) >= 5
    known = refusals(life)
    for kind, message, clause, where in rows:
        assert (ALLOWED[life, message][0], known[message][0]) == (where, kind)
        said = known[message][1]
        assert clause == said if said else clause.startswith("[the template]"), (message, said)
    assert {message for _, message, *_ in rows} == {message for of, message in ALLOWED if of == life}
