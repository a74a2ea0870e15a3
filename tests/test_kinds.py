"""Every kind of act that is defined in the room `body` is in the registry, without being named anywhere else."""

import types

import pytest

from comity import kinds
from comity.base.errors import UsageError
from comity.body.kind import Kind


def all_below(cls):
    return {one for child in cls.__subclasses__() for one in (child, *all_below(child))}


def test_every_kind_of_the_body_is_in_the_registry():
    known = {type(kind) for kind in kinds.registry()}
    defined = {kind for kind in all_below(Kind) if kind.__module__.startswith("comity.") and hasattr(kind, "name")}
    assert len(defined) >= 7
    assert defined == known
    assert kinds.registry() is kinds.registry()


def test_two_modules_cannot_say_what_follows_one_deadline(monkeypatch):
    modules = [types.SimpleNamespace(PASSINGS={"answer": print}) for _ in range(2)]
    monkeypatch.setattr(kinds, "_modules", lambda room: modules[:1])
    assert len(list(kinds.registry.__wrapped__())) == 1
    monkeypatch.setattr(kinds, "_modules", lambda room: modules)
    with pytest.raises(UsageError, match="when a deadline answer passes"):
        kinds.registry.__wrapped__()
