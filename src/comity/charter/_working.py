"""Whether each mechanism that is set to `refuse` has a part of the charter to work with."""

from __future__ import annotations

from typing import Any

from comity.charter._tree import Found, get, items, texts
from comity.charter._yaml import Tree
from comity.charter.mechanisms import RULES, Mechanism, Setting


def mechanisms_work(tree: Tree) -> Found:
    """Find mechanisms that are not set, and those that would refuse by a rule that is not there."""
    given = get(tree, "mechanisms")
    if not isinstance(given, dict):
        return
    absent = [one.value for one in Mechanism if one.value not in given]
    missing = [name for name in absent if ("mechanisms", name) not in tree.meant]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        yield ("mechanisms",), f"every mechanism is `refuse`, `warn` or `off`, and these are not set: {names}"
    for mechanism, rule in RULES.items():
        if given.get(mechanism.value) != Setting.REFUSE:
            continue
        for need in rule.needs:
            if not _given(tree.value, need.split(".")) and (need.partition(".")[0],) not in tree.broken:
                yield ("mechanisms", mechanism.value), f"this refuses by a rule that is not there: {_advice(need)}"
        yield from _special(tree, mechanism)


def _given(value: Any, parts: list[str]) -> bool:  # noqa: ANN401 - any JSON
    if not parts:
        return value not in (None, [], {}, False)
    key, rest = parts[0], parts[1:]
    inside = value.get(key.removesuffix("[]")) if isinstance(value, dict) else None
    if key.endswith("[]"):
        return isinstance(inside, list) and any(_given(one, rest) for one in inside)
    return _given(inside, rest)


def _advice(need: str) -> str:
    return f"add `{need.replace('[]', '')}`, or set it to `warn` or `off`"


_REQUIRED_BY = {
    Mechanism.IMPLEMENTATIONS: ("implementation_reports", ("infrastructure", "logical")),
    Mechanism.HARM: ("harm_assessment", ("social",)),
    Mechanism.FIGURE: ("figure", ()),
}


def _special(tree: Tree, mechanism: Mechanism) -> Found:
    here = ("mechanisms", mechanism.value)
    if mechanism in _REQUIRED_BY and get(tree, "requirements"):
        key, layers = _REQUIRED_BY[mechanism]
        reached = [
            one
            for _, one in items(tree, "requirements")
            if one.get(key) and (not layers or not one.get("layers") or set(layers) & set(texts(one["layers"])))
        ]
        body = set(texts(get(tree, "layers")))
        if not reached and (not layers or body & set(layers)):
            yield here, f"no requirement asks for `{key}`: add one, or set this to `warn` or `off`"
    elif mechanism in {Mechanism.LAYER_CHALLENGE, Mechanism.SCOPE_CHALLENGE}:
        if get(tree, "scope_challenge", "suspends") is False:
            yield (
                here,
                "a challenge here does not suspend: write `scope_challenge.suspends: true`, or set this to `off`",
            )
    elif mechanism is Mechanism.SCOPE_AMENDMENT:
        scope = get(tree, "amendment", "scope_path")
        if scope is not None and scope == get(tree, "amendment", "path"):
            yield here, "scope is amended on the path of every amendment: give it a path of its own"
    elif mechanism is Mechanism.FLOORS and get(tree, "second_notice") is None and get(tree, "floors"):
        yield here, "a group could block by staying away: add `second_notice`"
