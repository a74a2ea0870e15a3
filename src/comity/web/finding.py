"""What an address names, in the state of a body; NotHereError for what there is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from comity.body.matters_state import Appeal, Consultation, Matter, Objection
from comity.web.errors import NotHereError
from comity.web.reading import Reading

T = TypeVar("T")


def matter(found: Reading, name: str) -> Matter:
    """The matter of that identifier."""
    return _one(found.state.matters, name, _("There is no such matter."))


def consultation(found: Reading, name: str) -> Consultation:
    """The consultation of that identifier."""
    return _one(found.state.consultations, name, _("There is no such consultation."))


def objection(found: Reading, name: str) -> Objection:
    """The objection of that identifier."""
    return _one(found.state.objections, name, _("There is no such objection."))


def appeal(found: Reading, name: str) -> Appeal:
    """The appeal of that identifier."""
    return _one(found.state.appeals, name, _("There is no such appeal."))


def _one(there: Mapping[str, T], name: str, otherwise: str) -> T:
    one = there.get(name)
    if one is None:
        raise NotHereError(otherwise)
    return one
