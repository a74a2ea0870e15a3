"""What an act claims about an account, which no rule of a body can see: how it was shown who somebody is.

The charter says which ways it takes (`body.membership`); here an act may only claim a way that the account has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import QuerySet

from comity.body import rules
from comity.body.kind import Refusal, RefusedError
from comity.body.state import State
from comity.record.canonical import Json
from comity.store.models import Body, Invitation, User
from comity.web.reading import reading

WAYS = ("invitation", "openid", "domain", "e-mail", "open")
"""The ways in which it can be shown who somebody is, the strongest first."""

_DOMAIN = re.compile(r"(?:^|\()((?:[a-z0-9-]+\.)+[a-z]{2,})\)?$", re.IGNORECASE)


def ways(user: User, body: Body, domains: frozenset[str] = frozenset()) -> list[str]:
    """The ways that an account has in a body, the strongest first. `domains`: those of organisations it speaks for."""
    found = {"open"}
    verified = _addresses(user)
    if verified:
        found.add("e-mail")
    if any(email.rpartition("@")[2].lower() in domains for email in verified):
        found.add("domain")
    if SocialAccount.objects.filter(user=user).exists():
        found.add("openid")
    if _invitations(user, body).exists():
        found.add("invitation")
    return [way for way in WAYS if way in found]


def domains_of(state: State, actor: str) -> frozenset[str]:
    """The domains in the affiliations that somebody states: `Open Horizon (openhorizon.example)` has one."""
    interest = state.people.get(actor, rules.NOBODY).interest
    names = interest.affiliations if interest else ()
    return frozenset(found[1].lower() for name in names if (found := _DOMAIN.search(name.strip())))


def check(user: User, body: Body, actor: str, kind: str, public: Mapping[str, Json]) -> None:
    """RefusedError if the act claims what is not so of this account."""
    if kind != "member.join":
        return
    with reading(body.origin, actor) as found:
        domains = domains_of(found.state, actor)
    claimed = public.get("verification")
    if claimed not in ways(user, body, domains):
        sentence = f"nothing shows by {claimed} that this account is yours"
        raise RefusedError(Refusal("claim.verification", sentence, {"verification": claimed}))


def used(user: User, body: Body, kind: str, public: Mapping[str, Json]) -> None:
    """Note that an invitation served."""
    if kind == "member.join" and public.get("verification") == "invitation":
        _invitations(user, body).update(used=datetime.now(UTC))


def _addresses(user: User) -> list[str]:
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))


def _invitations(user: User, body: Body) -> QuerySet[Invitation]:
    """Those that stand; an invitation is to an address, and serves the account that has it."""
    now = datetime.now(UTC)
    return Invitation.objects.filter(body=body, email__in=_addresses(user), used=None, expires__gt=now)
