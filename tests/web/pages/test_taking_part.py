"""Joining, interests, statements, submissions, erasing: whole tasks as people do them, and what is refused."""

import io
import json
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.store.models import Follow, Participant, User
from comity.web.files import uploads
from comity.web.wording import words
from tests.web.sites import Site

ONE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
"""For what has nothing to do with the database."""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def talk(site: Site) -> str:
    return next(iter(site.living.state().consultations))


def rows(prefix: str, *names: str) -> dict[str, str]:
    """A set of rows as a browser sends it."""
    found = {f"{prefix}-TOTAL_FORMS": str(len(names)), f"{prefix}-INITIAL_FORMS": "0"}
    return found | {f"{prefix}-{n}-name": name for n, name in enumerate(names)}


def stated(**more: str) -> dict[str, str]:
    return {"group": "academia", "country": "KE", **rows("affiliations", "Uni One"), **rows("funders"),
            "beside_funders": "on", **rows("owners"), "beside_owners": "on", **more}  # fmt: skip


def test_a_newcomer_joins_by_e_mail_states_their_interests_and_speaks(site: Site):
    site.live(upto="talk")
    newcomer = site.user("new@people.example")
    client = site.client()
    client.force_login(newcomer, "comity.web.people.sessions.Backend")
    page = client.get(site.path("join/")).content.decode()
    assert "by your e-mail address" in page and "everybody sees" in page
    answer = client.post(site.path("join/"), {"shown": "Ann Example", "email__email": "ann@people.example"})
    assert (answer.status_code, answer.url) == (303, site.path("interest/"))
    actor = Participant.objects.get(user=newcomer).actor
    person = site.living.state().people[actor]
    assert person.member and person.verification == "e-mail"
    assert "Ann Example" in site.client().get(site.path(f"people/{actor}/")).content.decode()
    for seen in (site.client().get(site.path(f"record/{n}/")) for n in range(site.living.state().size)):
        assert b"ann@people.example" not in seen.content
    where = site.path(f"c/{talk(site)}/state/")
    assert "State your interests" in client.get(where).content.decode()
    page = client.get(site.path("interest/")).content.decode()
    assert "This is public for ever." in page and "Kenya" in page
    assert client.post(site.path("interest/"), stated()).status_code == 303
    assert site.living.state().people[actor].interest.complete
    text = {"text__text": "Reports are filed in one form.", "language": "en"}
    assert "Add my statement" in client.post(where, text).content.decode()
    assert client.post(where, {**text, "sure": "1"}).status_code == 303
    again = client.get(site.path("join/")).content.decode()
    assert "You are a member of this body." in again


@ONE
def test_rows_are_added_without_javascript_and_nothing_typed_is_lost(site: Site):
    site.live(upto="talk")
    client = site.client("ngo-1")
    page = client.get(site.path("interest/")).content.decode()
    assert 'value="ngo organisation 1"' in page and 'value="Harbour Fund"' in page
    more = client.post(site.path("interest/"), stated(more="affiliations"))
    text = more.content.decode()
    assert more.status_code == 200 and 'value="Uni One"' in text and 'name="affiliations-1-name"' in text
    assert "errorlist" not in text and 'name="affiliations-0-of"' not in text and 'name="funders-0-of"' in text
    before = site.living.state().size
    lacking = {**stated(), "beside_funders": ""}
    wrong = client.post(site.path("interest/"), lacking)
    assert wrong.status_code == 422 and "Name them, or say that there are none." in wrong.content.decode()
    both = client.post(site.path("interest/"), {**stated(), "beside_affiliations": "on"})
    assert both.status_code == 422 and "You say that there are none, and name some." in both.content.decode()
    assert site.living.state().size == before
    late = {**stated(), **rows("affiliations", "Uni One"), "affiliations-0-since": "2026-05-01",
            "affiliations-0-until": "2026-01-01"}  # fmt: skip
    told = client.post(site.path("interest/"), late)
    assert told.status_code == 422 and "This is before the first day." in told.content.decode()


@ONE
def test_an_interest_is_challenged_with_evidence_and_its_owner_sees_it(site: Site):
    site.live(upto="talk")
    where = site.path("people/uni-1/challenge/")
    answer = site.client("eng-2").post(where, {"reason": "It leaves out <b>Acorn</b>.", "evidence": "The register."})
    assert (answer.status_code, answer.url) == (303, site.path("people/uni-1/"))
    for place in ("interest/", "mine/"):
        page = site.client("uni-1").get(site.path(place)).content.decode()
        assert "It leaves out" in page and "<b>Acorn" not in page and "The register." in page
    own = site.client("uni-2").get(site.path("people/uni-2/challenge/")).content.decode()
    assert "You may not do this now." in own
    assert site.client("uni-2").get(site.path("people/nobody-here/challenge/")).status_code == 404


@ONE
def test_like_statements_are_shown_before_one_is_added(site: Site):
    site.live(upto="again")
    where = site.path(f"c/{talk(site)}/state/")
    typed = {"text__text": "Serious incidents must be reported within 72 hours", "language": "en"}
    page = site.client("ngo-2").post(where, typed).content.decode()
    like = page[page.index("Like statements") : page.index('class="stacked"')]
    assert "Serious incidents are reported within 72 hours." in like and "Every report is public." not in like
    assert "450 characters are left" in page
    before = len(site.living.state().consultations[talk(site)].statements)
    long = site.client("ngo-2").post(where, {**typed, "text__text": "x" * 501, "sure": "1"})
    assert long.status_code == 422
    assert len(site.living.state().consultations[talk(site)].statements) == before


def test_a_submission_with_files_is_read_by_whom_it_is_for(site: Site):
    site.live(upto="again")
    one, author = talk(site), site.client("eng-3")
    said = {"shown": "confidential", "language": "en", "text": "Under seal.", "organisation": "Works"}
    upload = SimpleUploadedFile("../plan \u202e.pdf", PDF, "text/html")
    answer = author.post(site.path(f"c/{one}/submit/"), {**said, "attached": [upload]})
    assert answer.status_code == 303
    page = author.get(answer.url).content.decode()
    file = re.search(r'href="([^"]+/u/u\d+/[0-9a-f]{64})"', page)[1]
    assert "Under seal." in page and "<bdi>plan .pdf</bdi>" in page and "\u202e" not in page
    for reader, status in (("secretary", 200), ("ngo-3", 404), ("", 404)):
        seen = site.client(reader).get(answer.url)
        assert (b"Under seal." in seen.content) == (status == 200), reader
        assert site.client(reader).get(file).status_code == status, reader
    got = author.get(file)
    assert got.content == PDF and got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment;") and got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'"
    name = answer.url.rstrip("/").rpartition("/")[2]
    assert file.rpartition("/")[2] not in site.client().get(site.path(f"record/{name[1:]}/")).content.decode()
    assert author.post(site.path(f"u/{name}/withdraw/"), {}).status_code == 303
    assert author.post(site.path(f"mine/{name[1:]}/erase/"), {"reason": "mine"}).status_code == 303
    assert author.get(file).status_code == 404


@ONE
def test_files_that_are_not_what_they_say_are_not_taken(site: Site):
    site.live(upto="again")
    one, client = talk(site), site.client("eng-3")
    said = {"shown": "pseudonymous", "language": "en"}
    before = site.living.state().size
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("anything.txt", "no document")
    cases = [
        (SimpleUploadedFile("page.pdf", b"<html><script>alert(1)</script>"), "is not what its ending says"),
        (SimpleUploadedFile("run.exe", b"MZ"), "files may be of these types"),
        (SimpleUploadedFile("text.txt", b"\x00\xff\xfe"), "is not what its ending says"),
        (SimpleUploadedFile("text.docx", zipped.getvalue()), "is not what its ending says"),
        (SimpleUploadedFile("large.txt", b"a" * (uploads.MOST_BYTES + 1)), "is larger than 10 MB"),
    ]
    for file, sentence in cases:
        answer = client.post(site.path(f"c/{one}/submit/"), {**said, "attached": [file]})
        assert answer.status_code == 422 and sentence in answer.content.decode(), file.name
    many = [SimpleUploadedFile(f"{n}.txt", b"a") for n in range(6)]
    assert client.post(site.path(f"c/{one}/submit/"), {**said, "attached": many}).status_code == 413
    empty = client.post(site.path(f"c/{one}/submit/"), said)
    assert empty.status_code == 422 and "Write a text, or add a file." in empty.content.decode()
    unnamed = client.post(site.path(f"c/{one}/submit/"), {**said, "shown": "named", "text": "This."})
    assert unnamed.status_code == 422 and "A named submission needs a name." in unnamed.content.decode()
    assert site.living.state().size == before


def test_what_is_ones_own_is_listed_taken_away_and_erased(site: Site):
    site.live(upto="again")
    site.publish()
    client = site.client("ngo-1")
    page = client.get(site.path("mine/")).content.decode()
    assert "made a statement in" in page and "stated their interests" in page and "Receipt" in page
    packed = zipfile.ZipFile(io.BytesIO(client.get(site.path("mine/receipts.zip")).content))
    seqs = {int(found[1]) for found in (re.match(r"act-(\d+)\.json", name) for name in packed.namelist()) if found}
    acts = {json.loads(packed.read(f"act-{seq}.json"))["actor"] for seq in seqs}
    assert acts == {"ngo-1"} and all(f"act-{seq}.tlog-proof" in packed.namelist() for seq in seqs)
    taken = json.loads(client.get(site.path("mine/export.json")).content)
    made = next(one for one in taken["acts"] if one["act"]["kind"] == "statement.make")
    assert made["private"]["text"]["text"] == "Serious incidents are reported within 72 hours."
    assert taken["account"]["email"] == "ngo-1@people.example"
    other = site.client("gov-1")
    assert other.get(site.path(f"mine/{made['seq']}/erase/")).status_code == 404
    assert "for good" in client.get(site.path(f"mine/{made['seq']}/erase/")).content.decode()
    assert client.post(site.path(f"mine/{made['seq']}/erase/"), {"reason": "I want it gone"}).status_code == 303
    assert "within 72 hours." not in client.get(site.path("mine/export.json")).content.decode()
    assert site.client().get(site.path("mine/")).url.startswith("/accounts/login/")


def test_an_account_has_settings_and_can_be_deleted_while_acts_stay(site: Site):
    site.live(upto="again")
    client = site.client("ngo-1")
    assert client.post("/me/", {"language": "fr", "letters": "daily"}).status_code == 303
    user = User.objects.get(email="ngo-1@people.example")
    assert (user.language, user.letters) == ("fr", "daily")
    client.cookies["django_language"] = "en"
    assert json.loads(client.get("/me/export.json").content)["account"]["letters"] == "daily"
    wrong = client.post("/me/delete/", {"email": "other@people.example"})
    assert wrong.status_code == 422 and User.objects.filter(pk=user.pk).exists()
    before = site.living.state().size
    assert client.post("/me/delete/", {"email": "NGO-1@people.example"}).status_code == 303
    assert not User.objects.filter(pk=user.pk).exists() and not Participant.objects.filter(actor="ngo-1").exists()
    assert client.get("/me/").status_code == 302
    assert site.living.state().size == before and "ngo-1" in site.living.state().people


def test_somebody_follows_and_discusses_and_reports(site: Site):
    site.live(upto="again")
    matter = site.living.state().consultations[talk(site)].matter
    client = site.client("ngo-2")
    there = site.path(f"m/{matter}/discuss/")
    assert client.post(site.path("follow/"), {"subject": matter, "next": there}).url == there
    assert client.post(site.path("follow/"), {"subject": matter, "next": "https://evil.example/"}).url == site.path(
        "mine/"
    )
    assert Follow.objects.count() == 1
    assert client.post(site.path("follow/"), {"subject": "m9999"}).status_code == 404
    said = {"text__text": "Why **72** hours? <img src=x>", "language": "en"}
    assert client.post(site.path(f"m/{matter}/discuss/new/"), said).status_code == 303
    comment = next(iter(site.living.state().matters[matter].comments))
    answer = site.client("gov-1").post(
        site.path(f"t/{comment}/reply/"), {"text__text": "Since it works.", "language": "en"}
    )
    assert answer.status_code == 303 and answer.url == f"{there}#{comment}"
    page = site.client().get(there).content.decode()
    assert "<strong>72</strong>" in page and "<img" not in page and "Since it works." in page
    assert page.index("<strong>72") < page.index("Since it works.")
    ground = site.living.state().charter.moderation.grounds[0]
    told = site.client("gov-1").post(site.path(f"flag/{comment}/"), {"ground": ground, "reason__reason": "Not kind."})
    assert told.status_code == 303 and site.living.state().flags[comment] == ["gov-1"]
    assert told.url == f"{there}#{comment}"
    assert "You may not do this now." in site.client("gov-1").get(site.path(f"flag/{comment}/")).content.decode()
    assert client.post(site.path(f"t/{comment}/withdraw/"), {}).status_code == 303
    assert "Taken back by its author." in client.get(there).content.decode()


def test_ones_own_objections_and_appeals_are_told_in_words_with_their_pages(site: Site):
    site.live()
    state = site.living.state()
    one = next(one for one in state.objections.values() if one.target.startswith("clause") and one.status != "open")
    client = site.client(one.actor)
    page = client.get(site.path("mine/")).content.decode()
    _clause, version, number = one.target.split(" ", 2)
    assert f"clause {number} of version {version}" in page and one.target not in page
    assert f'href="{site.path(f"o/{one.id}/")}"' in page
    assert str(words.word("objection", one.status)) in page and f">{one.status}</span>" not in page
    appeal = next(iter(state.appeals.values()))
    page = site.client(appeal.appellant).get(site.path("mine/")).content.decode()
    assert f'href="{site.path(f"a/{appeal.id}/")}"' in page and f">{appeal.status}</span>" in page
    assert words.aim("statement s14") == "statement s14" and words.aim("other") == "other"


def test_a_report_asks_nothing_that_its_address_says_and_ends_where_it_began(site: Site):
    site.live(upto="again")
    state, one = site.living.state(), talk(site)
    statement = next(iter(state.consultations[one].statements))
    client, there = site.client("gov-1"), site.path(f"flag/{statement}/")
    page = client.get(there).content.decode()
    assert 'name="ground"' in page and 'name="matter"' not in page and 'name="consultation"' not in page
    said = {"ground": state.charter.moderation.grounds[0], "reason__reason": "Not kind."}
    assert client.post(there, said).url == site.path(f"c/{one}/?at={statement}#{statement}")
    comment = site.living.do("comment.make", "ngo-1", {"matter": state.consultations[one].matter, "language": "en"},
                             private={"text": {"text": "Why?"}})  # fmt: skip
    page = client.get(site.path(f"flag/t{comment.act.seq}/")).content.decode()
    assert 'name="ground"' in page and 'name="matter"' not in page and 'name="consultation"' not in page


def test_a_wrong_code_of_a_language_is_told_what_one_is(site: Site):
    site.live(upto="again")
    one, client = talk(site), site.client("ngo-1")
    for place in (f"c/{one}/state/", f"m/{site.living.state().consultations[one].matter}/discuss/new/"):
        page = client.post(site.path(place), {"text__text": "A text.", "language": "english"})
        assert page.status_code == 422
        assert "two or three small letters, such as en or fr" in page.content.decode()


@ONE
def test_files_that_were_sent_with_a_form_that_comes_back_are_asked_for_again(site: Site):
    site.live(upto="talk")
    client, where = site.client("ngo-1"), site.path(f"c/{talk(site)}/submit/")
    typed = {"shown": "named", "text": "As in the file.", "language": "en", "name": ""}
    file = SimpleUploadedFile("note.pdf", PDF, "application/pdf")
    page = client.post(where, {**typed, "attached": file}).content.decode()
    assert "A named submission needs a name." in page and "Choose your files once more" in page
    assert "Up to 5 files" in page, "what files may be stands there when it is needed"
    client.post("/i18n/setlang/", {"language": "fr", "next": where})
    assert "Par son code, par exemple en" in client.get(where).content.decode()
    assert "Choose your files once more" not in client.post(where, typed).content.decode()


@ONE
def test_what_is_wrong_with_a_tie_is_told_beside_it(site: Site):
    site.live(upto="talk")
    client, before = site.client("ngo-1"), site.living.state().size
    days = {"affiliations-0-since": "2026-02-02", "affiliations-0-until": "2026-02-01"}
    page = client.post(site.path("interest/"), stated(**days)).content.decode()
    assert "maxlength" not in page.partition("<main")[2], "nor is what is pasted into a row cut without a word"
    assert "This is before the first day." in page and "value error" not in page
    page = client.post(site.path("interest/"), stated(**{"affiliations-0-name": "Uni\u202eOne"})).content.decode()
    assert "This text holds the character U+202E" in page and "interest.state" not in page
    assert site.living.state().size == before


@ONE
def test_whoever_is_signed_out_meanwhile_is_told_and_comes_back(site: Site):
    site.live(upto="talk")
    client, where = site.client(), site.path(f"c/{talk(site)}/state/")
    sent = client.post(where, {"text__text": "Reports are filed.", "language": "en"})
    assert sent.status_code == 302 and where in sent.url
    assert "You are not signed in any more, and nothing was done" in client.get(sent.url).content.decode()
    vote = site.path(f"c/{talk(site)}/vote/")
    asked = site.client().post(vote, {"statement": "s1", "vote": "agree"}, headers={"HX-Request": "true"})
    assert asked.status_code == 204 and vote in asked["HX-Redirect"]
    join = site.client().get(site.path("join/"))
    assert join.url.startswith("/accounts/signup/") and site.path("join/") in join.url


@ONE
def test_ones_own_page_says_in_sentences_what_one_did(site: Site):
    site.live(upto="evidence")
    page = site.client("ngo-1").get(site.path("mine/")).content.decode()
    assert "<td>statement.make</td>" not in page and "interest.state" not in page
    assert "stated" in page.partition("<tbody>")[2]
