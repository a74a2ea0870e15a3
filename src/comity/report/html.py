"""The findings as one page that opens offline: no request leaves it, and no text from outside can act in it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from comity.report import svg, words
from comity.report.document import Document, Poll, Statement
from comity.report.summary import Book, figures, level, summary

MOST_STATEMENTS = 1000
"""More statements than this are not listed on a page: a browser would be slow, and nobody would read them."""

_TEMPLATES = Path(__file__).with_name("templates")

CONTENTS = (
    ("short", "In short"),
    ("map-part", "Opinion map"),
    ("groups", "The groups"),
    ("common", "Common ground"),
    ("divisive", "What splits them"),
    ("sure", "How sure"),
    ("polls", "Polls and blocs"),
    ("statements", "All statements"),
    ("method", "Method"),
)


def page(document: Document, *, data: str | None = None) -> str:
    """Write the page. `data` is the name of the JSON file beside it, which it then links to."""
    document = words.clean(document)
    style, script = _style(), _asset("page.js")
    return _environment().get_template("page.html.j2").render(
        document=document,
        style=Markup(style),  # noqa: S704 - our own file, and the policy names its digest
        script=Markup(script),  # noqa: S704 - as above
        style_hash=_digest(style),
        script_hash=_digest(script),
        contents=CONTENTS,
        data=None if data is None else quote(data),
        map=Markup(svg.opinion_map(document, standalone=False)),  # noqa: S704 - svg escapes what it draws
        **_facts(document),
        **_statements(document),
        **_margins(document),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = ("LEVELS", "NOT_ENOUGH", "NO_TEXT", "UNTITLED", "between", "count", "decimal", "kind", "letter", "number")
    environment.globals.update({name: getattr(words, name) for name in names})
    environment.globals.update(
        percent=words.percent,
        crowd=words.crowd,
        part=words.part,
        votes_of=words.votes_of,
        colour=svg.colour,
        figures=figures,
    )
    environment.globals.update(cell=_cell, share_cell=_share_cell, rank=_rank, nearness=svg.NEARNESS)
    return environment


@cache
def _asset(name: str) -> str:
    return _TEMPLATES.joinpath(name).read_text(encoding="utf-8")


def _style() -> str:
    return _asset("page.css") + svg.style()


def _digest(text: str) -> str:
    """Name a style or script as a content security policy does (CSP level 3, 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _cell(value: float | None, text: str) -> Markup:
    """Write a cell of figures that can be sorted by `value`."""
    return Markup('<td class="num" data-v="{}">{}</td>').format("" if value is None else round(value, 4), text)


def _share_cell(statement: Statement, way: str) -> Markup:
    share = words.part(statement, way)
    return _cell(share, words.percent(share))


def _rank(poll: Poll) -> int:
    """Order levels, the most support highest."""
    return -list(words.LEVELS).index(poll["level"]) if poll["level"] in words.LEVELS else -len(words.LEVELS)


def _facts(document: Document) -> dict[str, Any]:
    told = summary(document)
    return {
        "level": level(document),
        "dates": words.dates(document),
        "held": svg.held(document),
        "answers": [
            ("What they agree on", told.agree),
            ("What splits them", told.split),
            ("How sure this is", told.sure),
            ("How easily a bloc could change it", told.bloc + told.invented),
        ],
        "method": _method(document),
    }


def _method(document: Document) -> list[tuple[str, str]]:
    method = document["method"]
    asked = method.get("groups_requested")
    return [
        ("Intervals", f"at {level(document)}"),
        ("Samples drawn again", words.number(method["resamples"]) if "resamples" in method else "not stated"),
        ("Seed of the draws", str(method.get("seed", "not stated"))),
        ("Groups", f"{asked}, as asked for" if asked else f"1 to {method.get('most_groups', 5)}, measured"),
        ("Which way the map is turned", str(method.get("sign_rule", "not stated"))),
        ("Program", document["program"]),
    ]


def _statements(document: Document) -> dict[str, Any]:
    book = Book(document)
    statements = document["statements"]
    kept = {place for place, _ in svg.drawn_statements(document, MOST_STATEMENTS)}
    return {
        "labels": book.labels,
        "text": {one["id"]: one["text"] for one in statements},
        "place": {one["id"]: place for place, one in enumerate(statements)},
        "some": book.some,
        "listed": [one for place, one in enumerate(statements) if place in kept],
        "drawn": [one for _, one in sorted(svg.drawn_statements(document), key=lambda entry: entry[0])],
        "in_group": {one["id"]: {entry["group"]: entry for entry in one["groups"]} for one in statements},
        "polls": {one["id"]: {entry.get("group"): entry for entry in one["poll"]["by_group"]} for one in statements},
    }


def _margins(document: Document) -> dict[str, Any]:
    margins = document["margins"]
    kinds = list(margins.get("kinds", []))
    kept = [one for _, one in svg.drawn_statements(document, MOST_STATEMENTS)]
    kept.sort(key=lambda one: (-_rank(one["poll"]), -(one["poll"]["support"] or 0)))
    named = (entry.get("group") for one in kept for entry in one["poll"]["by_group"])
    return {
        "kinds": kinds,
        "kind_list": words.listed((words.kind(name) for name in kinds), "or"),
        "people_table": any(one["poll"]["quorate"] is not None for one in kept),
        "rules": _rules(margins.get("rule", {})),
        "margins": {one["id"]: {margin["kind"]: margin for margin in one["capture_margin"]} for one in kept},
        "coverage": [(name, _coverage(kept, name)) for name in kinds],
        "supported": [one for one in kept if one["poll"]["level"] in words.SUPPORTED],
        "unsupported": [one for one in kept if one["poll"]["level"] not in words.SUPPORTED],
        "by_group": [name for name in dict.fromkeys(named) if name],
    }


def _coverage(statements: list[Statement], kind: str) -> str:
    """Say what part of the voters is tied to a unit of a kind: the lowest and the highest over the statements."""
    shares = [one["covered"] for statement in statements for one in statement["capture_margin"] if one["kind"] == kind]
    if not shares:
        return words.NOT_ENOUGH
    low, high = words.percent(min(shares)), words.percent(max(shares))
    return low if low == high else f"{low} to {high}"


def _rules(rule: dict[str, Any]) -> list[tuple[str, str]]:
    """Say what a poll must show for each level, as far as the rule is stated."""
    if "small_minority" not in rule or "strong" not in rule:
        return []
    small, strong = words.percent(rule["small_minority"]), words.percent(rule["strong"])
    floor = rule.get("group_floor")
    every = f", and at least {words.percent(floor)} in each group that must take part" if floor is not None else ""
    meanings = {
        "none-against": "nobody disagrees",
        "small-minority-against": f"at least {small} support{every}",
        "strong-support": f"at least {strong} support{every}",
        "divided": "less support than that, and less opposition",
        "opposed": f"at least {strong} disagree",
        "not-enough-data": f"fewer than {rule.get('least_people', 5)} people agree or disagree",
    }
    return [(words.LEVELS[name], meaning) for name, meaning in meanings.items()]
