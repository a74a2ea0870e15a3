"""A chair opens a consultation from forms; an editor publishes a draft from a file."""

import json
import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile as File

from comity.record.envelope import time_of
from comity.store.models import Blob
from tests.web.files.test_importing import document, saved
from tests.web.sites import Site

SUMMARY = "Whoever runs a system reports serious incidents."


def text_of(answer):
    return answer.content.decode()


def proposed(site: Site):
    """A matter that was proposed by the form, and the address where a consultation on it is opened."""
    chair = site.client("chair")
    said = {"title": "Report incidents", "summary": SUMMARY, "path": "decision", "tags": ["elections"], "layers": []}
    refused = chair.post(site.path("open/"), said)
    assert refused.status_code == 422
    assert SUMMARY in text_of(refused) and "The scope of the charter does not include elections" in text_of(refused)
    blank = chair.post(site.path("open/"), {**said, "title": "  ", "tags": ["safety"]})
    assert blank.status_code == 422 and "needed here is left blank" in text_of(blank)
    assert "should have" not in text_of(blank)
    taken = chair.post(site.path("open/"), {**said, "tags": ["safety"], "layers": ["social"]})
    assert taken.status_code == 303
    return taken["Location"]


def test_a_chair_proposes_a_matter_and_opens_its_consultation_with_statements(site: Site):
    site.live(upto="interest")
    chair, address = site.client("chair"), proposed(site)
    form = text_of(chair.get(address))
    now = time_of(site.living.state().at)
    first = re.search(r'min="([0-9-]+)"', form)[1]
    assert first == (now + timedelta(days=28)).date().isoformat() and f'value="{first}"' in form
    assert "secret: nobody sees who voted how" in form
    last = re.search(r'max="([0-9-]+)"', form)[1]
    assert last == (now + timedelta(days=179)).date().isoformat()  # the stage has 180 days

    seeds = "Incidents are reported within 72 hours.\n<script>alert(1)</script>\n\nNames of victims stay out.\n"
    said = {"closes": first, "statements": seeds, "language": "en"}
    for wrong, why in (
        ({**said, "closes": (now + timedelta(days=20)).date().isoformat()}, "28 days at the least"),
        ({**said, "closes": "soon"}, "is no day"),
        ({**said, "statements": seeds + "x" * 501}, "say one thing in each"),
    ):
        answer = chair.post(address, wrong)
        assert answer.status_code == 422 and why in text_of(answer)
        assert "Names of victims stay out." in text_of(answer)
        assert not site.living.state().consultations
    opened = chair.post(address, said, follow=True)
    assert opened.redirect_chain[0][1] == 303
    (one,) = site.living.state().consultations.values()
    assert len(one.statements) == 3 and one.closes == f"{first}T23:59:59.000000Z"
    shown = text_of(opened)
    assert "3 statements are open to votes." in shown and "<script>alert" not in shown
    merging = text_of(chair.get(site.path(f"c/{one.id}/merge/")))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in merging and "<script>alert" not in merging

    # only whoever the charter lets
    assert site.client("ngo-1").post(site.path(f"c/{one.id}/run/"), {"do": "extend", "closes": last}).status_code == 422
    extended = chair.post(site.path(f"c/{one.id}/run/"), {"do": "extend", "closes": "2026-03-04"})
    assert extended.status_code == 303
    assert site.living.state().consultations[one.id].closes == "2026-03-04T23:59:59.000000Z"
    early = chair.post(site.path(f"c/{one.id}/run/"), {"do": "close"}, follow=True)
    assert early.status_code == 422 and "is open until" in text_of(early)


def test_an_editor_imports_a_draft_corrects_it_and_publishes_versions(site: Site):
    site.live(upto="interest")
    proposed(site)
    (matter,) = site.living.state().matters
    editor, address = site.client("editor"), site.path(f"m/{matter}/draft/")
    parts = [("Heading 1", "Scope"), ("Normal", "All <b>systems</b>."), ("Normal", "Drop this."), ("Heading 1", "End")]
    made = saved(document(*parts))
    bad = editor.post(address, {"step": "read", "file": File("x.docx", b"nothing")})
    assert bad.status_code == 422 and "cannot be unpacked" in text_of(bad)
    read = text_of(editor.post(address, {"step": "read", "file": File("x.docx", made)}))
    assert re.findall(r'name="number" value="([^"]*)"', read) == ["1", "1.1", "1.2", "2"]
    assert "All &lt;b&gt;systems&lt;/b&gt;." in read and "<b>systems" not in read
    assert not site.living.state().matters[matter].drafts  # nothing is published by reading

    clauses = {"number": ["1", "1.1", "1.2", ""], "clause": ["Scope", "All systems.", "", ""]}
    looked = editor.post(address, {"step": "look", **clauses})
    assert "Publish it as it stands" in text_of(looked) and "first version" in text_of(looked)
    assert editor.post(address, {"step": "publish", "compared": "0", **clauses}).status_code == 303
    assert [*site.living.state().matters[matter].drafts[0].clauses] == ["1", "1.1"]

    # the next version: what changes is shown, and a text of two characters at each line end is no change
    again = {"number": ["1", "1.1", "2"], "clause": ["Scope", "All systems,\r\nall of them.", "New."]}
    table = text_of(editor.post(address, {"step": "look", **again}))
    changes = re.findall(r'<th scope="row">([^<]+)</th><td>(\w+)</td>', table)
    assert changes == [("1.1", "changed"), ("2", "added")]
    assert "All systems<ins>,\nall of them</ins>." in table
    assert editor.post(address, {"step": "publish", "compared": "1", **again}).status_code == 303
    assert "All systems,\nall of them." in text_of(editor.get(address + "?again=1"))

    # a draft that no act can hold goes into a blob, and is read from there
    long = {"number": [str(n) for n in range(1, 6)], "clause": ["x" * 15_000] * 5}
    assert editor.post(address, {"step": "publish", "compared": "2", **long}).status_code == 303
    kept = Blob.objects.filter(digest=site.living.state().matters[matter].drafts[2].digest).get()
    assert json.loads(bytes(kept.content))[4] == {"number": "5", "text": "x" * 15_000}
    assert text_of(editor.get(address + "?again=1")).count("x" * 15_000) == 5

    # whoever may not is told so, and keeps what they typed
    other = site.client("ngo-2").post(address, {"step": "publish", "compared": "3", **again})
    assert other.status_code == 422 and "may not publish drafts" in text_of(other) and "all of them." in text_of(other)
    twice = editor.post(address, {"step": "look", "number": ["1", "1"], "clause": ["a", "b"]})
    assert twice.status_code == 422 and "two clauses have the number 1" in text_of(twice)


def test_a_draft_is_published_only_with_the_changes_that_were_shown(site: Site):
    site.live(upto="interest")
    proposed(site)
    (matter,) = site.living.state().matters
    editor, chair, address = site.client("editor"), site.client("chair"), site.path(f"m/{matter}/draft/")
    first = {"number": ["1"], "clause": ["Scope"]}
    assert editor.post(address, {"step": "publish", "compared": "0", **first}).status_code == 303
    more = {"number": ["1", "2"], "clause": ["Scope", "Reports."]}
    looked = text_of(chair.post(address, {"step": "look", **more}))
    assert 'name="compared" value="1"' in looked

    # meanwhile the editor publishes a clause, which the chair's text has not
    theirs = {"number": ["1", "3"], "clause": ["Scope", "Appeals."]}
    assert editor.post(address, {"step": "publish", "compared": "1", **theirs}).status_code == 303
    stale = chair.post(address, {"step": "publish", "compared": "1", **more})
    shown = text_of(stale)
    assert stale.status_code == 422 and "Another version was published" in shown
    assert re.findall(r'<th scope="row">([^<]+)</th><td>(\w+)</td>', shown) == [("3", "removed"), ("2", "added")]
    assert 'name="compared" value="2"' in shown and len(site.living.state().matters[matter].drafts) == 2
    assert chair.post(address, {"step": "publish", "compared": "2", **more}).status_code == 303

    # sent once more, it changes nothing
    again = chair.post(address, {"step": "publish", "compared": "2", **more})
    assert again.status_code == 422 and "nothing to publish" in text_of(again)
    assert "Publish it as it stands" not in text_of(again)
    assert len(site.living.state().matters[matter].drafts) == 3


def test_what_is_too_long_is_told_and_not_cut_and_nothing_is_proposed(site: Site):
    site.live(upto="interest")
    chair = site.client("chair")
    page = text_of(chair.get(site.path("open/")))
    assert "maxlength" not in page.partition("</header>")[2], "a browser cuts what is pasted without a word"
    said = {"title": "Reports", "summary": "x" * 20_000, "path": "decision", "tags": ["safety"], "layers": ["social"]}
    before = site.living.state().size
    answer = chair.post(site.path("open/"), said)
    assert answer.status_code == 422 and "20000 characters, and 10000 are the most: xxx" in text_of(answer)
    assert "x" * 20_000 in text_of(answer), "what was written is still there"
    assert site.living.state().size == before


def test_a_matter_that_is_proposed_again_after_going_back_is_there_once(site: Site):
    site.live(upto="interest")
    first = proposed(site)
    before = site.living.state().size
    said = {
        "title": "Report incidents",
        "summary": SUMMARY,
        "path": "decision",
        "tags": ["safety"],
        "layers": ["social"],
    }
    again = site.client("chair").post(site.path("open/"), said)
    assert again.status_code == 303 and again["Location"] == first and site.living.state().size == before
