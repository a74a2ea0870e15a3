"""What a process of the server shares: the sequencer, the folder of records and keys."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings

from comity.body.kind import Kind
from comity.kinds import registry
from comity.store.publishing import Home
from comity.store.sequencer import Sequencer


@cache
def sequencer() -> Sequencer:
    """The sequencer of this process: its threads wait together, so that many acts share one commit."""
    return Sequencer(registry())


def kind_of(name: str) -> Kind[Any] | None:
    """The kind of that name that is in use."""
    return next((one for one in reversed(list(sequencer().registry)) if one.name == name), None)


def home() -> Home:
    """Where records are published, and their keys and policies lie."""
    return Home(settings.HOME)
