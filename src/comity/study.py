"""Put the rooms together: from a consultation to the findings that a report shows.

Beside `cli` and the pages, the only module that may import every room.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from comity import __version__, wording
from comity.base.progress import Progress, silent
from comity.charter.call import CONVENTION, Evidence, PollRule, Units, evidence
from comity.opinion import certainty
from comity.opinion.analysis import Opinion, Settings, analyse
from comity.opinion.groups import adjusted_rand
from comity.report.document import (
    SCHEMA,
    Characteristic,
    Document,
    Group,
    Grouping,
    GroupShare,
    Map,
    Minority,
    Statement,
)
from comity.tables.consultation import Consultation
from comity.tables.people import KINDS

Floats = NDArray[np.float64]
Pair = tuple[float, float]

MOST_DOTS = 5_000
"""Above so many people the map holds squares with their number of people, not a dot each."""
_SQUARES = 90
_LISTED, _LEAST_VOTES, _DIVISIVE = 10, 10, 0.25

SIGN_RULE = "the statement with the largest loading on a component, the first of equals, loads positively"
REFERENCES = [
    "Small, Bjorkegren, Erkkilä, Shaw, Megill 2021, Polis: Scaling deliberation by mapping high dimensional opinion "
    "spaces (map, positions, what tells a group from the rest, group-aware consensus, priority)",
    "Horn 1965; Buja and Eyuboglu 1992 (how many components stand out)",
    "Rousseeuw 1987 (silhouette); Hubert and Arabie 1985 (adjusted Rand index); Efron 1979 (drawing people again)",
    "Wilson 1927 (interval of a share)",
    "Wojcik et al. 2022, Birdwatch (bridging)",
    "RFC 2418, 3.3; RFC 7282 (why a poll is evidence, and never a designation)",
]


@dataclass(frozen=True)
class Study:
    """A consultation with what was found in it. evidence: an entry for each statement that was not rejected."""

    consultation: Consultation
    settings: Settings
    rule: PollRule
    opinion: Opinion
    evidence: list[Evidence]

    def document(self, *, assignments: bool = False) -> Document:
        """Return the findings in their published shape; `assignments` adds who is in which group."""
        c, o = self.consultation, self.opinion
        document = Document(
            schema=SCHEMA,
            program=f"comity {__version__}",
            title=c.title,
            source=c.source,
            simulated=c.simulated,
            opened=c.opened,
            closed=c.closed,
            people=c.votes.n_people,
            votes=int(o.counts.sum()),
            notes=list(c.notes),
            method=self._method(),
            map=_map(o, np.diff(c.votes.indptr)),
            grouping=_grouping(self),
            groups=_groups(c, o),
            consensus={"agree": _ids(c, o, o.consensus[1]), "disagree": _ids(c, o, o.consensus[-1])},
            common_ground=_ids(c, o, _common_ground(o)),
            divisive=_ids(c, o, _best(np.where(o.divisiveness >= _DIVISIVE, o.divisiveness, np.nan), o)),
            bridging=_ids(c, o, _best(o.bridging.intercepts, o)),
            margins=_margins(c, self.rule),
            statements=_statements(c, o, self.evidence),
            rejected=[
                {"id": c.statement_ids[int(s)].as_py(), "text": c.texts[int(s)]} for s in np.flatnonzero(c.rejected)
            ],
        )
        if assignments:
            document["assignments"] = self.assignments()
        return document

    def assignments(self) -> dict[str, int | None]:
        """Return the opinion group of each person, None for those in no group."""
        groups = [None if g < 0 else g for g in self.opinion.labels.tolist()]
        return dict(zip(self.consultation.person_ids.to_pylist(), groups, strict=True))

    def _method(self) -> dict[str, Any]:
        o, s = self.opinion, self.settings
        return {
            "interval": certainty.LEVEL,
            "seed": s.seed,
            "resamples": s.resamples,
            "groups_requested": s.groups,
            "most_groups": s.most_groups,
            "sign_rule": SIGN_RULE,
            "components": {
                "standing_out": None if o.structure is None else o.structure.dimensions,
                "deviate": None if o.structure is None else o.structure.deviate,
                "residual": o.components.residual,
            },
            "bridging": {"settled": o.bridging.settled, "rounds": o.bridging.rounds},
            "references": REFERENCES,
        }


def study(
    consultation: Consultation,
    settings: Settings | None = None,
    *,
    rule: PollRule = CONVENTION,
    progress: Progress = silent,
) -> Study:
    """Find out what the people of a consultation think, and how easily a bloc could change what their votes show."""
    settings = settings or Settings()
    opinion = analyse(
        consultation.votes,
        consultation.rejected,
        settings,
        published=consultation.published_groups,
        progress=progress,
    )
    progress("Weighing what a bloc could change", 1.0)
    return Study(consultation, settings, rule, opinion, _evidence(consultation, opinion, rule))


def _evidence(c: Consultation, o: Opinion, rule: PollRule) -> list[Evidence]:
    """Poll evidence of every statement that was not rejected, with a capture margin for each kind of tie."""
    votes = c.votes.select_statements(~c.rejected) if c.rejected.any() else c.votes
    if c.people is None:
        return evidence(o.counts[None].astype(np.int64), rule=rule)
    kinds = [kind for kind in KINDS if kind in c.people.ties]
    if not kinds:
        counts = votes.tally(
            np.where(c.people.group < 0, len(c.people.groups), c.people.group), len(c.people.groups) + 1
        )
        group = np.append(np.arange(len(c.people.groups)), -1)
        return evidence(counts, group=group, groups=c.people.groups, rule=rule)
    found: list[Evidence] = []
    for kind in kinds:
        cells = c.people.cells(kind)
        counts = votes.tally(cells.of_person, len(cells.units))
        units = {kind: Units(c.people.ties[kind].names, cells.units)}
        each = evidence(counts, group=cells.group, groups=c.people.groups, kinds=units, rule=rule)
        found = (
            each
            if not found
            else [Evidence(a.poll, a.capture_margin + b.capture_margin) for a, b in zip(found, each, strict=True)]
        )
    return found


def _statements(c: Consultation, o: Opinion, found: list[Evidence]) -> list[Statement]:
    places = o.places * _map_scale(o)
    agree, disagree = o.group_aware[1], o.group_aware[-1]
    leaning = {s: way for vote, way in ((1, "agree"), (-1, "disagree")) for s in o.consensus[vote]}
    rows = []
    for s, original in enumerate(o.statements.tolist()):
        row = {
            "id": c.statement_ids[original].as_py(),
            "text": c.texts[original],
            **_share(o.counts[s], o.low[o.k, s], o.high[o.k, s]),
            "place": _pair(places[s]),
            "extremity": float(o.extremity[s]),
            "groups": [
                cast("GroupShare", {"group": g, **_share(o.group_counts[g, s], o.low[g, s], o.high[g, s])})
                for g in range(o.k)
            ],
            "group_aware_consensus": float(agree[0][s]),
            "group_aware_consensus_mean": float(agree[1][s]),
            "group_aware_disagreement_mean": float(disagree[1][s]),
            "divisiveness": None if np.isnan(o.divisiveness[s]) else float(o.divisiveness[s]),
            "bridging": float(o.bridging.intercepts[s]) if o.counts[s].any() else None,
            "priority": float(o.priority[s]),
            "consensus": leaning.get(s),
            "poll": asdict(found[s].poll),
            "capture_margin": [asdict(margin) for margin in found[s].capture_margin],
        }
        rows.append(cast("Statement", row))
    return rows


def _share(counts: Floats, low: float, high: float) -> dict[str, Any]:
    disagree, passed, agree = (int(n) for n in counts)
    seen = disagree + passed + agree
    return {
        "agree": agree,
        "disagree": disagree,
        "pass": passed,
        "share": agree / seen if seen else None,
        "interval": (float(low), float(high)) if seen else None,
    }


def _groups(c: Consultation, o: Opinion) -> list[Group]:
    sizes = np.bincount(o.labels[o.labels >= 0], minlength=o.k)
    total = max(int(sizes.sum()), 1)
    return [
        Group(
            id=g,
            label=chr(ord("A") + g) if o.k <= 26 else str(g + 1),
            size=int(sizes[g]),
            share=int(sizes[g]) / total,
            centre=_pair(o.centres[g]),
            characteristic=[
                _characteristic(c, o, pair, o.group_counts[g], _rest(o.group_counts, g), (o.low[g], o.high[g]))
                for pair in o.characteristic[g]
            ],
            minority=_minority(c, o, g),
        )
        for g in range(o.k)
    ]


def _minority(c: Consultation, o: Opinion, g: int) -> Minority | None:
    found = o.minorities[g]
    if found is None:
        return None
    rest, members = found.counts
    bounds = certainty.wilson(members[:, 2], members.sum(axis=1))
    return Minority(
        size=int(found.who.sum()),
        stability=found.stability,
        statements=[_characteristic(c, o, pair, members, rest, bounds) for pair in found.telling],
    )


def _characteristic(
    c: Consultation, o: Opinion, pair: tuple[int, int], members: Floats, rest: Floats, agreeing: tuple[Floats, Floats]
) -> Characteristic:
    s, vote = pair
    hits, seen = float(members[s, vote + 1]), float(members[s].sum())
    low, high = (float(bound[s]) for bound in agreeing)
    if vote < 0:  # the interval at hand is of agreement; that of disagreement is Wilson's
        lower, upper = certainty.wilson(members[:, 0], members.sum(axis=1))
        low, high = float(lower[s]), float(upper[s])
    return Characteristic(
        statement=c.statement_ids[int(o.statements[s])].as_py(),
        direction="agree" if vote > 0 else "disagree",
        count=int(hits),
        votes=int(seen),
        share=hits / max(seen, 1.0),
        share_elsewhere=float(rest[s, vote + 1]) / max(float(rest[s].sum()), 1.0),
        votes_elsewhere=int(rest[s].sum()),
        interval=(low, high),
    )


def _rest(counts: Floats, g: int) -> Floats:
    return np.asarray(counts.sum(axis=0) - counts[g])


def _grouping(found: Study) -> Grouping:
    c, o = found.consultation, found.opinion
    grouped = int((o.labels >= 0).sum())
    return Grouping(
        number=o.k,
        chosen="measured" if found.settings.groups is None else "requested",
        words=wording.groups(o, grouped, found.settings.groups),
        candidates=wording.candidates(o),
        stability=wording.stability(o, found.settings.resamples),
        grouped=grouped,
        not_grouped=c.votes.n_people - grouped,
        agreement_with_source=_agreement(c, o),
    )


def _agreement(c: Consultation, o: Opinion) -> float | None:
    if c.published_groups is None:
        return None
    both = (c.published_groups >= 0) & (o.labels >= 0)
    return adjusted_rand(c.published_groups[both], o.labels[both]) if int(both.sum()) > 1 else None


def _map(o: Opinion, n_votes: NDArray[np.int64]) -> Map:
    drawn = np.flatnonzero(n_votes > 0)
    # in order of place, not of identifier: a dot shall not lead back to a person
    drawn = drawn[np.lexsort((o.positions[drawn, 1], o.positions[drawn, 0]))]
    x, y, group = o.positions[drawn, 0], o.positions[drawn, 1], o.labels[drawn]
    if len(drawn) <= MOST_DOTS:
        groups = [None if g < 0 else g for g in group.tolist()]
        return Map(
            explained=o.explained, x=x.tolist(), y=y.tolist(), group=groups, votes=n_votes[drawn].tolist(), cells=[]
        )
    size = max(float(np.ptp(x)), float(np.ptp(y)), 1e-9) / _SQUARES
    column, row = np.floor((x - x.min()) / size), np.floor((y - y.min()) / size)
    keys = np.stack([column, row, group], axis=1).astype(np.int64)
    squares, people = np.unique(keys, axis=0, return_counts=True)
    cells = [
        (float(x.min() + (i + 0.5) * size), float(y.min() + (j + 0.5) * size), None if g < 0 else g, n)
        for (i, j, g), n in zip(squares.tolist(), people.tolist(), strict=True)
    ]
    return Map(explained=o.explained, x=[], y=[], group=[], votes=[], cells=cells)


def _map_scale(o: Opinion) -> float:
    """Return what brings the statements to the scale of the people: the published map leaves this to the eye."""
    people = np.sqrt((o.positions[o.labels >= 0] ** 2).sum(axis=1))
    if not len(people) or not len(o.extremity) or o.extremity.max() <= 0:
        return 1.0
    return float(np.sort(people)[int(0.9 * (len(people) - 1))] / o.extremity.max())


def _common_ground(o: Opinion) -> list[int]:
    """Rank statements by how much every group agrees on them, or on rejecting them.

    More than half of each group must, and more than half of all even at the low end of the interval.
    """
    agree, disagree = o.group_aware[1][1], o.group_aware[-1][1]
    seen = o.group_counts.sum(axis=2)
    most = np.maximum(
        (o.group_counts[:, :, 2] / np.maximum(seen, 1)).min(axis=0),
        (o.group_counts[:, :, 0] / np.maximum(seen, 1)).min(axis=0),
    )
    against, _ = certainty.wilson(o.counts[:, 0], o.counts.sum(axis=1))
    sure = np.maximum(o.low[o.k], against) > 0.5
    return _best(np.where((most > 0.5) & sure, np.maximum(agree, disagree), np.nan), o)


def _best(values: Floats, o: Opinion) -> list[int]:
    """Return up to ten statements with the highest values, of those with enough votes; NaN is left out."""
    enough = (o.counts.sum(axis=1) >= _LEAST_VOTES) & ~np.isnan(values)
    order = np.argsort(-np.where(enough, values, -np.inf), kind="stable")
    return [int(s) for s in order[:_LISTED] if enough[s]]


def _ids(c: Consultation, o: Opinion, statements: list[int]) -> list[str]:
    return [c.statement_ids[int(o.statements[s])].as_py() for s in statements]


def _margins(c: Consultation, rule: PollRule) -> dict[str, Any]:
    kinds = [] if c.people is None else [kind for kind in KINDS if kind in c.people.ties]
    note = (
        None if kinds else "To see how easily a bloc could change this, add a table of people: comity opinion --people."
    )
    if c.people is not None and not kinds:
        note = (
            "The table of people states no affiliation, funder, owner or country, so no capture margin can be computed."
        )
    return {
        "kinds": kinds,
        "note": note,
        "rule": {
            "small_minority": float(rule.small_minority),
            "strong": float(rule.strong),
            "least_people": rule.least_people,
            "group_floor": None if rule.group_floor is None else float(rule.group_floor),
            "quorum": None if rule.quorum is None else dict(rule.quorum),
        },
    }


def _pair(point: Floats) -> Pair:
    return float(point[0]), float(point[1])
