"""The opinion map as a picture: people, the groups they form, and the statements, in one plane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from html import escape
from itertools import accumulate, groupby, zip_longest
from pathlib import Path

from comity.report import words
from comity.report.document import Document, Share, Statement
from comity.report.layout import MARGIN, WIDTH, Frame, Point, frame, hull, label_spots, pitch
from comity.report.summary import Book, figures, level, share_of

MOST_MARKS = 300
"""More statements than this would hide the people: the telling ones and those with most votes are drawn."""
MOST_LABELS = 24
CROWD = 1000
"""Of more people than this each place is rounded to a whole unit, a fifth of a dot: it keeps the file small."""
COLOURS = 7
INSIDE = 0.9
"""The part of a group that its outline holds: those nearest its centre."""

NEARNESS = (
    "People who voted alike stand close together; people who voted differently stand far apart.",
    "A statement stands where somebody would who had agreed with it and voted on nothing else.",
    "The directions have no names of their own, and no place on the map is better than another.",
)
"""What the picture means, a sentence a line."""


def opinion_map(document: Document, *, standalone: bool = True) -> str:
    """Draw the opinion map as SVG.

    Stand-alone, it carries its title, its caption and its colours (light and dark), and is one image to a screen
    reader. Otherwise it is the middle of a page: no style of its own, each statement is a link to `#s<place>`, the
    place of the statement in the document from 0, in reading order from left to right. The same document gives the
    same bytes.
    """
    document = words.clean(document)
    view = frame(document)
    head, foot = (64, 104) if standalone else (0, 0)
    drawn = [*_outlines(document, view), *_people(document, view)]
    drawn += [*_statements(document, view, links=not standalone), *_labels(document, view), *_centres(document, view)]
    title = f"Opinion map: {document['title'] or words.UNTITLED}"
    height = view.height + head + foot
    # Ids only where the picture is inside a page, whose own marks refer to them.
    role = 'role="img"' if standalone else 'role="group" id="map"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {WIDTH} {height}" {role} '
        'aria-labelledby="map-title" aria-describedby="map-desc">',
        f'<title id="map-title">{_text(title)}</title>',
        f'<desc id="map-desc">{_text(describe(document))}</desc>',
    ]
    if standalone:
        lines += [f"<style>{style()}</style>", f'<rect class="paper" width="{WIDTH}" height="{height}"/>']
        lines += _header(document)
    lines += [f'<g transform="translate(0 {head})">', *drawn, "</g>"] if head else drawn
    if standalone:
        lines += _caption(document, head + view.height)
    return "\n".join([*lines, "</svg>", ""])


def style() -> str:
    """Read the style of the map, light and dark."""
    return Path(__file__).with_name("templates").joinpath("map.css").read_text(encoding="utf-8")


def describe(document: Document) -> str:
    """Say what the map shows, for those who do not see it."""
    sizes = [
        f"group {group['label']} with {words.count(group['size'], 'person', 'people')}" for group in document["groups"]
    ]
    people = words.count(document["people"], "person", "people")
    statements = words.count(len(document["statements"]), "statement")
    return f"{people} and {statements}: {words.listed(sizes) or 'no groups'}. {held(document)}"


def held(document: Document) -> str:
    """Say how much of the votes the two directions of the map hold."""
    shares = " and ".join(words.percent(share) for share in document["map"]["explained"])
    return f"The two directions hold {shares} of the differences between the votes."


def _number(value: float) -> str:
    """A tenth of a unit is finer than any screen shows."""
    return f"{value:.1f}".removesuffix(".0")


def _at(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _text(text: str) -> str:
    return escape(text, quote=True)


def colour(group: int | None) -> str:
    """Give the class that colours a group."""
    return "gn" if group is None else f"g{group % COLOURS}"


def _people(document: Document, view: Frame) -> Iterator[str]:
    """Draw people as dots, those with the same group and number of votes under one title: it is all a dot tells."""
    shape = document["map"]
    if shape["cells"]:
        yield from _cells(document, view)
        return
    alike: dict[tuple[int, int], list[str]] = defaultdict(list)
    crowd = len(shape["x"]) > CROWD
    for x, y, group, votes in zip(shape["x"], shape["y"], shape["group"], shape["votes"], strict=True):
        # A dot is the round cap of a line that is too short to see; one of no length could not be pointed at.
        left, top = view.place((x, y))
        place = f"{left:.0f} {top:.0f}" if crowd else _at((left, top))
        alike[-1 if group is None else group, votes].append(f"M{place}h.1")
    size = "few" if len(shape["x"]) < 300 else "many" if len(shape["x"]) > 4000 else ""
    yield f'<g class="people {size}">' if size else '<g class="people">'
    for of, own in groupby(sorted(alike.items()), key=lambda entry: entry[0][0]):
        group = None if of < 0 else of
        yield f'<g class="{colour(group)}">'
        for (_, votes), dots in own:
            yield _alike(dots, f"{_named(group)}, {words.count(votes, 'vote')}")
        yield "</g>"
    yield "</g>"


def _alike(dots: list[str], title: str) -> str:
    """Draw people who are alike in all that a dot tells."""
    # Within one path, dots that overlap do not darken: so several paths, and neighbours in the order kept apart.
    paths = len(dots) // 6 + 1
    if paths == 1:
        return f'<path d="{"".join(dots)}"><title>{title}</title></path>'
    drawn = "".join(f'<path d="{"".join(dots[start::paths])}"/>' for start in range(paths))
    return f"<g><title>{title}</title>{drawn}</g>"


def _named(group: int | None) -> str:
    return "In no group" if group is None else f"Group {words.letter(group)}"


def _cells(document: Document, view: Frame) -> Iterator[str]:
    """Draw squares of many people: the size of each grows with the root of their number, in eight steps."""
    cells = document["map"]["cells"]
    apart = pitch([(cell[0], cell[1]) for cell in cells]) * view.scale
    most = max(cell[3] for cell in cells)
    alike: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for x, y, group, people in cells:
        step = min(8, 1 + int(8 * (people / most) ** 0.5))
        side = apart * (0.3 + 0.6 * step / 8)
        left, top = view.place((x, y))
        square = f"M{_at((left - side / 2, top - side / 2))}h{_number(side)}v{_number(side)}h-{_number(side)}z"
        alike[-1 if group is None else group, step].append((people, square))
    yield '<g class="cells">'
    for (place, step), squares in sorted(alike.items()):
        counts = [people for people, _ in squares]
        among = words.number(min(counts)) + (f" to {words.number(max(counts))}" if max(counts) > min(counts) else "")
        group = None if place < 0 else place
        title = f"{_named(group)}, {among} people in each square"
        drawn = "".join(square for _, square in squares)
        opacity = _number(0.3 + 0.6 * step / 8)
        yield f'<path class="{colour(group)}" fill-opacity="{opacity}" d="{drawn}"><title>{title}</title></path>'
    yield "</g>"


def _outlines(document: Document, view: Frame) -> Iterator[str]:
    """Draw around the inner part of each group."""
    shape = document["map"]
    members: dict[int | None, list[tuple[Point, int]]] = defaultdict(list)
    for x, y, place in zip(shape["x"], shape["y"], shape["group"], strict=True):
        members[place].append(((x, y), 1))
    for x, y, place, people in shape["cells"]:
        members[place].append(((x, y), people))
    for group in document["groups"]:
        outer = hull(_inner(members[group["id"]], group["centre"]))
        if len(outer) > 2:
            outline = "L".join(_at(view.place(point)) for point in outer)
            yield f'<path class="hull {colour(group["id"])}" d="M{outline}z"/>'


def _inner(members: list[tuple[Point, int]], centre: Point) -> list[Point]:
    """Choose the places nearest the centre that together hold the part INSIDE of the people."""
    near = sorted(members, key=lambda one: ((one[0][0] - centre[0]) ** 2 + (one[0][1] - centre[1]) ** 2, one[0]))
    before = accumulate((people for _, people in near), initial=0)
    most = INSIDE * sum(people for _, people in near)
    return [point for (point, _), so_far in zip(near, before, strict=False) if so_far < most]


def _centres(document: Document, view: Frame) -> Iterator[str]:
    """Put the letter of each group at its centre, so that colour is not the only sign."""
    for group in document["groups"]:
        x, y = view.place(group["centre"])
        yield (
            f'<g class="centre {colour(group["id"])}"><circle cx="{_number(x)}" cy="{_number(y)}" r="15"/>'
            f'<text x="{_number(x)}" y="{_number(y + 6)}">{_text(group["label"])}</text></g>'
        )


def telling(document: Document) -> list[str]:
    """List the statements worth a label, by identifier: common ground, divisive and characteristic ones in turn."""
    own = [group["characteristic"][0]["statement"] for group in document["groups"] if group["characteristic"]]
    rows = zip_longest(own, document["common_ground"], document["divisive"])
    return list(dict.fromkeys(statement for row in rows for statement in row if statement is not None))[:MOST_LABELS]


def drawn_statements(document: Document, most: int = MOST_MARKS) -> list[tuple[int, Statement]]:
    """Choose the statements to show, the telling ones and those with most votes, with their places in the document."""
    first = {statement: place for place, statement in enumerate(telling(document))}
    order = sorted(
        enumerate(document["statements"]),
        key=lambda entry: (first.get(entry[1]["id"], len(first)), -words.votes_of(entry[1]), entry[0]),
    )
    return order[:most]


def _statements(document: Document, view: Frame, *, links: bool) -> Iterator[str]:
    book = Book(document)
    chosen = drawn_statements(document)
    places = {statement["id"]: view.place(statement["place"]) for _, statement in chosen}
    common, divisive = set(document["common_ground"]), set(document["divisive"])
    yield '<g class="statements">'
    for rank, (place, statement) in enumerate(sorted(chosen, key=lambda entry: (places[entry[1]["id"]], entry[0]))):
        x, y = places[statement["id"]]
        label = book.labels[statement["id"]]
        kind = "common" if statement["id"] in common else "divisive" if statement["id"] in divisive else "other"
        text, shares = (
            words.isolated(statement["text"] or words.NO_TEXT),
            _shares(statement, document, figures if links else share_of),
        )
        inner = f"<title>{label}: {_text(text)}\n{_text(shares)}</title>{_mark(kind, x, y)}"
        if links:
            focus = "" if rank == 0 else ' tabindex="-1"'
            yield f'<a href="#s{place}" class="{kind}"{focus} aria-label="Statement {label}">{inner}</a>'
        else:
            yield f'<g class="{kind}">{inner}</g>'
    yield "</g>"


def _labels(document: Document, view: Frame) -> Iterator[str]:
    """Write the labels of the telling statements, above all marks; each mark says its own to a screen reader."""
    labels = words.labels(document["statements"])
    places = {statement["id"]: view.place(statement["place"]) for _, statement in drawn_statements(document)}
    named = [one for one in telling(document) if one in places]
    centres = [view.place(group["centre"]) for group in document["groups"]]
    spots = label_spots([(labels[one], places[one]) for one in named], list(places.values()), centres, view.height)
    yield '<g class="labels" aria-hidden="true">'
    for one, spot in zip(named, spots, strict=True):
        if spot is not None:
            yield f'<text x="{_number(spot[0])}" y="{_number(spot[1])}">{labels[one]}</text>'
    yield "</g>"


def _shares(statement: Statement, document: Document, told: Callable[[Share, str], str]) -> str:
    groups = [
        f"{words.letter(entry['group'])} {words.percent(entry['share'])}"
        for entry in statement["groups"]
        if entry["share"] is not None
    ]
    apart = f"; agree by group: {', '.join(groups)}" if len(groups) > 1 else ""
    return told(statement, level(document)) + apart


def _mark(kind: str, x: float, y: float) -> str:
    """Draw a statement: a filled diamond for common ground, a cross for a split, a small open diamond for others."""
    if kind == "divisive":
        return f'<path class="m" d="M{_at((x - 4.5, y - 4.5))}l9 9m0-9l-9 9"/>'
    size = _number(6.5 if kind == "common" else 3.8)
    return f'<path class="m" d="M{_at((x, y - float(size)))}l{size} {size}-{size} {size}-{size}-{size}z"/>'


def _header(document: Document) -> list[str]:
    title = words.isolated(words.clip(document["title"] or words.UNTITLED, 78))
    facts = [
        words.count(document["people"], "person", "people"),
        words.count(document["votes"], "vote"),
        words.count(len(document["statements"]), "statement"),
    ]
    if document["simulated"]:
        facts.insert(0, "SIMULATED, not real people")
    return [
        f'<text class="title" x="{MARGIN}" y="32">{_text(title)}</text>',
        f'<text x="{MARGIN}" y="54">{" · ".join(facts)}</text>',
    ]


def _caption(document: Document, top: float) -> list[str]:
    """Write the key and what nearness means below the picture."""
    y = top + 14
    lines = [f'<g class="statements"><g class="common">{_mark("common", MARGIN + 7, y - 4)}</g>']
    lines.append(f'<g class="divisive">{_mark("divisive", MARGIN + 157, y - 4)}</g>')
    lines.append(f'<g class="other">{_mark("other", MARGIN + 297, y - 4)}</g></g>')
    for left, text in ((20, "common ground"), (170, "divides groups"), (308, "other statement")):
        lines.append(f'<text x="{MARGIN + left}" y="{_number(y)}">{text}</text>')
    dots = "each square: many people" if document["map"]["cells"] else "each dot: a person"
    lines.append(f'<text x="{MARGIN + 440}" y="{_number(y)}">{dots}, the colour: the group</text>')
    for line, text in enumerate(NEARNESS):
        lines.append(f'<text class="quiet" x="{MARGIN}" y="{_number(y + 26 + 19 * line)}">{text}</text>')
    return lines
