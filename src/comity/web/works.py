"""What the web has done beside the requests, by jobs of the store: maps and evidence of consultations, notices.

`needs` says what a body needs now, and `WORKS` does it; each may be done twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from comity.body.kind import RefusedError
from comity.living import Living
from comity.store.jobs import Work
from comity.store.models import Body
from comity.web.mail import telling
from comity.web.reading import reading
from comity.web.running import sequencer
from comity.web.voting import maps


def _evidence(subject: str) -> None:
    """The job `evidence`: bind to a consultation that closed what its votes show. `subject`: body and consultation."""
    origin, _, name = subject.rpartition(" ")
    with reading(origin) as found:
        one = found.state.consultations.get(name)
        if one is None or one.closed_seq < 0 or one.evidence is not None:
            return
    try:
        Living(sequencer(), origin).evidence(name)
    except RefusedError:  # somebody did it meanwhile
        with reading(origin) as found:
            if found.state.consultations[name].evidence is None:
                raise


WORKS: Mapping[str, Work] = {"map": maps.work, "evidence": _evidence, **telling.WORKS}


def needs(body: Body) -> Iterable[tuple[str, str]]:
    """(name of a job, its subject) of all that a body needs now."""
    return [*telling.needs(body), *_needs(body)]


def _needs(body: Body) -> Iterator[tuple[str, str]]:
    if not body.size:
        return
    with reading(body.origin) as found:
        for one in found.state.consultations.values():
            if one.closed_seq >= 0 and one.evidence is None:
                yield "evidence", f"{body.origin} {one.id}"
        for name in maps.needed(body, found.state):
            yield "map", f"{body.origin} {name}"
