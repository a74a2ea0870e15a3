"""Invitations to join a body: letters with a secret address. The database knows the digest of the secret only.

The letter itself waits in the queue with its address, as every letter does, until it is sent.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comity.base.errors import InputError
from comity.store.models import Body, Invitation, Letter
from comity.web.errors import NotHereError
from comity.web.people.names import names_of
from comity.web.reading import Reading

LASTS = timedelta(days=30)
MOST_AT_ONCE = 100
MOST_MESSAGE = 2_000
"""Characters of what whoever invites says."""
MOST_A_DAY = 500
"""Letters of one body in a day: invitations are not to become a way of sending mail to strangers."""
AGAIN_AFTER = timedelta(days=1)
"""How long one address is left alone after a letter."""


@dataclass(frozen=True)
class Sender:
    """Who invites, to what, and what they say."""

    actor: str
    name_of_body: str
    message: str


def addresses(text: str) -> list[str]:
    """The addresses in a text, in small letters, each once, in their order. InputError for what is none."""
    lines = text.lower().replace(";", "\n").splitlines()
    found = list(dict.fromkeys(one for line in lines for one in _addresses(line)))
    if not found:
        raise InputError(_("write one address at least"))
    if len(found) > MOST_AT_ONCE:
        raise InputError(
            _("%(n)s addresses at once are too many: %(most)s are the most") % {"n": len(found), "most": MOST_AT_ONCE}
        )
    for one in found:
        if not _is_address(one):
            raise InputError(_("%(address)s is no e-mail address") % {"address": one[:100]})
    return found


def _addresses(line: str) -> list[str]:
    """The addresses of a line: alone, or each after a name, as `Eve Smith <eve@example.org>`, as mail programs write.

    Without a name they may have only spaces between them.
    """
    read = [address for _name, address in getaddresses([line])]
    if read and all(map(_is_address, read)):
        return read
    found = [one.strip("<>") for one in line.replace(",", " ").split()]
    return found if all(map(_is_address, found)) else [one.strip() for one in line.split(",") if one.strip()]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def invite(body: Body, sender: Sender, emails: list[str], address: Callable[[str], str]) -> int:
    """Write to each who has no invitation that stands; gives how many. `address`: where a secret leads.

    InputError if that would be more than a body may write in a day, or for a message that is too long.
    """
    if len(sender.message) > MOST_MESSAGE:
        facts = {"n": len(sender.message), "most": MOST_MESSAGE, "text": f"{sender.message[:40]}…"}
        raise InputError(_("This text has %(n)s characters, and %(most)s are the most: %(text)s") % facts)
    now = datetime.now(UTC)
    with transaction.atomic():
        Body.objects.select_for_update().get(pk=body.pk)  # two officers at once count one after the other
        standing = Invitation.objects.filter(body=body, used=None, expires__gt=now, email__in=emails)
        there = set(standing.values_list("email", flat=True))
        fresh = [email for email in emails if email not in there]
        today = Invitation.objects.filter(body=body, made__gt=now - timedelta(days=1)).count()
        if today + len(fresh) > MOST_A_DAY:
            raise InputError(
                _("a body invites %(most)s people a day at the most, and has invited %(n)s")
                % {"most": MOST_A_DAY, "n": today}
            )
        _forget(Invitation.objects.filter(body=body, used=None, email__in=fresh))
        for email in fresh:
            _write(body, sender, email, address)
    return len(fresh)


def sender(found: Reading, message: str) -> Sender:
    """The reader as one who invites. NotHereError if the charter lets others invite."""
    if not found.invites:
        raise NotHereError(_("The charter lets others invite people to this body."))
    return Sender(found.actor, found.state.charter.name, message)


def waiting(found: Reading) -> QuerySet[Invitation]:
    """The invitations that nobody accepted yet and that the reader may take back, the newest first.

    Officers have all of the body; whoever else the charter lets invite, their own. Of those who accepted no address
    is told: it would show whose an identifier is.
    """
    theirs = Invitation.objects.filter(body=found.body, used=None).exclude(email="").order_by("-made", "-pk")
    return theirs if found.audience == "officers" else theirs.filter(made_by=found.actor)


def withdraw(one: Invitation) -> None:
    """Take an invitation back: its letter joins nobody any more, and the address is forgotten."""
    _forget(Invitation.objects.filter(pk=one.pk, used=None))


def again(one: Invitation, sender: Sender, address: Callable[[str], str]) -> None:
    """Write once more to somebody who did not accept; only the new letter counts.

    InputError within a day of the last letter, or if the body wrote as many as it may.
    """
    with transaction.atomic():
        body = Body.objects.select_for_update().get(pk=one.body_id)
        last = Invitation.objects.filter(body=body, used=None, email=one.email).order_by("made").last()
        if last is None or last.made > datetime.now(UTC) - AGAIN_AFTER:
            raise InputError(_("%(address)s had a letter within a day: wait until tomorrow") % {"address": one.email})
        withdraw(one)
        invite(body, sender, [one.email], address)


def find(secret: str) -> Invitation | None:
    """The invitation of a secret, used or not; None if there is none."""
    return Invitation.objects.select_related("body").filter(digest=digest_of(secret)).first()


def stands(invitation: Invitation) -> bool:
    """Whether it can still be accepted."""
    return invitation.used is None and invitation.expires > datetime.now(UTC)


def digest_of(secret: str) -> str:
    """SHA-256 of a secret. It is of 256 bits by chance, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _forget(those: QuerySet[Invitation]) -> None:
    """End invitations. Their rows stay without an address, so that they count as letters of their day."""
    those.update(email="", expires=datetime.now(UTC))


def _write(body: Body, sender: Sender, email: str, address: Callable[[str], str]) -> None:
    secret = secrets.token_urlsafe(32)
    expires = datetime.now(UTC) + LASTS
    Invitation.objects.create(
        body=body, email=email, digest=digest_of(secret), made_by=sender.actor, expires=expires
    )  # fmt: skip
    facts = {
        "body": sender.name_of_body, "name": names_of(body).get(sender.actor, "") or sender.actor,
        "link": address(secret), "day": expires.date().isoformat(), "message": sender.message,
    }  # fmt: skip
    text = _(
        "%(name)s invites you to take part in %(body)s.\n\n%(message)s\n\nTo accept, open this address by %(day)s:\n"
        "%(link)s\n\nIf you do not want to, you need do nothing."
    )
    Letter.objects.create(
        to=email, subject=(_("An invitation to %(body)s") % facts)[:300].replace("\n", " "), text=text % facts,
        message_id=f"<{secrets.token_hex(16)}@{settings.ALLOWED_HOSTS[0]}>",
    )  # fmt: skip
