"""Vote on one statement at a time; see and change what one voted.

This is where many people are at once: what the page shows is read by `ballots`, the vote is one act, and the answer is
the next statement.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.body.matters_state import Consultation
from comity.record.canonical import Json
from comity.store.models import Body
from comity.store.sequencer import body_of
from comity.web import errors
from comity.web.acts.acting import actor_of
from comity.web.acts.asking import asks_how, barrier, go, signed_in, standing
from comity.web.shown import attempt, opened, page
from comity.web.voting import ballots

VALUES = ("agree", "disagree", "pass")


@signed_in
def vote(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """One statement, and three answers."""
    if request.method == "POST":
        return _cast(request, origin, name)
    with opened(request, origin) as found:
        one = found.state.consultations.get(name)
        errors.here(one, _("There is no such consultation."))
        assert one is not None  # noqa: S101 - asked above
        said, private = _tried(one)
        refusal = standing(found, "vote.cast", said, private=private)
        if refusal is not None and refusal.message == "statement.not-open":
            refusal = None  # of the one that was tried with: others may be
        context = {
            **_card(found.body, found.actor, name, request.GET.get("s", "")),
            "consultation": one,
            "matter": found.state.matters[one.matter],
            "asks_how": asks_how(found, "vote.cast", said, private=private),
            **barrier(found, refusal),
        }
        return page(request, found, "web/vote.html", context)


def _tried(one: Consultation) -> tuple[dict[str, Json], dict[str, Json]]:
    """A vote in a consultation, for asking the rules about it: its public and its private part."""
    ballot: dict[str, Json] = {"statement": next(iter(one.statements), "s0"), "value": "pass"}
    said: dict[str, Json] = {"consultation": one.id}
    return (said, {"vote": ballot}) if one.ballots == "secret" else ({**said, **ballot}, {})


def _card(body: Body, actor: str, consultation: str, wanted: str = "", upto: int = 0) -> dict[str, Any]:
    """What the card of the next statement shows, or of the one that is asked for, after `upto` acts."""
    there = ballots.statements(body, consultation)
    votes = ballots.votes_of(body, consultation, actor, upto)
    left = ballots.open_ones(there)
    drawn = ballots.next_one(body, consultation, actor, there, votes)
    shown = wanted if wanted in left else drawn.statement
    translated = ballots.translations(body, consultation, get_language() or "en")
    return {
        "name": consultation,
        "secret": ballots.is_secret(body, consultation),
        "statement": there.get(shown),
        "translation": translated.get(shown),
        "before": votes.values.get(shown),
        "again": shown in votes.values,
        "chance": drawn.chances.get(shown),
        "done": sum(one in votes.values for one in left),
        "all": len(left),
    }


def _cast(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    body = body_of(origin)
    statement, cast = request.POST.get("statement", ""), None
    ballot: dict[str, Json] = {"statement": statement, "value": request.POST.get("value", "")}
    said: dict[str, Json] = {"consultation": name}
    if breaks := request.POST.getlist("breaks"):
        said["breaks"] = [*breaks]
    if affected := request.POST.get("affected", ""):
        said["affected"] = affected
    # of a sealed vote no rule can ask whether there is the statement: nobody sees what it is on
    if statement not in ballots.open_ones(ballots.statements(body, name)):
        messages.error(request, _("This statement is not voted on any more. Here is another."))
    elif ballots.is_secret(body, name):
        private: dict[str, Json] = {"vote": ballot}
        cast = attempt(request, origin, "vote.cast", said, private=private, done=_("Your vote is kept."), body=body)
    else:
        cast = attempt(request, origin, "vote.cast", {**said, **ballot}, done=_("Your vote is kept."), body=body)
    if not request.headers.get("HX-Request"):
        return go(reverse("vote", args=[origin, name]))
    actor, upto = (cast.act.actor, cast.act.seq + 1) if cast else (actor_of(request.user, body), 0)
    card = _card(body, actor, name, upto=upto)
    typed = {"asks_how": "affected" in request.POST, "affected": affected, "breaks": breaks}
    return render(request, "web/_vote.html", {**card, **typed, "origin": origin, "swapped": True})


@signed_in
def votes(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """What one voted; of a secret ballot only on what, since nobody can be shown how."""
    with opened(request, origin) as found:
        one = found.state.consultations.get(name)
        errors.here(one, _("There is no such consultation."))
        assert one is not None  # noqa: S101 - asked above
        there = ballots.statements(found.body, name)
        mine = ballots.votes_of(found.body, name, found.actor)
        listed = [(there[key], value) for key, value in mine.values.items() if key in there]
        is_open = one.closed_seq < 0 and found.at < one.closes
        context = {"consultation": one, "votes": listed, "secret": one.ballots == "secret", "is_open": is_open,
                   "matter": found.state.matters[one.matter], "acts": mine.acts}  # fmt: skip
        return page(request, found, "web/votes.html", context)


URLS: list[URLPattern] = [
    path("b/<origin:origin>/c/<str:name>/vote/", vote, name="vote"),
    path("b/<origin:origin>/c/<str:name>/votes/", votes, name="votes"),
]
