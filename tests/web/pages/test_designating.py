"""A call from its evidence to the vote of the council, and an appeal from its filing to its remedy, all by forms."""

import re
from datetime import datetime

from comity.body.kind import Refusal
from comity.web.acts import calls
from comity.web.reading import reading
from comity.web.templatetags.desk import refusal
from tests.web.sites import Site


def text_of(answer):
    return answer.content.decode()


def pass_time(site: Site, day):
    """Let the time of the body pass to a day, by an act that changes nothing that is decided."""
    interest = {"group": "civil-society", "country": "BR", "affiliations": [], "funders": [], "owners": []}
    site.living.do("interest.state", f"passer-{day}", interest, on=datetime.fromisoformat(day))


def test_a_chair_designates_in_rounds_without_typing_what_the_record_knows(site: Site, monkeypatch):
    site.live(upto="evidence")
    (matter,) = site.living.state().matters
    chair, call = site.client("chair"), site.path(f"m/{matter}/call/")

    def now():
        return site.living.state().matters[matter]

    # not quorate: only notices can be given, and the page says why
    shown = text_of(chair.get(call))
    assert "Eastern Europe" in shown and "waits for a second notice" in shown
    assert re.findall(r'name="do" value="([a-z-]+)"', shown) == ["second-notice", "last-call"]
    assert "Nothing on this page is for you" in text_of(site.client("ngo-1").get(call))
    assert site.client("ngo-1").post(call, {"do": "second-notice"}).status_code == 422
    assert chair.post(call, {"do": "no-such"}).status_code == 404
    assert chair.post(call, {"do": "designate", "level": "consensus"}).status_code == 422
    assert chair.post(call, {"do": "second-notice"}).status_code == 303
    early = re.search(r'name="ends" required min="([0-9-]+)"', shown)[1]
    assert chair.post(call, {"do": "last-call", "ends": "2026-02-22"}).status_code == 422
    assert chair.post(call, {"do": "last-call", "ends": early}).status_code == 303

    # a flood of objections, more than an act can name: the page says so, and stands
    flood = {"matter": matter, "level": "divergence", "dispositions": {f"o{n}": "open" for n in range(1_501)}}
    with monkeypatch.context() as patched:
        patched.setattr(calls, "designation", lambda *_: flood)
        assert "cannot hold all that it would have to name" in text_of(chair.get(call))
        assert chair.post(call, {"do": "designate", "level": "divergence"}).status_code == 422

    # the first round: the evidence beside it, who was absent put in; a level against the evidence needs reasons
    pass_time(site, "2026-03-09T00:00:00+00:00")
    shown = text_of(chair.get(call))
    assert re.findall(r'name="do" value="([a-z-]+)"', shown) == ["designate", "last-call"]
    against = re.search(r"<b>full consensus</b>(.*?)</label>", shown)[1]
    assert "against the evidence" in against and "So far 0 times." in shown
    refused = chair.post(call, {"do": "designate", "level": "full-consensus", "reasons": " "})
    assert refused.status_code == 422 and not now().rounds
    assert (
        chair.post(call, {"do": "designate", "level": "full-consensus", "reasons": "They came round."}).status_code
        == 303
    )
    assert site.living.state().against_evidence == 1 and now().rounds[0].against_evidence
    done = site.living.state().look(now().rounds[0].seq).public
    assert done["absent"] == ["region:eastern-europe"] and len(done["dispositions"]) == 1 and done["evidence"] > 0
    shown = text_of(chair.get(call))
    assert "is discussed until" in shown and "They came round." in shown

    # re-evaluated after a minority view, confirmed after its time
    site.living.do("minority.record", "firm-4", {"matter": matter, "text": "Too few <i>hours</i>."})
    pass_time(site, "2026-03-17T00:00:00+00:00")
    shown = text_of(chair.get(call))
    assert "Too few &lt;i&gt;hours" in shown and "So far 1 time." in shown
    assert (
        chair.post(call, {"do": "designate", "level": "consensus", "reasons": "One view differs."}).status_code == 303
    )
    assert now().rounds[1].designation == "consensus" and not now().rounds[1].against_evidence
    assert chair.post(call, {"do": "confirm"}).status_code == 422
    pass_time(site, "2026-03-25T00:00:00+00:00")
    assert f'href="{call}"><b>Confirm' in text_of(chair.get(site.path("desk/")))
    assert chair.post(call, {"do": "confirm"}).status_code == 303
    assert now().stage == 1

    # put before the council by the secretariat, with the day on which it ends
    secretary = site.client("secretary")
    assert f'href="{call}"><b>Put the matter' in text_of(secretary.get(site.path("desk/")))
    shown = text_of(secretary.get(call))
    assert re.findall(r'name="do" value="([a-z-]+)"', shown) == ["put"]
    ends = re.search(r'name="ends" required max="([0-9-]+)"', shown)[1]
    assert ends.startswith("2031-03-")
    assert secretary.post(call, {"do": "put"}).status_code == 422
    assert secretary.post(call, {"do": "put", "ends": ends}).status_code == 303
    assert now().decision and now().sunset.startswith(ends)
    assert f"d/{now().decision}/position/" in text_of(site.client("gov-1").get(site.path("desk/")))


def test_what_a_call_waits_for_is_said_once_and_what_is_closed_with_the_reason(site: Site):
    site.live(upto="evidence")
    ((matter, one),) = site.living.state().matters.items()
    chair, call = site.client("chair"), site.path(f"m/{matter}/call/")
    shown = text_of(chair.get(call))
    waits = re.findall(r"<li>(.*?)</li>", shown.partition("<b>Not yet</b>")[2].partition("</ul>")[0])
    assert waits and len(set(waits)) == len(waits)
    assert '<span class="chip">in progress</span>' in shown
    assert "no absence of any of them would lower what the poll shows" in shown and "would leave" not in shown

    site.living.do("call.second-notice", "chair", calls.second_notice(site.living.state(), one))
    pass_time(site, "2026-03-09T00:00:00+00:00")
    said = {"matter": matter, "clause": "1", "reason": "It is not clear."}
    site.living.do("objection.raise", "ngo-3", said)
    levels = re.findall(r'name="level" value="([a-z-]+)" required( disabled)?', text_of(chair.get(call)))
    assert levels == [("full-consensus", " disabled"), ("consensus", " disabled"),
                      ("strong-support", ""), ("divergence", "")]  # fmt: skip
    closed = text_of(chair.get(call)).partition('value="consensus"')[2].partition("</label>")[0]
    assert "Not now:" in closed and "not answered" in closed


def test_the_acts_before_an_appeal_are_those_of_its_matter_alone(site: Site):
    site.live(upto="adopted")
    state = site.living.state()
    ((matter, one),) = state.matters.items()
    other = {"path": "decision", "title": "Another", "summary": "Not this.", "tags": ["safety"], "layers": ["logical"]}
    made = site.living.do("matter.propose", "uni-2", {**other, "payload": ""}).act.seq
    filed = {"against": one.adopted_seq, "what": "decision", "matter": matter, "instance": "panel",
             "ground": "information-ignored", "reason": "The council voted without the view."}  # fmt: skip
    appeal = site.living.do("appeal.file", "uni-4", filed).act.seq
    for actor in ("panel-1", "panel-2"):
        site.living.do("decision.position", actor, {"proceeding": f"d{appeal}", "value": "for"})
    site.living.do("appeal.reasons", "panel-1", {"appeal": f"a{appeal}", "text": "It was left out."})
    order = {"appeal": f"a{appeal}", "does": "remand", "due": "2026-04-30T00:00:00.000000Z", "what": "Vote again."}
    site.living.do("remedy.order", "panel-1", order)
    assert site.living.state().matters[matter].decision == ""  # no text, as an act has in a field that is left empty
    before = text_of(site.client().get(site.path(f"a/a{appeal}/hear/"))).partition("The acts before it")[2]
    assert "confirmed the designation" in before and f"record/{made}/" not in before


def test_a_ruling_that_is_late_keeps_its_day_on_the_desk_and_on_the_page(site: Site):
    site.live(upto="appeal")
    (appeal,) = site.living.state().appeals
    due = site.living.state().deadlines[f"ruling {appeal}"].due
    pass_time(site, "2026-09-01T00:00:00+00:00")
    assert site.living.state().appeals[appeal].overdue == due
    (line,) = re.findall(
        rf"<li[^>]*>(?:(?!</li>).)*{appeal}/hear/.*?</li>",
        text_of(site.client("panel-1").get(site.path("desk/"))),
        re.DOTALL,
    )
    assert "overdue</span>" in line and "days ago" in line
    assert f'ruling due <time datetime="{due}">' in text_of(site.client().get(site.path(f"a/{appeal}/hear/")))
    assert f'datetime="{due}"' in text_of(site.client().get(site.path("")))


def test_refusals_on_pages_call_regions_by_their_names(site: Site):
    site.live(upto="evidence")
    facts = {"absent": ["region:eastern-europe"], "matter": "m1"}
    with reading(site.origin) as found:
        told = refusal(Refusal("call.not-quorate", "", facts), found)
    assert "eastern-europe" not in told and "Eastern Europe" in told, told


def test_a_panel_hears_an_appeal_and_orders_a_remedy_that_is_carried_out(site: Site):
    site.live(upto="appeal")
    ((appeal, one),) = site.living.state().appeals.items()
    hear = site.path(f"a/{appeal}/hear/")

    def offered(actor):
        return re.findall(r'name="do" value="([a-z-]+)"', text_of(site.client(actor).get(hear)))

    def desk(actor):
        return re.findall(
            rf'href="{re.escape(hear)}"><b>([^<]+)</b>', text_of(site.client(actor).get(site.path("desk/")))
        )

    shown = text_of(site.client().get(hear))
    assert '<span class="chip">being heard</span>' in shown
    assert "information was ignored" in shown and f"record/{one.against_seq}/" in shown
    assert "confirmed the designation on" in shown and "voted in" not in shown
    for machine in (one.ground, "designation.confirm", "&quot;", "</code>"):
        assert f">{machine}" not in shown and f" {machine}" not in shown, machine
    assert offered("panel-1") == ["rule"] and offered("") == offered("chair") == []
    assert desk("panel-1") == ["Rule on an appeal"] and desk("secretary") == []
    panel = site.client("panel-1")
    assert panel.post(hear, {"do": "rule", "value": "perhaps"}).status_code == 422
    for actor in ("panel-1", "panel-2"):
        ruled = site.client(actor).post(hear, {"do": "rule", "value": "for", "text": "The view was left out."})
        assert ruled.status_code == 303
    assert site.living.state().appeals[appeal].status == "upheld"

    # reasons come before a remedy; the day is within the charter's time
    assert offered("panel-1") == ["reasons"] and "Publish the reasons" in desk("panel-1")[0]
    assert panel.post(hear, {"do": "remedy", "text": "Vote again.", "due": "2026-05-31"}).status_code == 422
    assert panel.post(hear, {"do": "reasons", "text": "It had no view with it."}).status_code == 303
    order = {"do": "remedy", "does": "remand", "text": "The council votes again, with the view before it."}
    assert desk("panel-1") == ["Order a remedy"]
    late = panel.post(hear, {**order, "due": "2027-01-01"})
    assert late.status_code == 422 and "The council votes again" in text_of(late)
    assert panel.post(hear, {**order, "due": "2026-05-31"}).status_code == 303
    ordered = site.living.state().appeals[appeal]
    assert (ordered.remedy, ordered.remedy_due) == ("ordered", "2026-05-31T23:59:59.000000Z")
    assert site.living.state().matters[one.subject].status == "open"

    assert desk("panel-1") == [] and desk("secretary") == ["Carry out a remedy"]
    secretary = site.client("secretary")
    assert secretary.post(hear, {"do": "carry-out", "text": "Done.", "by": "soon"}).status_code == 422
    assert secretary.post(hear, {"do": "carry-out", "text": "The council voted again."}).status_code == 303
    shown = text_of(site.client().get(hear))
    assert "The council voted again." in shown and "It had no view with it." in shown
