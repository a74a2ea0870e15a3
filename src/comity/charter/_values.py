"""The values that the rules of a charter are written in: durations, shares, thresholds, identifiers, who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema

IDENTIFIER = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
DAYS = r"^([1-9][0-9]{0,4}) days?$"
SHARE = r"^([1-9][0-9]{0,5})/([1-9][0-9]{0,5})$"
THRESHOLD = r"^(more than|at least) ([1-9][0-9]{0,5}/[1-9][0-9]{0,5})$"
EVERYBODY = ("anyone", "members", "affected", "participants", "proposer")
"""Selectors without a name: anyone at all; members; whoever says how the act affects them; whoever stated, submitted,
voted or objected on the matter; whoever proposed it."""
NAMED = {"group": "groups", "role": "roles", "organ": "organs"}
"""Selectors with a name, such as `role:chair`, and the list of the charter that the name is looked up in."""
_WHO = rf"^({'|'.join(EVERYBODY)}|({'|'.join(NAMED)}):[a-z][a-z0-9]*(-[a-z0-9]+)*)$"


@dataclass(frozen=True)
class Threshold:
    """A share that must be reached (`at least 2/3`) or passed (`more than 1/2`)."""

    share: Fraction
    strict: bool

    def met(self, count: int, total: int) -> bool:
        """Whether `count` of `total` is enough. Of none it never is."""
        return total > 0 and (count > self.share * total if self.strict else count >= self.share * total)

    def __str__(self) -> str:
        return f"{'more than' if self.strict else 'at least'} {_fraction(self.share)}"


def _fraction(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def _days(text: object) -> timedelta:
    if isinstance(text, timedelta) and text >= timedelta(days=1) and not text % timedelta(days=1):
        return text
    found = re.match(DAYS, text) if isinstance(text, str) else None
    if not found or not isinstance(text, str) or text.endswith("\n"):
        raise ValueError("a length of time is whole days, 1 to 99999: write it like `14 days`")
    return timedelta(days=int(found[1]))


def _share(text: object) -> Fraction:
    found = re.match(SHARE, text) if isinstance(text, str) else None
    if isinstance(text, Fraction):
        share = text
    elif not found or not isinstance(text, str) or text.endswith("\n"):
        raise ValueError("a share is a fraction: write it like `2/3`")
    else:
        share = Fraction(int(found[1]), int(found[2]))
    if not 0 < share <= 1:
        raise ValueError("a share is above 0 and at most 1")
    return share


def _threshold(text: object) -> Threshold:
    if isinstance(text, Threshold):
        return text
    found = re.match(THRESHOLD, text) if isinstance(text, str) else None
    if not found or not isinstance(text, str) or text.endswith("\n"):
        raise ValueError("a threshold is written like `at least 2/3` or `more than 1/2`")
    share, strict = _share(found[2]), found[1] == "more than"
    if strict and share == 1:
        raise ValueError("nothing is more than all: write `at least 1/1`")
    return Threshold(share, strict)


def _written(
    parse: Callable[[object], Any], write: Callable[[Any], str], pattern: str, example: str
) -> tuple[Any, ...]:
    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return PlainValidator(parse), PlainSerializer(write, return_type=str), WithJsonSchema(schema)


_write_days: Callable[[timedelta], str] = lambda span: f"{span.days} day{'s' if span.days > 1 else ''}"  # noqa: E731
Days = Annotated[timedelta, *_written(_days, _write_days, DAYS, "14 days")]
"""Whole days, in a file `14 days`, in Python a timedelta."""
Share = Annotated[Fraction, *_written(_share, _fraction, SHARE, "2/3")]
"""A share above 0 and at most 1, in a file `2/3`, in Python a Fraction."""
Needed = Annotated[Threshold, *_written(_threshold, str, THRESHOLD, "at least 2/3")]
"""A threshold, in a file `at least 2/3` or `more than 1/2`."""

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=60)]
Sentence = Annotated[str, Field(min_length=1, max_length=2000)]
Title = Annotated[str, Field(min_length=1, max_length=200)]


def _refers(to: str) -> Any:  # noqa: ANN401 - Pydantic's own record of a field
    return Field(pattern=IDENTIFIER, max_length=60, json_schema_extra={"x-refers-to": to})


OrganId = Annotated[str, _refers("organs")]
RoleId = Annotated[str, _refers("roles")]
GroupId = Annotated[str, _refers("groups")]
RegionId = Annotated[str, _refers("regions")]
PathId = Annotated[str, _refers("paths")]
SourceId = Annotated[str, _refers("sources")]
InstanceId = Annotated[str, _refers("instances")]

Selector = Annotated[str, Field(pattern=_WHO, max_length=80, json_schema_extra={"x-refers-to": "who"})]
Who: TypeAlias = tuple[Selector, ...]
"""Who may do something: any of these. `()` is nobody. A selector is one of EVERYBODY, or `group:`, `role:` or `organ:`
and an identifier; `organ:x` is whoever sits in it."""


class Clause(BaseModel):
    """Where a rule comes from: a section of one of the sources of the charter."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)

    source: SourceId
    """Which of `sources`."""
    section: Annotated[str, Field(min_length=1, max_length=120)]
    """Section, article or paragraph, as the source numbers it."""


class Rule(BaseModel):
    """What every part of a charter has in common: nothing unknown is taken, nothing changes, a source may be cited."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)

    clause: Clause | None = None
    """Where this rule comes from."""
