"""The lives on the templates of the IETF and ICANN: what they end in, and what one refuses and another allows.

That all that is derived from them is what their acts give, on both databases, is in tests/test_lives.py.
"""

import importlib
import io
import sys

import pytest
from rich.console import Console

from comity import kinds
from comity.body.kind import Refusal
from comity.charter import templates
from comity.living import Living
from comity.overview import overview
from comity.report.body import show
from comity.script import play, read_script
from comity.store.sequencer import Sequencer
from tests.body.helpers import Life
from tests.docs_pages import DOCS

FOLDER = DOCS / "lives"


def made():
    """The program beside the lives, with the files beside it."""
    sys.path.insert(0, str(FOLDER))
    try:
        return importlib.import_module("make_real")
    finally:
        sys.path.remove(str(FOLDER))


MADE = made()


def script(name):
    return read_script((FOLDER / f"{name}.jsonl").read_text(encoding="utf-8"), f"{name}.jsonl")


def lived(name):
    """All that came of the lines of a life, and its document and readable view at the end."""
    living = Living(Sequencer(kinds.registry()), "life.example/record")
    done = list(play(living, script(name), name))
    state = living.state()
    document = overview(state, state.at)
    out = io.StringIO()
    show(document, Console(file=out, width=120, highlight=False, markup=False))
    return done, state, document, out.getvalue()


@pytest.mark.parametrize("name", ["ietf-wg", "icann-gnso"])
def test_the_made_lives_are_as_committed(name):
    committed = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8")
    assert MADE.SCRIPTS[name]().text() == committed, "run `python docs/lives/make_real.py` and commit what it writes"


def test_a_document_goes_through_the_ietf_twice_since_the_iab_annuls_a_call(store):
    done, state, document, page = lived("ietf-wg")
    cards, advanced = document["matters"]
    assert (cards["status"], cards["adopted"][:10], advanced["status"]) == ("adopted", "2026-06-15", "adopted")
    assert [stage for _, stage in state.matters[cards["id"]].visits] == [0, 1, 0, 1, 2]
    assert [len(draft.clauses) for draft in state.matters[cards["id"]].drafts] == [3, 3, 3, 3]
    assert [(one["instance"], one["status"], one["remedy"]) for one in document["appeals"]] == [
        ("chair", "dismissed", ""), ("area-director", "dismissed", ""), ("iesg", "dismissed", ""),
        ("iab", "upheld", "carried-out"),
    ]  # fmt: skip
    ballot = next(one for one in state.proceedings.values() if one.purpose == "stage")
    assert ballot.outcome == "carried"
    assert {actor: one.value for actor, one in ballot.positions.items()} == {
        "chen": "yes", "ewa": "no-objection", "greta": "no-objection", "femi": "no-objection",
    }  # fmt: skip
    assert document["members"]["count"] == 0
    assert state.against_evidence == 0
    assert sum(isinstance(one, Refusal) for one in done) == 9
    for line in (
        "No members: whoever comes takes part.",
        "against a designation (information-ignored) before iab: upheld, remedy carried-out",
        "2028-01-05  end of term as area-director: chen, dia, ewa, femi",
        "Chair of the IETF, who chairs the IESG: greta",
    ):
        assert line in page


def test_a_policy_goes_from_council_to_board_and_back_and_the_panel_has_the_last_word(store):
    done, state, document, page = lived("icann-gnso")
    policy, bylaw = document["matters"]
    assert (policy["status"], policy["adopted"][:10], bylaw["status"]) == ("adopted", "2026-10-12", "refused")
    assert [stage for _, stage in state.matters[policy["id"]].visits] == [0, 1, 2, 1, 2, 3, 3]
    assert state.matters[policy["id"]].minority_views == 1
    votes = [one for one in state.proceedings.values() if one.purpose == "stage" and one.subject == policy["id"]]
    assert [one.outcome for one in votes] == ["carried", "refused", "carried", "carried", "carried"]
    advice = next(one for one in state.proceedings.values() if one.purpose == "advice")
    assert (advice.outcome, state.proceedings[advice.facts["rejection"]].outcome) == ("carried", "carried")
    assert [(one["instance"], one["ground"], one["status"], one["remedy"]) for one in document["appeals"]] == [
        ("reconsideration", "information-ignored", "dismissed", ""),
        ("independent-review", "charter-violation", "upheld", "carried-out"),
    ]
    assert state.charters == [0]
    assert sum(isinstance(one, Refusal) for one in done) == 8
    for line in (
        "against a decision (charter-violation) before independent-review: upheld, remedy carried-out",
        "end of term as panellist: judge-1, judge-2, judge-3",
        "1 statement, 8 voters",
    ):
        assert line in page


def refusal_of(name, message):
    """The refused line of a life."""
    [line] = [line for line in script(name) if line.refused == message]
    return line


def same(line, **other):
    """The public part of a refused line, with what is named otherwise in another body."""
    return {**line.public, **other}


def ietf():
    return Life(templates.template("ietf-wg"), MADE.OFFICERS["ietf-wg"])


def icann():
    """A body on the template of ICANN, whose officers stated their interests."""
    life = Life(templates.template("icann-gnso"), MADE.OFFICERS["icann-gnso"])
    for actors in MADE.OFFICERS["icann-gnso"].values():
        for actor in actors:
            life.do("interest.state", actor, country="DE", affiliations=[], funders=[])
    return life


def matter(life, actor="kofi", path="proposed-standard", tags=("protocol",)):
    said = {"path": path, "title": "A matter", "summary": "About it.", "tags": list(tags), "layers": ["logical"]}
    return f"m{life.do('matter.propose', actor, **said).seq}"


def policy(life):
    """A policy in the working group of ICANN."""
    name = matter(life, "ry-1", "policy", ("stability",))
    put = life.do("decision.put", "ry-1", matter=name).seq
    for actor in ("ry-1", "ry-2", "rr-1", "nc-1", "nc-2", "nc-3"):
        life.do("decision.position", actor, proceeding=f"d{put}", value="for")
    assert life.state.matters[name].stage == 1
    return name


def consulted(life, chair, name):
    closes = life.state.at.replace("2026-01", "2026-03")
    life.do("consultation.open", chair, matter=name, ballots="open", closes=closes)
    life.wait(70)


def appointed_by_the_council(line):
    life = icann()
    put = life.do(line.kind, "ry-1", **same(line)).seq
    assert f"d{put}" in life.state.proceedings


def called_over_an_objection(line):
    life = icann()
    name = policy(life)
    life.do("draft.publish", "rosa", **draft(life, name))
    life.do("interest.state", "lea", country="DE", affiliations=[], funders=[])
    objection = life.do("objection.raise", "lea", matter=name, clause="1", reason="No.").seq
    consulted(life, "rosa", name)
    life.do(line.kind, "rosa", **same(line, matter=name, dispositions={f"o{objection}": "open"}))
    assert life.state.matters[name].rounds[-1].against_evidence


def draft(life, name):
    from comity.body.drafts import publication

    return publication(life.state.matters[name], [("1", "A clause.")])[0]


def put_to_a_vote_at_the_first_stage(line):
    life = icann()
    life.do(line.kind, "ry-1", **same(line, matter=matter(life, "ry-1", "policy", ("stability",))))


def put_without_implementations(line):
    """The same at the last stage of a bylaw of ICANN: no template but the IETF's asks for reports there."""
    life = icann()
    said = {"path": "bylaw-amendment", "title": "One", "summary": "It.", "tags": ["stability"], "layers": ["logical"]}
    name = f"m{life.do('matter.propose', 'dir-1', effect='amendment', payload='sha256:' + 'a' * 64, **said).seq}"
    consulted(life, "dir-2", name)
    put = life.do("decision.put", "dir-1", matter=name).seq
    for n in range(1, 6):
        life.do("decision.position", f"dir-{n}", proceeding=f"d{put}", value="for")
    assert life.state.matters[name].stage == 1
    life.do(line.kind, "dir-1", **same(line, matter=name))


def joined(line):
    life = Life(templates.template("comity"))
    life.do(line.kind, line.actor, **same(line))
    assert life.state.people[line.actor].member


def proposed_by_anyone(line):
    life = ietf()
    life.do(line.kind, line.actor, **same(line, path="proposed-standard", tags=["protocol"]))


def opened_for_two_weeks(line):
    life = ietf()
    closes = life.state.at.replace("2026-01-01", "2026-01-16")
    life.do(line.kind, "amara", **same(line, matter=matter(life), closes=closes))


def stated_without_interests(line):
    life = ietf()
    closes = life.state.at.replace("2026-01-01", "2026-02-01")
    talk = life.do("consultation.open", "amara", matter=matter(life), ballots="open", closes=closes).seq
    life.do(line.kind, line.actor, private=line.private, **same(line, consultation=f"c{talk}"))


def in_the_community(life):
    """A document of the IETF in the working group, its last call over, designated once."""
    name = matter(life)
    consulted(life, "amara", name)
    life.do("call.notice", "amara", matter=name, ends="2026-04-01T00:00:00.000000Z")
    life.wait(40)
    life.do("designation.publish", "amara", matter=name, level="consensus")
    return name


def confirmed_at_once(line):
    life = ietf()
    name = in_the_community(life)
    life.do(line.kind, "amara", **same(line, matter=name))
    assert life.state.matters[name].stage == 1


def appointed_by_an_area_director(line):
    life = ietf()
    life.do(line.kind, "bjorn", role="wg-editor", candidate="jun")
    life.do(line.kind, "chen", **same(line))
    assert any(one.role == "wg-chair" and one.actor == line.public["candidate"] for one in life.state.offices)


def put_whatever_governments_say(line):
    """At the last stage of the IETF: no organ gives advice that would have to be answered."""
    life = ietf()
    name = in_the_community(life)
    life.do("designation.confirm", "amara", matter=name)
    life.do("consultation.open", "chen", matter=name, ballots="open", closes="2026-06-01T00:00:00.000000Z")
    life.do("call.notice", "chen", matter=name, ends="2026-06-01T00:00:00.000000Z")
    life.wait(60)
    life.do("designation.publish", "chen", matter=name, level="consensus")
    life.do("designation.confirm", "chen", matter=name)
    life.do(line.kind, "chen", **same(line, matter=name))


ELSEWHERE = [
    ("ietf-wg", "membership.none", joined),
    ("ietf-wg", "proceeding.not-put", appointed_by_the_council),
    ("ietf-wg", "objection.blocks", called_over_an_objection),
    ("ietf-wg", "decision.consensus", put_to_a_vote_at_the_first_stage),
    ("ietf-wg", "implementations.too-few", put_without_implementations),
    ("icann-gnso", "who.not-allowed", proposed_by_anyone),
    ("icann-gnso", "proceeding.not-put", appointed_by_an_area_director),
    ("icann-gnso", "consultation.too-short", opened_for_two_weeks),
    ("icann-gnso", "interest.missing", stated_without_interests),
    ("icann-gnso", "designation.rounds", confirmed_at_once),
    ("icann-gnso", "designation.discussion", confirmed_at_once),
    ("icann-gnso", "advice.unanswered", put_whatever_governments_say),
]


@pytest.mark.parametrize(("name", "message", "elsewhere"), ELSEWHERE)
def test_what_a_template_refuses_by_its_clause_another_allows(name, message, elsewhere):
    line = refusal_of(name, message)  # that it is refused, and by this clause, the life itself shows
    titles = [one.title for one in templates.template(name).sources]
    assert any(line.clause.startswith(f"{title}, ") for title in titles)
    elsewhere(line)


@pytest.mark.parametrize("name", ["ietf-wg", "icann-gnso"])
def test_every_refusal_of_a_life_names_its_clause(name):
    assert all(line.clause for line in script(name) if line.refused)
    assert len({message for one, message, _ in ELSEWHERE if one == name}) >= 5
