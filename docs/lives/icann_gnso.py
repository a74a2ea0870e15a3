"""The life of a council and its working group on the template `icann-gnso`. Times, people and texts are made up."""

from __future__ import annotations

from typing import Any

from scripts import Script, rulings

from comity.body.changes import charter_digest
from comity.charter import templates
from comity.charter.model import Charter

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
