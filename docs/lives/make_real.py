"""Write the lives of bodies on the templates `ietf-wg` and `icann-gnso`, in the form of comity.script.

Run it and commit what it writes; a test compares. Times, people and texts are made up.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from comity.body.changes import charter_digest
from comity.charter import templates
from comity.charter.model import Charter

HERE = Path(__file__).parent


class Script:
    """A life as it is written down, on one template. All that happens on one day is said after `day`."""

    def __init__(self, template: str, officers: dict[str, list[str]], day: str) -> None:
        self.sources = {one.id: one.title for one in templates.template(template).sources}
        self.lines: list[str] = []
        self.day(day, "The body is founded on the template, with its first officers.")
        first = [{"role": role, "actor": actor} for role, actors in officers.items() for actor in actors]
        self.do("body.found", "secretariat", template=template, officers=first, simulated=True)

    def day(self, day: str, what: str = "") -> None:
        """From here on it is that day; `what` heads a chapter."""
        self.today = day
        if what:
            self.lines.append(f"# {what}")

    def do(self, kind: str, actor: str, *, name: str = "", **parts: Any) -> None:  # noqa: ANN401 - any JSON
        """One act; its public part is what is not another part of the line."""
        beside = {key: parts.pop(key) for key in ("private", "template", "clauses") if key in parts}
        self._line({"kind": kind, "actor": actor, "public": parts, **beside, "on": self.today, "as": name})

    def refused(self, message: str, clause: tuple[str, str] | None, kind: str, actor: str, **public: Any) -> None:  # noqa: ANN401
        """One act that is refused; `clause`: the source and its section."""
        cited = f"{self.sources[clause[0]]}, {clause[1]}" if clause else ""
        line = {"kind": kind, "actor": actor, "private": public.pop("private", None), "public": public}
        self._line({**line, "on": self.today, "refused": message, "clause": cited})

    def draft(self, matter: str, actor: str, clauses: dict[str, str], name: str) -> None:
        """The next version of the draft of a matter."""
        self.do("draft.publish", actor, name=name, matter=f"m{{{matter}}}", clauses=clauses)

    def _line(self, line: dict[str, Any]) -> None:
        self.lines.append(json.dumps({key: one for key, one in line.items() if one}, ensure_ascii=False))

    def text(self) -> str:
        """The file."""
        return "\n".join(self.lines) + "\n"


def named(text: str, name: str, organisation: str = "") -> dict[str, Any]:
    """The private part of a submission under a name."""
    return {"named": {"text": text, "name": name, "organisation": organisation}}


def rulings(s: Script, proceeding: str, value: str, *actors: str) -> None:
    """The same position by several."""
    for actor in actors:
        s.do("decision.position", actor, proceeding=proceeding, value=value)


IETF = "wg.example/exchange"
IETF_OFFICERS = {
    "wg-chair": ["amara", "bjorn"],
    "area-director": ["chen", "dia", "ewa", "femi"],
    "ietf-chair": ["greta"],
    "iab-member": [f"iab-{n}" for n in range(1, 10)],
    "isoc-president": ["hana"],
}
SIZES = {
    "1": "A card is an object with the members name, version and digest.",
    "2": "A reader rejects a card of more than 1,000,000 bytes.",
    "3": "A digest is computed with SHA-256 over the weights in the order of the file.",
}


def ietf() -> Script:
    """A document goes through a working group twice, since the IAB annuls the first call of consensus."""
    s = Script("ietf-wg", IETF_OFFICERS, "2026-01-05")
    _ietf_first_call(s)
    _ietf_appeal(s)
    _ietf_second_call(s)
    _ietf_evaluation(s)
    _ietf_advancement(s)
    return s


def _ietf_first_call(s: Script) -> None:
    s.day("2026-01-05", "The group has an editor. It has no members, and the chairs are the area director's to name.")
    s.do("office.appoint", "amara", role="wg-editor", candidate="jun", reason="wrote the first sketch")
    s.refused("membership.none", ("rfc2418", "1"), "member.join", "kofi", verification="e-mail")
    s.refused("proceeding.not-put", ("rfc2418", "6.1"), "office.appoint", "iab-1", role="wg-chair", candidate="kofi")
    s.day("2026-01-12", "A draft is adopted, discussed on the list, and revised.")
    about = {"tags": ["protocol", "data-format"], "layers": ["logical"]}
    s.do(
        "matter.propose",
        "kofi",
        name="cards",
        path="proposed-standard",
        title="A format for model cards",
        summary="One format, so that a card that one program writes can be read by every other.",
        **about,
    )
    s.draft("cards", "jun", SIZES, "v1")
    closes = "2026-02-02T00:00:00.000000Z"
    s.refused(
        "consultation.ballots",
        ("rfc2418", "3.2"),
        "consultation.open",
        "amara",
        matter="m{cards}",
        ballots="secret",
        closes=closes,
    )
    s.do("consultation.open", "amara", name="list", matter="m{cards}", ballots="open", closes=closes)
    s.day("2026-01-15")
    text = "We read a thousand cards with the draft as it is. The limit of clause 2 is too small for twelve of them."
    s.do(
        "submission.file",
        "mato",
        consultation="c{list}",
        shown="named",
        language="en",
        private=named(text, "Mato", "An archive"),
    )
    s.do("objection.raise", "nils", name="small", matter="m{cards}", clause="2", reason="Real cards are larger.")
    s.do(
        "objection.raise",
        "lea",
        name="order",
        matter="m{cards}",
        clause="3",
        reason="The order of the file is not the same in two formats, so one model has two digests.",
    )
    s.day("2026-01-20")
    s.draft("cards", "jun", SIZES | {"2": "A reader accepts a card of 16,000,000 bytes at the least."}, "v2")
    s.do("objection.answer", "jun", objection="o{small}", disposition="accepted", version=2, reasons="As measured.")
    s.do(
        "report.implementation",
        "petra",
        matter="m{cards}",
        implementation="cardlib",
        maintainer="Petra",
        coverage="All of version 2.",
        licence="Apache-2.0",
        contact="petra@cardlib.example",
    )
    s.day("2026-02-03", "Last call of the working group. An objection that is not answered blocks, even from one.")
    s.do("call.notice", "amara", matter="m{cards}", ends="2026-02-17T00:00:00.000000Z")
    s.day("2026-02-17")
    open_one = {"o{small}": "accepted", "o{order}": "open"}
    s.refused(
        "objection.blocks",
        ("rfc7282", "3"),
        "designation.publish",
        "amara",
        matter="m{cards}",
        level="consensus",
        reasons="The formats that matter have one order.",
        dispositions=open_one,
    )
    s.refused("decision.consensus", ("rfc2418", "3.3"), "decision.put", "kofi", matter="m{cards}")
    s.do(
        "objection.answer",
        "bjorn",
        objection="o{order}",
        disposition="addressed",
        reasons="Formats that matter have one order.",
    )
    s.refused(
        "dispute.none",
        ("rfc7282", "3"),
        "objection.dispute",
        "lea",
        objection="o{order}",
        reason="Two of the three largest have not.",
    )
    s.do(
        "designation.publish",
        "amara",
        matter="m{cards}",
        level="consensus",
        dispositions=open_one | {"o{order}": "addressed"},
    )
    s.do("designation.confirm", "amara", name="called", matter="m{cards}")


def _ietf_appeal(s: Script) -> None:
    s.day("2026-02-20", "The call is appealed, from the chair to the IAB; meanwhile the last call of the IETF begins.")
    ground = {"ground": "information-ignored", "reason": "Nobody looked at the measurements that I sent to the list."}
    direct = {"against": "{called}", "what": "designation", "matter": "m{cards}", "party": "amara", **ground}
    s.refused("appeal.lower-first", ("rfc2026", "6.5.1, 6.5.2"), "appeal.file", "lea", instance="iab", **direct)
    s.do("appeal.file", "lea", name="first", instance="chair", **direct)
    s.do(
        "consultation.open",
        "chen",
        name="early",
        matter="m{cards}",
        ballots="open",
        closes="2026-03-06T00:00:00.000000Z",
    )
    s.day("2026-02-27")
    rulings(s, "d{first}", "against", "bjorn")
    s.do("appeal.reasons", "bjorn", appeal="a{first}", text="They came late, and change nothing.")
    s.do("consultation.extend", "chen", consultation="c{early}", closes="2026-06-05T00:00:00.000000Z")
    s.day("2026-03-09")
    s.do("appeal.file", "lea", name="second", below="a{first}", instance="area-director", **ground)
    rulings(s, "d{second}", "against", "chen")
    s.do("appeal.reasons", "chen", appeal="a{second}", text="The chairs saw them, and weighed them.")
    s.day("2026-03-23")
    s.do("appeal.file", "lea", name="third", below="a{second}", instance="iesg", **ground)
    rulings(s, "d{third}", "for", "femi")
    rulings(s, "d{third}", "against", "chen", "dia", "ewa")
    s.do("appeal.reasons", "dia", appeal="a{third}", text="No rule was broken.")
    s.day("2026-04-13")
    s.do("appeal.file", "lea", name="fourth", below="a{third}", instance="iab", **ground)
    s.day("2026-04-27")
    rulings(s, "d{fourth}", "against", "iab-9")
    rulings(s, "d{fourth}", "for", *(f"iab-{n}" for n in range(1, 8)))
    s.do(
        "appeal.reasons",
        "iab-1",
        appeal="a{fourth}",
        text="The answer to the objection does not speak of the measurements: it was not addressed.",
    )
    s.do(
        "remedy.order",
        "iab-1",
        appeal="a{fourth}",
        what="Answer the measurements in a new version, and call again.",
        due="2026-07-01T00:00:00.000000Z",
    )


def _ietf_second_call(s: Script) -> None:
    s.day("2026-05-04", "The remedy: a version that answers the measurements, and another last call.")
    sorted_names = {"3": "A digest is computed with SHA-256 over the weights, sorted by their names."}
    s.draft(
        "cards", "jun", SIZES | {"2": "A reader accepts a card of 16,000,000 bytes at the least."} | sorted_names, "v3"
    )
    s.do("call.notice", "amara", matter="m{cards}", ends="2026-05-18T00:00:00.000000Z")
    s.day("2026-05-18")
    settled = {"o{small}": "accepted", "o{order}": "addressed"}
    s.do("designation.publish", "amara", matter="m{cards}", level="consensus", dispositions=settled)
    s.do("designation.confirm", "amara", matter="m{cards}")
    s.do(
        "remedy.carry-out",
        "amara",
        appeal="a{fourth}",
        by="{v3}",
        how="Version 3 sorts the weights, as the measurements ask; the group was asked again.",
    )
    s.day("2026-05-20", "The last call of the IETF: two weeks.")
    s.refused(
        "consultation.too-short",
        ("rfc2026", "6.1.2"),
        "consultation.open",
        "chen",
        matter="m{cards}",
        ballots="open",
        closes="2026-05-27T00:00:00.000000Z",
    )
    ends = "2026-06-03T00:00:00.000000Z"
    s.do("consultation.open", "chen", name="ietf", matter="m{cards}", ballots="open", closes=ends)
    s.do("call.notice", "chen", matter="m{cards}", ends=ends)
    s.day("2026-05-25")
    s.do(
        "submission.file",
        "oya",
        consultation="c{ietf}",
        shown="pseudonymous",
        language="en",
        private={"pseudonymous": {"text": "Version 3 works for us."}},
    )
    s.day("2026-06-03")
    s.do("designation.publish", "chen", matter="m{cards}", level="consensus", dispositions=settled)
    s.do("designation.confirm", "chen", matter="m{cards}")


def _ietf_evaluation(s: Script) -> None:
    s.day("2026-06-08", "The ballot of the IESG: a DISCUSS blocks until a new version clears it.")
    s.do("decision.put", "chen", name="ballot", matter="m{cards}")
    s.do("decision.position", "chen", proceeding="d{ballot}", value="yes")
    rulings(s, "d{ballot}", "no-objection", "ewa", "greta")
    s.do(
        "decision.position",
        "femi",
        proceeding="d{ballot}",
        value="discuss",
        reason="Clause 3 does not say how names are compared.",
    )
    s.day("2026-06-12")
    s.draft(
        "cards",
        "jun",
        {
            **SIZES,
            "2": "A reader accepts a card of 16,000,000 bytes at the least.",
            "3": "A digest is computed with SHA-256 over the weights, sorted by the bytes of their names in UTF-8.",
        },
        "v4",
    )
    s.day("2026-06-15")
    rulings(s, "d{ballot}", "no-objection", "femi")
    s.do("decision.close", "greta", proceeding="d{ballot}")


def _ietf_advancement(s: Script) -> None:
    s.day("2027-01-11", "It is to become an Internet Standard: that takes two independent implementations.")
    s.do(
        "matter.propose",
        "kofi",
        name="advance",
        path="internet-standard",
        title="The format for model cards, advanced",
        summary="The format is in use, and did not change.",
        tags=["protocol", "data-format"],
        layers=["logical"],
    )
    ends = "2027-02-08T00:00:00.000000Z"
    s.do("consultation.open", "chen", matter="m{advance}", ballots="open", closes=ends)
    s.do("call.notice", "chen", matter="m{advance}", ends=ends)
    s.day("2027-02-08")
    s.do("designation.publish", "chen", matter="m{advance}", level="consensus")
    s.do("designation.confirm", "chen", matter="m{advance}")
    cardlib = {"implementation": "cardlib", "maintainer": "Petra", "coverage": "All of it.", "licence": "Apache-2.0"}
    s.do("report.implementation", "petra", matter="m{advance}", contact="petra@cardlib.example", **cardlib)
    s.refused("implementations.too-few", ("rfc6410", "2.2"), "decision.put", "chen", matter="m{advance}")
    s.day("2027-02-15")
    s.do(
        "report.implementation",
        "quan",
        matter="m{advance}",
        implementation="kartei",
        maintainer="Quan",
        coverage="All of it.",
        licence="MIT",
        contact="quan@kartei.example",
        independent_of=["cardlib"],
    )
    s.do("decision.put", "chen", name="standard", matter="m{advance}")
    s.do("decision.position", "chen", proceeding="d{standard}", value="yes")
    rulings(s, "d{standard}", "no-objection", "dia", "ewa", "femi", "greta")


ICANN = "names.example/council"
ICANN_OFFICERS = {
    "wg-chair": ["rosa"],
    "liaison": ["sven"],
    "council-chair": ["tilde"],
    "registry-councillor": ["ry-1", "ry-2", "ry-3"],
    "registrar-councillor": ["rr-1", "rr-2", "rr-3"],
    "commercial-councillor": ["cu-1", "cu-2", "cu-3"],
    "non-commercial-councillor": ["nc-1", "nc-2", "nc-3"],
    "appointee-contracted": ["ap-1"],
    "appointee-non-contracted": ["ap-2"],
    "director": [f"dir-{n}" for n in range(1, 8)],
    "gac-chair": ["gov-chair"],
    "government-representative": ["gov-1", "gov-2", "gov-3"],
    "panellist": ["judge-1", "judge-2", "judge-3"],
    "decisional-participant": [f"dp-{n}" for n in range(1, 6)],
    "community-secretary": ["sec"],
}
GROUPS = {"ry": "registries", "rr": "registrars", "cu": "commercial", "nc": "non-commercial", "gov": "government"}
COUNTRIES = ("BR", "DE", "IN", "KE", "US", "FR", "JP")
RETENTION = {
    "1": "A registrar keeps the data of a registration for two years after it ended.",
    "2": "Whoever asks for the data gets it.",
}


def icann() -> Script:
    """A policy goes from the council to the board and back, and an independent panel has the last word."""
    s = Script("icann-gnso", ICANN_OFFICERS, "2026-02-02")
    _icann_interests(s)
    _icann_group(s)
    _icann_council(s)
    _icann_board(s)
    _icann_review(s)
    _icann_community(s)
    return s


def _icann_interests(s: Script) -> None:
    s.day("2026-02-02", "Whoever takes part or decides states interests first; who asks for none is refused.")
    everybody = [actor for actors in ICANN_OFFICERS.values() for actor in actors]
    for place, actor in enumerate([*everybody, "vera"]):
        group = GROUPS.get(actor.partition("-")[0], "")
        ties = {"affiliations": [{"name": f"Employer of {actor}"}], "funders": []}
        s.do(
            "interest.state", actor, **{**({"group": group} if group else {}), "country": COUNTRIES[place % 7], **ties}
        )
    s.day("2026-02-09", "The council begins a process: a third of each house is enough.")
    about = {
        "path": "policy",
        "tags": ["generic-names", "stability"],
        "layers": ["logical"],
        "title": "How long data of registrations is kept",
        "summary": "Today everyone keeps it as long as they like.",
    }
    s.refused("who.not-allowed", ("bylaws", "Annex A"), "matter.propose", "uma", **about)
    s.do("matter.propose", "ry-1", name="keep", **about)
    s.do("decision.put", "ry-1", name="begin", matter="m{keep}")
    rulings(s, "d{begin}", "for", "ry-1", "ry-2", "rr-1", "nc-1", "nc-2", "nc-3")


def _icann_group(s: Script) -> None:
    s.day("2026-02-16", "The working group: it consults, and its chair designates in rounds.")
    s.refused(
        "proceeding.not-put", ("wg-guidelines", "2.2"), "office.appoint", "dir-1", role="wg-chair", candidate="uma"
    )
    s.refused(
        "consultation.too-short",
        ("pdp-manual", "public comment on the initial report"),
        "consultation.open",
        "rosa",
        matter="m{keep}",
        ballots="open",
        closes="2026-03-02T00:00:00.000000Z",
    )
    s.do(
        "consultation.open",
        "rosa",
        name="comment",
        matter="m{keep}",
        ballots="open",
        closes="2026-03-23T00:00:00.000000Z",
    )
    s.draft("keep", "rosa", RETENTION, "k1")
    statement = {"consultation": "c{comment}", "language": "en"}
    two_years = {"text": {"text": "Two years are enough."}}
    s.refused(
        "interest.missing",
        ("gnso-procedures", "chapter on statements of interest"),
        "statement.make",
        "uma",
        private=two_years,
        **statement,
    )
    s.do("interest.state", "uma", country="GH", affiliations=[{"name": "A registrant"}], funders=[])
    s.do("statement.make", "uma", name="years", private=two_years, **statement)
    votes = {"agree": ("ry-1", "rr-1", "nc-1", "nc-2", "vera"), "disagree": ("cu-1", "cu-2"), "pass": ("rr-2",)}
    for value, actors in votes.items():
        for actor in actors:
            s.do("vote.cast", actor, consultation="c{comment}", statement="s{years}", value=value)
    s.do(
        "objection.raise",
        "uma",
        name="anyone",
        matter="m{keep}",
        clause="2",
        reason="This gives my address to whoever asks.",
    )
    s.day("2026-03-24")
    s.do("designation.publish", "rosa", matter="m{keep}", level="divergence", dispositions={"o{anyone}": "open"})
    s.refused("designation.rounds", ("wg-guidelines", "3.6"), "designation.confirm", "rosa", matter="m{keep}")
    s.draft("keep", "rosa", RETENTION | {"2": "Whoever shows a reason gets the data that it takes."}, "k2")
    s.do(
        "objection.answer",
        "rosa",
        objection="o{anyone}",
        disposition="addressed",
        reasons="A reason has to be shown now; that none is ever given would undo the policy.",
    )
    s.refused(
        "dispute.none",
        ("wg-guidelines", "3.6"),
        "objection.dispute",
        "uma",
        objection="o{anyone}",
        reason="Nobody judges the reason.",
    )
    s.day("2026-03-31")
    s.do("minority.record", "cu-1", matter="m{keep}", text="Whoever is defrauded cannot wait for a reason to be read.")
    s.do(
        "designation.publish",
        "rosa",
        matter="m{keep}",
        level="consensus",
        minority_views=1,
        dispositions={"o{anyone}": "addressed"},
    )
    s.refused("designation.discussion", ("wg-guidelines", "3.6"), "designation.confirm", "rosa", matter="m{keep}")
    s.day("2026-04-07")
    s.do("designation.confirm", "rosa", matter="m{keep}")


def _icann_council(s: Script) -> None:
    s.day("2026-04-10", "The council votes by houses: the house of non contracted parties does not carry it.")
    s.do("decision.put", "ry-1", name="report", matter="m{keep}")
    rulings(s, "d{report}", "for", "ry-1", "ry-2", "ry-3", "rr-1", "rr-2", "rr-3", "ap-1", "nc-1", "nc-2")
    rulings(s, "d{report}", "against", "cu-1", "cu-2", "cu-3", "ap-2")
    s.day("2026-04-20", "Back in the working group; two rounds again.")
    s.draft(
        "keep",
        "rosa",
        RETENTION
        | {
            "1": "A registrar keeps the data of a registration for one year after it ended.",
            "2": "Whoever shows a reason gets the data that it takes, within two days.",
        },
        "k3",
    )
    again = {"matter": "m{keep}", "minority_views": 1, "dispositions": {"o{anyone}": "addressed"}}
    s.do("designation.publish", "rosa", level="strong-support", reasons="The two days are new.", **again)
    s.day("2026-04-27")
    s.do("designation.publish", "rosa", level="consensus", **again)
    s.day("2026-05-04")
    s.do("designation.confirm", "rosa", matter="m{keep}")
    s.do("decision.put", "ry-1", name="final", matter="m{keep}")
    rulings(s, "d{final}", "against", "cu-1", "cu-2", "cu-3")
    rulings(s, "d{final}", "for", "ry-1", "ry-2", "ry-3", "rr-1", "ap-2", "nc-1", "nc-2", "nc-3")


def _icann_board(s: Script) -> None:
    s.day("2026-05-08", "Governments advise, nobody of them objecting; the board rejects it with reasons, and adopts.")
    s.do(
        "advice.give",
        "gov-1",
        name="advice",
        matter="m{keep}",
        organ="gac",
        text="Police forces need the data at once, and should show no reason.",
    )
    s.day("2026-06-08")
    s.refused("advice.unanswered", ("bylaws", "12.2(a)(x)"), "decision.put", "dir-1", matter="m{keep}")
    s.do(
        "advice.answer",
        "dir-1",
        name="no",
        matter="m{keep}",
        advice="d{advice}",
        accept=False,
        reasons="A reason protects registrants everywhere; two days are short.",
    )
    rulings(s, "d{no}", "for", *(f"dir-{n}" for n in range(1, 6)))
    s.do("decision.put", "dir-1", name="board", matter="m{keep}")
    rulings(s, "d{board}", "for", "dir-1", "dir-2", "dir-3")
    s.do("decision.position", "dir-4", name="adopted", proceeding="d{board}", value="for")


def _icann_review(s: Script) -> None:
    s.day("2026-06-15", "The board does not reconsider; the panel finds the bylaws violated, and sends it back.")
    affected = "My address is among the data that is kept."
    s.do(
        "appeal.file",
        "uma",
        name="board-again",
        against="{adopted}",
        what="decision",
        matter="m{keep}",
        instance="reconsideration",
        ground="information-ignored",
        affected=affected,
        reason="No word of what it does to people whose address is their home.",
    )
    s.day("2026-07-06")
    rulings(s, "d{board-again}", "against", "dir-1", "dir-2", "dir-3", "dir-4")
    s.do("appeal.reasons", "dir-1", appeal="a{board-again}", text="It was before the board, in the report.")
    s.day("2026-07-20")
    s.do(
        "appeal.file",
        "uma",
        name="review",
        below="a{board-again}",
        instance="independent-review",
        ground="charter-violation",
        affected=affected,
        reason="Who is let to see an address regulates more than names: it is outside the mission.",
    )
    s.day("2026-09-14")
    rulings(s, "d{review}", "for", "judge-1", "judge-2")
    s.do(
        "appeal.reasons",
        "judge-1",
        appeal="a{review}",
        text="Clause 2 has no limit to the reasons, and so none to the mission (bylaws, 1.1).",
    )
    s.do(
        "remedy.order",
        "judge-1",
        appeal="a{review}",
        does="remand",
        what="Decide again, on a clause 2 with limits.",
        due="2027-01-01T00:00:00.000000Z",
    )
    s.day("2026-10-12", "The remedy is carried out.")
    s.draft(
        "keep",
        "rosa",
        RETENTION
        | {
            "1": "A registrar keeps the data of a registration for one year after it ended.",
            "2": "Whoever shows that a name is used for fraud gets the data that it takes, within two days.",
        },
        "k4",
    )
    s.do("decision.put", "dir-1", name="anew", matter="m{keep}")
    rulings(s, "d{anew}", "for", "dir-1", "dir-2", "dir-3")
    s.do("decision.position", "dir-4", name="adopted-anew", proceeding="d{anew}", value="for")
    s.do(
        "remedy.carry-out",
        "dir-1",
        appeal="a{review}",
        by="{adopted-anew}",
        how="The board adopted the policy with the limit of version 4.",
    )


def _icann_community(s: Script) -> None:
    s.day("2026-11-02", "The board would halve the time to ask for a review; the empowered community rejects that.")
    s.do(
        "matter.propose",
        "dir-1",
        name="bylaw",
        path="bylaw-amendment",
        title="Sixty days to ask for a review",
        summary="An independent review is asked for within 60 days, and not 120.",
        tags=["stability"],
        layers=["logical"],
        effect="amendment",
        payload=charter_digest(shorter_time()),
    )
    s.do("consultation.open", "dir-2", matter="m{bylaw}", ballots="open", closes="2026-12-02T00:00:00.000000Z")
    s.day("2026-12-07")
    s.do("decision.put", "dir-1", name="by-board", matter="m{bylaw}")
    rulings(s, "d{by-board}", "for", *(f"dir-{n}" for n in range(1, 6)))
    s.do("decision.put", "dir-1", name="by-community", matter="m{bylaw}")
    s.day("2026-12-21")
    for n in range(1, 4):
        s.do(
            "decision.position",
            f"dp-{n}",
            proceeding="d{by-community}",
            value="object",
            reason="Who is harmed learns of it later than that.",
        )


def shorter_time() -> Charter:
    """The charter that the board proposes."""
    value: dict[str, Any] = templates.template("icann-gnso").to_json()
    review = next(one for one in value["appeals"]["instances"] if one["id"] == "independent-review")
    review["within"] = "60 days"
    return Charter.from_json(value)


SCRIPTS = {"ietf-wg": ietf, "icann-gnso": icann}


def main() -> None:
    """Write the files."""
    for name, script in SCRIPTS.items():
        (HERE / f"{name}.jsonl").write_text(script().text(), encoding="utf-8")


if __name__ == "__main__":
    main()
