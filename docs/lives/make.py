"""Write comity.jsonl, the life of a body of 44 invented people on the template `comity`. The same lines each time.

Run it after a change, and commit what it writes: `python docs/lives/make.py`. A test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

GROUPS = {
    "gov": "government",
    "firm": "private-sector",
    "ngo": "civil-society",
    "eng": "technical-community",
    "uni": "academia",
    "igo": "intergovernmental",
}
EACH = 6
COUNTRIES = ["KE", "IN", "BR", "DE", "GH", "JP", "CL", "CA", "NG", "TH", "MX", "FR"]
EASTERN = {"gov-6": "PL", "ngo-6": "RO", "uni-6": "PL"}
"""Three people from Eastern Europe, fewer than the floor of the charter: somebody stays away in every life."""
OFFICERS = {
    "chair": ("chair", "uni", "KE"),
    "editor": ("editor", "eng", "IN"),
    "secretary": ("secretary", "igo", "CL"),
    "auditor": ("auditor", "uni", "CA"),
    "panel-1": ("panellist", "ngo", "BR"),
    "panel-2": ("panellist", "gov", "JP"),
    "panel-3": ("panellist", "firm", "DE"),
}
AGAINST, PASSES = {"firm-1", "firm-4"}, {"gov-3"}
CLAUSES = {
    "1": "A serious incident is one in which a system in use has contributed to the death or lasting injury of a"
    " person, or to damage that cannot be undone.",
    "2": "Whoever runs the system reports a serious incident within 72 hours of learning of it.",
    "2.1": "A report says what happened, and what is not known yet.",
    "3": "Reports are in the machine-readable form of annex A.",
}
BETTER = "A report says what happened, to whom, what is not known yet, and whom the affected can turn to."
COMPOSITION = {
    "people": 36,
    "groups": dict.fromkeys(sorted(GROUPS.values()), EACH),
    "regions": {"africa": 9, "asia-pacific": 9, "western-europe-others": 8},
}
"""Regions with fewer than five are not told, nor the smallest of the others, from which they would follow."""
ABSENT = ["region:eastern-europe"]


def line(kind: str, actor: str, public: dict[str, Any] | None = None, **more: Any) -> str:  # noqa: ANN401 - JSON
    """One act; `on` first, so that a reader sees the day."""
    on = {"on": more.pop("on")} if "on" in more else {}
    if "as_" in more:
        more["as"] = more.pop("as_")
    return _json({**on, "kind": kind, "actor": actor, "public": public or {}, **more})


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def voters() -> Iterator[tuple[str, str, str, str]]:
    """Each of the people who are no officers: name, group, country, organisation. Two share an organisation."""
    place = 0
    for short, group in GROUPS.items():
        for number in range(1, EACH + 1):
            name = f"{short}-{number}"
            if name not in EASTERN:
                place += 1
            country = EASTERN.get(name) or COUNTRIES[place % len(COUNTRIES)]
            yield name, group, country, f"{short} organisation {(number + 1) // 2}"


def founding() -> Iterator[str]:
    """The body, its officers and its members."""
    yield "# A body is founded on the template `comity`. All of its people are invented, and so is its time."
    officers = [{"role": role, "actor": name} for name, (role, _, _) in OFFICERS.items()]
    officers += [{"role": f"{group}-delegate", "actor": f"{short}-1"} for short, group in GROUPS.items()]
    members = [*OFFICERS, *(name for name, *_ in voters())]
    public = {"officers": officers, "members": members, "simulated": True}
    yield line("body.found", "steward", public, template="comity", on="2026-01-05T09:00:00Z")


def interests() -> Iterator[str]:
    """Everybody states their ties; one statement is found wrong."""
    yield "# Everybody states their ties. Without that nobody here proposes, states, votes, objects or decides."
    day = {"on": "2026-01-06T09:00:00Z"}
    for name, group, country, organisation in voters():
        funders = [{"name": "Harbour Fund"}] if organisation.startswith(("ngo", "uni")) else []
        yield interest(name, group, country, organisation, funders, **day)
        day = {}
    for name, (_, short, country) in OFFICERS.items():
        yield interest(name, GROUPS[short], country, f"{short} organisation 9", [])
    yield "# Somebody joins, shown by e-mail; name and address are for the officers only."
    contact = {"name": {"name": "Ada Example"}, "email": {"email": "ada@people.example"}}
    yield line("member.join", "late-1", {"verification": "e-mail"}, private=contact, on="2026-01-07")
    yield "# An engineer shows that firm-5 left out who pays it. While that is open, the statement serves for nothing."
    wrong = {"person": "firm-5", "reason": "The annual report names Acorn Holdings as its only funder."}
    yield line("interest.challenge", "eng-2", wrong, on="2026-01-08", as_="interest")
    yield line("matter.propose", "firm-5", proposal(), refused="interest.challenged",
               clause="The twenty-one questions of the Comity project, capture")  # fmt: skip
    yield line("decision.position", "panel-1", {"proceeding": "d{interest}", "value": "for"}, on="2026-01-12")
    yield line("decision.position", "panel-2", {"proceeding": "d{interest}", "value": "for"})
    yield line("matter.propose", "firm-5", proposal(), refused="interest.missing")
    acorn = [{"name": "Acorn Holdings", "of": "firm organisation 3"}]
    yield interest("firm-5", "private-sector", "GH", "firm organisation 3", acorn, on="2026-01-13")


def interest(name: str, group: str, country: str, organisation: str, funders: list[dict[str, str]], **day: Any) -> str:  # noqa: ANN401
    """A complete statement of interest."""
    public = {"group": group, "country": country, "affiliations": [{"name": organisation}], "funders": funders}
    return line("interest.state", name, {**public, "owners": []}, **day)


def proposal(**other: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """What is proposed."""
    return {
        "path": "decision",
        "title": "Report serious incidents within 72 hours",
        "summary": "Whoever runs a system reports the serious incidents in which it had a part, in one form.",
        "tags": ["safety"],
        "layers": ["logical", "social"],
        **other,
    }


def proposing() -> Iterator[str]:
    """A matter is proposed and its scope challenged."""
    yield "# Who has stated no ties proposes nothing, and nothing outside the scope is proposed."
    questions = "The twenty-one questions of the Comity project, "
    yield line("matter.propose", "late-1", proposal(), refused="interest.missing", clause=f"{questions}capture",
               on="2026-01-15")  # fmt: skip
    yield line("matter.propose", "uni-1", proposal(tags=["safety", "stability"]), refused="scope.outside",
               clause=f"{questions}mission-creep")  # fmt: skip
    yield line("matter.propose", "uni-1", proposal(), as_="matter")
    yield "# A company says that this is about content, which is out of scope. Until the panel has answered, it waits."
    claim = {"matter": "m{matter}", "what": "scope", "claim": "missing", "name": "content"}
    yield line("scope.challenge", "firm-2", {**claim, "reason": "A report may quote what a system wrote."},
               on="2026-01-16", as_="scope")  # fmt: skip
    yield line("consultation.open", "chair", opening("2026-02-20"), refused="matter.suspended",
               clause=f"{questions}two-layers, mission-creep")  # fmt: skip
    yield line("decision.position", "panel-1", {"proceeding": "d{scope}", "value": "against"}, on="2026-01-20")
    yield line("decision.position", "panel-3", {"proceeding": "d{scope}", "value": "against"})


def opening(day: str, ballots: str = "secret") -> dict[str, str]:
    """A consultation that closes on a day."""
    return {"matter": "m{matter}", "ballots": ballots, "closes": f"{day}T00:00:00.000000Z"}


def consulting() -> Iterator[str]:
    """Statements, submissions, secret votes."""
    yield "# The consultation: no shorter than four weeks, with secret ballots."
    deadlock = "The twenty-one questions of the Comity project, deadlock"
    yield line("consultation.open", "chair", opening("2026-02-04"), on="2026-01-21", refused="consultation.too-short",
               clause=deadlock)  # fmt: skip
    yield line("consultation.open", "chair", opening("2026-02-20", "open"), refused="consultation.ballots")
    yield line("consultation.open", "chair", opening("2026-02-20"), as_="talk")
    there = {"consultation": "c{talk}", "language": "en"}
    said = {
        ("ngo-1", "put"): "Serious incidents are reported within 72 hours.",
        ("firm-1", "weeks"): "Small providers have two weeks.",
        ("gov-2", "public"): "Every report is public.",
        ("igo-2", "again"): "Serious incidents are reported within three days.",
    }
    for (actor, name), text in said.items():
        yield line("statement.make", actor, there, private={"text": {"text": text}}, as_=name)
    same = {"consultation": "c{talk}", "statement": "s{again}", "into": "s{put}"}
    yield line("statement.merge", "chair", {**same, "reason": "Three days are 72 hours."})
    text = "We run two systems and had to report nothing so far. A form on paper would be the end of us."
    named = {"text": text, "organisation": "firm organisation 2", "name": "Office of firm organisation 2"}
    yield line("submission.file", "firm-3", {**there, "shown": "named"}, private={"named": named}, on="2026-01-24")
    secret = {"text": "What happened at our site is under seal. The form has no field for that."}
    yield line("submission.file", "eng-3", {**there, "shown": "confidential"}, private={"confidential": secret})
    open_vote = {"consultation": "c{talk}", "statement": "s{put}", "value": "agree"}
    yield line("vote.cast", "gov-1", open_vote, refused="vote.not-sealed", on="2026-01-26")
    yield vote("gov-4", "put", "disagree")
    for name, *_ in voters():
        for statement, value in (("put", _on_put(name)), ("weeks", "agree" if name[-1] in "12" else "disagree")):
            yield vote(name, statement, value)


def vote(name: str, statement: str, value: str) -> str:
    """A sealed vote."""
    sealed = {"vote": {"statement": f"s{{{statement}}}", "value": value}}
    return line("vote.cast", name, {"consultation": "c{talk}"}, private=sealed)


def _on_put(name: str) -> str:
    return "disagree" if name in AGAINST else "pass" if name in PASSES else "agree"


def drafting() -> Iterator[str]:
    """A draft, an objection whose answer does not stand, a better draft; what a decision needs besides."""
    yield "# The first draft. Only editors and who proposed the matter publish one."
    draft = {"matter": "m{matter}"}
    yield line("draft.publish", "firm-2", draft, clauses=CLAUSES, refused="who.not-allowed", on="2026-01-27")
    yield line("draft.publish", "editor", draft, clauses=CLAUSES)
    reason = "Who was hurt reads in no report whom to turn to."
    yield line("objection.raise", "ngo-2", {"matter": "m{matter}", "clause": "2.1", "reason": reason},
               on="2026-01-28", as_="objection")  # fmt: skip
    answer = {"objection": "o{objection}", "disposition": "addressed", "reasons": "The annex has a field for remarks."}
    yield line("objection.answer", "editor", answer, on="2026-01-30")
    yield "# The objector disputes that answer, and the panel agrees with her: the objection stands again."
    why = {"objection": "o{objection}", "reason": "A field for remarks tells nobody whom to turn to."}
    yield line("objection.dispute", "ngo-2", why, on="2026-01-31", as_="dispute")
    yield line("decision.position", "panel-1", {"proceeding": "d{dispute}", "value": "for"}, on="2026-02-03")
    yield line("decision.position", "panel-2", {"proceeding": "d{dispute}", "value": "for"})
    yield line("draft.publish", "editor", draft, clauses={**CLAUSES, "2.1": BETTER}, on="2026-02-05")
    answer = {"objection": "o{objection}", "disposition": "accepted", "version": 2}
    yield line("objection.answer", "editor", {**answer, "reasons": "Clause 2.1 now says so."})
    yield "# What a decision needs: the figure that it means to move, two implementations, and an assessment of harm."
    figure = {"matter": "m{matter}", "figure": "share of serious incidents that are reported within 72 hours",
              "how": "Reports beside the register of hospitals, which had 31 of 100 in 2025. It is to be 60 of 100.",
              "review_due": "2027-01-15T00:00:00.000000Z"}  # fmt: skip
    yield line("report.figure", "editor", figure, on="2026-02-10")
    running = {"matter": "m{matter}", "coverage": "All of version 2.", "licence": "Apache-2.0"}
    first = {**running, "implementation": "Heron", "maintainer": "eng organisation 1", "contact": "eng-1"}
    yield line("report.implementation", "eng-1", first)
    second = {**running, "implementation": "Siskin", "maintainer": "uni organisation 2", "contact": "uni-3"}
    yield line("report.implementation", "uni-3", {**second, "independent_of": ["Heron"]})
    groups = [{"group": "civil-society"}, {"group": "people on shift work", "spokesperson": "ngo-5"}]
    harm = {"matter": "m{matter}", "groups": groups, "harms": "Who reports may be blamed, and who was hurt be named.",
            "mitigation": "Reports name no person; nobody is punished for what a report says."}  # fmt: skip
    yield line("report.harm", "uni-2", harm)
    for actor, group in (("ngo-3", "civil-society"), ("ngo-5", "people on shift work")):
        words = {"matter": "m{matter}", "group": group, "answer": "With clause 2.1 as it is now we can live."}
        yield line("report.harm-answer", actor, words, on="2026-02-12")


def calling() -> Iterator[str]:
    """Evidence, second notice, designation in rounds, the council, adoption."""
    yield "# The consultation is over. Too few from Eastern Europe took part: a second notice comes first."
    yield _json({"on": "2026-02-21", "evidence": "c{talk}", "as": "evidence"})
    round_ = {"matter": "m{matter}", "level": "consensus", "evidence": "{evidence}",
              "dispositions": {"o{objection}": "accepted"}}  # fmt: skip
    yield line("designation.publish", "chair", round_, refused="call.not-quorate",
               clause="The twenty-one questions of the Comity project, bilateral")  # fmt: skip
    yield line("call.second-notice", "chair", {"matter": "m{matter}", "absent": ABSENT})
    yield line("call.notice", "chair", {"matter": "m{matter}", "ends": "2026-03-07T12:00:00.000000Z"})
    yield "# Nobody else came. The chair designates consensus, naming who stayed away; a minority view is recorded."
    yield line("designation.publish", "chair", {**round_, "absent": ABSENT}, on="2026-03-08")
    confirm = {"matter": "m{matter}", "absent": ABSENT, "composition": COMPOSITION}
    yield line("designation.confirm", "chair", confirm, refused="designation.rounds", on="2026-03-16",
               clause="GNSO Working Group Guidelines, annex 1 of the Operating Procedures, 3.6")  # fmt: skip
    yield line("minority.record", "firm-4", {"matter": "m{matter}", "text": "72 hours are too few for small firms."})
    yield line("designation.publish", "chair", {**round_, "absent": ABSENT, "minority_views": 1})
    yield line("designation.confirm", "chair", confirm, on="2026-03-24")
    yield "# The council confirms. A decision without the day on which it ends is not even put."
    put = {"matter": "m{matter}", "composition": COMPOSITION}
    yield line("decision.put", "secretary", put, refused="decision.no-sunset", on="2026-03-25",
               clause="The twenty-one questions of the Comity project, deadlock")  # fmt: skip
    yield line("decision.put", "secretary", {**put, "ends": "2031-03-01T00:00:00.000000Z"}, as_="put")
    yield from votes("put", "2026-03-28", "adopted")


def votes(put: str, day: str, last: str) -> Iterator[str]:
    """The council votes: against it the private sector, for it enough of the others."""
    when = {"on": day}
    for name, value in (("firm-1", "against"), ("gov-1", "for"), ("ngo-1", "for"), ("eng-1", "for")):
        yield line("decision.position", name, {"proceeding": f"d{{{put}}}", "value": value}, **when)
        when = {}
    yield line("decision.position", "uni-1", {"proceeding": f"d{{{put}}}", "value": "for"}, as_=last)


def appealing() -> Iterator[str]:
    """An appeal, its order, the remedy; then a review."""
    yield "# A scholar appeals: the council had not read the minority view. The panel hears that, not the chair."
    appeal = {"against": "{adopted}", "what": "decision", "matter": "m{matter}", "instance": "panel",
              "ground": "information-ignored", "reason": "The council voted without the minority view."}  # fmt: skip
    yield line("appeal.file", "uni-4", {**appeal, "instance": "chair"}, refused="appeal.lower-first", on="2026-04-02")
    yield line("appeal.file", "uni-4", appeal, as_="appeal")
    yield "# The panel upholds it, gives its reasons, and orders the council to decide again."
    yield line("decision.position", "panel-1", {"proceeding": "d{appeal}", "value": "for"}, on="2026-04-10")
    yield line("decision.position", "panel-2", {"proceeding": "d{appeal}", "value": "for"})
    order = {"appeal": "a{appeal}", "does": "remand", "due": "2026-05-31T00:00:00.000000Z",
             "what": "The council votes again, with the minority view before it."}  # fmt: skip
    yield line("remedy.order", "panel-1", order, refused="reason.missing")
    reasons = {"appeal": "a{appeal}", "text": "What was put to the council did not have the view with it."}
    yield line("appeal.reasons", "panel-1", reasons)
    yield line("remedy.order", "panel-1", order)
    put = {"matter": "m{matter}", "composition": COMPOSITION, "ends": "2031-03-01T00:00:00.000000Z"}
    yield line("decision.put", "secretary", put, on="2026-04-20", as_="again-put")
    yield from votes("again-put", "2026-04-25", "again-adopted")
    how = "The council voted again on 25 April, with the minority view before it."
    yield line("remedy.carry-out", "secretary", {"appeal": "a{appeal}", "how": how, "by": "{again-adopted}"})
    yield "# A year later the figure has not moved. A review that finds that reopens the matter, whoever would not."
    review = {"matter": "m{matter}", "before": "31 of 100", "now": "31 of 100", "source": "The register of hospitals.",
              "moved": False}  # fmt: skip
    yield line("decision.review", "auditor", review, refused="review.too-early", on="2026-12-01")
    yield line("decision.review", "auditor", review, refused="review.must-reopen", on="2027-01-20",
               clause="The twenty-one questions of the Comity project, outcomes")  # fmt: skip
    reasons = {"reopen": True, "reasons": "Nobody who should report knows the form."}
    yield line("decision.review", "auditor", {**review, **reasons}, as_="reopened")
    second = {"matter": "m{reopened}", "ballots": "secret", "closes": "2027-02-10T00:00:00.000000Z"}
    yield line("consultation.open", "chair", second, on="2027-01-22")


def comity() -> str:
    """The whole life."""
    parts = (founding, interests, proposing, consulting, drafting, calling, appealing)
    head = "# Made by make.py, and told in README.md: do not edit."
    return "\n".join([head, *(text for part in parts for text in part())]) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("comity.jsonl").write_text(comity(), encoding="utf-8")
