"""A kind of act is one object: its name, its schema, who may, what follows, and the rows that it adds to the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from comity.base.errors import CheckError
from comity.charter.mechanisms import Mechanism
from comity.record.canonical import Json

if TYPE_CHECKING:
    from comity.body.state import State
    from comity.record.envelope import Act

Audience: TypeAlias = Literal["public", "members", "officers", "sealed"]
"""Who may read a row or a private part: each reads what those before it read. `sealed` is read by nobody: the values
of a secret ballot are counted, and neither they nor their salts are ever given out."""

AUDIENCES: tuple[Audience, ...] = ("public", "members", "officers", "sealed")


_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")


def unwritable(value: Json) -> str | None:
    """The first character in the texts of a value that no act may bring; None if there is none.

    These are the control characters but tab and the ends of lines, which no reader sees and a terminal may obey, and
    the two that force the direction of all that follows, so that a text reads otherwise than it is. The marks and
    isolates of mixed text are not among them. Asked when an act is made only: what is in a record is read as it is.
    """
    if isinstance(value, str):
        found = _UNWRITABLE.search(value)
        return found[0] if found else None
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return next((one for one in map(unwritable, inner) if one is not None), None)


class Content(BaseModel):
    """The base of every schema: nothing unknown, nothing converted, nothing changed afterwards.

    The docstring under a field is its description in docs/reference/acts.md.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class Said(Content):
    """The base of the public part of acts under a charter."""

    breaks: Annotated[list[str], Field(max_length=30, default_factory=list)]
    """The mechanisms set to `warn` whose rule this act breaks, by its actor's own word: without it such an act is
    refused, so whoever breaks a rule knew it and the record says so."""


P = TypeVar("P", bound=Content)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act may not be done: a message identifier that pages translate, its facts, and an English sentence.

    `clause` is the place in the charter or in a published rule that says so, "" where no rule of the body does.
    `mechanism` is set where the charter may turn the rule off, or to a warning.
    """

    message: str
    sentence: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    clause: str = ""
    mechanism: Mechanism | None = None


class RefusedError(CheckError):
    """An act was refused. Nothing of it is in the record."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the refusal for programs; the message is its sentence."""
        super().__init__(refusal.sentence)
        self.refusal = refusal


class Row(NamedTuple):
    """One row that an act adds to a table. `scope` is what it is looked up by: mostly a consultation or a matter."""

    table: str
    values: dict[str, Json]
    scope: str = ""
    audience: Audience = "public"


class Part(NamedTuple):
    """A private part that acts of a kind may have, and who may read it."""

    schema: type[Content]
    audience: Audience
    required: bool = False


class Kind(Generic[P]):
    """The base of all kinds. Methods are pure: they read the state, the act and nothing else.

    `apply` may not read private parts, so that erasing them changes no state. `apply` is called only for acts that
    `may` allowed when they were recorded, and must not fail for these, whatever the version of the program. Schemas use
    JSON's own types: objects, lists, text, numbers, true and false.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    public: type[P]
    parts: ClassVar[Mapping[str, Part]] = {}
    brings_key: ClassVar[bool] = False
    """Whether an act of this kind may be signed by a key that the actor does not have yet."""
    before_founding: ClassVar[bool] = False
    """Whether acts of this kind may be done in a body that has no charter yet."""

    @property
    def summary(self) -> str:
        """What the act does: the first paragraph of the docstring, on one line."""
        return " ".join((self.__doc__ or "").split("\n\n")[0].split())

    def may(self, state: State, act: Act, said: P) -> Iterable[Refusal]:
        """Each reason why this act may not be done now. `said` is the public part; `at` of the act is now.

        Written as a generator. A refusal without a mechanism ends it; one with a mechanism counts as the charter says.
        """
        raise NotImplementedError

    def apply(self, state: State, act: Act, said: P) -> None:
        """Change the state."""

    def rows(self, act: Act, said: P, private: Mapping[str, Any]) -> Iterable[Row]:
        """The rows that this act adds to the tables. `private` has the parts that are not erased."""
        return ()

    def erases(self, act: Act, said: P) -> Iterable[tuple[int, str]]:
        """(seq, part) of each private part that this act erases; of "" in place of a part, all of them."""
        return ()
