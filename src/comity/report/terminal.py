"""The findings in two screens of a terminal, readable without colour."""

from __future__ import annotations

import unicodedata

from rich.console import Console

from comity.report import summary as sentences
from comity.report import words
from comity.report.document import Characteristic, Document, Group, Statement
from comity.report.lines import Lines
from comity.report.summary import Book, Sentence, easiest, fall, figures, groups_apart, level, share_of

MOST_STATEMENTS = 3
MOST_TELLING = 2
TEXT_LINES = 2


def summary(document: Document, console: Console) -> None:
    """Print what the people agree on, what splits them, who the groups are, how sure it is, what a bloc could change.

    No text from outside is read as markup, and no control or escape sequence in it reaches the terminal. A sign that
    the terminal's encoding lacks is shown as `?`.
    """
    _Writer(words.clean(document), console).all()


class _Writer(Lines):
    """Prints one document. Each foreign text is on a line of its own, so that its direction moves no figure."""

    def __init__(self, document: Document, console: Console) -> None:
        super().__init__(console)
        self.document, self.book = document, Book(document)
        self.level, self.told = level(document), sentences.summary(document)

    def all(self) -> None:
        self.head()
        self.agree()
        self.split()
        self.groups()
        self.heading("How sure")
        for sentence in self.told.sure:
            self.line(_flat(sentence))
        self.bloc()

    def said(self, text: str, *, indent: int = 4) -> None:
        room = (self.width - indent) * TEXT_LINES - 8  # words that wrap leave some cells empty
        self.line(words.clip(text or words.NO_TEXT, room), indent=indent)

    def statement(self, statement: Statement, *details: str) -> None:
        self.line(f"Statement {self.book.labels[statement['id']]}", style="bold")
        self.said(statement["text"])
        for detail in details:
            self.line(detail, indent=4, style="dim")

    def head(self) -> None:
        document = self.document
        if document["simulated"]:
            self.line("SIMULATED: these people and votes were made up by a program.", indent=0, style="bold reverse")
        self.line(words.clip(document["title"] or words.UNTITLED, self.width), indent=0, style="bold")
        facts = [
            words.count(document["people"], "person", "people"),
            words.count(document["votes"], "vote"),
            words.count(len(document["statements"]), "statement"),
        ]
        self.line(", ".join([*facts, words.dates(document) or "no dates"]), indent=0)

    def agree(self) -> None:
        self.heading("What all agree on, or reject")
        common = self.book.some(self.document["common_ground"], MOST_STATEMENTS)
        if not common:
            self.line("No statement was found on which all groups lean the same way.")
        for statement in common:
            self.statement(statement, figures(statement, self.level))

    def split(self) -> None:
        self.heading("What splits them")
        divisive = self.book.some(self.document["divisive"], MOST_STATEMENTS)
        if not divisive:
            self.line("No statement was found on which the groups are clearly apart.")
        for statement in divisive:
            apart = groups_apart(statement)
            self.statement(
                statement,
                *(f"Group {words.letter(entry['group'])}: {share_of(entry, self.level)}" for entry in apart or ()),
            )  # fmt: skip

    def groups(self) -> None:
        self.heading("Who the groups are")
        if not self.document["groups"]:
            self.line(words.NOT_ENOUGH.capitalize() + ".")
        for group in self.document["groups"]:
            size = words.count(group["size"], "person", "people")
            self.line(f"Group {group['label']}: {size}, {words.percent(group['share'])} of those grouped", style="bold")
            most = MOST_TELLING if len(self.document["groups"]) < 4 else 1
            for one in group["characteristic"][:most]:
                self.characteristic(one)
            self.minority(group)

    def characteristic(self, one: Characteristic) -> None:
        # One line of a text is enough here: the report has the rest.
        self.line(f"{one['direction'].capitalize()}s with statement {self.book.labels[one['statement']]}:", indent=4)
        text = self.book.said(one["statement"]).text
        self.line(words.clip(text, self.width - 6), indent=6)
        of = f"{words.number(one['count'])} of {words.count(one['votes'], 'vote')}"
        interval = words.between(one["interval"])
        elsewhere = f"{words.percent(one['share_elsewhere'])} of {words.count(one['votes_elsewhere'], 'vote')}"
        figure = f"{words.percent(one['share'])} ({of}; {self.level} interval {interval}), {elsewhere} elsewhere"
        self.line(figure, indent=6, style="dim")

    def minority(self, group: Group) -> None:
        if hidden := group["minority"]:
            size = words.count(hidden["size"], "person", "people")
            labels = [self.book.labels[one["statement"]] for one in hidden["statements"][:3]]
            names = f"statement{'' if len(labels) == 1 else 's'} {words.listed(labels)}"
            against = f", apart from it on {names}" if hidden["statements"] else ""
            self.line(f"Inside it, hidden on the map: a minority of {size}{against}.", indent=4)

    def bloc(self) -> None:
        self.heading("What a bloc could change")
        self.line("A poll is evidence, never a designation.")
        ways = easiest(self.document)
        for sentence in self.told.bloc[:1]:
            self.line(_flat(sentence))
        for statement, margin in ways[:MOST_STATEMENTS]:
            now = words.LEVELS[statement["poll"]["level"]]
            self.line(f"Statement {self.book.labels[statement['id']]} (now: {now}): {_flat(fall(margin))}.")
        for sentence in self.told.invented:
            self.line(_flat(sentence))


def _flat(sentence: Sentence) -> str:
    """Join a sentence; a name written from right to left is isolated, so that it moves nothing around it."""
    parts = []
    for part in sentence:
        text = part if isinstance(part, str) else part.text
        parts.append(text if isinstance(part, str) or not _leftward(text) else words.isolated(text))
    return "".join(parts)


def _leftward(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in text)
