"""The pages of what the record names: `m50` has the page of that matter."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from comity.body.state import State
from comity.web.reading import Reading

_PAGES = {"m": "matter", "c": "consultation", "o": "objection", "a": "appeal", "d": "proceeding"}


def _known(state: State) -> Mapping[str, Mapping[str, object]]:
    return {
        "m": state.matters, "c": state.consultations, "o": state.objections, "a": state.appeals,
        "d": state.proceedings,
    }  # fmt: skip


def subject(found: Reading, name: str) -> str:
    """The address of the page about something; "" where there is none."""
    if name.startswith("person:"):
        return reverse("person", args=[found.origin, name.removeprefix("person:")])
    if name in _known(found.state).get(name[:1], ()):
        return reverse(_PAGES[name[0]], args=[found.origin, name])
    if name in found.state.commitments:
        return reverse("matter", args=[found.origin, found.state.commitments[name].matter])
    for one in found.state.consultations.values():
        if name in one.statements or name in one.submissions:
            return f"{reverse('consultation', args=[found.origin, one.id])}#{name}"
    return ""


def title(found: Reading, name: str) -> str:
    """How something is called: a matter by its title, anything else by its identifier."""
    matter = found.state.matters.get(name)
    return matter.title if matter else name
