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

from comity.record.canonical import Json
from comity.store.models import Body
from comity.store.sequencer import body_of
from comity.web import ballots, errors
from comity.web.acting import actor_of
from comity.web.asking import barrier, go, signed_in, standing
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page

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
        context = {
            **_card(found.body, found.actor, name, request.GET.get("s", "")),
            "consultation": one,
            "matter": found.state.matters[one.matter],
            **barrier(found, _refusal(found, name, secret=one.ballots == "secret")),
        }
        return page(request, found, "web/vote.html", context)


def _refusal(found: Reading, consultation: str, *, secret: bool) -> Any:  # noqa: ANN401 - a refusal or none
    statement = next(iter(found.state.consultations[consultation].statements), "s0")
    if secret:
        private = {"vote": {"statement": statement, "value": "pass"}}
        return standing(found, "vote.cast", {"consultation": consultation}, private=private)
    said: dict[str, Json] = {"consultation": consultation, "statement": statement, "value": "pass"}
    refusal = standing(found, "vote.cast", said)
    return None if refusal is not None and refusal.message == "statement.not-open" else refusal


def _card(body: Body, actor: str, consultation: str, wanted: str = "") -> dict[str, Any]:
    """What the card of the next statement shows, or of the one that is asked for."""
    there = ballots.statements(body, consultation)
    votes = ballots.votes_of(body, consultation, actor)
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
    statement = request.POST.get("statement", "")
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
        attempt(request, origin, "vote.cast", said, private={"vote": ballot}, done=_("Your vote is kept."))
    else:
        attempt(request, origin, "vote.cast", {**said, **ballot}, done=_("Your vote is kept."))
    if not request.headers.get("HX-Request"):
        return go(reverse("vote", args=[origin, name]))
    body = body_of(origin)
    card = _card(body, actor_of(request.user, body), name)
    return render(request, "web/_vote.html", {**card, "origin": origin, "swapped": True})


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
