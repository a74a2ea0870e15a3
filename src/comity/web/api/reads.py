"""What can be read: bodies, and what is in them, as far as whoever asks may read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from comity.body import composition
from comity.body.matters_state import Consultation
from comity.overview import overview
from comity.store.models import Body, Participant, Token, User
from comity.store.projection import rows
from comity.web import errors
from comity.web.api import auth, shapes
from comity.web.api.faults import READS
from comity.web.reading import Reading, reading
from comity.web.shown import opened
from comity.web.voting import ballots

router = Router(auth=auth.ANYONE)
T = TypeVar("T")

Name = Annotated[str, Path(pattern=r"^[a-z][0-9]+(-[0-9]+)?$", max_length=60)]
After = Annotated[int, Query(ge=-1, le=2**53 - 1, description="Those that come after this place of the record.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]

_MATTER = (
    "matters", "proposers", "drafts", "notices", "designations", "minority_views", "decisions", "advice", "figures",
    "harms", "harm_answers", "implementations", "scope_challenges", "commitments", "reviews", "reopenings",
)  # fmt: skip
_CONSULTATION = ("consultations", "evidence", "submissions", "submission_texts")


@router.get("/me", auth=auth.PEOPLE, response={200: shapes.Me, **READS}, tags=["accounts"])
def me(request: HttpRequest) -> dict[str, Any]:
    """Who you are, and where you have acted."""
    token = request.auth if isinstance(request.auth, Token) else None  # type: ignore[attr-defined] # the library's
    seats = []
    assert isinstance(request.user, User)  # noqa: S101 - a token or a session is somebody's
    for one in Participant.objects.filter(user=request.user).select_related("body").order_by("since"):
        with reading(one.body.origin, one.actor) as found:
            if found.state.charter_json:
                seats.append({"origin": found.origin, "actor": one.actor, "audience": found.audience})
    return {"may_act": token is None or token.may_act, "bodies": seats}


@router.get("/bodies", response={200: list[shapes.BodyCard], **READS}, tags=["bodies"])
def bodies(request: HttpRequest) -> list[dict[str, Any]]:
    """The bodies on this server."""
    found = []
    for origin in Body.objects.filter(size__gt=0).order_by("origin").values_list("origin", flat=True):
        with reading(origin) as one:
            if one.state.charter_json:
                found.append(_card(request, one))
    return found


def _card(request: HttpRequest, one: Reading) -> dict[str, Any]:
    charter = one.state.charter
    url = request.build_absolute_uri(reverse("body", args=[one.origin]))
    return {
        "origin": one.origin, "name": charter.name, "purpose": charter.purpose, "simulated": one.state.simulated,
        "acts": one.state.size, "at": one.state.at, "url": url,
    }  # fmt: skip


@router.get("/bodies/{origin:origin}", response={200: dict[str, Any], **READS}, tags=["bodies"])
def body(request: HttpRequest, origin: str) -> dict[str, Any]:
    """A body now: the document that `comity body show --json` prints. In `origin` a slash is ~1, and ~ is ~0."""
    with opened(request, origin) as found:
        return overview(found.state, found.at, ballots.counts(found.body, found.state.consultations))


@router.get("/bodies/{origin:origin}/charter", response={200: dict[str, Any], **READS}, tags=["bodies"])
def charter(request: HttpRequest, origin: str) -> dict[str, Any]:
    """The charter in force, as its published JSON Schema says."""
    with opened(request, origin) as found:
        return found.state.charter.to_json()


@router.get("/bodies/{origin:origin}/matters", response={200: list[shapes.Matter], **READS}, tags=["matters"])
def matters(request: HttpRequest, origin: str) -> list[shapes.Matter]:
    """All matters."""
    with opened(request, origin) as found:
        return [shapes.Matter.model_validate(one) for one in found.state.matters.values()]


@router.get("/bodies/{origin:origin}/matters/{name}", response={200: shapes.OneMatter, **READS}, tags=["matters"])
def matter(request: HttpRequest, origin: str, name: Name) -> dict[str, Any]:
    """One matter. The text of its drafts is in the table `clauses`, whose `scope` it is."""
    with opened(request, origin) as found:
        one = _one(found.state.matters, name)
        return _with(found, shapes.Matter.model_validate(one), name, *_MATTER)


@router.get(
    "/bodies/{origin:origin}/consultations", response={200: list[shapes.Consultation], **READS}, tags=["consultations"]
)
def consultations(request: HttpRequest, origin: str) -> list[shapes.Consultation]:
    """All consultations."""
    with opened(request, origin) as found:
        return [_consultation(found, one) for one in found.state.consultations.values()]


@router.get(
    "/bodies/{origin:origin}/consultations/{name}", response={200: shapes.OneConsultation, **READS},
    tags=["consultations"],
)  # fmt: skip
def consultation(request: HttpRequest, origin: str, name: Name) -> dict[str, Any]:
    """One consultation, with its submissions as you may read them."""
    with opened(request, origin) as found:
        return _with(found, _consultation(found, _one(found.state.consultations, name)), name, *_CONSULTATION)


def _consultation(found: Reading, one: Consultation) -> shapes.Consultation:
    return shapes.Consultation(
        id=one.id, matter=one.matter, ballots=one.ballots, opened=one.opened, closes=one.closes,
        is_open=one.closed_seq < 0, voters=composition.told(len(one.voters)),
        statements=len(ballots.standing(found.body, one.id)),
        submissions=sum(each.status == "open" for each in one.submissions.values()),
        evidence=one.evidence.seq if one.evidence else None,
    )  # fmt: skip


@router.get(
    "/bodies/{origin:origin}/consultations/{name}/statements", response={200: shapes.Statements, **READS},
    tags=["consultations"],
)  # fmt: skip
def statements(
    request: HttpRequest, origin: str, name: Name, after: After = -1, limit: Limit = 100
) -> dict[str, Any]:  # fmt: skip
    """The statements of a consultation."""
    with opened(request, origin) as found:
        held = _one(found.state.consultations, name).statements
        wanted = sorted((one.seq, each) for each, one in held.items() if one.seq > after)
        names = {each for _seq, each in wanted[:limit]}
        shown = [
            {"id": row["statement"], "seq": row["seq"], "actor": row["actor"], "at": row["at"],
             "status": held[str(row["statement"])].status, "language": row["language"], "text": row["text"],
             "erased": row["erased"]}
            for row in rows(found.body, found.audience, "statements", name)
            if row["statement"] in names and "text" in row
        ]  # fmt: skip
        return {"statements": shown, "next": wanted[limit - 1][0] if len(wanted) > limit else None}


@router.get("/bodies/{origin:origin}/objections", response={200: list[shapes.Objection], **READS}, tags=["objections"])
def objections(request: HttpRequest, origin: str) -> list[shapes.Objection]:
    """All objections."""
    with opened(request, origin) as found:
        return [shapes.Objection.model_validate(one) for one in found.state.objections.values()]


@router.get(
    "/bodies/{origin:origin}/objections/{name}", response={200: shapes.OneObjection, **READS}, tags=["objections"]
)
def objection(request: HttpRequest, origin: str, name: Name) -> dict[str, Any]:
    """One objection, with its reasons and its answers."""
    with opened(request, origin) as found:
        one = _one(found.state.objections, name)
        return _with(found, shapes.Objection.model_validate(one), name, "objections")


@router.get("/bodies/{origin:origin}/appeals", response={200: list[shapes.Appeal], **READS}, tags=["appeals"])
def appeals(request: HttpRequest, origin: str) -> list[shapes.Appeal]:
    """All appeals."""
    with opened(request, origin) as found:
        return [shapes.Appeal.model_validate(one) for one in found.state.appeals.values()]


@router.get("/bodies/{origin:origin}/appeals/{name}", response={200: shapes.OneAppeal, **READS}, tags=["appeals"])
def appeal(request: HttpRequest, origin: str, name: Name) -> dict[str, Any]:
    """One appeal, with its reasons, the ruling and the remedy."""
    with opened(request, origin) as found:
        one = _one(found.state.appeals, name)
        return _with(found, shapes.Appeal.model_validate(one), name, "appeals", "rulings", "remedies")


@router.get(
    "/bodies/{origin:origin}/proceedings", response={200: list[shapes.Proceeding], **READS}, tags=["proceedings"]
)
def proceedings(request: HttpRequest, origin: str) -> list[shapes.Proceeding]:
    """Everything that was put before those who decide it."""
    with opened(request, origin) as found:
        return [shapes.Proceeding.model_validate(one) for one in found.state.proceedings.values()]


@router.get(
    "/bodies/{origin:origin}/proceedings/{name}", response={200: shapes.OneProceeding, **READS}, tags=["proceedings"]
)
def proceeding(request: HttpRequest, origin: str, name: Name) -> dict[str, Any]:
    """One proceeding, with the positions taken in it."""
    with opened(request, origin) as found:
        one = _one(found.state.proceedings, name)
        return _with(found, shapes.Proceeding.model_validate(one), name, "positions")


def _one(held: Mapping[str, T], name: str) -> T:
    """What has this identifier; NotHereError if nothing does."""
    found = held.get(name)
    if found is None:
        raise errors.NotHereError(_("Nothing here has this identifier."))
    return found


def _with(found: Reading, shape: shapes.Shape, scope: str, *tables: str) -> dict[str, Any]:
    """A shape with the rows that are about it."""
    said = {table: list(rows(found.body, found.audience, table, scope)) for table in tables}
    return {**shape.model_dump(), "said": {table: some for table, some in said.items() if some}}
