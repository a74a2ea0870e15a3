"""The life of a working group on the template `ietf-wg`. Times, people and texts are made up."""

from __future__ import annotations

from scripts import Script, named, rulings

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
