"""Every kind of act that is defined anywhere is in the registry."""

from comity import kinds
from comity.body.kind import Kind


def all_below(cls):
    return {one for child in cls.__subclasses__() for one in (child, *all_below(child))}


def test_every_kind_that_is_defined_is_in_the_registry():
    known = {type(kind) for kind in kinds.registry()}
    defined = {kind for kind in all_below(Kind) if kind.__module__.startswith("comity.") and hasattr(kind, "name")}
    assert len(defined) >= 7
    assert defined == known
    assert kinds.registry() is kinds.registry()
