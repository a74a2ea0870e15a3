"""The templates: charters of known systems, and our own, as YAML files beside this one.

A template of a real body sets each mechanism as that body's rules really are, so that what it lacks can be measured.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from comity.base.errors import UsageError
from comity.charter.model import Charter
from comity.charter.reading import read_charter

NAMES = ("ietf-wg", "icann-gnso", "summit", "comity")
"""The templates."""


def text(name: str) -> str:
    """The file of a template, to be copied and changed. UsageError if there is none of that name."""
    if name not in NAMES:
        raise UsageError(f"there is no template {name}; the templates are {', '.join(NAMES)}")
    return resources.files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@cache
def template(name: str) -> Charter:
    """The charter of a template, read once by a process. UsageError if there is none of that name."""
    return read_charter(text(name), f"{name}.yaml")


def templates() -> dict[str, Charter]:
    """Every template by name."""
    return {name: template(name) for name in NAMES}
