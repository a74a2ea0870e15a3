"""What a form sends twice is done once: a button pressed again on a slow line, a page gone back to and sent again.

No rule of a body: whoever means to say the same thing twice can do so a little later. Only pages ask here; a program
that uses the API knows what it sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from comity.base.errors import UsageError
from comity.record.canonical import Json
from comity.record.envelope import Act, digest_of, read_act
from comity.store.models import Body, Entry
from comity.store.sequencer import Committed

MAKES = frozenset({
    "advice.give", "comment.make", "commitment.make", "draft.publish", "matter.propose", "minority.record",
    "objection.dispute", "objection.raise", "report.figure", "report.harm", "report.implementation", "scope.challenge",
    "statement.make", "submission.file", "translation.contribute",
})  # fmt: skip
"""Kinds of which each act makes one thing more. A vote or a position that comes again only says what it said."""

REMEMBERED = 600
"""Seconds in which the same again is the same."""
UNDERWAY = 30
"""Seconds after which one that was not finished counts for nothing: the server was ended in the middle of it."""
_WAITS = 5.0


class Once:
    """One sending of a form, among those of the same person that say the same."""

    def __init__(self, user: object, origin: str, kind: str, public: Mapping[str, Json],
                 private: Mapping[str, Json] | None, blobs: Iterable[bytes]) -> None:  # fmt: skip
        """Its key tells nobody what was sent, which may be private: guessing it takes the secret of the server."""
        self.key = ""
        if kind in MAKES:
            said = [str(user), origin, kind, public, private or {}, [digest_of(one) for one in blobs]]
            self.key = "once:" + salted_hmac(__name__, json.dumps(said, sort_keys=True), algorithm="sha256").hexdigest()

    def earlier(self, body: Body) -> Committed | None:
        """The act of the first sending; None if this is the first. UsageError if that is still underway."""
        until = time.monotonic() + _WAITS
        while self.key and not cache.add(self.key, -1, UNDERWAY):
            for entry in Entry.objects.filter(body=body, seq=cache.get(self.key, -1)).values_list("entry", flat=True):
                act = read_act(bytes(entry))
                return Committed(act, bytes(entry)) if isinstance(act, Act) else None
            if time.monotonic() > until:
                self.key = ""  # it belongs to the first
                raise UsageError(
                    _("what you sent before is still being done: look whether it is there, and send it then")
                )
            time.sleep(0.1)
        return None

    def done(self, seq: int) -> None:
        """This sending did this act."""
        if self.key:
            cache.set(self.key, seq, REMEMBERED)

    def failed(self) -> None:
        """This sending did nothing: the next may."""
        if self.key:
            cache.delete(self.key)
