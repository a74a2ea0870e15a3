"""What a page offers its reader to do with what it shows: the forms that the rules do not close to them now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from comity.body.kind import Refusal
from comity.web.acts.asking import Asked, barrier, standing
from comity.web.acts.forms import Text
from comity.web.reading import Reading


@dataclass(frozen=True)
class Offer:
    """A form: what it does, and where it is."""

    title: Text
    to: str


def offers(found: Reading, subject: str, forms: Iterable[Asked]) -> list[Offer]:
    """Those of some forms on something that its reader may use now, or could after joining or stating interests."""
    return [Offer(one.title, _address(found, subject, one)) for one in forms if _is_open(found, subject, one)]


def is_for(found: Reading, refusal: Refusal | None) -> bool:
    """Whether to offer what was refused so: it was not, or the reader can change why it was."""
    return refusal is None or bool(barrier(found, refusal).get("remedy")) or refusal.message == "warn.not-named"


def _is_open(found: Reading, subject: str, one: Asked) -> bool:
    there, choices = one.given(found, subject), one.choices(found, subject)
    return is_for(found, standing(found, one.kind, there, choices))


def _address(found: Reading, subject: str, one: Asked) -> str:
    return reverse(one.name, args=[found.origin, subject] if subject else [found.origin])
