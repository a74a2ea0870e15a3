"""Days that people write in forms, and the times of the record that they stand for: a day ends at its last moment, UTC.

So "closes on 3 March" means that all of 3 March is left.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from comity.base.errors import InputError
from comity.record.envelope import time_of, time_text

_LAST = time(23, 59, 59)


def end_of(day: str) -> str:
    """The last second of a day like `2026-03-03`, in the form of the record. InputError for another form."""
    try:
        found = date.fromisoformat(day.strip())
    except ValueError:
        told = _("%(day)s is no day: write it like 2026-03-03") if day.strip() else _("choose a day")
        raise InputError(told % {"day": day[:40]}) from None
    if not 2000 <= found.year < 2900:
        raise InputError(_("%(day)s is no day that a body plans for") % {"day": day})
    return time_text(datetime.combine(found, _LAST, tzinfo=UTC))


def first_day(earliest: str) -> str:
    """The first day whose end is not before a time."""
    found = time_of(earliest)
    return (found.date() + timedelta(days=0 if found.time() <= _LAST else 1)).isoformat()


def last_day(latest: str) -> str:
    """The last day whose end is not after a time."""
    found = time_of(latest)
    return (found.date() - timedelta(days=0 if found.time() >= _LAST else 1)).isoformat()
