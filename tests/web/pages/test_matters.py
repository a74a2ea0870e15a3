"""What is being decided, how it was decided, and what people said: the pages that everybody reads."""

import re
from datetime import timedelta
from html import escape
from xml.etree import ElementTree

import pytest

from comity.body import rules
from comity.body.drafts import publication
from comity.record.envelope import Act, digest_of, time_of
from comity.report.svg import style
from comity.web.acts import calls
from comity.web.settings import ROOM
from comity.web.wording import deadlines
from tests.web.sites import Site


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_stranger_reads_a_matter_from_proposal_to_remedy(site: Site):
    site.live(upto="again-adopted")
    client = site.client()
    get = lambda place: plain(text_of(client.get(site.path(place))))  # noqa: E731
    matter = get("m/m50/")
    assert "Whoever runs a system reports the serious incidents" in matter
    assert "share of serious incidents that are reported within 72 hours" in matter
    assert "Heron" in matter and "people on shift work" in matter
    assert "Who was hurt reads in no report whom to turn to." in matter
    assert "It is also about content." in matter
    redline = text_of(client.get(site.path("m/m50/redline/1/2/")))
    assert "1 clause is not as it was." in redline and re.search(r"<ins>[^<]+</ins>", redline)
    assert "reports a serious incident within 72 hours" in get("m/m50/draft/1/")
    decision = get("m/m50/decision/")
    assert "Without 8 of the affiliations the poll would show: strong support." in decision
    assert "funders: no absence of any of them would lower what the poll shows." in decision.replace(
        "Funders", "funders"
    )
    assert "not quorate" in decision and "Eastern Europe" in decision
    assert "72 hours are too few for small firms." in decision
    assert "The council votes again, with the minority view before it." in decision
    assert "Private sector 4 2 0 strong support" in decision
    assert "36 people took part." in decision
    offered = re.search(r'href="([^"]+appeal/[?]against=[0-9]+)"', text_of(client.get(site.path("m/m50/decision/"))))
    assert site.client("ngo-1").get(offered[1]).status_code == 200
    appeal = get("a/a163/")
    assert "information was ignored" in appeal and "upheld" in appeal and "the remedy was carried out" not in appeal
    assert "disputed" in get("o/o136/") and "A field for remarks tells nobody" in get("o/o136/")
    assert "By a vote of: Council of the stakeholder groups." in get("d/d157/")
    evidence = client.get(site.path("c/c54/evidence.json"))
    assert digest_of(evidence.content) in decision
    submissions = get("c/c54/submissions/")
    assert "We run two systems" in submissions
    assert "under seal" not in submissions and "Only officers of this body read it." in submissions
    assert "What happened at our site is under seal." in plain(
        text_of(site.client("secretary").get(site.path("c/c54/submissions/")))
    )
    feed = client.get(site.path("feed/m50.atom"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert b"designated on m50: consensus" in feed.content and b"ruling on a163" in feed.content
    assert b"voted in" not in client.get(site.path("feed.atom")).content
    atom, charter = "{http://www.w3.org/2005/Atom}", site.living.state().charter
    for name in ("feed.atom", "feed/m50.atom", "feed/c54.atom"):
        made = ElementTree.fromstring(client.get(site.path(name)).content)  # noqa: S314 - our own
        assert made.findtext(f"{atom}author/{atom}name") == charter.name
        entries = made.findall(f"{atom}entry")
        assert entries and all(one.findtext(f"{atom}author/{atom}name") for one in entries)
    title = site.living.state().matters["m50"].title
    assert made.findtext(f"{atom}title") == f"{title} (c54) · {charter.name}"
    appeals = client.get(site.path("record/?kind=appeal.file")).content.decode()
    assert any(f"appealed to {escape(one.name)}." in appeals for one in charter.appeals.instances)
    assert not any(f"appealed to {one.id}." in appeals for one in charter.appeals.instances if one.id != one.name)


def test_a_dispute_is_never_shown_as_the_answer_that_it_is_about(site: Site):
    site.live(upto="dispute")
    (objection,) = site.living.state().objections
    answer, dispute = "The annex has a field for remarks.", "A field for remarks tells nobody whom to turn to."

    def shown(place):
        told = plain(text_of(site.client("chair").get(site.path(place))))
        return told[told.index(dispute) - 300 : told.index(dispute) + len(dispute)]

    (proceeding,) = [one.id for one in site.living.state().proceedings.values() if one.purpose == "dispute"]
    for place in ("m/m50/", "m/m50/decision/", "m/m50/call/"):
        assert re.search(
            rf"[^r] Answer: editor ?:? {answer} .*Why the answer is disputed: ngo-2.* {dispute}", shown(place)
        ), place

    # upheld: neither of them is an answer that stands; a new answer stands without the dispute of the old one
    for panellist in ("panel-1", "panel-2"):
        site.living.do("decision.position", panellist, {"proceeding": proceeding, "value": "for"})
    for place in ("m/m50/", "m/m50/decision/", "m/m50/call/"):
        assert re.search(rf"Earlier answer: editor.*{answer} Why the answer is disputed: ngo-2", shown(place)), place
    again = {"objection": objection, "disposition": "addressed", "reasons": "The form names the office."}
    site.living.do("objection.answer", "editor", again)
    for place in ("m/m50/", "m/m50/decision/", "m/m50/call/"):
        told = plain(text_of(site.client("chair").get(site.path(place))))
        assert "Answer: editor" in told and again["reasons"] in told and dispute not in told, place


def test_designations_that_an_appeal_set_aside_say_so(site: Site):
    site.live(upto="adopted")
    act = [one for one in map(site.living.state().look, range(site.living.state().size)) if isinstance(one, Act)]
    made = [one.seq for one in act if one.kind.startswith("designation.")]
    assert len(made) == 3
    filed = {"against": made[-1], "what": "designation", "matter": "m50", "party": "chair",
             "instance": "chair", "ground": "information-ignored", "reason": "A view was left out."}  # fmt: skip
    appeal = f"a{site.living.do('appeal.file', 'uni-4', filed).act.seq}"
    places = {"m/m50/": "stranger", "m/m50/decision/": "stranger", "m/m50/call/": "chair"}
    pages = lambda: [text_of(site.client(who).get(site.path(place))) for place, who in places.items()]  # noqa: E731
    assert all("set aside" not in shown for shown in pages())
    said = {"proceeding": site.living.state().appeals[appeal].proceeding, "value": "for"}
    ruled = site.living.do("decision.position", "chair", said).act.seq
    assert site.living.state().matters["m50"].stage == 0
    for shown in pages():
        aside = rf"set aside</span> by the appeal <a [^>]*><bdi>{appeal}</bdi></a> · <a [^>]*>act {ruled}</a>"
        assert len(re.findall(aside, shown)) == 3

    # what is found from then on counts
    state = site.living.state()
    site.living.do("call.second-notice", "chair", calls.second_notice(state, state.matters["m50"]))
    site.living.do("call.notice", "chair", {"matter": "m50", "ends": rules.after(state.at, timedelta(days=15))})
    state, last = site.living.state(), rules.after(state.at, timedelta(days=16))
    again = calls.designation(state, state.matters["m50"], "divergence", "Views differ.", last)
    done = site.living.do("designation.publish", "chair", again, on=time_of(last)).act.seq
    for shown in pages():
        assert shown.count("set aside") == 3 and f"record/{done}/" in shown


def test_what_is_not_there_is_not_found(site: Site):
    site.live(upto="matter")
    client = site.client()
    for place in ("m/m1/", "m/m50/draft/1/", "m/m50/redline/0/1/", "c/c1/", "c/c1/map.svg", "o/o1/", "a/a1/", "d/d1/",
                  "feed/zzz.atom", "c/c1/evidence.json"):  # fmt: skip
        assert client.get(site.path(place)).status_code == 404, place


def test_hostile_texts_are_shown_as_texts_and_turn_no_line_around(site: Site, monkeypatch):
    # as a record may hold it from before such texts were refused
    monkeypatch.setattr("comity.body.registry.unwritable", lambda _value: None)
    site.live(upto="matter")
    hostile = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202eReversed'
    public = {"path": "decision", "title": hostile, "summary": hostile, "tags": ["safety"], "layers": ["logical"]}
    made = site.living.do("matter.propose", "uni-1", public)
    name = f"m{made.act.seq}"
    matter = site.living.state().matters[name]
    site.living.do("draft.publish", "editor", publication(matter, [("1", hostile)])[0])
    matter = site.living.state().matters[name]
    site.living.do("draft.publish", "editor", publication(matter, [("1", hostile + " more"), ("2", "New.")])[0])
    client = site.client()
    for place in ("", "m/", f"m/{name}/", f"m/{name}/draft/1/", f"m/{name}/redline/1/2/", "feed.atom", "record/"):
        html = text_of(client.get(site.path(place)))
        assert "<script>alert" not in html and "<img src=x" not in html, place
        assert "\u202e" not in html, place
    assert "<ins> more</ins>" in text_of(client.get(site.path(f"m/{name}/redline/1/2/")))


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_clauses_and_texts_in_markdown_keep_their_lines(site: Site, monkeypatch):
    monkeypatch.setattr("comity.body.registry.unwritable", lambda _value: None)  # as in a record from before that
    site.live(upto="matter")
    table = "| Term | Meaning |\n|---|---|\n| r | a \u202ereport |"
    public = {
        "path": "decision",
        "title": "T",
        "summary": f"- one\n- two\n\n{table}",
        "tags": ["safety"],
        "layers": ["logical"],
    }
    name = f"m{site.living.do('matter.propose', 'uni-1', public).act.seq}"
    matter = site.living.state().matters[name]
    site.living.do("draft.publish", "editor", publication(matter, [("1", table)])[0])
    for place in (f"m/{name}/", f"m/{name}/draft/1/"):
        shown = text_of(site.client().get(site.path(place)))
        assert "| Term | Meaning |\n|---|---|\n| r | a report |" in shown, place
    assert "<li>one</li>\n<li>two</li>" in text_of(site.client().get(site.path(f"m/{name}/")))


def test_a_body_says_what_is_overdue_and_its_charter_in_sentences(site: Site):
    site.live(upto="objection")
    state = site.living.state()
    client = site.client()
    home = plain(text_of(client.get(site.path())))
    assert "The objection o136 must be answered." in home and "Overdue" not in home
    late, coming = deadlines.of_body(state, rules.after(state.deadlines["objection o136"].due, timedelta(days=1)))
    assert "The objection o136 was not answered in time." in [one.sentence for one in late]
    assert coming and max(one.due for one in late) < min(one.due for one in coming)
    charter = plain(text_of(client.get(site.path("charter/"))))
    for sentence in (
        "A consultation of 28 days at least is opened by: Chair of the assembly.",
        "Votes are secret: how somebody voted is counted and never shown.",
        "By consensus of: Assembly. Chair of the assembly designates it",
        "2 evaluations are published before one is confirmed. Each is discussed for 7 days at least.",
        "GNSO Working Group Guidelines, annex 1 of the Operating Procedures, 3.6",
        "Eastern Europe: 5 people must have voted.",
        "An objection that is not answered on its merits blocks, even from one person. "
        "An act that breaks it is refused.",
        "Was civil society a decorative layer",
    ):
        assert sentence in charter, sentence
    people = plain(text_of(client.get(site.path("people/"))))
    assert "Chair of the assembly chair until" in people and "Private sector" in people


def test_the_style_of_the_map_is_that_of_the_report():
    assert (ROOM / "static" / "web" / "map.css").read_text(encoding="utf-8") == style()
