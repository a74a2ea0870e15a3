"""What the public parts of several kinds have in common: identifiers, texts, times, and how an act affects somebody."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from comity.base.errors import InputError
from comity.body.kind import Said
from comity.record.envelope import time_of


def _moment(text: str) -> str:
    try:
        time_of(text)
    except InputError:
        raise ValueError("a time is written like 2026-03-01T10:00:00.000000Z") from None
    return text


Id = Annotated[str, Field(pattern=r"^[a-z][0-9]+(-[0-9]+)?$", max_length=60)]
"""The identifier of a matter, consultation, statement, objection or proceeding: a letter and a place in the record."""
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
"""A name or a title, not blank."""
Text = Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"\S")]
"""A text, not blank."""
Reasons = Annotated[str, Field(max_length=10_000)]
"""Reasons, published; whether they may be missing, the charter says."""
Time = Annotated[str, Field(pattern=r"^2[0-9]{3}-", max_length=30), AfterValidator(_moment)]
"""A time of the record, such as 2026-03-01T10:00:00.000000Z, from the year 2000 to 2999."""
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$", max_length=71)]
"""The name of a content: `sha256:` and 64 hexadecimal digits."""
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
"""A language, by BCP 47."""


class Affected(Said):
    """The base of acts that the charter may open to whoever is affected."""

    affected: Annotated[str, Field(max_length=2000)] = ""
    """How this affects the actor, in their own words: needed where the charter opens this act to the affected."""
