import numpy as np
import pytest

from comity.simulate import demo
from comity.simulate.assembly import large, simulate


def test_a_seed_gives_the_same_assembly_and_another_seed_another():
    one, same, other = (simulate(3, people=50, statements=10, seed=s) for s in (1, 1, 2))
    assert one.consultation.votes.values.tobytes() == same.consultation.votes.values.tobytes()
    assert one.group.tolist() == same.group.tolist()
    assert one.consultation.votes.values.tobytes() != other.consultation.votes.values.tobytes()


@pytest.mark.parametrize("k", [1, 2, 5])
def test_people_vote_as_their_group_leans(k):
    assembly = simulate(k, people=2_000, statements=20, passes=0.1)
    votes = assembly.consultation.votes
    counts = votes.tally(assembly.group, k)
    seen = counts.sum(axis=2)
    agree = counts[:, :, 2] / (counts[:, :, 0] + counts[:, :, 2])
    assert np.abs(agree - assembly.leanings).max() < 5 * np.sqrt(0.25 / seen.min())
    assert counts[:, :, 1].sum() / seen.sum() == pytest.approx(0.1, abs=0.01)


def test_a_planted_minority_stands_against_its_group():
    assembly = simulate(2, minority=60)
    votes = assembly.consultation.votes
    counts = votes.tally(assembly.minority.astype(np.int32), 2)[:, assembly.unusual]
    share = counts[:, :, 2].sum(axis=1) / counts.sum(axis=(1, 2))
    assert assembly.minority.sum() == 60
    assert share[0] > 0.75 and share[1] < 0.15


def test_large_assemblies_have_the_size_asked_for():
    votes = large(500, 40, 5_000, seed=3)
    assert (votes.n_people, votes.n_statements, votes.n_votes) == (500, 40, 5_000)
    for p in range(500):
        row = votes.columns[votes.indptr[p] : votes.indptr[p + 1]].tolist()
        assert row == sorted(set(row))
    assert np.bincount(votes.columns, minlength=40).min() > 60


def test_whatever_is_simulated_says_so():
    assert simulate(1, people=10, statements=3).consultation.simulated
    assert demo.consultation(people=60).simulated
    assert "simulated" in demo.consultation(people=60).source


def test_the_demo_speaks_to_all_questions_in_five_languages():
    from comity.simulate._demo_texts import STATEMENTS

    assert len({question for question, _, _ in STATEMENTS}) == 21
    texts = " ".join(text for _, _, text in STATEMENTS)
    for sign in ("的", "ال", "é", "ó"):
        assert sign in texts
    assert all(0 < chance < 1 for _, chances, _ in STATEMENTS for chance in chances)
