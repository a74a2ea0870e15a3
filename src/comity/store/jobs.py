"""What is due, and doing it. Jobs are rows of the database: any number of processes may work on them.

`find` looks at the bodies and asks for what they need: nothing is lost if a process dies before it asked. A job is
leased while somebody is at it, and done again if that lease ends without success, so each kind of job is safe to run
twice. (Queues that are at hand run a job at most once: one whose worker was killed stays begun for ever.)
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.db import Error, close_old_connections, transaction
from django.db.models import F, Max, Q

from comity.base.errors import ComityError
from comity.body.kind import RefusedError
from comity.record.envelope import time_text
from comity.store import folding, publishing, rebuilding
from comity.store.models import Body, Checkpoint, Job, Letter, Snapshot
from comity.store.publishing import Cosign, Home
from comity.store.sequencer import Sequencer, StoreError, body_of
from comity.store.setup import sentence

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
SNAPSHOT_EVERY = 2_000
"""Acts after which a new snapshot is made."""

Work = Callable[[str], None]
"""Does a job, given its subject. May be called twice for one thing."""
Needs = Callable[[Body], Iterable[tuple[str, str]]]
"""What a body needs now besides what this room knows of: (name of a job, its subject)."""

log = logging.getLogger("comity.jobs")


def ask(name: str, subject: object, due: datetime | None = None) -> None:
    """Have something done, at `due` or now. Asking again for what stands moves it no later and has it done anew."""
    due = due or datetime.now(UTC)
    with transaction.atomic():
        job, new = Job.objects.select_for_update().get_or_create(name=name, subject=str(subject), defaults={"due": due})
        if not new:
            Job.objects.filter(pk=job.pk).update(asked=F("asked") + 1, due=min(job.due, due))


def failing() -> list[Job]:
    """The jobs that failed when they were last tried."""
    return list(Job.objects.exclude(error="").order_by("due", "pk"))


class Runner:
    """Does the jobs of a store. `more` adds kinds of job by name, and `needs` says when they are due."""

    def __init__(
        self, sequencer: Sequencer, home: Home, cosign: Cosign | None = None, more: Mapping[str, Work] | None = None,
        needs: Needs = lambda _: (),
    ) -> None:  # fmt: skip
        """Take what the jobs work with."""
        self._sequencer, self._home, self._cosign, self._needs = sequencer, home, cosign, needs
        self._works: dict[str, Work] = {
            "checkpoint": self._checkpoint,
            "clock": self._clock,
            "snapshot": self._snapshot,
            "recompute": self._recompute,
            "mail": _mail,
            **(more or {}),
        }

    def find(self) -> None:
        """Ask for what the bodies need now."""
        now = time_text(datetime.now(UTC))
        digest = self._sequencer.registry.digest
        signed = dict(Checkpoint.objects.values_list("body").annotate(Max("size")))
        kept = dict(Snapshot.objects.filter(digest=digest).values_list("body_id", "size"))
        for body in Body.objects.all():
            needs = {
                "clock": "" < body.due <= now,
                "checkpoint": body.size > signed.get(body.pk, 0),
                "snapshot": body.size >= kept.get(body.pk, 0) + SNAPSHOT_EVERY,
                "recompute": body.projected != digest,
            }
            found = [(name, body.origin) for name, needed in needs.items() if needed]
            for name, subject in (*found, *self._needs(body)):
                if not Job.objects.filter(name=name, subject=subject).exists():
                    ask(name, subject)
        for letter in Letter.objects.filter(sent=None).values_list("pk", flat=True):
            if not Job.objects.filter(name="mail", subject=str(letter)).exists():
                ask("mail", letter)

    def step(self) -> bool:
        """Do one job that is due; whether there was one. What goes wrong is kept with it, and tried again later."""
        job = self._take()
        if job is None:
            return False
        try:
            self._works[job.name](job.subject)
        except Exception as error:  # noqa: BLE001 - one job that fails may not stop the others
            _put_off(job, error)
        else:
            done = Job.objects.filter(pk=job.pk, asked=job.asked).delete()[0]
            if not done:  # it was asked for again meanwhile
                Job.objects.filter(pk=job.pk).update(leased_until=None, attempts=0, error="")
        return True

    def run(self, stop: threading.Event, pause: float = 1.0) -> None:
        """Find and do jobs until `stop` is set."""
        said = ""
        while not stop.is_set():
            try:
                self.find()
                while not stop.is_set() and self.step():
                    pass
                said = ""
            except Error as error:  # the database is away: wait for it, and say so once
                if sentence(error) != said:
                    said = sentence(error)
                    log.warning("the database cannot be used: %s", said)
            except Exception:
                log.exception("looking for jobs")
            close_old_connections()
            stop.wait(pause)

    def run_once(self) -> int:
        """Find and do all that is due now; gives how many jobs were done or tried."""
        self.find()
        count = 0
        while self.step():
            count += 1
        return count

    def _take(self) -> Job | None:
        now = datetime.now(UTC)
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        with transaction.atomic():
            due = Job.objects.filter(free, name__in=self._works, due__lte=now).order_by("due", "pk")
            job = due.select_for_update(skip_locked=True).first()
            if job is not None:
                job.leased_until, job.attempts = now + LEASE, job.attempts + 1
                job.save(update_fields=["leased_until", "attempts"])
        return job

    def _checkpoint(self, origin: str) -> None:
        publishing.checkpoint(self._sequencer, self._home, origin, self._cosign)

    def _clock(self, origin: str) -> None:
        state = self._sequencer.state(origin).state
        for proposal in self._sequencer.registry.clock(state, time_text(datetime.now(UTC))):
            try:
                self._sequencer.commit(proposal)
            except RefusedError as refused:  # somebody else did it, or what was awaited has happened
                log.info("%s: %s", origin, refused)

    def _snapshot(self, origin: str) -> None:
        body = body_of(origin)
        folding.save_snapshot(self._sequencer.registry, body, folding.folded(self._sequencer.registry, body))

    def _recompute(self, origin: str) -> None:
        rebuilding.rewrite_rows(self._sequencer.registry, body_of(origin))


def _mail(subject: str) -> None:
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(pk=int(subject), sent=None).first()
        if letter is None:
            return
        headers = {**letter.headers, "Message-ID": letter.message_id}
        try:
            EmailMessage(letter.subject, letter.text, to=[letter.to], headers=headers).send()
        except SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if not all(500 <= code < 600 for code in codes):
                raise StoreError(f"the mail server does not take the letter now: {codes}") from None
            log.warning("letter %s: the mail server refuses its address for good: %s", subject, codes)
            letter.delete()
            return
        except SMTPException as error:  # what it says may name the address, which belongs into no log
            raise StoreError(f"the mail server did not take the letter: {type(error).__name__}") from None
        letter.sent = datetime.now(UTC)
        letter.save(update_fields=["sent"])


def _put_off(job: Job, error: Exception) -> None:
    pause = min(timedelta(seconds=2 ** min(job.attempts, 12)), LONGEST_PAUSE)
    known = isinstance(error, ComityError | Error | OSError)
    told = sentence(error) if known else f"{type(error).__name__}: {error}"
    log.log(logging.WARNING if known else logging.ERROR, "%s %s: %s", job.name, job.subject, told, exc_info=not known)
    Job.objects.filter(pk=job.pk).update(due=datetime.now(UTC) + pause, leased_until=None, error=told)
