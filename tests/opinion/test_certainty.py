import numpy as np
import pytest

from comity.opinion import certainty
from comity.opinion.analysis import Settings, analyse
from comity.simulate.assembly import simulate
from tests.conftest import SOAK


def test_wilson_by_hand():
    # 8 of 10: (0.8 + z²/20 ± z·√(0.016 + z²/400)) / (1 + z²/10)
    low, high = certainty.wilson(np.array([8.0, 0.0, 3.0]), np.array([10.0, 0.0, 3.0]))
    assert low == pytest.approx([0.49016247, 0.0, 0.43850302], abs=1e-7)
    assert high == pytest.approx([0.94331784, 1.0, 1.0], abs=1e-7)


def test_percentile_interval_leaves_the_tails_out():
    assert certainty.interval(np.arange(1000.0)) == (25.0, 974.0)
    assert certainty.interval(np.array([3.0])) == (3.0, 3.0)


def test_resampled_groups_are_named_after_ours():
    ours = np.array([0, 0, 0, 1, 1, 2, 2, 2], np.int32)
    theirs = np.array([2, 2, 2, 0, 0, 1, 1, 0], np.int32)
    assert certainty._match(theirs, ours, 3).tolist() == [0, 0, 0, 1, 1, 2, 2, 1]
    many = np.arange(8, dtype=np.int32)
    assert certainty._match(many[::-1].copy(), many, 8).tolist() == many.tolist()


def test_intervals_are_never_narrower_than_wilson_and_hold_the_share():
    assembly = simulate(2, people=200, statements=20, seed=3)
    found = analyse(assembly.consultation.votes, assembly.consultation.rejected, Settings(resamples=40))
    counts = np.concatenate([found.group_counts, found.counts[None]])
    low, high = certainty.wilson(counts[:, :, 2], counts.sum(axis=2))
    share = counts[:, :, 2] / np.maximum(counts.sum(axis=2), 1)
    assert (found.low <= low + 1e-12).all() and (found.high >= high - 1e-12).all()
    assert (found.low <= share + 1e-12).all() and (found.high >= share - 1e-12).all()


def test_intervals_of_the_whole_assembly_cover_the_truth():
    covered = total = 0
    for seed in range(60 if SOAK else 12):
        assembly = simulate(2, people=150, statements=20, seed=seed, passes=0.0)
        found = analyse(
            assembly.consultation.votes, assembly.consultation.rejected, Settings(resamples=60, minorities=False)
        )
        truth = assembly.leanings[assembly.group].mean(axis=0)  # of these people: narrower than of all who might come
        covered += int(((found.low[-1] <= truth) & (truth <= found.high[-1])).sum())
        total += len(truth)
    assert covered / total >= 0.94


def test_clear_groups_are_stable_and_a_forced_cut_of_one_is_not():
    clear = simulate(3, seed=1)
    found = analyse(clear.consultation.votes, clear.consultation.rejected, Settings(resamples=20))
    assert found.resampled.adjusted_rand.mean() > 0.8
    assert (found.resampled.numbers == 3).mean() > 0.8
    noise = simulate(1, seed=1)
    forced = analyse(noise.consultation.votes, noise.consultation.rejected, Settings(groups=3, resamples=20))
    assert forced.k == 3
    assert forced.resampled.adjusted_rand.mean() < 0.5
