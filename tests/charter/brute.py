"""What the capture margin is by definition: every set of units tried in turn."""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from comity.charter.call import LEVELS, NODE_BUDGET, PollRule, Units, evidence, poll


@dataclass(frozen=True)
class Case:
    """Cells are (units, group, disagree, pass, agree)."""

    cells: list
    n_units: int
    n_groups: int = 0
    rule: PollRule = field(default_factory=PollRule)

    @property
    def groups(self):
        return [f"g{i}" for i in range(self.n_groups)]

    @property
    def names(self):
        return tuple(f"u{i:02}" for i in range(self.n_units))

    def rest(self, absent):
        tally = np.zeros((self.n_groups + 1, 3), int)
        for units, group, *votes in self.cells:
            if not set(units) & set(absent):
                tally[group] += votes
        return tally

    def level(self, absent=()):
        return poll(self.rest(absent), self.groups, self.rule).level

    def people(self, absent):
        return int(self.rest(()).sum() - self.rest(absent).sum())

    def lowers(self, absent):
        return LEVELS.index(self.level(absent)) > LEVELS.index(self.level())

    def margin(self, budget=NODE_BUDGET, kind="funder", names=None):
        counts = np.array([[cell[2:]] for cell in self.cells])
        ties = Units(names or self.names, [cell[0] for cell in self.cells])
        (result,) = evidence(
            counts,
            group=[cell[1] for cell in self.cells],
            groups=self.groups,
            kinds={kind: ties},
            rule=self.rule,
            node_budget=budget,
        )
        return result.capture_margin[0]

    def smallest(self):
        """All sets of the fewest units that lower the level; none when no set does."""
        for k in range(1, self.n_units + 1):
            if sets := [absent for absent in combinations(range(self.n_units), k) if self.lowers(absent)]:
                return sets
        return []
