"""Kind: somebody says under which name they are shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from comity.body import rules
from comity.body.kind import Content, Kind, Part, Refusal, Row
from comity.body.said import Name
from comity.body.state import State
from comity.record.envelope import Act

_UNSEEN = {"Cc", "Zl", "Zp"}
"""Control characters, and the separators of lines and of paragraphs."""
_TURNING = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
"""Characters that turn the direction of what comes after the name too. The marks inside a word are not among them."""


def _one_line(text: str) -> str:
    if any(unicodedata.category(one) in _UNSEEN or one in _TURNING for one in text):
        raise ValueError("a name is one line, without control characters")
    return text


class ShownName(Content):
    """A name that is shown to everybody. It is kept apart from the act so that it can be erased."""

    name: Annotated[Name, AfterValidator(_one_line)]
    """The name, in one line without control characters."""


class NameContent(Content):
    """Nothing: all that is said is the name."""


class GiveName(Kind[NameContent]):
    """Say under which name one is shown. The last one counts; where that is erased, none is shown.

    A name is no power and proves nothing: two may give the same, and pages show the identifier beside it. One that
    insults or deceives is erased by the operator, with a published reason.
    """

    name = "person.name"
    public = NameContent
    parts: ClassVar = {"name": Part(ShownName, "public", required=True)}

    def may(self, state: State, act: Act, said: NameContent) -> Iterator[Refusal]:
        """Anybody, known here or not; but not the clock or the operator."""
        yield from rules.nobody_real(act.actor)

    def rows(self, act: Act, said: NameContent, private: Mapping[str, Any]) -> Iterator[Row]:
        """The name; empty once it is erased."""
        name = private["name"].name if "name" in private else ""
        yield Row("names", {"actor": act.actor, "name": name, "at": act.at, "erased": not name}, scope=act.actor)


KINDS = (GiveName(),)
