"""What a process of the server shares: the sequencer, the folder of records and keys."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from comity.kinds import registry
from comity.store.publishing import Home
from comity.store.sequencer import Sequencer


@cache
def sequencer() -> Sequencer:
    """The sequencer of this process: its threads wait together, so that many acts share one commit."""
    return Sequencer(registry())


def home() -> Home:
    """Where records are published, and their keys and policies lie."""
    return Home(settings.HOME)
