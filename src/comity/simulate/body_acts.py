"""Acts of the simulated body that name what only the state has, and what its people discuss and translate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.body.appeals import filing
from comity.body.state import State
from comity.simulate._body_talk import COMMENTS, REJECTION, TRANSLATIONS
from comity.simulate.body_people import Person
from comity.simulate.body_steps import Book, Names, Public


def appeal_of(adopted: str, reason: str) -> Public:
    """An appeal to the panel: what was there was ignored when this step decided."""

    def said(state: State, names: Names) -> Mapping[str, Any]:
        found = filing(state, int(names[adopted]), "panel")
        told = {name: value for name, value in found.items() if value is not None}
        return {**told, "instance": "panel", "ground": "information-ignored", "reason": reason}

    return said


def escalated(matter: str) -> Public:
    """The proceeding before those who decide on a matter instead."""
    return lambda state, names: {"proceeding": state.matters[f"m{names[matter]}"].decision}


def elected_in(election: str, said: Mapping[str, Any]) -> Public:
    """A position in the ballot of an election."""
    return lambda state, names: {"proceeding": state.elections[f"e{names[election]}"].proceedings[0], **said}


def stand(book: Book, days: float, one: Person, election: str, text: str) -> None:
    """Somebody is a candidate."""
    book.add(days, "office.stand", one.id, {"election": f"e{{{election}}}", "statement": text})


def discuss(book: Book, matter: str, days: float, apart: float) -> None:
    """Threads on a matter, one comment after another."""
    for place, (about, thread, group, language, text) in enumerate(COMMENTS[matter]):
        public = {"matter": f"m{{{matter}}}", "about": about, "language": language}
        if thread.islower():
            public["reply_to"] = f"t{{{matter}-thread-{thread}}}"
        name = f"{matter}-thread-{thread.lower()}" if thread.isupper() else ""
        book.add(days - place * apart, "comment.make", book.member(group, 3 + place).id, public,
                 private={"text": {"text": text}}, name=name)  # fmt: skip


def translate(book: Book, matter: str, days: float, apart: float, numbers: Mapping[str, int]) -> None:
    """Translations, and what another says of most of them. `numbers`: those of the statements, by their texts."""
    for place, (of, language, group, text, good) in enumerate(TRANSLATIONS):
        on, name = days - place * apart, f"translation-{place}"
        target = of if of in {"title", "summary"} else _statement(matter, of, numbers)
        public = {"matter": f"m{{{matter}}}", "target": target, "language": language}
        part = "middle" if of == "summary" else "short"
        book.add(on, "translation.contribute", book.member(group, 4 + place % 5).id, public,
                 private={part: {"text": text}}, name=name)  # fmt: skip
        if good is not None:
            said = {"matter": f"m{{{matter}}}", "translation": f"l{{{name}}}", "accept": good}
            book.add(on - 0.7, "translation.review", book.member("academia", 9).id,
                     said | ({} if good else {"reason": REJECTION}))  # fmt: skip


def _statement(matter: str, beginning: str, numbers: Mapping[str, int]) -> str:
    number = next(number for text, number in numbers.items() if text.startswith(beginning))
    return f"s{{{matter}-s{number}}}"
