"""Atom feeds of a body and of each thing in it, from the record."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from comity.record.envelope import Act, read_act, time_of
from comity.store.models import Entry, Row
from comity.store.projection import BY_TABLE
from comity.web import addresses_of, errors
from comity.web.reading import Reading
from comity.web.shown import opened
from comity.web.wording import sentences
from comity.web.wording.about import sentence_of, subject_of

MOST = 50
TABLES = (
    "advice", "appeals", "charters", "commitment_reports", "commitments", "consultations", "decisions", "designations",
    "drafts", "evidence", "figures", "harms", "implementations", "matters", "minority_views", "moderation", "notices",
    "objections", "offices", "recognitions", "remedies", "reopenings", "reviews", "rulings", "scope_challenges",
    "statements", "submissions", "transfers",
)  # fmt: skip
"""What is told: not who votes and joins, of which there may be thousands a day."""


def of_body(request: HttpRequest, origin: str) -> HttpResponse:
    """What happened in a body."""
    with opened(request, origin) as found:
        acts = _acts(found, Row.objects.filter(body=found.body, table__in=TABLES, audience="public"))
        return _feed(request, found, found.state.charter.name, reverse("body", args=[origin]), acts)


def of_subject(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """What happened about a matter, a consultation, an objection or an appeal."""
    with opened(request, origin) as found:
        link = addresses_of.subject(found, name)
        errors.here(link or None, _("This body has no such matter, consultation, objection or appeal."))
        rows = Row.objects.filter(body=found.body, table__in=TABLES, scope__in=_scopes(found, name), audience="public")
        return _feed(request, found, _title(found, name), link, _acts(found, rows))


def _title(found: Reading, name: str) -> str:
    """What a feed is about, as a reader of feeds lists it among others: in words, with the name of the body."""
    about = subject_of(found, name)
    title = f"{about.title} ({name})" if about and about.title != name else name
    return f"{title} · {found.state.charter.name}"


def _scopes(found: Reading, name: str) -> list[str]:
    """Under which names the rows about something are kept."""
    matter = found.state.matters.get(name)
    if matter is None:
        return [name]
    appeals = [one.id for one in found.state.appeals.values() if one.subject == name]
    return [name, *matter.consultations, *matter.objections, *appeals]


def _acts(found: Reading, rows: object) -> list[Act]:
    seqs = rows.annotate(place=BY_TABLE).order_by("-place").values_list("place", flat=True).distinct()[:MOST]  # type: ignore[attr-defined]
    entries = Entry.objects.filter(body=found.body, seq__in=list(seqs)).order_by("-seq")
    acts = (read_act(bytes(entry)) for entry in entries.values_list("entry", flat=True))
    return [one for one in acts if isinstance(one, Act)]


def _feed(request: HttpRequest, found: Reading, title: str, link: str, acts: Iterable[Act]) -> HttpResponse:
    feed = Atom1Feed(
        title=title, link=request.build_absolute_uri(link), description=found.state.charter.purpose,
        feed_url=request.build_absolute_uri(), author_name=found.state.charter.name,
    )  # fmt: skip
    for one in acts:
        told = sentence_of(found, one)
        about = addresses_of.subject(found, sentences.subject(one)) or reverse("act", args=[found.origin, one.seq])
        feed.add_item(
            title=told, link=request.build_absolute_uri(about), description=told, updateddate=time_of(one.at),
            pubdate=time_of(one.at), author_name=found.called(one.actor, one),
            unique_id=request.build_absolute_uri(reverse("act", args=[found.origin, one.seq])),
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


URLS: list[URLPattern] = [
    path("b/<origin:origin>/feed.atom", of_body, name="feed"),
    path("b/<origin:origin>/feed/<str:name>.atom", of_subject, name="feed-of"),
]
