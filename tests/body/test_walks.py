"""Whatever acts a charter allows, in whatever order, every rule of it holds; and what it refuses leaves no trace."""

import pytest

from comity.body.kinds import KINDS
from comity.charter.templates import NAMES, template
from tests.body.invariants import check
from tests.body.walker import Walker
from tests.body.walker_acts import ACTS, drive
from tests.conftest import SOAK

WALKS, STEPS = (100, 1000) if SOAK else (2, 200)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(WALKS))
def test_any_acts_that_are_allowed_keep_every_rule_of_the_charter(name, seed):
    walker = Walker(template(name), seed, ACTS, drive, check)
    walker.walk(STEPS // 2)
    half = sum(walker.done.values())
    walker.walk(STEPS // 2)
    walker.life.check_fold()
    done = sum(walker.done.values())
    assert min(half, done - half) > STEPS / 10, f"{half} acts and then {done - half}: a body that stalls shows nothing"
    assert sum(walker.refused.values()) > STEPS / 10


def test_walks_do_acts_of_every_kind_that_bodies_have():
    keys = {"key.add", "key.revoke", "key.rotate", "log-key.announce", "log-key.end"}  # tests/record
    assert set(ACTS) == {kind.name for kind in KINDS} - {"body.found"} - keys
