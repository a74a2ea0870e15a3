"""Each mechanism refuses what breaks its rule, and lets it pass with a warning or switched off."""

import ast
from pathlib import Path

import pytest

import comity.body
from comity.body.kinds import KINDS
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body.decision_lives import variant
from tests.body.helpers import Life
from tests.body.mechanisms import EVERY as SCENARIOS
from tests.body.mechanisms import MODULES
from tests.body.mechanisms.scenes import NotRefusedError

EVERY = pytest.mark.parametrize("mechanism", Mechanism)


def test_every_mechanism_has_its_life_and_is_used_by_some_act():
    assert set(SCENARIOS) == set(Mechanism)
    assert {one.steps.__module__ for one in SCENARIOS.values()} == {module.__name__ for module in MODULES}
    assert len({one.name for one in SCENARIOS.values()}) == len(Mechanism)
    names = {kind.name for kind in KINDS}
    assert all(set(one.kinds) <= names and one.sentence for one in SCENARIOS.values())
    used = set()
    for path in Path(comity.body.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Mechanism":
                used.add(Mechanism[node.attr])
    assert used == set(Mechanism)


@EVERY
def test_it_refuses_what_breaks_its_rule_and_nothing_besides(mechanism):
    SCENARIOS[mechanism](template("comity"))


@EVERY
def test_switched_off_its_life_fails_since_the_act_is_done(mechanism):
    charter = variant(**{mechanism.name: "off"})
    with pytest.raises(NotRefusedError):
        SCENARIOS[mechanism](charter)
    done = {broken.kind: broken.done() for broken in SCENARIOS[mechanism].steps(charter)}
    assert set(done) == set(SCENARIOS[mechanism].kinds)
    assert all(isinstance(life, Life) for life in done.values()), done


@EVERY
def test_set_to_warn_an_act_is_done_that_names_what_it_breaks_and_that_is_counted(mechanism):
    charter = variant(**{mechanism.name: "warn"})
    seen = set()
    for broken in SCENARIOS[mechanism].steps(charter):
        silent = broken.done()
        assert not isinstance(silent, Life), f"{broken.kind} was done without a word"
        assert silent.message == "warn.not-named"
        assert silent.facts["breaks"] == [mechanism]
        done = broken.done(mechanism)
        assert isinstance(done, Life), done
        assert done.state.warned == {mechanism: broken.life.state.warned.get(mechanism, 0) + 1}
        done.check_fold()
        seen.add(broken.kind)
    assert seen == set(SCENARIOS[mechanism].kinds)
