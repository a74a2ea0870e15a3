"""What is wrong with how the parts of a charter fit together, found also where the shape of other parts is wrong.

Every check takes what it needs and passes over what is not there or of the wrong kind: that is told by the shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from comity.charter._shape import at, references
from comity.charter._tree import Found, get, ids, items, list_of, text, texts
from comity.charter._values import NAMED, SHARE
from comity.charter._working import mechanisms_work
from comity.charter._yaml import Path, Tree

_LISTS = {"organs": "organ", "roles": "role", "groups": "stakeholder group", "regions": "region", "paths": "path"}
_NAMED_LISTS = {**_LISTS, "sources": "source", "instances": "instance of appeals"}


def check(tree: Tree) -> None:
    """Add the faults of meaning to a tree, but none at a place whose shape is wrong already."""
    if not isinstance(tree.value, dict):
        return
    for rule in _RULES:
        for path, message in rule(tree):
            if not any(path[:n] in tree.broken for n in range(len(path) + 1)):
                tree.fault(path, message)


def _stages(tree: Tree) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path, _ in items(tree, "paths"):
        yield from items(tree, *path, "stages")


def _references_exist(tree: Tree) -> Found:
    known = {kind: ids(tree, kind) for kind in _NAMED_LISTS}
    for path, refers_to, name in references(tree):
        word = ""
        if refers_to == "who":
            word, _, name = name.partition(":")  # noqa: PLW2901 - a selector holds the name
        kind = NAMED.get(word, "") if refers_to == "who" else refers_to
        if not kind or not name or name in known[kind]:
            continue
        near = tree.nearest(name, known[kind])
        there = f"; did you mean `{near}`?" if near else f": add it to `{'.'.join(list_of(kind))}`, or name another"
        yield path, f"there is no {_NAMED_LISTS[kind]} `{name[:60]}` in this charter{there}"


def _unique(tree: Tree) -> Found:
    lists: list[tuple[Path, str]] = [(list_of(kind), word) for kind, word in _NAMED_LISTS.items()]
    lists += [((*path, "stages"), "stage") for path, _ in items(tree, "paths")]
    lists += [(("transfer", "conditions"), "condition")]
    for where, word in lists:
        seen: set[str] = set()
        for path, one in items(tree, *where):
            name = one.get("id")
            if isinstance(name, str):
                if name in seen:
                    yield (*path, "id"), f"a {word} `{name[:60]}` stands above already: give each its own identifier"
                seen.add(name)


def _with_voters(tree: Tree) -> set[str]:
    """The organs in which somebody can sit with a vote."""
    found = {text(one, "id") for _, one in items(tree, "organs") if one.get("open_to")}
    return found | {text(one, "organ") for _, one in items(tree, "roles") if one.get("votes") is not False}


def _decisions(tree: Tree) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every decision anywhere in the charter."""
    left: list[tuple[Path, Any]] = [((), tree.value)]
    while left:
        path, value = left.pop()
        if isinstance(value, dict):
            if isinstance(value.get("by"), str) and at((*path, "by"), tree.value).get("const"):
                yield path, value
            left += [((*path, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            left += [((*path, place), one) for place, one in enumerate(value)]


def _can_decide(tree: Tree) -> Found:
    organs, voters = set(ids(tree, "organs")), _with_voters(tree)
    houses = {text(one, "id"): texts(one.get("houses")) for _, one in items(tree, "organs")}
    for path, one in _decisions(tree):
        organ, by = text(one, "organ"), one["by"]
        if organ in organs - voters:
            yield (
                (*path, "organ"),
                (
                    f"nobody can decide here: no role with a vote sits in `{organ}`, and it is open to nobody;"
                    " add a role with that `organ`, or its `open_to`"
                ),
            )
        for key in ("voters", "signatories"):
            if one.get(key) == []:
                yield (*path, key), f"nobody can decide here: name who may be among the {key}"
        if by == "consensus" and not (path[0] == "paths" and path[-1] == "decision"):
            yield path, "consensus is designated at a stage of a path, nowhere else: choose another way of deciding"
        if by == "ranked" and not (path[0] in {"paths", "roles"} and path[-1] == "decision"):
            yield path, "ranks are for candidates and options, and here there are none: choose another way of deciding"
        if by == "vote":
            yield from _houses(tree, path, organ, houses.get(organ))
        if by == "consensus" and path[0] != "paths":
            yield (*path, "by"), "only a stage of a matter is decided by consensus: name another way"
        if by == "ranked" and path[0] != "paths" and path[-2:] != ("chosen", "decision"):
            yield (*path, "by"), "there are no candidates here to be ranked: name another way"
        if by == "consensus" and isinstance(one.get("rounds"), int) and one["rounds"] > 1 and not one.get("discussion"):
            yield path, "rounds need the time between them: add `discussion`, or take `rounds` out"


def _houses(tree: Tree, path: Path, organ: str, houses: list[str] | None) -> Found:
    for where, passing in items(tree, *path, "passes_if"):
        conditions = set(passing) - {"clause"}
        if not conditions:
            yield where, "a vote that carries without any condition decides nothing: say what is enough"
        for key in sorted(conditions & {"each_house", "one_house", "other_house"}):
            if houses == []:
                yield (*where, key), f"`{organ}` has no houses: give it `houses`, or use `share`"
        if "other_house" in conditions and "one_house" not in conditions:
            yield (*where, "other_house"), "`other_house` says what the others need beside `one_house`: add that"


def _deadlines(tree: Tree) -> Found:
    left: list[tuple[Path, Any]] = [((), tree.value)]
    while left:
        path, value = left.pop()
        if isinstance(value, dict):
            left += [((*path, key), one) for key, one in value.items()]
            if "within" in value and "then" in value and path:
                yield from _deadline(tree, path, value)
        elif isinstance(value, list):
            left += [((*path, place), one) for place, one in enumerate(value)]


def _deadline(tree: Tree, path: Path, one: dict[str, Any]) -> Found:
    then, ladder = one["then"], path[0] == "appeals" and path[-1] == "ruling"
    if then == "escalate" and ladder:
        if get(tree, *path[:-1], "next") is None:
            yield (*path, "then"), "there is no instance to escalate to: name it in `next`, or let the deadline `lapse`"
    elif then == "escalate" and one.get("to") is None:
        yield path, "`escalate` needs `to`: who decides instead"
    if one.get("to") is not None and (then != "escalate" or ladder):
        yield (*path, "to"), "`to` is for `escalate` between stages and answers only: take it out"
    if then == "return":
        if path[-1] != "deadline":
            yield (*path, "then"), "`return` is for the deadline of a stage: choose `lapse`, `advance` or `remind`"
        elif path[-2] == 0:
            yield (*path, "then"), "this is the first stage, so there is none to return to: choose `lapse` or another"


def _stages_hold(tree: Tree) -> Found:
    for path, one in _stages(tree):
        if one.get("if_refused") == "return" and path[-1] == 0:
            yield (*path, "if_refused"), "this is the first stage, so there is none to return to: write `lapse`"
        if one.get("last_call") is not None and not one.get("call_by"):
            yield path, "a last call needs somebody who gives notice of it: add `call_by`"
        for key in ("opened_by", "vote_by"):
            if get(tree, *path, "consultation", key) == []:
                yield (*path, "consultation", key), f"a consultation that nobody takes part in: name them in `{key}`"
    for path, one in items(tree, "paths"):
        if one.get("proposed_by") == []:
            yield (*path, "proposed_by"), "nobody can propose a matter on this path: name who may"


def _groups_are_known(tree: Tree) -> Found:
    if "group" in texts(get(tree, "disclosure", "fields")) or ("disclosure",) in tree.broken:
        return
    unknown = set(ids(tree, "groups")) - {text(one, "group") for _, one in items(tree, "roles")}
    for path, refers_to, selector in references(tree):
        word, _, name = selector.partition(":")
        if refers_to == "who" and word == "group" and name in unknown:
            yield (
                path,
                f"nobody is known to be of `{name}`: add `group` to `disclosure.fields`, or a role of that group",
            )


def _floors_hold(tree: Tree) -> Found:
    seen: set[tuple[str, str]] = set()
    for path, one in items(tree, "floors"):
        named = [key for key in ("group", "region") if one.get(key) is not None]
        if len(named) != 1:
            yield path, "a floor is of one group or of one region: name exactly one of `group` and `region`"
        elif isinstance(one[named[0]], str):
            field = "group" if named[0] == "group" else "country"
            if field not in texts(get(tree, "disclosure", "fields")) and ("disclosure",) not in tree.broken:
                yield path, f"nobody's {field} is known here: add `{field}` to `disclosure.fields`"
            if (named[0], one[named[0]]) in seen:
                yield path, f"a floor for `{one[named[0]]}` stands above already: write one for each"
            seen.add((named[0], one[named[0]]))
    owner: dict[str, str] = {}
    for path, one in items(tree, "regions"):
        countries = one.get("countries")
        for place, country in enumerate(countries if isinstance(countries, list) else ()):
            if isinstance(country, str) and country in owner:
                yield (
                    (*path, "countries", place),
                    f"`{country}` lies in `{owner[country]}` already: a country is in one region",
                )
            elif isinstance(country, str):
                owner[country] = str(one.get("id"))


def _roles_hold(tree: Tree) -> Found:
    houses = {text(one, "id"): texts(one.get("houses")) for _, one in items(tree, "organs")}
    for path, one in items(tree, "roles"):
        organ, house = text(one, "organ"), text(one, "house")
        if house and one.get("organ") is None:
            yield (*path, "house"), "a house is of an organ: add `organ`, or take `house` out"
        elif house and organ in houses and house not in houses[organ]:
            yield (*path, "house"), f"`{organ}` has no house `{house}`: add it to its `houses`, or name another"
        if one.get("most_terms") is not None and one.get("term") is None:
            yield (*path, "most_terms"), "terms are counted only where they end: add `term`"
    voting = [one for _, one in items(tree, "roles") if one.get("votes") is not False]
    filled = {(text(one, "organ"), text(one, "house")) for one in voting}
    for path, one in items(tree, "organs"):
        for place, house in enumerate(texts(one.get("houses"))):
            if (text(one, "id"), house) not in filled:
                yield (*path, "houses", place), f"no role with a vote sits in the house `{house}`: add one"


def _ladder_ends(tree: Tree) -> Found:
    ladder = {text(one, "id"): (path, text(one, "next")) for path, one in items(tree, "appeals", "instances")}
    seen: set[str] = set()
    for start in ladder:
        climbed: dict[str, None] = {}
        here = start
        while here in ladder and here not in climbed and here not in seen:
            climbed[here] = None
            here = ladder[here][1]
        if here in climbed:
            names = list(climbed)
            loop = names[names.index(here) :]
            way = " to ".join(f"`{one}`" for one in [*loop, here])
            yield (*ladder[loop[-1]][0], "next"), f"the ladder of appeals never ends: it climbs from {way}"
        seen |= set(climbed)
    above = {name for _, name in ladder.values()}
    for path, one in items(tree, "appeals", "instances"):
        if not one.get("against") and text(one, "id") not in above:
            yield path, "nothing can be brought here: say `against` what acts, or name it as the `next` of another"


def _parts_agree(tree: Tree) -> Found:
    membership = get(tree, "membership")
    kind = text(membership, "kind") if isinstance(membership, dict) else ""
    admitted = get(tree, "membership", "admitted_by")
    if kind == "admission" and admitted is None:
        yield ("membership",), "admission needs somebody who admits: add `admitted_by`"
    if kind in {"none", "open"} and admitted is not None:
        yield ("membership", "admitted_by"), f"nobody admits where membership is `{kind}`: take it out"
    if (get(tree, "membership", "suspended_by") is None) != (get(tree, "membership", "longest_suspension") is None):
        yield ("membership",), "`suspended_by` and `longest_suspension` belong together: give both or neither"
    if kind == "none":
        for path, _, selector in references(tree):
            if selector == "members":
                yield path, "this body has no members (`membership.kind` is `none`): name somebody else"
    if get(tree, "review", "missed") == "reopen" and get(tree, "review", "path") is None:
        yield ("review",), "reopening needs a path: add `path`"
    for path, one in items(tree, "requirements"):
        yield from _requirement(tree, path, one)
    yield from _poll(tree)
    both = set(texts(get(tree, "scope", "includes"))) & set(texts(get(tree, "scope", "excludes")))
    for tag in sorted(both):
        yield ("scope", "excludes"), f"`{tag}` is both in and out of scope: leave it in one list"


def _requirement(tree: Tree, path: Path, one: dict[str, Any]) -> Found:
    reports, independent = one.get("implementation_reports"), one.get("independent")
    if isinstance(independent, int) and (not isinstance(reports, int) or independent > reports):
        yield (*path, "independent"), "more independent implementations than reports: raise `implementation_reports`"
    if one.get("affected_answer") is True and one.get("harm_assessment") is not True:
        yield (*path, "affected_answer"), "the answers are part of a harm assessment: add `harm_assessment: true`"
    if one.get("latest_review") is not None and one.get("figure") is not True:
        yield (*path, "latest_review"), "a review looks at a figure: add `figure: true`"
    for key, who in (("implementation_reports", "implementation_by"), ("harm_assessment", "harm_by")):
        if one.get(key) and not get(tree, "reports", who) and ("reports", who) not in tree.broken:
            yield (*path, key), f"nobody can file this: name who may in `reports.{who}`"


def _poll(tree: Tree) -> Found:
    def share(key: str) -> Fraction | None:
        written = get(tree, "poll", key)
        found = re.fullmatch(SHARE.strip("^$"), written) if isinstance(written, str) else None
        return Fraction(int(found[1]), int(found[2])) if found else None

    strong, minority = share("strong"), share("small_minority")
    if strong is not None and strong <= Fraction(1, 2):
        yield ("poll", "strong"), "support is strong from above 1/2 only, since half against is no support: raise it"
    elif strong is not None and minority is not None and minority < strong:
        yield ("poll", "small_minority"), "this is the higher share of the two: raise it above `strong`"


_RULES: tuple[Callable[[Tree], Found], ...] = (
    _references_exist,
    _unique,
    _can_decide,
    _deadlines,
    _stages_hold,
    _floors_hold,
    _groups_are_known,
    _roles_hold,
    _ladder_ends,
    _parts_agree,
    mechanisms_work,
)
