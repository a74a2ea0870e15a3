"""Bodies in which matters are decided: on Comity's own charter with everybody in it, and on the other templates."""

import copy
from dataclasses import asdict
from datetime import timedelta

from comity.body import composition, evidence, ready
from comity.body.state import OPERATOR
from comity.calling import call_evidence
from comity.charter.mechanisms import Mechanism
from comity.charter.model import Charter
from comity.charter.templates import template
from comity.record.envelope import digest_of, time_text
from tests.body.helpers import Life

GROUPS = ["government", "private-sector", "civil-society", "technical-community", "academia", "intergovernmental"]
COUNTRIES = ["KE", "IN", "PL", "BR", "FR"]
PEOPLE = [f"p{i}" for i in range(30)]
DELEGATES = [f"{group}-delegate" for group in GROUPS]
OFFICERS = {
    **{role: [role] for role in DELEGATES},
    **{"chair": ["chair", "chair2"], "editor": ["editor"], "secretary": ["secretary"], "panellist": ["j1", "j2", "j3"]},
}


def variant(name="comity", /, *, change=None, **mechanisms) -> Charter:
    """A template with mechanisms set otherwise, by their Python names, and `change(tree)` done to it."""
    tree = copy.deepcopy(template(name).to_json())
    tree["mechanisms"] |= {Mechanism[one].value: setting for one, setting in mechanisms.items()}
    if change:
        change(tree)
    return Charter.from_json(tree)


def body(charter=None, officers=None) -> Life:
    """On Comity's charter: five people of each group and six of each region, delegates, a panel, all disclosed."""
    everybody = [*PEOPLE, "chair", "chair2", "editor", "secretary"]
    life = Life(charter or template("comity"), officers or OFFICERS, members=everybody)
    for place, person in enumerate(PEOPLE):
        state(life, person, GROUPS[place // 5], COUNTRIES[place % 5], [f"org{place // 3}"])
    for person in DELEGATES:
        state(life, person, person.removesuffix("-delegate"), "FR", [])
    for person in ("chair", "chair2", "editor", "secretary", "j1", "j2", "j3"):
        state(life, person, "academia", "FR", [])
    return life


def state(life, person, group, country, affiliations) -> None:
    ties = [{"name": one} for one in affiliations]
    life.do("interest.state", person, group=group, country=country, affiliations=ties, funders=[], owners=[])


def days(life, count) -> str:
    """The time in so many days, and a minute: what an act a little later may name."""
    return time_text(life.now + timedelta(days=count, minutes=1))


def propose(life, actor="p0", *, path="decision", layers=("logical",), tags=("safety",), **more) -> str:
    said = {"path": path, "title": "Tests", "summary": "Test it.", "tags": [*tags], "layers": [*layers], **more}
    return f"m{life.do('matter.propose', actor, **said).seq}"


def prepare(life, matter) -> None:
    """What a decision on the logical layer needs: two independent implementations, and a figure."""
    for name, other in (("one", "two"), ("two", "one")):
        said = {"implementation": name, "maintainer": name, "coverage": "All.", "licence": "MIT", "contact": "x"}
        life.do("report.implementation", "p1", matter=matter, independent_of=[other], **said)
    figure = {"figure": "tests published", "how": "Counted; 0 now, 10 wanted.", "review_due": days(life, 300)}
    life.do("report.figure", "editor", matter=matter, **figure)


def consult(life, matter, *, opener="chair", agree=PEOPLE, disagree=(), count=28, ballots="secret") -> str:
    """A consultation held, with one statement put, and closed by time."""
    closes = days(life, count)
    one = f"c{life.do('consultation.open', opener, matter=matter, ballots=ballots, closes=closes).seq}"
    text = {"text": {"text": "The draft is adopted as it stands."}}
    put = f"s{life.do('statement.make', agree[0], private=text, consultation=one, language='en').seq}"
    for value, people in (("agree", agree), ("disagree", disagree)):
        for person in people:
            vote = {"statement": put, "value": value}
            if ballots == "secret":
                life.do("vote.cast", person, private={"vote": vote}, consultation=one)
            else:
                life.do("vote.cast", person, consultation=one, **vote)
    life.wait(count + 1)
    return one


def computed(life, one):
    """The evidence of a closed consultation, from the rows of its life."""
    found = life.state.consultations[one]
    closing = life.state.look(found.closed_seq)
    ties = {name: life.table(name) for name in ("affiliations", "funders", "owners")}
    votes = [{"seq": seq, **row.values} for seq, row in life.rows if row.table == "votes" and row.scope == one]
    return call_evidence(
        life.state.charter, found, closed_at=closing.at, votes=votes, people=life.table("people"), ties=ties,
        members=life.table("members"),
    )  # fmt: skip


def give_evidence(life, one, **other) -> int:
    made = computed(life, one)
    said = {"consultation": one, "closed_seq": life.state.consultations[one].closed_seq, "summary": made.summary}
    content = made.content()
    return life.do(
        "consultation.evidence", OPERATOR, blobs=[content], **{**said, "digest": digest_of(content), **other}
    ).seq


def consulted(life, *, layers=("logical",), **votes) -> str:
    """A matter whose consultation is over, with its evidence."""
    matter = propose(life, layers=layers)
    prepare(life, matter)
    give_evidence(life, consult(life, matter, **votes))
    return matter


def designation(life, matter, level="full-consensus", **other) -> dict:
    """A designation of a matter as everything stands."""
    one = life.state.matters[matter]
    found = evidence.of_stage(life.state, one)
    said = {"matter": matter, "level": level, "minority_views": one.minority_views}
    said |= ready.objections_said(life.state, one)
    over = bool(one.second_notice)
    return {**said, "evidence": found.seq if found else None, "absent": found.absent if found and over else [], **other}


def deciding(life, matter, *, ends=None, **other) -> dict:
    """What an act says that decides on a matter, or puts it, as everything stands."""
    one = life.state.matters[matter]
    found = evidence.of_stage(life.state, one)
    absent = found.absent if found and one.second_notice else []
    said = {"matter": matter, "absent": absent, "composition": asdict(composition.of_matter(life.state, one)), **other}
    return {**said, "ends": days(life, ends)} if ends else said


def call(life, matter, level="full-consensus", *, by="chair", notice=14, wait=7, rounds=2) -> None:
    """Last call and rounds, up to where the designation may be confirmed."""
    if notice:
        life.do("call.notice", by, matter=matter, ends=days(life, notice))
    for _ in range(rounds):
        life.do("designation.publish", by, **designation(life, matter, level))
        life.wait(wait)
    life.wait(1)


def confirm(life, matter, *, by="chair", **other):
    return life.do("designation.confirm", by, **deciding(life, matter, **other))


def vote(life, proceeding, actors, value="for") -> None:
    for actor in actors:
        if not life.state.proceedings[proceeding].outcome:
            life.do("decision.position", actor, proceeding=proceeding, value=value)


def adopt(life, *, ends=1000, **votes) -> str:
    """A matter adopted on Comity's charter: consulted on, called, confirmed, and carried by the council."""
    matter = consulted(life, **votes)
    call(life, matter)
    confirm(life, matter)
    put = life.do("decision.put", "p0", **deciding(life, matter, ends=ends))
    vote(life, f"d{put.seq}", DELEGATES)
    assert life.state.matters[matter].status == "adopted"
    return matter
