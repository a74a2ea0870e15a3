"""Any sequence of acts that is allowed keeps what a charter promises: nobody gets a decision past it."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.body.appeals import filing
from comity.body.drafts import publication
from comity.body.kind import RefusedError
from comity.body.objections import blocking
from comity.charter.mechanisms import Mechanism
from tests.body import decision_lives as lives
from tests.body.helpers import Life

OFF = ("DISCLOSURE", "INTEREST_CHALLENGE", "MARGIN", "FLOORS", "REGIONS", "SECOND_NOTICE", "COMPOSITION")
ACTORS = ["p0", "p1", "chair", "editor", "secretary", *lives.DELEGATES, "j1", "j2", "j3"]


def light(tree) -> None:
    """Without what takes thirty people, and so that the assembly decides without a consultation."""
    for part in ("disclosure", "floors", "second_notice"):
        tree.pop(part, None)
    tree["requirements"] = [one for one in tree["requirements"] if "figure" in one]
    tree["mechanisms"] |= {Mechanism[one].value: "off" for one in (*OFF, "IMPLEMENTATIONS", "HARM")}
    for path in tree["paths"]:
        path["stages"][0].pop("consultation", None)
        path["fewest_proposers"] = 1


CHARTER = lives.variant(change=light)
WORDS = [
    "propose", "figure", "notice", "publish", "confirm", "put", "vote", "vote", "vote", "object", "answer", "appeal",
    "reasons", "order", "carry-out", "reopen", "review", "challenge", "wait", "wait",
]  # fmt: skip
STEPS = st.tuples(st.sampled_from(WORDS), st.sampled_from(ACTORS), st.integers(0, 40), st.booleans())


def step(life, word, actor, number, yes) -> None:  # noqa: PLR0912 - one branch an act
    state = life.state
    matter = list(state.matters)[number % len(state.matters)]
    objections, opened = list(state.objections), [one.id for one in state.proceedings.values() if not one.outcome]
    appeals = list(state.appeals)
    if word == "propose":
        lives.propose(life, actor)
    elif word == "wait":
        life.wait(number)
    elif word == "figure":
        life.do("report.figure", "editor", matter=matter, figure="f", how="h", review_due=lives.days(life, 200))
    elif word == "notice":
        life.do("call.notice", "chair", matter=matter, ends=lives.days(life, 14))
    elif word == "publish":
        level = "consensus" if yes else "divergence"
        life.do("designation.publish", "chair", **lives.designation(life, matter, level))
    elif word == "confirm":
        lives.confirm(life, matter)
    elif word == "put":
        life.do("decision.put", actor, **lives.deciding(life, matter, ends=900))
    elif word == "vote" and opened:
        value = "for" if yes else "against"
        life.do("decision.position", actor, proceeding=opened[number % len(opened)], value=value, reason="So.")
    elif word == "object":
        if not state.matters[matter].drafts:
            public, _ = publication(state.matters[matter], [("1", "A clause.")])
            life.do("draft.publish", "editor", **public)
        life.do("objection.raise", actor, matter=matter, clause="1", reason="No.")
    elif word == "answer" and objections:
        one = objections[number % len(objections)]
        life.do("objection.answer", "editor", objection=one, disposition="addressed", reasons="So.")
    elif word == "appeal" and number < state.size:
        instance = "panel" if yes else "chair"
        said = {"instance": instance, "ground": "process", "reason": "It was not read."}
        life.do("appeal.file", actor, **filing(state, state.size - 1 - number, instance), **said)
    elif word == "reasons" and appeals:
        life.do("appeal.reasons", actor, appeal=appeals[number % len(appeals)], text="So.")
    elif word == "order" and appeals:
        name, does = appeals[number % len(appeals)], "remand" if yes else "annul"
        life.do("remedy.order", actor, appeal=name, does=does, what="Do.", due=lives.days(life, 20))
    elif word == "carry-out" and appeals:
        life.do("remedy.carry-out", actor, appeal=appeals[number % len(appeals)], how="Done.")
    elif word == "reopen":
        life.do("decision.reopen", actor, matter=matter, reasons="New.")
    elif word == "review":
        said = {"before": "0", "now": "1" if yes else "0", "source": "S", "moved": yes, "reopen": not yes}
        life.do("decision.review", "secretary", matter=matter, **said)
    elif word == "challenge":
        claim = {"what": "scope", "claim": "wrong", "name": "safety", "reason": "No."}
        life.do("scope.challenge", actor, matter=matter, **claim)


def check(life) -> None:
    state = life.state
    for one in state.matters.values():
        last = state.charter.path(one.path).stages
        assert 0 <= one.stage < len(last)
        standing = f"stage {one.id}" in state.deadlines
        held = bool(one.suspended_by or one.stays)
        assert bool(one.held_since) == (held and one.status in {"open", "adopted", "gathering"}) or not held
        if one.status == "open":
            escalated = one.decision and state.proceedings[one.decision].facts.get("escalated")
            assert standing != (held or bool(escalated))
        else:
            assert not standing
        if one.status == "adopted":
            assert one.figure and one.sunset and one.adopted_seq >= 0
            assert f"sunset {one.id}" in state.deadlines
        assert sorted(one.stays) == sorted(a.id for a in state.appeals.values() if a.stays and a.subject == one.id)
    for appeal in state.appeals.values():
        one = state.proceedings[appeal.proceeding]
        assert (appeal.status == "open") == (not one.outcome) or appeal.status == "lapsed"
        assert not set(one.facts["parties"].split()) & set(one.positions)
        assert not (appeal.remedy and appeal.status != "upheld")
    rounds = [row for row in life.table("designations") if not row["confirmed"]]
    assert state.against_evidence <= len(rounds)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["proposed", "before the council", "adopted"]), st.lists(STEPS, min_size=10, max_size=60))
def test_whatever_is_allowed_keeps_the_charter(begin, steps):
    life = Life(CHARTER, lives.OFFICERS, members=["p0", "p1", "chair", "editor", "secretary"])
    matter = lives.propose(life)
    if begin != "proposed":
        life.do("report.figure", "editor", matter=matter, figure="f", how="h", review_due=lives.days(life, 200))
        lives.call(life, matter, "consensus")
        lives.confirm(life, matter)
    if begin == "adopted":
        put = life.do("decision.put", "p0", **lives.deciding(life, matter, ends=900))
        lives.vote(life, f"d{put.seq}", lives.DELEGATES)
    for word, actor, number, yes in steps:
        before = life.registry.dump(life.state)
        blocked = {name: [*blocking(life.state, one)] for name, one in life.state.matters.items()}
        stages = {name: (one.stage, one.status) for name, one in life.state.matters.items()}
        size = life.state.size
        with contextlib.suppress(RefusedError, InputError):
            step(life, word, actor, number, yes)
        if life.state.size == size:
            assert life.registry.dump(life.state) == before  # a refused act changes nothing
        if word == "confirm":  # by consensus, nothing that blocks is passed over
            for name, (stage, status) in stages.items():
                one = life.state.matters[name]
                assert not (blocked[name] and (one.stage > stage or (one.status, status) == ("adopted", "open")))
        check(life)
    life.check_fold()
