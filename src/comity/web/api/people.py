"""What pages do for a person beside acts: what to vote on next, what is alike, what they follow, whom they invite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status
from ninja.errors import HttpError

from comity.body.consultations import running
from comity.body.kind import RefusedError
from comity.report.words import clean
from comity.store.models import Body, Invitation, User
from comity.store.sequencer import body_of
from comity.web import errors, finding, searching
from comity.web.api import auth, shapes
from comity.web.api.faults import ACTS, READS, Fault
from comity.web.api.reads import Name
from comity.web.mail import invitations
from comity.web.people import follows, pace
from comity.web.shown import opened
from comity.web.voting import ballots, maps
from comity.web.voting.likeness import like

router = Router(auth=auth.PEOPLE)

Text = Annotated[str, Query(min_length=1, max_length=1000)]
Words = Annotated[str, Query(min_length=searching.SHORTEST, max_length=searching.LONGEST)]
Number = Annotated[int, Path(ge=1, lt=2**63)]
Record = Annotated[str, Query(max_length=255, description="The record of one body; of all, if it is empty.")]


@router.get(
    "/bodies/{origin:origin}/consultations/{name}/next",
    response={200: shapes.Next, 409: Fault, **READS},
    tags=["consultations"],
)
def next_statement(request: HttpRequest, origin: str, name: Name) -> dict[str, Any]:
    """The statement that is drawn for you now, as its page shows it. 409 once the consultation is closed."""
    with opened(request, origin) as found:
        for refusal in running(finding.consultation(found, name), found.at):
            raise RefusedError(refusal)
        there = ballots.statements(found.body, name)
        votes = ballots.votes_of(found.body, name, found.actor)
        drawn = ballots.next_one(found.body, name, found.actor, there, votes)
    one = there.get(drawn.statement)
    return {
        "statement": drawn.statement, "text": one.text if one else "", "language": one.language if one else "",
        "chances": drawn.chances, "votes": votes.acts, "voted": list(votes.values),
    }  # fmt: skip


@router.get(
    "/bodies/{origin:origin}/consultations/{name}/alike", response={200: list[shapes.Alike], **READS},
    tags=["consultations"],
)  # fmt: skip
def alike(request: HttpRequest, origin: str, name: Name, text: Text) -> list[dict[str, Any]]:
    """The open statements that are like a text: look before you add it."""
    with opened(request, origin) as found:
        finding.consultation(found, name)
        there = ballots.statements(found.body, name)
    others = {one: there[one].text for one in ballots.open_ones(there)}
    return [
        {"id": one, "text": others[one], "language": there[one].language, "likeness": score}
        for one, score in like(text, others)
    ]


@router.get(
    "/bodies/{origin:origin}/consultations/{name}/map", auth=auth.ANYONE, response={200: dict[str, Any], **READS},
    tags=["consultations"],
)  # fmt: skip
def opinion_map(request: HttpRequest, origin: str, name: Name) -> dict[str, Any]:
    """The findings behind the map as it stands, in the form of `comity opinion --json`. 404 while there is none."""
    body = body_of(origin)
    texts = ballots.texts(body, name)
    document = maps.findings(maps.shown(body, name), texts)
    if document is None:
        raise errors.NotHereError(_("There is no map yet: not enough data."))
    return document


@router.get("/bodies/{origin:origin}/follows", response={200: shapes.Following, **READS}, tags=["accounts"])
def following(request: HttpRequest, origin: str) -> dict[str, Any]:
    """What you follow in a body."""
    return {"subjects": follows.of(cast("User", request.user), body_of(origin))}


@router.post(
    "/bodies/{origin:origin}/follows", auth=auth.ACTORS, response={200: shapes.Following, **ACTS}, tags=["accounts"]
)
def follow(request: HttpRequest, origin: str, choice: shapes.Follow) -> dict[str, Any]:
    """Follow something in a body, or no longer: letters tell you of it. No act, and in no record."""
    with opened(request, origin) as found:
        follows.check(found, choice.subject)
        body = found.body
    follows.choose(cast("User", request.user), body, choice.subject, choice.follows)
    return {"subjects": follows.of(cast("User", request.user), body)}


@router.get("/bodies/{origin:origin}/invitations", response={200: list[shapes.Invitation], **READS}, tags=["accounts"])
def invited(request: HttpRequest, origin: str) -> list[dict[str, Any]]:
    """The invitations that nobody accepted yet, the newest first. 404 for whom the charter does not let invite."""
    _sender, waiting = _inviting(request, origin)
    return [
        {"id": one.pk, "email": one.email, "by": one.made_by, "made": one.made, "expires": one.expires}
        for one in waiting
    ]


@router.post(
    "/bodies/{origin:origin}/invitations", auth=auth.ACTORS, response={200: shapes.Invited, **ACTS}, tags=["accounts"]
)
def invite(request: HttpRequest, origin: str, letter: shapes.Invite) -> dict[str, Any]:
    """Write to people who are not here yet. 404 for whom the charter does not let invite."""
    sender, _waiting = _inviting(request, origin, letter.message)
    emails = invitations.addresses(" ".join(letter.emails))
    return {"sent": invitations.invite(body_of(origin), sender, emails, _address(request))}


@router.post(
    "/bodies/{origin:origin}/invitations/{number}/again", auth=auth.ACTORS, response={200: shapes.Invited, **ACTS},
    tags=["accounts"],
)  # fmt: skip
def invite_again(request: HttpRequest, origin: str, number: Number, letter: shapes.Again) -> dict[str, Any]:
    """Write once more to somebody who did not accept: the letter of before joins nobody any more."""
    sender, waiting = _inviting(request, origin, letter.message)
    invitations.again(_one(waiting, number), sender, _address(request))
    return {"sent": 1}


@router.delete(
    "/bodies/{origin:origin}/invitations/{number}", auth=auth.ACTORS, response={204: None, **ACTS}, tags=["accounts"]
)
def withdraw_invitation(request: HttpRequest, origin: str, number: Number) -> Status[None]:
    """Take back an invitation that nobody accepted yet. Its address is forgotten."""
    invitations.withdraw(_one(_inviting(request, origin)[1], number))
    return Status(204, None)


def _inviting(request: HttpRequest, origin: str, message: str = "") -> tuple[invitations.Sender, QuerySet[Invitation]]:
    """Who invites, and the invitations that they may see. NotHereError if the charter lets others invite."""
    with opened(request, origin) as found:
        return invitations.sender(found, message), invitations.waiting(found)


def _one(waiting: QuerySet[Invitation], number: int) -> Invitation:
    one = waiting.filter(pk=number).first()
    if one is None:
        raise errors.NotHereError(_("This invitation was accepted or withdrawn."))
    return one


def _address(request: HttpRequest) -> Callable[[str], str]:
    return lambda secret: request.build_absolute_uri(reverse("invited", args=[secret]))


@router.get("/search", auth=auth.ANYONE, response={200: list[shapes.Hit], **READS}, tags=["bodies"])
def search(request: HttpRequest, q: Words, body: Record = "") -> list[dict[str, Any]]:
    """What holds these words in all bodies, or in one: matters, statements, clauses, objections, rulings and more."""
    if not request.user.is_authenticated and pace.searches_too_often(request):
        raise HttpError(429, "pace")
    there = Body.objects.filter(size__gt=0).order_by("origin").values_list("origin", flat=True)
    origins = [one for one in there if body in {"", one}]
    return [
        {"what": str(hit.what), "body": whose, "place": hit.place, "url": request.build_absolute_uri(hit.link),
         "before": hit.before, "match": hit.match, "after": hit.after}
        for whose, hit in searching.everywhere(clean(q), origins, questions=not body)
    ]  # fmt: skip
