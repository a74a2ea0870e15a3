"""Everything that one can do in a body, by kind of act: for each a form made of its schema."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from comity.web import errors
from comity.web.acts.asking import Asked, ask, signed_in
from comity.web.running import kind_of, sequencer
from comity.web.shown import opened, page

NOT_HERE = frozenset({
    "body.found", "clock.pass", "consultation.evidence", "key.add", "key.revoke", "key.rotate", "log-key.announce",
    "log-key.end", "vote.cast",
})  # fmt: skip
"""Kinds that no form does: of the clock, of the machine, of keys that only their owner has; and voting has a page."""


def index(request: HttpRequest, origin: str) -> HttpResponse:
    """All kinds of act, each with what it is."""
    with opened(request, origin) as found:
        kinds = [one for one in sequencer().registry if one.name not in NOT_HERE]
        names = dict.fromkeys(one.name for one in kinds)
        listed = [(name, _(one.summary)) for name in names if (one := kind_of(name))]
        return page(request, found, "web/do.html", {"kinds": listed})


@signed_in
def do(request: HttpRequest, origin: str, kind: str) -> HttpResponse:
    """A form of one kind of act. Fields can be given in the address: `?matter=m50`."""
    one = kind_of(kind) if kind not in NOT_HERE else None
    errors.here(one, _("No form does an act of this kind."))
    assert one is not None  # noqa: S101 - asked above
    asked = Asked(
        name="do-one", path="", kind=kind, title=kind, lead=_(one.summary), button=_("Do it"),
        done=_("It is done."), parts=tuple(one.parts), back=lambda found, _subject: reverse("do", args=[found.origin]),
    )  # fmt: skip
    return ask(request, origin, asked=asked)


URLS: list[URLPattern] = [
    path("b/<origin:origin>/do/", index, name="do"),
    path("b/<origin:origin>/do/<str:kind>/", do, name="do-one"),
]
