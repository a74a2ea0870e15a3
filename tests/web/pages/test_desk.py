"""The desk: what waits for whom; answering from the queue, merging, moderating; and the table of what became of it."""

import csv
import html
import io
import json
import re
from urllib.parse import quote

from comity.body import composition
from tests.web.pages.test_designating import pass_time
from tests.web.sites import Site


def text_of(answer):
    return answer.content.decode()


def tasks_of(site: Site, actor):
    """(sentence, address without the body's) of each task on somebody's desk."""
    shown = text_of(site.client(actor).get(site.path("desk/")))
    return re.findall(rf'<a href="{re.escape(site.path())}([^"]*)"><b>([^<]+)</b>', shown)


def test_each_officer_finds_what_waits_for_them_and_strangers_find_no_desk(site: Site):
    site.live(upto="dispute")
    state = site.living.state()
    (talk,) = state.consultations
    (dispute,) = [one.id for one in state.proceedings.values() if one.purpose == "dispute"]
    assert tasks_of(site, "panel-1") == [(f"d/{dispute}/position/", "Take a position")]
    assert tasks_of(site, "editor") == []
    chair = text_of(site.client("chair").get(site.path("desk/")))
    assert f'href="{site.path(f"c/{talk}/run/")}"' in chair and "Report serious incidents" in chair
    assert site.client("ngo-3").get(site.path("desk/")).status_code == 404
    for page in ("desk/", "answer/"):  # who is not signed in may hold an office: they sign in and come back
        asked = site.client().get(site.path(page))
        assert asked.status_code == 302 and asked["Location"].endswith(f"?next={quote(site.path(page))}")
    assert "1 floor not met yet" in chair  # nobody of Eastern Europe voted enough
    assert "Desk</a>" in chair and "Desk</a>" not in text_of(site.client("ngo-3").get(site.path()))

    # whoever rules on it has no more to do; the objection is open again, for both who may answer
    for panellist in ("panel-1", "panel-2"):
        site.living.do("decision.position", panellist, {"proceeding": dispute, "value": "for"})
    assert tasks_of(site, "panel-1") == [] == tasks_of(site, "panel-3")
    (objection,) = state.objections
    for actor in ("editor", "chair"):
        assert (f"o/{objection}/answer/", "Answer an objection") in tasks_of(site, actor)
    assert tasks_of(site, "secretary") == []

    # nobody holds a role any more: what only it may do is said to wait for nobody
    for actor in ("editor", "chair"):
        site.living.do("member.resign", actor, {"office": actor})
    secretary = text_of(site.client("secretary").get(site.path("desk/")))
    assert "Waits for nobody" in secretary
    assert "Chair of the assembly" in secretary and "Editor" in secretary
    assert f'href="{site.path(f"o/{objection}/answer/")}"' in secretary
    refused = site.client("secretary").get(site.path(f"o/{objection}/answer/"))
    assert "You may not answer it now" in text_of(refused)


def test_objections_are_answered_one_after_another_and_the_table_says_the_same_everywhere(site: Site):
    site.live(upto="objection")
    state = site.living.state()
    (matter,), (talk,), (first,) = state.matters, state.consultations, state.objections
    hostile = '=HYPERLINK("https://evil.example","x") <img src=x onerror=alert(1)>'
    second = (
        f"o{site.living.do('objection.raise', 'ngo-3', {'matter': matter, 'clause': '3', 'reason': hostile}).act.seq}"
    )
    statement = next(iter(state.consultations[talk].statements))
    third = site.living.do(
        "objection.raise", "gov-4", {"matter": matter, "statement": statement, "reason": "Too late."}
    )
    said = {"matter": matter, "language": "en"}
    site.living.do("comment.make", "uni-2", said, private={"text": {"text": "@everyone: -1\n\nfrom me."}})
    editor = site.client("editor")

    page = editor.get(site.path("answer/"), follow=True)
    assert page.redirect_chain == [(site.path(f"o/{first}/answer/"), 303)]
    shown = text_of(page)
    assert "Who was hurt reads in no report whom to turn to." in shown and "Clause 2.1 of version 1" in shown
    assert "A report says what happened, and what is not known yet." in shown and "3 objections wait for you" in shown
    assert 'value="accepted" required disabled' in shown  # no version changes the clause yet

    # refused, with what was typed; then answered, and the next one comes by itself
    answer = {"disposition": "accepted", "version": "9" * 5_000, "reasons": "We will see."}
    refused = editor.post(site.path(f"o/{first}/answer/"), answer)
    assert refused.status_code == 422 and "We will see." in text_of(refused)
    assert state.objections[first].status == "open"
    after = editor.post(
        site.path(f"o/{first}/answer/"), {"disposition": "addressed", "reasons": "The annex has it."}, follow=True
    )
    assert after.redirect_chain[-1][0] == site.path(f"o/{second}/answer/")
    assert "&lt;img src=x" in text_of(after) and "<img" not in text_of(after)
    # a duplicate of one that was chosen, by its words, and not of the first of the list
    assert f'<option value="{first}">{first} · clause 2.1 of version 1 · addressed · Who was hurt' in text_of(after)
    unsaid = editor.post(site.path(f"o/{second}/answer/"), {"disposition": "duplicate", "of": "", "reasons": "Same."})
    assert unsaid.status_code == 422 and "Choose the objection that says the same." in text_of(unsaid)
    assert '<option value="">Choose</option>' in text_of(unsaid)
    assert site.living.state().objections[second].status == "open"
    after = editor.post(
        site.path(f"o/{second}/answer/"),
        {"disposition": "duplicate", "of": first, "reasons": "+ the same\n<b>as</b> before"}, follow=True,
    )  # fmt: skip
    assert after.redirect_chain[-1][0] == site.path(f"o/o{third.act.seq}/answer/")
    after = editor.post(after.redirect_chain[-1][0], {"disposition": "out-of-scope", "reasons": "No."}, follow=True)
    assert after.redirect_chain[-1][0] == site.path("desk/") and "No objection waits for you." in text_of(after)
    objections = site.living.state().objections.values()
    assert [one.status for one in objections] == ["addressed", "duplicate", "out-of-scope"]

    compare(site, matter)
    cells = {row["id"]: row for row in read_csv(site, matter)}
    assert cells[second]["text"].startswith("'=HYPERLINK") and cells[second]["reasons"].startswith("'+ the same")
    assert cells[second]["disposition"] == f"duplicate of {first}" and cells[first]["by"] == "editor"
    assert [row["kind"] for row in cells.values()].count("submission") == 2
    assert cells[statement]["disposition"] == "voted on"  # it was objected to, so it is here


def test_an_objection_that_is_overdue_stands_first_and_keeps_its_day(site: Site):
    site.live(upto="objection")
    state = site.living.state()
    (matter,), (objection,) = state.matters, state.objections
    due = state.deadlines[f"objection {objection}"].due
    pass_time(site, "2026-03-12T00:00:00+00:00")
    site.living.do("objection.raise", "ngo-3", {"matter": matter, "clause": "2.1", "reason": "It is not read."})
    assert f"objection {objection}" not in site.living.state().deadlines and due.startswith("2026-02-27")
    editor = site.client("editor")
    first, second = text_of(editor.get(site.path("desk/"))).split("Answer an objection")[1:3]
    assert f">{objection} · due " in first and "13 days ago" in first and "overdue</span>" in first
    assert "overdue</span>" not in second.partition("</li>")[0]
    assert editor.get(site.path("answer/")).headers["Location"] == site.path(f"o/{objection}/answer/")
    assert f'datetime="{due}"' in text_of(editor.get(site.path(f"o/{objection}/answer/")))
    told = f"The objection {objection} was not answered in time."
    for place in ("", f"m/{matter}/"):
        shown = text_of(site.client().get(site.path(place)))
        assert told in shown and f'datetime="{due}"' in shown
    page = text_of(site.client().get(site.path(f"o/{objection}/")))
    assert f'overdue</span> It was to be answered by <time datetime="{due}">' in page and "13 days ago" in page

    # once it is answered nothing is late, and one that is taken back is not either
    site.living.do("objection.answer", "editor", {"objection": objection, "disposition": "addressed", "reasons": "So."})
    assert told not in text_of(site.client().get(site.path()))
    assert "It was to be answered" not in text_of(site.client().get(site.path(f"o/{objection}/")))


SAID = {"out-of-scope": "out of scope", "[confidential]": "confidential"}
"""What pages say in other words than the files, which have the words of the rules."""


def read_csv(site: Site, matter):
    content = site.client().get(site.path(f"m/{matter}/dispositions.csv")).content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def compare(site: Site, matter):
    """The page, the CSV and the JSON have the same cells, in the same order, and nothing that is for officers only."""
    rows = read_csv(site, matter)
    found = json.loads(site.client().get(site.path(f"m/{matter}/dispositions.json")).content)["comments"]
    guard = ("=", "+", "-", "@", "\t", "\r")
    assert [
        {key: f"'{value}" if value.startswith(guard) else value for key, value in one.items()} for one in found
    ] == rows
    shown = text_of(site.client("chair").get(site.path(f"m/{matter}/dispositions/")))
    body = re.search(r"<tbody>(.*)</tbody>", shown, re.DOTALL)[1]
    cells = [
        [
            html.unescape(re.sub(r"<[^>]+>", "", cell))
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]
    days = re.findall(r'<time datetime="([^"]*)">', body)
    assert days == [one[key] for one in found for key in ("made", "disposed") if one[key]]
    for one, row in zip(found, cells, strict=True):
        texts = [SAID.get(value, value) for key, value in one.items() if key not in {"made", "disposed"}]
        assert texts == [cell for place, cell in enumerate(row) if place not in {5, 10}]
    # files are in English in every language, the page in the reader's
    french = site.client()
    french.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    assert french.get(site.path(f"m/{matter}/dispositions.json")).json()["comments"] == found
    assert not re.search(
        r"of version|>confidential<|duplicate of", text_of(french.get(site.path(f"m/{matter}/dispositions/")))
    )
    confidential = next(one for one in found if one["text"] == "[confidential]")
    assert confidential["who"] == "eng-3"


def test_statements_are_merged_and_moderated_with_reasons(site: Site):
    site.live(upto="again")
    (talk,) = site.living.state().consultations
    put, weeks, _public, again = site.living.state().consultations[talk].statements
    chair, merging = site.client("chair"), site.path(f"c/{talk}/merge/")
    assert f"?statement={again}&amp;into={put}" in text_of(chair.get(merging))  # most alike
    beside = text_of(chair.get(merging, {"statement": again, "into": put}))
    assert "within 72 hours" in beside and "within three days" in beside
    pair = {"statement": again, "into": put}
    assert chair.post(merging, {**pair, "reason": " "}).status_code == 422
    assert site.client("ngo-2").post(merging, {**pair, "reason": "Same."}).status_code == 422
    assert chair.post(merging, {**pair, "reason": "Three days are 72 hours."}).status_code == 303
    assert site.living.state().consultations[talk].statements[again].status == "duplicate"

    flag = {"consultation": talk, "item": weeks, "ground": "abuse"}
    for actor in ("ngo-3", "ngo-4"):
        site.living.do("moderation.flag", actor, flag, private={"reason": {"reason": f"It hurts, says {actor}."}})
    place = site.path(f"c/{talk}/moderate/{weeks}/")
    assert '<span class="chip">personal data</span>' in text_of(chair.get(site.path("moderate/")))
    assert 'value="off-topic" required>off topic<' in text_of(chair.get(place))
    desk = text_of(chair.get(site.path("desk/")))
    assert f'href="{place}"' in desk and "flagged by 2 people" in desk and "It hurts, says ngo-3." in desk
    for actor in ("", "ngo-3", "editor"):  # the reasons of flags are for those who moderate
        assert "It hurts" not in text_of(site.client(actor).get(site.path("moderate/")))
    assert chair.post(place, {"do": "remove", "ground": "boring", "reason": "Abuse."}).status_code == 422
    assert chair.post(place, {"do": "remove", "ground": "abuse", "reason": "It insults a person."}).status_code == 303
    after = text_of(site.client().get(site.path("moderate/")))
    assert "It insults a person." in after and weeks in after
    assert f'href="{place}"' not in text_of(chair.get(site.path("desk/")))

    silence = {"do": "silence", "person": "firm-1", "days": "3", "ground": "abuse", "reason": "Again."}
    assert chair.post(place, {**silence, "days": "many"}).status_code == 422
    assert chair.post(place, silence).status_code == 303
    assert site.living.state().people["firm-1"].silenced_until > site.living.state().at
    assert chair.post(place, {"do": "unsilence", "person": "firm-1", "reason": "Sorry."}).status_code == 303
    assert chair.post(place, {"do": "restore", "reason": "It was a quotation."}).status_code == 303
    assert site.living.state().consultations[talk].statements[weeks].status == "open"
    assert site.living.state().people["firm-1"].silenced_until == ""


def test_the_statement_that_is_put_is_named_before_it_is_merged_or_taken_down(site: Site):
    site.live(upto="again")
    (talk,) = site.living.state().consultations
    put, weeks, _public, again = site.living.state().consultations[talk].statements
    chair, merging = site.client("chair"), site.path(f"c/{talk}/merge/")
    instead = f"If it stands no more, {weeks} is put instead"
    chosen = text_of(chair.get(merging))
    assert f"Put to decision is {put}" in chosen and f"{put} · is put to decision" in chosen
    assert instead in text_of(chair.get(merging, {"statement": put, "into": again}))
    assert instead not in text_of(chair.get(merging, {"statement": again, "into": put}))
    assert instead in text_of(chair.get(site.path(f"c/{talk}/moderate/{put}/")))
    assert "is put instead" not in text_of(chair.get(site.path(f"c/{talk}/moderate/{weeks}/")))
    assert "no duplicate of itself" in text_of(chair.get(merging, {"statement": weeks, "into": weeks}))

    # what the page says is what becomes of it
    site.living.do(
        "statement.merge", "chair", {"consultation": talk, "statement": put, "into": again, "reason": "Same."}
    )
    assert f"Put to decision is {weeks}" in text_of(chair.get(merging))


def test_who_is_missing_is_told_as_evidence_will_have_it_and_never_below_five(site: Site):
    site.live(upto="evidence")
    state = site.living.state()
    (one,) = state.consultations.values()
    floors = composition.floors(state, one.voters)
    assert [floor.name for floor in floors if not floor.met] == one.evidence.absent == ["region:eastern-europe"]
    assert {floor.name.partition(":")[2]: floor.there for floor in floors if floor.there} == {
        **one.evidence.composition.groups, **one.evidence.composition.regions,
    }  # fmt: skip
    shown = text_of(site.client("chair").get(site.path(f"c/{one.id}/missing/")))
    numbers = [int(cell) for cell in re.findall(r'<td class="num">(\d+)</td><td class="num">', shown)]
    assert len(numbers) == 9 and min(numbers) >= 5
    assert shown.count("too few to tell") == 1 and "1 floor of the charter is not met yet" in shown


def test_fewer_than_five_who_voted_are_told_by_number_nowhere(site: Site):
    site.live(upto="again")
    (one,) = site.living.state().consultations.values()
    cell, voted = "<dt>people voted</dt><dd>{}</dd>", "{} people voted"
    pages = {
        "": voted, f"m/{one.matter}/": voted, f"c/{one.id}/": cell, f"c/{one.id}/run/": cell,
        f"c/{one.id}/missing/": "People who voted so far: {}",
    }  # fmt: skip
    chair, already = site.client("chair"), len(one.voters)
    assert already < 4
    for count, actor in enumerate(["ngo-1", "ngo-3", "ngo-4", "gov-1", "gov-3"][already:], already + 1):
        vote = {"statement": next(iter(one.statements)), "value": "agree"}
        site.client(actor).post(site.path(f"c/{one.id}/vote/"), vote)
        told = "5" if count == 5 else "fewer than five"
        for where, sentence in pages.items():
            assert sentence.format(told) in text_of(chair.get(site.path(where))), (told, where)
        (got,) = chair.get(f"/api/v1/bodies/{site.origin.replace('/', '~1')}/consultations").json()
        assert got["voters"] == (5 if count == 5 else 0)


def test_what_nobody_flagged_is_found_by_its_name_to_be_moderated(site: Site):
    site.live(upto="objection")
    talk = next(iter(site.living.state().consultations))
    one = next(iter(site.living.state().consultations[talk].statements))
    chair, page = site.client("chair"), site.path("moderate/")
    assert site.path("moderate/") in chair.get(site.path(f"c/{talk}/run/")).content.decode()
    there = chair.get(page, {"of": one})
    assert there.status_code == 302 and there["Location"] == site.path(f"c/{talk}/moderate/{one}/")
    none = chair.get(page, {"of": "s999999"}).content.decode()
    assert "Nothing that was said here has the name s999999." in none
    blank = chair.post(there["Location"], {"do": "remove", "reason": "Why"})
    assert blank.status_code == 422 and "Choose the ground on which you do this." in blank.content.decode()
