"""What the web has done beside the requests, by jobs of the store: maps and evidence of consultations, notices.

`needs` says what a body needs now, and `WORKS` does it; each may be done twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from comity.store.jobs import Work
from comity.store.models import Body

WORKS: Mapping[str, Work] = {}


def needs(body: Body) -> Iterable[tuple[str, str]]:
    """(name of a job, its subject) of all that a body needs now."""
    return ()
