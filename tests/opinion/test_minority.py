import pytest

from comity.opinion.analysis import Settings, analyse
from comity.simulate.assembly import simulate


@pytest.mark.parametrize("seed", [1, 3, 4, 5])
def test_a_planted_minority_is_found_and_named(seed):
    assembly = simulate(2, seed=seed, minority=60)
    votes, rejected = assembly.consultation.votes, assembly.consultation.rejected
    found = analyse(votes, rejected, Settings(groups=2, resamples=0))
    minorities = [m for m in found.minorities if m is not None]
    assert len(minorities) == 1
    (minority,) = minorities
    caught = int((minority.who & assembly.minority).sum())
    assert caught >= 0.8 * minority.who.sum()
    assert caught >= 0.6 * 60
    assert minority.telling
    assert sum(assembly.unusual[s] for s, _ in minority.telling) >= len(minority.telling) / 2


@pytest.mark.parametrize("groups", [1, 2, 3])
def test_no_minority_is_seen_where_none_was_planted(groups):
    for seed in range(4):
        assembly = simulate(groups, seed=seed)
        found = analyse(assembly.consultation.votes, assembly.consultation.rejected, Settings(resamples=0))
        assert found.minorities == [None] * found.k
