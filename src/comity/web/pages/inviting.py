"""Who is missing from a consultation, before it is too late; inviting people; and accepting an invitation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.base.errors import InputError
from comity.body import composition, rules
from comity.store.models import Body, Invitation, User
from comity.store.sequencer import body_of
from comity.web import errors, finding
from comity.web.acts import acting
from comity.web.acts.asking import signed_in
from comity.web.mail import invitations
from comity.web.people import claims
from comity.web.places import onward
from comity.web.reading import Reading, reading
from comity.web.shown import attempt, opened, page
from comity.web.wording import words

A_PAGE = 50


def missing(request: HttpRequest, origin: str, consultation: str) -> HttpResponse:
    """The floors of groups and regions, and whether those who voted so far meet them."""
    with opened(request, origin) as found:
        one = finding.consultation(found, consultation)
        floors = composition.floors(found.state, one.voters)
        context = {
            "place": "desk",
            "consultation": one,
            "matter": found.state.matters[one.matter],
            "floors": [(floor, _name(found, floor)) for floor in floors],
            "unmet": sum(not floor.met for floor in floors),
            "people": len(one.voters),
        }
        return page(request, found, "web/missing.html", context)


@signed_in
def invite(request: HttpRequest, origin: str) -> HttpResponse:
    """Write to people who are not here yet, and see who did not come. It is no act, so who may is asked here."""
    wrong = ""
    with opened(request, origin) as found:
        sender = invitations.sender(found, request.POST.get("message", ""))
        waiting = invitations.waiting(found)
    if request.method == "POST":
        try:
            _do(request, body_of(origin), sender, waiting)
        except InputError as error:
            wrong = error.message
        else:
            return onward(reverse("invite", args=[origin]))
    with opened(request, origin) as found:
        made, taken = Invitation.objects.filter(body=found.body), found.state.charter.membership.verification
        context = {
            "place": "desk",
            "typed": request.POST,
            "wrong": wrong,
            "sent": made.count(),
            "used": made.exclude(used=None).count(),
            "waiting": Paginator(waiting, A_PAGE).get_page(request.GET.get("page")),
            "now": datetime.now(UTC),
            "rested": datetime.now(UTC) - invitations.AGAIN_AFTER,
            "ways": [words.word("verification", one) for one in taken],
            "takes": "invitation" in taken,
        }
        return page(request, found, "web/invite.html", context, 422 if wrong else 200)


def _do(request: HttpRequest, body: Body, sender: invitations.Sender, waiting: QuerySet[Invitation]) -> None:
    """What the form asks for: to withdraw an invitation, to write again, or to invite people."""
    asked = request.POST
    if chosen := asked.get("withdraw") or asked.get("again"):
        one = waiting.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 16 else None
        if one is None:
            raise InputError(_("This invitation was accepted or withdrawn."))
        if "withdraw" in asked:
            invitations.withdraw(one)
            told = _("The invitation of %(address)s is withdrawn.")
        else:
            invitations.again(one, sender, lambda secret: _address(request, secret))
            told = _("A new letter to %(address)s is on its way.")
        messages.success(request, told % {"address": one.email})
        return
    emails = invitations.addresses(asked.get("emails", ""))
    count = invitations.invite(body, sender, emails, lambda secret: _address(request, secret))
    if count:
        told = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", count)
        messages.success(request, told % {"n": count})
    if there := len(emails) - count:
        told = ngettext(
            "%(n)s address has an invitation that stands already.",
            "%(n)s addresses have an invitation that stands already.",
            there,
        )
        messages.info(request, told % {"n": there})


def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: by an account with the address that it was sent to."""
    one = invitations.find(secret)
    if one is None:
        raise errors.NotHereError(_("There is no such invitation. Perhaps the address was cut off: copy all of it."))
    origin, way = one.body.origin, _way(request, one)
    wanted = request.method == "POST" and way and invitations.stands(one)
    said = {"verification": way}
    if wanted and attempt(request, origin, "member.join", said, done=_("Welcome: you have joined.")):
        return onward(reverse("body", args=[origin]))
    with reading(origin, acting.actor_of(request.user, one.body)) as found:
        errors.here(found.state.charter_json or None, _("This body is not founded yet."))
        context = {
            "invitation": one,
            "origin": origin,
            "charter": found.state.charter,
            "stands": invitations.stands(one),
            "way": way,
            "is_member": rules.is_member(found.state, found.actor, found.at),
            "is_theirs": _is_theirs(request, one),
        }
        answer = render(request, "web/invited.html", context, status=422 if request.method == "POST" else 200)
    answer["Cache-Control"] = "no-store"  # the address is a secret
    return answer


def _is_theirs(request: HttpRequest, one: Invitation) -> bool:
    """Whether whoever is signed in has shown that the address of an invitation is theirs."""
    if not isinstance(request.user, User):
        return False
    return bool(EmailAddress.objects.filter(user=request.user, email__iexact=one.email, verified=True).exists())


def _way(request: HttpRequest, one: Invitation) -> str:
    """By which way of the charter they join: the invitation, if it takes that; else the strongest that they have."""
    if not isinstance(request.user, User) or not _is_theirs(request, one):
        return ""
    with reading(one.body.origin) as found:
        taken = found.state.charter.membership.verification
    return next((way for way in claims.ways(request.user, one.body) if way in taken), "")


def _name(found: Reading, floor: composition.Floor) -> Any:  # noqa: ANN401 - a text for the template
    """The group or the region of a floor, as the charter calls it."""
    charter, rule = found.state.charter, floor.rule
    names = {one.id: one.name for one in (charter.groups if rule.group else charter.regions)}
    return names.get(rule.group or rule.region or "", floor.name)


def _address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("invited", args=[secret]))


URLS: list[URLPattern] = [
    path("b/<origin:origin>/c/<slug:consultation>/missing/", missing, name="missing"),
    path("b/<origin:origin>/invite/", invite, name="invite"),
    path("invited/<slug:secret>/", invited, name="invited"),
]
