"""The findings in a few plain sentences, the same on a terminal and on a page."""

from __future__ import annotations

from dataclasses import dataclass

from comity.report import words
from comity.report.document import Document, GroupShare, Margin, Share, Statement

LONGEST = 240
"""Cells of a quotation in a sentence; the lists have the whole text."""


@dataclass(frozen=True)
class Said:
    """A statement quoted in a sentence. `text` is foreign."""

    id: str
    label: str
    text: str


@dataclass(frozen=True)
class Foreign:
    """A name from outside (an organisation, a country, a stakeholder group) in a sentence."""

    text: str


Sentence = tuple[str | Said | Foreign, ...]


@dataclass(frozen=True)
class Summary:
    """Sentences on what a reader asks: the last two on how the absence, or the invention, of people would tell."""

    agree: list[Sentence]
    split: list[Sentence]
    sure: list[Sentence]
    bloc: list[Sentence]
    invented: list[Sentence]


def summary(document: Document) -> Summary:
    """Put the findings into sentences. `document` must be clean (`words.clean`)."""
    book = Book(document)
    return Summary(_agree(book), _split(book), _sure(document), _bloc(book), _invented(book))


class Book:
    """A document with its statements by identifier and their labels."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.labels = words.labels(document["statements"])
        self.statements = {statement["id"]: statement for statement in document["statements"]}

    def said(self, statement: str) -> Said:
        """Quote a statement by its identifier, shortened where it would drown its sentence."""
        text = words.clip(self.statements[statement]["text"] or words.NO_TEXT, LONGEST)
        return Said(statement, self.labels[statement], text)

    def some(self, ids: list[str], most: int | None = None) -> list[Statement]:
        """Give the statements of a list of identifiers, the first `most` of them."""
        return [self.statements[statement] for statement in ids[:most]]


def share_of(share: Share, level: str = "95%") -> str:
    """Write one share of agreement with its count and its interval."""
    votes = words.votes_of(share)
    if not votes or share["share"] is None:
        return words.NOT_ENOUGH
    text = f"{words.percent(share['share'])} agree ({words.number(share['agree'])} of {words.count(votes, 'vote')}"
    if share["interval"] is not None:
        text += f"; {level} interval {words.between(share['interval'])}"
    return f"{text})"


def figures(share: Share, level: str = "95%") -> str:
    """Write one share with all that belongs to it: the larger side first, counts, interval, other answers."""
    text = share_of(share, level)
    if text == words.NOT_ENOUGH:
        return text
    if words.lean(share) == "disagree":
        votes = words.count(words.votes_of(share), "vote")
        against = (
            f"{words.percent(words.part(share, 'disagree'))} disagree ({words.number(share['disagree'])} of {votes})"
        )
        return f"{against}, {text} and {words.percent(words.part(share, 'pass'))} pass"
    other = " and ".join(f"{words.percent(words.part(share, way))} {way}" for way in ("disagree", "pass"))
    return f"{text}, {other}"


def level(document: Document) -> str:
    """Say at which level the intervals are: `95%`."""
    given = document["method"].get("interval")
    return words.percent(given) if isinstance(given, float) else "95%"


def groups_apart(statement: Statement) -> tuple[GroupShare, GroupShare] | None:
    """Find the groups that agree most and least; None without two groups that voted."""
    voted = [entry for entry in statement["groups"] if entry["share"] is not None]
    if len(voted) < 2:
        return None
    return max(voted, key=lambda entry: entry["share"] or 0), min(voted, key=lambda entry: entry["share"] or 0)


def _agree(book: Book) -> list[Sentence]:
    document = book.document
    common = book.some(document["common_ground"])
    if not common:
        return [("No statement could be found on which all groups lean the same way.",)]
    first, *others = common
    way = words.lean(first)
    sentences: list[Sentence] = [
        (
            "The broadest agreement: " if way == "agree" else "The broadest rejection: ",
            *_quoted(book, first),
            f" {figures(first, level(document))}{_in_every_group(first, way)}.",
        )
    ]
    if others:
        sentences.append((f"Next: {_numbered(book, others)}.",))
    return sentences


def _quoted(book: Book, statement: Statement) -> Sentence:
    return book.said(statement["id"]), f" (statement {book.labels[statement['id']]})."


def _numbered(book: Book, statements: list[Statement]) -> str:
    labels = [book.labels[statement["id"]] for statement in statements]
    names = words.listed(labels if len(labels) < 7 else [*labels[:6], f"{len(labels) - 6} more"])
    return f"statement{'' if len(statements) == 1 else 's'} {names}"


def _in_every_group(statement: Statement, way: str) -> str:
    shares = [share for entry in statement["groups"] if (share := words.part(entry, way)) is not None]
    return f"; at least {words.percent(min(shares))} {way} in every group" if len(shares) > 1 else ""


def _split(book: Book) -> list[Sentence]:
    document = book.document
    groups, divisive = document["groups"], book.some(document["divisive"])
    opening: Sentence
    if not groups:
        opening = ("There is not enough data to look for groups of opinion.",)
    elif len(groups) == 1:
        opening = ("The votes show one group: no lasting division of opinion was found.",)
    else:
        sizes = [f"{group['label']} ({words.count(group['size'], 'person', 'people')})" for group in groups]
        opening = (f"The people fall into {len(groups)} groups of opinion: {words.listed(sizes)}.",)
    if not divisive:
        return [opening]
    first, *others = divisive
    sentences = [opening, ("The sharpest split: ", *_quoted(book, first), *_apart(book, first))]
    if others:
        sentences.append((f"Then {_numbered(book, others)}.",))
    return sentences


def _apart(book: Book, statement: Statement) -> Sentence:
    at = level(book.document)
    apart = groups_apart(statement)
    if apart is None:
        return (f" {figures(statement, at)}.",)
    most, least = (f"group {words.letter(entry['group'])} {share_of(entry, at)}" for entry in apart)
    return (f" In {most}; in {least}.",)


def _sure(document: Document) -> list[Sentence]:
    grouping = document["grouping"]
    sentences: list[Sentence] = [(grouping["words"],), (grouping["stability"]["words"],)]
    if grouping["not_grouped"]:
        left = words.count(grouping["not_grouped"], "person", "people")
        sentences.append((f"{left} could not be placed in a group; their votes count in all other figures.",))
    return sentences


def margins_of(statement: Statement) -> list[Margin]:
    """Give the margins of a statement that some absence could lower."""
    return [margin for margin in statement["capture_margin"] if margin["fewest"] is not None]


def easiest(document: Document) -> list[tuple[Statement, Margin]]:
    """List supported statements with their smallest margin, the easiest to lower first, then by fewest people.

    That too few votes would be left says how far the votes of a kind of unit reach, not that a bloc carries the
    support: such margins stand in the table alone.
    """
    found = []
    for place, statement in enumerate(document["statements"]):
        margins = [margin for margin in margins_of(statement) if margin["lowered_to"] != words.TOO_FEW]
        if statement["poll"]["level"] in words.SUPPORTED and margins:
            margin = min(margins, key=lambda one: (one["fewest"] or 0, one["people"] or 0))
            found.append((margin["fewest"] or 0, margin["people"] or 0, place, statement, margin))
    return [(statement, margin) for *_, statement, margin in sorted(found, key=lambda entry: entry[:3])]


def fall(margin: Margin) -> Sentence:
    """Say what the absence of a bloc would do: `without 2 affiliations (X and Y; 14 people) it would be divided`."""
    fewest = margin["fewest"]
    if fewest is None:
        return (margin["words"],)
    exact = margin["at_least"] in {None, fewest}
    amount = f"{fewest}" if exact else f"at most {fewest} (at least {margin['at_least']})"
    parts: list[str | Said | Foreign] = [f"without {amount} {words.kind(margin['kind'], fewest)}"]
    parts += [" (", *_who(margin), ")"]
    lowered = words.LEVELS.get(margin["lowered_to"] or "", margin["lowered_to"] or "")
    if lowered:
        parts.append(f" the poll would show: {lowered}")
    return tuple(parts)


def _who(margin: Margin) -> list[str | Said | Foreign]:
    """Name the units of a bloc as far as they may be named, and count the people."""
    shown = margin["names"][:4]
    hidden = len(margin["names"]) - len(shown) + margin["unnamed"]
    parts: list[str | Said | Foreign] = []
    for place, name in enumerate(shown):
        parts += [", ", Foreign(name)] if place else [Foreign(name)]
    if hidden:
        parts.append(f" and {hidden} more" if shown else f"{hidden} too small to name")
    people = margin["people"]
    parts.append(f"; {words.crowd(people, bool(margin['names']))}")
    return parts


def _bloc(book: Book) -> list[Sentence]:
    document = book.document
    supported = [one for one in document["statements"] if one["poll"]["level"] in words.SUPPORTED]
    sentences: list[Sentence] = []
    if note := document["margins"].get("note"):
        sentences.append((str(note),))
    elif not supported:
        sentences.append(("No statement has support that the absence of a bloc could lower.",))
    else:
        sentences += _absence(book, supported)
    return sentences


def _absence(book: Book, supported: list[Statement]) -> list[Sentence]:
    ways = easiest(book.document)
    if not ways:
        return [("No absence of any one bloc would lower what the poll shows on any supported statement.",)]
    one = sum(margin["fewest"] == 1 for _, margin in ways)
    units = words.listed((words.kind(kind, 1) for kind in book.document["margins"].get("kinds", [])), "or")
    opening = (
        f"{words.count(len(supported), 'statement has', 'statements have')} strong support or more. "
        f"{words.number(one)} of them would show less if a single {units} stayed away."
    )
    statement, margin = ways[0]
    level_now = words.LEVELS[statement["poll"]["level"]]
    return [
        (opening,),
        (f"The easiest to lower is statement {book.labels[statement['id']]} (now: {level_now}): ", *fall(margin), "."),
    ]


def _invented(book: Book) -> list[Sentence]:
    open_to = [one for one in book.document["statements"] if one["poll"]["invented_supporters"] is not None]
    if not open_to:
        return []
    first = min(open_to, key=lambda one: one["poll"]["invented_supporters"] or 0)
    amount = words.count(first["poll"]["invented_supporters"] or 0, "invented supporter")
    raised = words.LEVELS.get(first["poll"]["raised_to"] or "", first["poll"]["raised_to"] or "a higher level")
    return [
        (f"The easiest to raise is statement {book.labels[first['id']]}: with {amount} the poll would show: {raised}.",)
    ]
