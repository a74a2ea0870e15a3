"""Who hears of what by letter, once each; and how a letter is ended."""

import ast
import inspect
import re
from datetime import UTC, datetime, timedelta

from django.core import mail
from django.test import Client, override_settings

from comity.record.envelope import time_of
from comity.store.jobs import Runner
from comity.store.models import Body, Follow, Letter, Notice, Participant, User
from comity.store.publishing import Home
from comity.web.mail import letters, telling
from tests.store.helpers import in_threads
from tests.web.sites import ORIGIN, Site

PEOPLE = ("ngo-1", "ngo-2", "editor", "chair", "uni-4", "panel-1", "gov-1")


def people(site, *actors, **fields):
    """Accounts of some actors, and of somebody who only follows the body."""
    for actor in actors:
        site.user(f"{actor}@people.example", actor)
    reader = site.user("reader@people.example")
    Follow.objects.create(user=reader, body=Body.objects.get())
    if fields:
        User.objects.update(**fields)
    return reader


def heard(site, actor):
    """What somebody was told, in the order of the record."""
    found = Notice.objects.filter(user__email=f"{actor}@people.example").order_by("seq", "pk")
    return list(found.values_list("reason", flat=True))


def tell():
    telling.notify(ORIGIN)
    telling.remind(ORIGIN)


def test_those_hear_whom_it_concerns_and_those_who_follow(site: Site):
    site.live()
    people(site, *PEOPLE)
    telling.notify(ORIGIN)
    assert Body.objects.get().noticed == Body.objects.get().size
    objector = heard(site, "ngo-2")
    assert objector.index("objection.yours-answered") < objector.index("objection.ruled"), "the dispute it began"
    assert "objection.disputed" not in objector, "nobody hears of what they did"
    editor = heard(site, "editor")
    assert editor.index("objection.to-answer") < editor.index("objection.answer-disputed")
    assert "appeal.upheld" in heard(site, "uni-4") and "appeal.filed" not in heard(site, "uni-4")
    assert "proceeding.to-decide" not in heard(site, "gov-1"), "what is decided already is no longer asked"
    follower = heard(site, "reader")
    assert set(follower) <= telling.notices.MILESTONES
    assert {"matter.proposed", "consultation.opened", "designation.published", "appeal.filed"} <= set(follower)
    seqs = list(Notice.objects.filter(user__email="reader@people.example").values_list("seq", flat=True))
    assert len(seqs) == len(set(seqs)), "each act once"
    assert not set(heard(site, "ngo-1")) & {"objection.yours-answered", "objection.to-answer"}


def test_a_letter_is_plain_short_and_has_one_click_to_end_it(site: Site):
    site.live(upto="objection")
    people(site, "editor", language="fr")
    with override_settings(BASE="https://comity.example"):
        telling.notify(ORIGIN)
        Runner(site.sequencer, Home(site.store.home), more=telling.WORKS).run_once()
    found = next(one for one in mail.outbox if "attend votre réponse" in one.subject)
    assert found.to == ["editor@people.example"]
    headers = found.message()
    stop = re.fullmatch(r"<(https://comity\.example/letters/stop/[^/>]+/)>", headers["List-Unsubscribe"])
    assert stop and headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    seq = Notice.objects.get(reason="objection.to-answer").seq
    assert f"https://comity.example/b/body.example~1record/o/o{seq}/" in found.body
    assert re.search(r"Jusqu’au \d+ \w+ 2026", found.body) and "février" in found.body, "the reader's language"
    assert "Who was hurt reads in no report" not in found.body, "what was said is for the page to show"
    assert len(found.body) < 1_500 and all(one.to != ["ngo-2@people.example"] for one in mail.outbox)

    path = stop[1].removeprefix("https://comity.example")
    stranger = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert b"<button" in stranger.get(path).content and User.objects.get(email__startswith="editor").letters == "each"
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert User.objects.get(email__startswith="editor").letters == "none"
    assert stranger.post(path[:-3] + "xx/").status_code == 404
    before = Letter.objects.count()
    site.living.do("objection.raise", "ngo-3", {"matter": f"m{matter(site)}", "clause": "2.1", "reason": "Again."})
    telling.notify(ORIGIN)
    assert heard(site, "editor")[-1] == "objection.to-answer" and Letter.objects.count() == before


def test_two_processes_tell_each_act_once(site: Site):
    site.live(upto="objection")
    people(site, *PEOPLE)
    in_threads(lambda _: telling.notify(ORIGIN), [1, 2, 3, 4])
    once = Notice.objects.count()
    assert once and Letter.objects.count() == once
    Body.objects.update(noticed=0)
    telling.notify(ORIGIN)
    assert (Notice.objects.count(), Letter.objects.count()) == (once, once), "even if all of it were done again"


def test_a_digest_gathers_a_day_and_is_sent_once(site: Site):
    site.live(upto="objection")
    people(site, "editor", letters="daily")
    telling.notify(ORIGIN)
    assert not Letter.objects.exists()
    user = User.objects.get(email__startswith="editor")
    in_threads(lambda _: telling.send_digest(str(user.pk)), [1, 2])
    letter = Letter.objects.get()
    assert letter.to == user.email and letter.text.count("An objection waits for your answer") == 1
    assert not Notice.objects.filter(user=user, letter=None).exists()
    assert telling._awaiting() in ([], [User.objects.get(email__startswith="reader").pk]), "the day's hour says when"


def test_who_must_answer_is_reminded_once_before_the_time_is_over(site: Site):
    site.live(upto="objection")
    people(site, "editor", "chair")
    telling.remind(ORIGIN)
    assert not Notice.objects.filter(reason="soon.answer").exists()
    due = next(one.due for one in site.living.state().deadlines.values() if one.name == "objection")
    site.living.wait_until(time_of(due) - telling.notices.SOON / 2)
    site.living.do("objection.raise", "ngo-3", {"matter": f"m{matter(site)}", "clause": "2.1", "reason": "Again."},
                   on=time_of(due) - telling.notices.SOON / 2)  # fmt: skip
    for _ in range(2):
        telling.remind(ORIGIN)
    assert heard(site, "editor").count("soon.answer") == 1


def test_letters_go_where_somebody_chose(site: Site):
    site.live(upto="interest")
    client = site.client("ngo-1")
    assert b'value="each" checked' in client.get("/me/letters/").content
    assert client.post("/me/letters/", {"letters": "daily"}).status_code == 302
    assert b'value="daily" checked' in client.get("/me/letters/").content
    assert client.post("/me/letters/", {"letters": "hourly"}).status_code == 422
    assert site.client().get("/me/letters/").status_code == 302
    client.post("/i18n/setlang/", {"language": "fr"})
    user = Participant.objects.get().user
    assert user.language == "fr"
    elsewhere = Client(HTTP_HOST="localhost")
    elsewhere.force_login(user, "comity.web.people.sessions.Backend")
    assert b'<html lang="fr"' in elsewhere.get("/", headers={"accept-language": "ar"}).content


def test_what_is_kept_no_longer_is_deleted(site: Site):
    site.live(upto="interest")
    kept = site.user("kept@people.example", "ngo-1")
    User.objects.create_user("never-came@people.example")
    demo = User.objects.create_user("made-up@people.example")
    Participant.objects.create(user=demo, body=Body.objects.get(), actor="ngo-9")
    User.objects.create_user("yesterday@people.example")
    User.objects.exclude(email__startswith="yesterday").update(joined="2020-01-01T00:00:00Z")
    body = Body.objects.get()
    for seq, days in enumerate((20, 40, 100)):
        sent = datetime.now(UTC) - timedelta(days=days)
        Letter.objects.create(to=kept.email, subject="a", text="b", message_id=f"<{seq}@x.example>", sent=sent)
        notice = Notice.objects.create(user=kept, body=body, seq=seq, reason="x")
        Notice.objects.filter(pk=notice.pk).update(made=sent)
    telling.tidy("all")
    assert sorted(User.objects.values_list("email", flat=True)) == [
        "kept@people.example", "made-up@people.example", "yesterday@people.example"
    ]  # fmt: skip
    assert (Letter.objects.count(), Notice.objects.count()) == (1, 2)


def test_old_acts_of_a_real_body_are_no_news(site: Site, monkeypatch):
    site.live(upto="objection")
    people(site, "editor")
    monkeypatch.setattr(telling, "_is_stale", lambda found, act: True)
    telling.notify(ORIGIN)
    assert not Notice.objects.exists() and Body.objects.get().noticed == Body.objects.get().size


def test_who_is_to_rule_hears_of_it_while_it_is_open(site: Site):
    site.live(upto="appeal")
    people(site, "panel-1", "gov-2")
    telling.notify(ORIGIN)
    assert heard(site, "panel-1")[-1] == "proceeding.to-decide"
    assert "proceeding.to-decide" not in heard(site, "gov-2")


def test_every_topic_has_its_sentence():
    tree = ast.parse(inspect.getsource(telling.notices))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    topics = {one for one in texts if re.fullmatch(r"[a-z]+\.[a-z-]+", one)}
    asked = {
        *telling.notices.FOLLOWED,
        *telling.notices._CONCERNED,
        *telling.notices.QUIET,
        "clock.pass",
        "body.found",
    }  # kinds, not topics
    topics = topics - asked | set(telling.notices.FOLLOWED.values())
    assert topics | {"decision.carried", "decision.refused", "appeal.lapsed"} == set(letters.SENTENCES)


def matter(site):
    return next(int(one.id[1:]) for one in site.living.state().matters.values() if one.drafts)
