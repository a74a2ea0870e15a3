"""Acts, keys and records for the tests of the room."""

from datetime import UTC, datetime, timedelta

from comity.record.envelope import Act, time_text

ORIGIN = "body.example/record"
START = datetime(2026, 3, 1, 10, tzinfo=UTC)


def act(seq, /, **changes):
    """An act at this place of the record, otherwise the same each time."""
    usual = {
        "kind": "consultation.vote",
        "kind_version": 1,
        "origin": ORIGIN,
        "seq": seq,
        "at": time_text(START + timedelta(microseconds=seq)),
        "actor": f"p-{seq}",
        "public": {"statement": seq % 17, "vote": "agree"},
    }
    return Act(**{**usual, **changes})
