"""What those who decide are told: why it was put before them, and what follows if it is carried."""

import re

from comity import kinds
from comity.body.proceedings import EFFECTS
from comity.web.wording import outcomes
from tests.web.sites import Site


def plain(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_of_each_purpose_it_is_said_what_follows():
    assert kinds.registry()
    said = {name.partition(" ")[0] for name in outcomes.MEANING}
    assert said | {"stage", "layer-challenge", "confirmation"} == set(EFFECTS)


def open_one(site: Site, purpose):
    every = site.living.state().proceedings.values()
    return next(one.id for one in every if one.purpose == purpose and not one.outcome)


def both(site: Site, name, reader="panel-1"):
    """The page of a proceeding, and that on which one takes a position in it."""
    return [plain(site.client(reader).get(site.path(place))) for place in (f"d/{name}/", f"d/{name}/position/")]


def test_those_who_answer_a_challenge_read_what_it_claims_and_why(site: Site):
    site.live(upto="scope")
    for shown in both(site, open_one(site, "scope-challenge")):
        assert "The matter is about “content”, and does not say so." in shown
        assert "Why firm-2 A report may quote what a system wrote." in shown
        assert "For “content” is added to what the matter declares." in shown
        assert "Against What the matter declares stays as it is." in shown
    layer = {"matter": "m50", "what": "layer", "claim": "wrong", "name": "social", "reason": "It is <b>technical</b>."}
    site.living.do("scope.challenge", "firm-3", layer)
    for shown in both(site, open_one(site, "layer-challenge")):
        assert "The matter declares “social”, and is not about it." in shown
        assert "Why firm-3 It is" in shown and "For “social” is taken out of what the matter declares." in shown


def test_those_who_decide_read_what_follows(site: Site):
    site.live(upto="interest")
    for shown in both(site, open_one(site, "interest")):
        assert "Why eng-2 The annual report names Acorn Holdings as its only funder." in shown
        assert "For The statement of interest is found wrong" in shown


def test_those_who_rule_on_a_dispute_and_vote_on_a_matter_read_what_follows(site: Site):
    site.live(upto="dispute")
    dispute = open_one(site, "dispute")
    for shown in both(site, dispute):
        assert "Why the answer is disputed ngo-2 A field for remarks" in shown
        assert "For The objection is open again and must be answered anew. Against The answer stands" in shown
    for panellist in ("panel-1", "panel-2"):
        site.living.do("decision.position", panellist, {"proceeding": dispute, "value": "for"})
    assert "open again" not in plain(site.client().get(site.path(f"d/{dispute}/")))  # it has ended


def test_a_panel_reads_what_an_appeal_that_is_upheld_does(site: Site):
    site.live(upto="appeal")
    for shown in both(site, open_one(site, "appeal")):
        assert "For The appeal is upheld. It gives an order that binds. Against The appeal is dismissed." in shown
        assert "Why it is appealed uni-4 The council voted without the minority view." in shown


def test_those_who_vote_on_a_matter_and_on_an_office_read_what_follows(site: Site):
    site.live(upto="again-put")
    for shown in both(site, open_one(site, "stage"), "gov-1"):
        assert "For The matter is adopted. Against The matter goes back to the stage before." in shown
    site.living.do("member.resign", "auditor", {"office": "auditor"})
    site.living.do("office.appoint", "secretary", {"role": "auditor", "candidate": "uni-5", "reason": "She counts."})
    for shown in both(site, open_one(site, "appointment"), "gov-1"):
        assert "Why secretary She counts." in shown and "For uni-5" in shown and "Auditor" in shown
