"""Jobs: letters to whoever is to hear of an act, at once or once a day; reminders; deleting what is kept no longer.

`needs` says what a body needs now, and `WORKS` does it; each may be done twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comity.record.envelope import Act, read_act, time_of
from comity.store.jobs import Work
from comity.store.models import Body, Entry, Follow, Invitation, Letter, Notice, Participant, User
from comity.store.sequencer import body_of
from comity.web.mail import letters, notices
from comity.web.mail.notices import News, Reader
from comity.web.reading import Reading, reading

TOGETHER = 500
"""Acts whose notices are written in one transaction."""
STALE = timedelta(days=7)
"""Of older acts nobody hears by letter: a server that was away does not begin with last month."""
DIGEST_HOUR = 7
"""Of the day, in UTC, when what was gathered for a digest is sent."""
LETTERS_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=90)
UNSHOWN_KEPT = timedelta(days=7)

ALIVE = "comity.jobs.alive"
"""In the cache: when somebody last looked for jobs."""

log = logging.getLogger("comity.jobs")


def notify(origin: str) -> None:
    """Tell those who are to hear of the acts since the last time: each act once, whoever else is at it."""
    while True:
        body = body_of(origin)
        end = min(body.size, body.noticed + TOGETHER)
        if body.noticed >= end:
            return
        with reading(origin) as found:
            made = _notices(found, body.noticed, end) if found.state.charter_json else []
        with transaction.atomic():
            if not Body.objects.filter(pk=body.pk, noticed=body.noticed).update(noticed=end):
                return  # another process told them
            for notice, letter in made:
                _keep(notice, letter)


def remind(origin: str) -> None:
    """Remind those who must act, and those who follow, of what is due soon. Of each thing once."""
    with reading(origin) as found:
        made = []
        if found.state.charter_json:
            for seq, topic, actors in notices.soon(found.state, found.at):
                act = found.state.look(seq)
                if isinstance(act, Act):
                    followed = topic if topic == "soon.closes" else ""
                    news = News(seq, followed, notices.about_of(found.state, act), dict.fromkeys(actors, topic))
                    made += _of_news(found, act, news)
    for notice, letter in made:
        with transaction.atomic():
            _keep(notice, letter)


def send_digest(subject: str) -> None:
    """One letter of all that was gathered for somebody. Once, whoever else is at it."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=int(subject), is_active=True, letters="daily").first()
        gathered = list(Notice.objects.filter(user=user, letter=None).select_related("body").order_by("pk"))
    if user is None or not gathered:
        return
    said = []
    with letters.spoken(user):
        for body in dict.fromkeys(one.body for one in gathered):
            with reading(body.origin) as found:
                for one in gathered:
                    act = found.state.look(one.seq) if one.body == body else None
                    if isinstance(act, Act):
                        said.append(letters.said(found.state, one.reason, act))
        letter = letters.digest(user, f"{gathered[-1].pk}", said)
    with transaction.atomic():
        left = Notice.objects.select_for_update().filter(pk__in=[one.pk for one in gathered], letter=None)
        if len(left) == len(gathered):
            letter.save()
            left.update(letter=letter)


def tidy(_: str) -> None:
    """Delete what is kept no longer: letters that were sent, old notices, invitations and sessions that are over.

    And accounts that nobody showed to be theirs: the address was given by somebody, perhaps by somebody else.
    """
    from allauth.account.models import EmailAddress
    from django.contrib.sessions.models import Session

    now = datetime.now(UTC)
    Letter.objects.filter(sent__lt=now - LETTERS_KEPT).delete()
    Notice.objects.filter(made__lt=now - NOTICES_KEPT).delete()
    Invitation.objects.filter(expires__lt=now - LETTERS_KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    shown = EmailAddress.objects.filter(verified=True).values("user")
    User.objects.filter(joined__lt=now - UNSHOWN_KEPT, last_login=None, participant=None).exclude(pk__in=shown).delete()


WORKS: Mapping[str, Work] = {"notices": notify, "reminders": remind, "digest": send_digest, "tidy": tidy}


def needs(body: Body) -> Iterable[tuple[str, str]]:
    """(name of a job, its subject) of all that a body needs now."""
    if _since("alive", 20):
        cache.set(ALIVE, time.time(), 600)
    if body.noticed < body.size:
        yield "notices", body.origin
    if _since(f"reminders {body.pk}", 3_600):
        yield "reminders", body.origin
    if _since("digest", 60):
        yield from (("digest", str(user)) for user in _awaiting())
    if _since("tidy", 86_400):
        yield "tidy", "all"


def is_alive() -> bool:
    """Whether some process has looked for jobs in the last minutes."""
    return float(cache.get(ALIVE, 0)) > time.time() - 120


_last: dict[str, float] = {}


def _since(what: str, seconds: float) -> bool:
    """Whether this process asked for it so long ago, or never: it is asked for now."""
    now = time.monotonic()
    if now - _last.get(what, float("-inf")) < seconds:
        return False
    _last[what] = now
    return True


def _awaiting() -> list[int]:
    """Whose digest is due: something of before the last hour of digests waits for them."""
    now = timezone.now()
    hour = now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    hour -= timedelta(days=1 if hour > now else 0)
    waiting = Notice.objects.filter(letter=None, made__lt=hour, user__letters="daily", user__is_active=True)
    return list(waiting.order_by("user").values_list("user", flat=True).distinct())


def _notices(found: Reading, begin: int, end: int) -> list[tuple[Notice, Letter | None]]:
    """Of some acts: who hears of each, with the letter to those who want each by itself."""
    made: list[tuple[Notice, Letter | None]] = []
    reader = Reader(found.state)
    entries = Entry.objects.filter(body=found.body, seq__gte=begin, seq__lt=end).exclude(kind__in=notices.QUIET)
    for entry in entries.order_by("seq").values_list("entry", flat=True):
        act = read_act(bytes(entry))
        if not isinstance(act, Act) or _is_stale(found, act):
            continue
        try:
            made += _of_news(found, act, reader.news(act))
        except Exception:  # one act that cannot be told of may not silence all that follow
            log.exception("%s: nobody hears of act %s", found.origin, act.seq)
    return made


def _is_stale(found: Reading, act: Act) -> bool:
    return not found.state.simulated and time_of(act.at) < datetime.now(UTC) - STALE


def _of_news(found: Reading, act: Act, news: News) -> list[tuple[Notice, Letter | None]]:
    made: list[tuple[Notice, Letter | None]] = []
    for user, topic in _hearing(found.body, act, news).items():
        notice = Notice(user=user, body=found.body, seq=act.seq, reason=topic)
        letter = None
        if user.letters == "each":
            with letters.spoken(user):
                letter = letters.each(user, found.body, act.seq, topic, letters.said(found.state, topic, act))
        made.append((notice, letter))
    return made


def _hearing(body: Body, act: Act, news: News) -> dict[User, str]:
    """Who hears of it, each once: followers, and those whom it concerns, who hear that."""
    found: dict[User, str] = {}
    if news.followed:
        wanted = Q(subject__in=news.about)
        if news.followed in notices.MILESTONES or news.followed.startswith("soon."):
            wanted |= Q(subject="")
        follows = Follow.objects.filter(wanted, body=body, user__is_active=True).select_related("user")
        found = {one.user: news.followed for one in follows}
    concerned = list(news.concerned)
    for start in range(0, len(concerned), TOGETHER):
        some = Participant.objects.filter(body=body, actor__in=concerned[start : start + TOGETHER])
        for one in some.filter(user__is_active=True).select_related("user"):
            found[one.user] = news.concerned[one.actor]
    own = Participant.objects.filter(body=body, actor=act.actor).values_list("user", flat=True).first()
    return {user: topic for user, topic in found.items() if user.pk != own or topic.startswith("soon.")}


def _keep(notice: Notice, letter: Letter | None) -> None:
    """Write a notice, unless it was; its letter with it."""
    known = {"user": notice.user, "body": notice.body, "seq": notice.seq, "reason": notice.reason}
    if Notice.objects.filter(**known).exists():
        return
    if letter is not None:
        letter.save()
        notice.letter = letter
    notice.save()
