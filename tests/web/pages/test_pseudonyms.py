"""A pseudonymous submission is shown under an identifier only, on every page that shows it."""

from comity.body import submissions
from tests.docs_pages import DOCS
from tests.web.sites import Site

IETF = DOCS / "lives" / "ietf-wg.jsonl"


def test_the_name_of_its_author_stands_beside_it_nowhere(site: Site):
    site.live(life=IETF)
    living = site.living
    living.do("person.name", "oya", {}, private={"name": {"name": "Oya Public"}})
    state = living.state()
    (one, name), = [(one, each) for one in state.consultations.values() for each in one.submissions
                    if submissions.is_pseudonymous(state, each)]  # fmt: skip
    talk, seq = one.id, one.submissions[name].seq
    erased = living.do("erase", "oya", {"erased": [{"seq": seq, "part": ""}], "reason": "Asked for."}).act.seq
    pages = [
        f"u/{name}/", f"c/{talk}/submissions/", f"m/{one.matter}/dispositions/", f"m/{one.matter}/dispositions.csv",
        f"m/{one.matter}/dispositions.json", f"record/{seq}/", "record/?kind=submission.file", "feed.atom",
        f"feed/{one.matter}.atom", f"feed/{talk}.atom", f"record/{erased}/", "record/?kind=erase",
    ]  # fmt: skip
    client = site.client()
    for page in pages:
        shown = client.get(site.path(page))
        assert shown.status_code == 200, page
        text = shown.content.decode()
        assert "oya" in text or page.startswith("feed/"), page
        assert "Oya Public" not in text, page
    assert "Oya Public" in client.get(site.path("record/?kind=person.name")).content.decode()


def test_others_are_shown_by_their_name_beside_what_they_did(site: Site):
    site.live(upto="ietf", life=IETF)
    living = site.living
    living.do("person.name", "oya", {}, private={"name": {"name": "Oya Public"}})
    talk = [*living.state().consultations][-1]
    made = living.do("submission.file", "oya", {"consultation": talk, "shown": "named", "language": "en"},
                     private={"named": {"text": "Yes.", "name": "Oya"}})  # fmt: skip
    state = living.state()
    assert not submissions.is_pseudonymous(state, f"u{made.act.seq}")
    assert not any(submissions.is_pseudonymous(state, one) for one in ("", "u", "u-1", "u99999999", "m1", "u٣"))
    assert "Oya Public" in site.client().get(site.path(f"u/u{made.act.seq}/")).content.decode()


def test_the_form_says_what_an_identifier_hides(site: Site):
    site.live(upto="ietf", life=IETF)
    talk = [*site.living.state().consultations][-1]
    page = site.client("oya").get(site.path(f"c/{talk}/submit/")).content.decode()
    assert "known by it elsewhere" in page
