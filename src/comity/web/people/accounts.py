"""Accounts as an operator or their owner makes, links and deletes them. In no body is any of it an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from comity.base.errors import InputError, UsageError
from comity.store.models import Body, Invitation, Letter, Participant, User


@dataclass(frozen=True, slots=True)
class Shown:
    """An account: its address, and who it is in each body."""

    email: str
    language: str
    last_login: str
    actors: dict[str, str] = field(default_factory=dict)


def create(email: str, language: str = "") -> User:
    """An account whose address counts as shown to be theirs, without a password: its owner signs in by a code.

    InputError for what is no address or a language that the pages do not have, UsageError if there is such an account.
    """
    if language and language not in dict(settings.LANGUAGES):
        raise InputError(f"the pages are not in {language}: use {', '.join(dict(settings.LANGUAGES))}")
    try:
        validate_email(email)
    except ValidationError:
        raise InputError(f"{email} is no e-mail address") from None
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, language=language)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError:
        raise UsageError(f"there is an account with {email}") from None
    return user


def of(email: str) -> User:
    """The account of an address; UsageError if there is none."""
    try:
        return User.objects.get(email__iexact=email)
    except User.DoesNotExist:
        raise UsageError(f"there is no account with {email}: make it with `comity account create {email}`") from None


def link(user: User, body: Body, actor: str) -> None:
    """Say that an account is an actor of a body. UsageError if either has another already.

    What the actor did before is then this account's, so only an actor of whom the machine's operator knows is linked.
    """
    if not actor or any(character.isspace() for character in actor):
        raise InputError(f"the actor {actor!r} has white space in their identifier: use one without")
    if actor in {"clock", "operator"}:
        raise UsageError(f"{actor} is nobody: no account acts as it")
    own = Participant.objects.filter(user=user, body=body).first()
    if own is not None:
        raise UsageError(f"{user.email} is {own.actor} in {body.origin} already: an account is one actor of a body")
    if Participant.objects.filter(body=body, actor=actor).exists():
        raise UsageError(f"{actor} in {body.origin} is another account: an actor has one account")
    Participant.objects.create(user=user, body=body, actor=actor)


def unlink(user: User, body: Body) -> str:
    """Take the link away: the account is nobody in the body until it acts again. Gives who it was."""
    own = Participant.objects.filter(user=user, body=body).first()
    if own is None:
        raise UsageError(f"{user.email} is nobody in {body.origin}")
    own.delete()
    return own.actor


def listed(body: Body | None = None) -> Iterator[Shown]:
    """All accounts, or those of one body, by address."""
    actors: dict[int, dict[str, str]] = {}
    links = Participant.objects.select_related("body").order_by("body__origin")
    for one in links if body is None else links.filter(body=body):
        actors.setdefault(one.user_id, {})[one.body.origin] = one.actor
    users = User.objects.order_by("email")
    for user in users if body is None else users.filter(pk__in=actors):
        last = user.last_login.isoformat(timespec="minutes") if user.last_login else ""
        yield Shown(user.email, user.language, last, actors.get(user.pk, {}))


def delete(user: User) -> dict[str, str]:
    """Erase an account, with its letters, invitations and ways to sign in. Gives who it was in each body.

    What was done stays in the records under identifiers that lead nowhere any more; erasing the private parts of acts
    is an act of its own (kind `erase`).
    """
    with transaction.atomic():
        actors = {one.body.origin: one.actor for one in Participant.objects.filter(user=user).select_related("body")}
        addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
        Letter.objects.filter(to__in=addresses).delete()
        Invitation.objects.filter(email__in=addresses).delete()
        user.delete()
    return actors
