"""Synthetic documents of findings: no consultation, no computation, only shapes that hold together."""

from __future__ import annotations

import math
from itertools import cycle
from random import Random
from typing import Any

from comity.report.document import SCHEMA, Document

ENGLISH = (
    "Every public use of a model should be listed in a register that anyone can read.",
    "People who are affected by an automated decision must be able to reach a human being.",
    "Safety tests should be run by auditors whom the developer does not pay.",
    "Small states need a seat of their own, not a shared one.",
    "Open weights should be exempt from every obligation below a published size.",
    "A model that was never tested in a language should not be sold to its speakers.",
    "Training compute above a limit must be reported to the body within thirty days.",
    "Companies that build models should hold no vote on the rules that bind them.",
    "The body should meet only in public.",
    "Incident reports should be published within a week, without the names of victims.",
    "Evaluation suites must be written with the people whose lives they measure.",
    "A rule that nobody has looked at for five years should end.",
    "Providers should pay for the audits of their own models.",
    "Liability belongs to whoever deploys a model, not to whoever trained it.",
    "Decisions should need more than two thirds of every stakeholder group.",
    "Research access to closed models should be a right, with safeguards.",
    "Hospitals should be allowed to refuse any model without giving reasons.",
    "The same rules should hold for public bodies and for companies.",
    "A pause on larger models would do more harm than good.",
    "Data workers must be paid as other skilled workers of their country are.",
)
CHINESE = (
    "模型在公共部门的每一次使用都应登记并公开。",
    "安全测试应由开发者不付费的审计机构进行。",
    "小国应有自己的席位,而不是共享席位。",
)
ARABIC = (
    "يجب أن يكون كل استخدام عام للنموذج مدرجًا في سجل يمكن لأي شخص قراءته.",
    "ينبغي أن يجري اختبارات السلامة مدققون لا يدفع لهم المطور.",
    "تحتاج الدول الصغيرة إلى مقعد خاص بها (وليس 1 من 3).",
)
HOSTILE = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=2</script>",
    '"><img src=x onerror="window.pwned=3">',
    "' onmouseover='window.pwned=4",
    "{{ 7*7 }}{% raw %} ${7*7} </title></svg><script>window.pwned=5</script>",
    "[bold red]markup[/bold red] [link=https://attacker.invalid]go[/link] :smile:",
    "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x9b2J bell\x07 back\x08 nul\x00",
    "\u202egnihton tuoba eerga\u2066 lla eW\u2029",
    "<a href=javascript:window.pwned=6>x</a> javascript:alert(1)",
    "w" * 400,
    "]]><!--<style>*{display:none}</style>-->",
    "line\r\nbreak\tand\u2028separators \ufffe\uffff \U000e0001",
)
HOLDERS = ("Northlight", "Civic Futures", "Verhoeven AG", "Acme & Sons", "Ministry of Works", "Open Bench", "Tidewater")
LEVELS = ("none-against", "small-minority-against", "strong-support", "divided", "opposed")


def document(
    people: int = 240,
    statements: int = 20,
    groups: int = 2,
    *,
    seed: int = 1,
    texts: tuple[str, ...] = ENGLISH,
    kinds: tuple[str, ...] = ("affiliation", "funder", "owner", "country"),
    cells: bool = False,
    assignments: bool = True,
    **changes: Any,
) -> Document:
    """Make a document of findings whose counts, groups and lists fit one another."""
    random = Random(seed)  # noqa: S311 - shapes, not secrets
    of = [g for g in range(groups) for _ in range(_size(people, groups, g))]
    held = [[random.betavariate(1.2, 1.0) for _ in range(groups)] for _ in range(statements)]
    for place in range(0, statements, 4):  # every fourth one is common ground
        held[place] = [min(0.97, 0.8 + 0.16 * random.random())] * groups
    said = cycle(texts)
    found = [_statement(place, next(said), of, held[place], kinds, random) for place in range(statements)]
    by_lowest = sorted(found, key=lambda one: -min((entry["share"] or 0 for entry in one["groups"]), default=0))
    divisive = sorted(found, key=lambda one: -(one["divisiveness"] or 0))
    x, y = _positions(of, groups, random)
    shown: dict[str, Any] = {
        "schema": SCHEMA,
        "program": "comity 0.1.0",
        "title": "How should a body that governs AI hear people?",
        "source": "a synthetic assembly",
        "simulated": True,
        "opened": "2026-03-02T08:00:00Z",
        "closed": "2026-04-17T18:30:00Z",
        "people": people,
        "votes": sum(one["agree"] + one["disagree"] + one["pass"] for one in found),
        "notes": ["3 votes were cast twice: the last one counts."],
        "method": {
            "interval": 0.95, "seed": 20260302, "resamples": 200, "groups_requested": None, "most_groups": 5,
            "sign_rule": "The component's largest loading is positive.",
            "references": ["Small et al. (2021): Polis"],
        },
        "map": {
            "explained": [0.241, 0.093],
            "x": [] if cells else x, "y": [] if cells else y,
            "group": [] if cells else list(of),
            "votes": [] if cells else [random.randint(7, max(8, statements)) for _ in of],
            "cells": _cells(x, y, of) if cells else [],
        },
        "grouping": _grouping(people, groups),
        "groups": [_group(g, people, groups, found, random) for g in range(groups)],
        "consensus": {
            "agree": [one["id"] for one in found if one["consensus"] == "agree"][:5],
            "disagree": [one["id"] for one in found if one["consensus"] == "disagree"][:5],
        },
        "common_ground": [one["id"] for one in by_lowest[: min(6, statements)]],
        "divisive": [one["id"] for one in divisive[:6]] if groups > 1 else [],
        "bridging": [one["id"] for one in sorted(found, key=lambda one: -(one["bridging"] or 0))[:5]],
        "margins": {
            "kinds": list(kinds),
            "note": None if kinds else "A people table is needed to say what a bloc could change.",
            "rule": {"small_minority": 0.9, "strong": 0.667, "least_people": 5, "group_floor": None},
        },
        "statements": found,
        "rejected": [{"id": "901", "text": "Buy my book."}, {"id": "902", "text": ""}],
    }  # fmt: skip
    if assignments:
        shown["assignments"] = {f"p{place:04}": g for place, g in enumerate(of)}
    shown.update(changes)
    return shown  # type: ignore[return-value]


def hostile() -> Document:
    """Make a document in which every text from outside is hostile."""
    made: Any = document(people=60, statements=12, groups=2, texts=HOSTILE)
    made["title"], made["source"] = HOSTILE[1] + HOSTILE[6], HOSTILE[2]
    made["notes"] = list(HOSTILE)
    made["program"] = HOSTILE[0]
    made["rejected"] = [{"id": text, "text": text} for text in HOSTILE]
    made["grouping"]["words"] = HOSTILE[4]
    for one, text in zip(made["statements"], HOSTILE, strict=True):
        one["poll"]["absent_groups"] = [text]
        one["poll"]["by_group"] = [dict(entry, group=text) for entry in one["poll"]["by_group"]]
        for margin in one["capture_margin"]:
            margin["names"], margin["words"] = [text], text
    renamed = {one["id"]: f"{text}#{one['id']}" for one, text in zip(made["statements"], HOSTILE, strict=True)}
    return _renamed(made, renamed)


def empty() -> Document:
    """Make a document of a consultation in which nobody could be said anything about."""
    made: Any = document(people=3, statements=3, groups=1, kinds=())
    for one in made["statements"]:
        one.update({"agree": 0, "disagree": 0, "pass": 0, "share": None, "interval": None, "divisiveness": None,
                    "bridging": None, "consensus": None, "text": "", "place": [0.0, 0.0]})  # fmt: skip
        for entry in one["groups"]:
            entry.update({"agree": 0, "disagree": 0, "pass": 0, "share": None, "interval": None})
        one["poll"].update(level="not-enough-data", support=None, interval=None, quorate=None, by_group=[],
                           absent_groups=[], invented_supporters=None, raised_to=None)  # fmt: skip
    made.update(title="", opened=None, closed=None, people=0, votes=0, groups=[], common_ground=[], divisive=[])
    made.update(bridging=[], consensus={"agree": [], "disagree": []}, rejected=[], notes=[], assignments={})
    made["map"] = {"explained": [0.0, 0.0], "x": [], "y": [], "group": [], "votes": [], "cells": []}
    made["grouping"].update(number=0, words="Not enough data to look for groups.", candidates=[], grouped=0)
    made["grouping"]["stability"] = {
        "resamples": 0, "adjusted_rand": None, "interval": None, "same_number": None,
        "words": "Not enough data to say how sure this is.",
    }  # fmt: skip
    return made  # type: ignore[no-any-return]


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def _size(people: int, groups: int, group: int) -> int:
    """Share people out so that each group is smaller than the one before, and none is lost."""
    weights = [1 / (g + 1.4) for g in range(groups)]
    ends = [round(people * sum(weights[: g + 1]) / sum(weights)) for g in range(groups)]
    return ends[group] - (ends[group - 1] if group else 0)


def _interval(agree: int, votes: int) -> tuple[float, float]:
    """Wilson's interval, so that the synthetic ones look as real ones do."""
    z, share = 1.96, agree / votes
    middle = (share + z * z / (2 * votes)) / (1 + z * z / votes)
    half = z * math.sqrt(share * (1 - share) / votes + z * z / (4 * votes * votes)) / (1 + z * z / votes)
    return max(0.0, middle - half), min(1.0, middle + half)


def _counts(voters: int, held: float, random: Random) -> dict[str, Any]:
    agree = sum(random.random() < held for _ in range(voters))
    passed = sum(random.random() < 0.12 for _ in range(voters - agree))
    share = agree / voters if voters else None
    interval = _interval(agree, voters) if voters else None
    return {"agree": agree, "disagree": voters - agree - passed, "pass": passed, "share": share, "interval": interval}


def _statement(
    place: int, text: str, of: list[int], held: list[float], kinds: tuple[str, ...], random: Random
) -> dict[str, Any]:
    groups = [
        {"group": g, **_counts(round(of.count(g) * random.uniform(0.4, 0.9)), held[g], random)}
        for g in range(len(held))
    ]
    total = {way: sum(entry[way] for entry in groups) for way in ("agree", "disagree", "pass")}
    votes = sum(total.values())
    share = total["agree"] / votes if votes else None
    smoothed = [(e["agree"] + 1) / (e["agree"] + e["disagree"] + e["pass"] + 2) for e in groups]
    product = math.prod(smoothed)
    shares = [entry["share"] for entry in groups if entry["share"] is not None]
    lean = (held[0] - held[-1]) if len(held) > 1 else held[0] - 0.5
    return {
        "id": str(place),
        "text": text,
        **total,
        "share": share,
        "interval": _interval(total["agree"], votes) if votes else None,
        "place": (round(-3 * lean + random.gauss(0, 0.4), 6), round(random.gauss(0, 1), 6)),
        "extremity": abs(3 * lean),
        "groups": groups,
        "group_aware_consensus": product,
        "group_aware_consensus_mean": product ** (1 / len(groups)),
        "group_aware_disagreement_mean": 0.5 * (1 - product ** (1 / len(groups))),
        "divisiveness": max(shares) - min(shares) if len(shares) > 1 else None,
        "bridging": random.uniform(-0.3, 0.5),
        "priority": 20 * random.random(),
        "consensus": None if share is None or 0.3 < share < 0.7 else "agree" if share > 0.5 else "disagree",
        "poll": _poll(total, kinds, random),
        "capture_margin": [_margin(kind, share, random) for kind in kinds],
    }


def _poll(total: dict[str, Any], kinds: tuple[str, ...], random: Random) -> dict[str, Any]:
    against = total["agree"] + total["disagree"]
    support = total["agree"] / against if against else None
    bounds = (1.0, 0.9, 0.667, 0.334, 0.0)
    level = "not-enough-data" if support is None else next(
        name for name, bound in zip(LEVELS, bounds, strict=True) if support >= bound
    )  # fmt: skip
    names = ("government", "private-sector", "civil-society") if kinds else ()
    figures = {"level": level, "support": support, "interval": (0.6, 0.9), "agree": 20, "disagree": 4, "pass": 2}
    by_group = [{"group": name, **figures} for name in names]
    if by_group:
        by_group[-1] = {"group": names[-1], "level": None, "support": None, "interval": None,
                        "agree": None, "disagree": None, "pass": None}  # fmt: skip
    rank = LEVELS.index(level) if level in LEVELS else 0
    return {
        "level": level,
        "support": support,
        "interval": _interval(total["agree"], against) if against else None,
        "quorate": random.random() < 0.8 if kinds else None,
        "absent_groups": ["academia"] if kinds and random.random() < 0.3 else [],
        "invented_supporters": random.randint(2, 300) if rank > 1 else None,
        "raised_to": LEVELS[rank - 1] if rank > 1 else None,
        "by_group": by_group,
    }


def _margin(kind: str, share: float | None, random: Random) -> dict[str, Any]:
    if share is None or share < 0.6 or random.random() < 0.2:
        return {"kind": kind, "fewest": None, "at_least": None, "lowered_to": None, "people": None, "names": [],
                "unnamed": 0, "covered": 0.9, "words": f"No absence of any {kind} would lower it."}  # fmt: skip
    fewest = random.randint(1, 6)
    unnamed = 1 if fewest == 1 else random.randint(0, min(2, fewest - 1))
    names = ["Norway", "Kenya", "Viet Nam", "Peru", "Malta", "Togo"] if kind == "country" else list(HOLDERS)
    return {
        "kind": kind, "fewest": fewest, "at_least": fewest - (fewest == 6), "lowered_to": "divided",
        "people": fewest * 11 if fewest > 1 else None, "names": random.sample(names, fewest - unnamed),
        "unnamed": unnamed, "covered": 0.87,
        "words": f"Without {fewest} of them the poll would show: divided.",
    }  # fmt: skip


def _group(g: int, people: int, groups: int, found: list[dict[str, Any]], random: Random) -> dict[str, Any]:
    def apart(one: dict[str, Any]) -> float:
        own = one["groups"][g]["share"] or 0
        return own - sum(e["share"] or 0 for e in one["groups"] if e["group"] != g) / max(1, groups - 1)

    telling = sorted(found, key=lambda one: -abs(apart(one)))[:4] if groups > 1 else []
    size = _size(people, groups, g)
    own = [_characteristic(one, g, apart(one)) for one in telling if one["groups"][g]["interval"]]
    minority = {"size": 23, "stability": 0.81, "statements": own[:2]} if g == 0 and own else None
    return {
        "id": g, "label": chr(65 + g), "size": size, "share": size / people,
        "centre": _centre(g, groups), "characteristic": own, "minority": minority,
    }  # fmt: skip


def _characteristic(one: dict[str, Any], g: int, apart: float) -> dict[str, Any]:
    way = "agree" if apart >= 0 else "disagree"
    own = one["groups"][g]
    votes = own["agree"] + own["disagree"] + own["pass"]
    others = [entry for entry in one["groups"] if entry["group"] != g]
    elsewhere = sum(e["agree"] + e["disagree"] + e["pass"] for e in others)
    return {
        "statement": one["id"], "direction": way, "count": own[way], "votes": votes, "share": own[way] / votes,
        "share_elsewhere": sum(e[way] for e in others) / max(1, elsewhere), "votes_elsewhere": elsewhere,
        "interval": _interval(own[way], votes),
    }  # fmt: skip


def _centre(g: int, groups: int) -> tuple[float, float]:
    if groups == 1:
        return 0.0, 0.0
    turn = math.pi - 2 * math.pi * g / groups
    return round(2.6 * math.cos(turn), 6), round(1.5 * math.sin(turn) + 0.2, 6)


def _positions(of: list[int], groups: int, random: Random) -> tuple[list[float], list[float]]:
    centres = [_centre(g, groups) for g in of]
    return [random.gauss(c[0], 0.85) for c in centres], [random.gauss(c[1], 0.7) for c in centres]


def _cells(x: list[float], y: list[float], of: list[int]) -> list[tuple[float, float, int, int]]:
    counts: dict[tuple[int, int, int], int] = {}
    for place in zip(x, y, of, strict=True):
        key = (round(place[0] / 0.2), round(place[1] / 0.2), place[2])
        counts[key] = counts.get(key, 0) + 1
    return [(0.2 * a, 0.2 * b, g, n) for (a, b, g), n in sorted(counts.items())]


def _grouping(people: int, groups: int) -> dict[str, Any]:
    sure = groups > 1
    return {
        "number": groups,
        "chosen": "measured",
        "words": f"{groups} groups fit the votes best." if sure else "One group: no lasting division was found.",
        "candidates": [
            {"groups": k, "silhouette": None if k == 1 else round(0.5 - 0.07 * abs(k - groups), 3),
             "note": "chosen" if k == groups else "fits less well"} for k in range(1, 6)
        ],
        "stability": {
            "resamples": 200, "adjusted_rand": 0.91 if sure else None, "interval": (0.84, 0.96) if sure else None,
            "same_number": 0.94 if sure else None,
            "words": "When the people are drawn again, 188 of 200 draws give the same number of groups, and nearly the "
            "same people in each." if sure else "Drawn again, the people form one group nearly every time.",
        },
        "grouped": people - people // 40, "not_grouped": people // 40, "agreement_with_source": None,
    }  # fmt: skip
