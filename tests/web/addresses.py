"""Every address of the site, taken from the URL configuration, with the parts that a played life gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from comity.body.state import State

_PART = re.compile(r"<(?:\w+:)?(\w+)>")
_AFTER = re.compile(r"(?<=/)([a-z]+)/<(?:\w+:)?(?:name|subject|target|where)>")
"""What stands after one of these is an identifier of that kind: `m/<str:name>/` is the address of a matter."""
_KINDS = {
    "m": "matter", "c": "consultation", "o": "objection", "a": "appeal", "d": "proceeding", "u": "submission",
    "t": "comment", "e": "election", "k": "commitment", "r": "petition", "people": "actor", "flag": "statement",
    "withdraw": "statement", "translate": "statement", "moderate": "statement",
    "feed": "matter", "l": "translation", "tables": "table",
}  # fmt: skip
_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(address with its parts in <>, pattern) of all."""
    for one in (resolver or get_resolver()).url_patterns:
        address = before + _GROUP.sub(r"<\1>", str(one.pattern)).strip("^$")
        if isinstance(one, URLResolver):
            yield from patterns(one, address)
        else:
            yield address, one


def parts(state: State) -> dict[str, str]:
    """What can stand for each part of an address of a body in this state. A part that is not here fails the tests."""
    matter = next(one for one in state.matters.values() if one.drafts)
    first, last = (str(place) for place in (1, len(matter.drafts)))
    known: dict[str, Any] = {
        "origin": state.origin.replace("/", "~1"), "actor": "ngo-1", "seq": "3", "name": "checkpoint",
        "matter": matter.id, "consultation": next(iter(state.consultations)), "objection": next(iter(state.objections)),
        "appeal": next(iter(state.appeals), ""), "proceeding": next(iter(state.proceedings)), "version": last,
        "before": first, "after": last, "kind": "statement.make", "table": "statements", "statement": _statement(state),
        "uidb36": "1", "key": "none", "provider_id": "none", "pk": "1", "old": first, "new": last, "persona": "chair",
        "submission": _submission(state), "digest": "0" * 64, "comment": "", "commitment": "", "petition": "",
        "translation": "", "secret": "none", "token": "none", "form": "csv", "_what": "nothing",
        "election": next(iter(state.elections), ""), "number": "1",
    }  # fmt: skip
    return {name: str(value) for name, value in known.items()}


def _statement(state: State) -> str:
    return next(name for one in state.consultations.values() for name in one.statements)


def _submission(state: State) -> str:
    return next((name for one in state.consultations.values() for name in one.submissions), "")


def filled(address: str, known: dict[str, str]) -> str | None:
    """The address with its parts; None if the life has nothing for one of them."""
    address = _AFTER.sub(lambda found: f"{found[1]}/<{_KINDS.get(found[1], 'name')}>", address)
    wanted = _PART.findall(address)
    unknown = [name for name in wanted if name not in known]
    assert not unknown, f"{address}: say in tests/web/addresses.py what stands for {', '.join(unknown)}"
    if any(not known[name] for name in wanted):
        return None
    return "/" + _PART.sub(lambda found: known[found[1]], address)
