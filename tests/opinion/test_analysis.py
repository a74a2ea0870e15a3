import numpy as np
import pyarrow.csv as pc
import pytest

from comity.opinion import groups
from comity.opinion.analysis import Settings, analyse
from comity.simulate.assembly import large, simulate
from comity.sources import read
from comity.tables.codes import encode
from comity.tables.votes import reduce_events
from tests.opinion.helpers import dense, from_matrix, random_matrix, table

# adjusted Rand index that must be reached at the export's own number of groups; None: reported, not required
REPRODUCED = {
    "15-per-hour-seattle": 0.80,
    "austria-climate.5twd2jsnkf.2022-08-08": 0.80,
    "canadian-electoral-reform": 0.80,
    "football-concussions": 0.80,
    "london.youth.policing": None,
    "scoop-hivemind.biodiversity": 0.80,
    "vtaiwan.uberx": 0.65,
}


@pytest.mark.shared
@pytest.mark.parametrize("name", REPRODUCED)
def test_the_groups_of_a_published_conversation_are_reproduced(shared, name):
    consultation = read(shared / "polis" / name)
    published = consultation.published_groups
    k = len(set(published[published >= 0].tolist()))
    settings = Settings(groups=k, resamples=0)
    found = analyse(consultation.votes, consultation.rejected, settings, published=published)
    both = (published >= 0) & (found.labels >= 0)
    assert found.k == k
    assert both.sum() >= 0.99 * (published >= 0).sum()
    index = groups.adjusted_rand(published[both], found.labels[both])
    assert index >= (REPRODUCED[name] or -1.0)


@pytest.mark.shared
@pytest.mark.parametrize("name", REPRODUCED)
def test_every_conversation_runs_with_measured_groups(shared, name):
    consultation = read(shared / "polis" / name)
    found = analyse(consultation.votes, consultation.rejected, Settings(resamples=4))
    assert 1 <= found.k <= 5
    assert np.isfinite(found.positions).all() and np.isfinite(found.places).all()
    rejected = consultation.votes.select_statements(consultation.rejected)
    assert found.counts.sum() == consultation.votes.n_votes - rejected.n_votes


@pytest.mark.shared
def test_the_order_of_rows_changes_no_digit(shared):
    rows = pc.read_csv(shared / "polis" / "15-per-hour-seattle" / "votes.csv")
    results = []
    for seed in (None, 1, 2):
        order = np.arange(len(rows)) if seed is None else np.random.default_rng(seed).permutation(len(rows))
        shuffled = rows.take(order)
        people, statements = encode(shuffled["voter-id"]), encode(shuffled["comment-id"])
        votes, _ = reduce_events(
            people[1],
            statements[1],
            shuffled["vote"].to_numpy().astype(np.int8),
            shuffled["timestamp"].to_numpy(),
            n_people=len(people[0]),
            n_statements=len(statements[0]),
        )
        results.append(analyse(votes, np.zeros(votes.n_statements, bool), Settings(resamples=10)))
    assert_same_to_the_last_digit(results)


def test_the_number_of_cores_changes_no_digit(monkeypatch):
    votes = large(12_000, 50, 400_000, seed=1)
    assert len(votes.parts()) > 2
    results = []
    for over in (None, lambda work, items: [work(item) for item in items]):
        if over is not None:
            for module in ("components", "groups", "certainty"):
                monkeypatch.setattr(f"comity.opinion.{module}.over", over)
        results.append(analyse(votes, np.zeros(50, bool), Settings(resamples=4)))
    assert_same_to_the_last_digit(results)


def assert_same_to_the_last_digit(results):
    for name in ("positions", "places", "labels", "counts", "group_counts", "low", "high", "priority", "divisiveness"):
        assert len({getattr(found, name).tobytes() for found in results}) == 1, name
    assert len({found.bridging.intercepts.tobytes() for found in results}) == 1
    assert len({found.resampled.adjusted_rand.tobytes() for found in results}) == 1


def test_rejected_statements_count_for_nobody_but_as_votes_cast():
    matrix = random_matrix(1, 60, 14, share=0.8)
    rejected = np.zeros(14, bool)
    rejected[[3, 9]] = True
    votes = from_matrix(matrix)
    found = analyse(votes, rejected, Settings(resamples=0))
    assert found.statements.tolist() == [s for s in range(14) if s not in (3, 9)]
    flipped = from_matrix(np.where(rejected, -matrix, matrix))
    again = analyse(flipped, rejected, Settings(resamples=0))
    assert again.positions.tobytes() == found.positions.tobytes()
    # the published scale counts the rejected columns and votes: √(C/n) with C=14 and n of all votes
    seen = (~np.isnan(dense(votes))).sum(axis=1)
    without = analyse(votes.select_statements(~rejected), np.zeros(12, bool), Settings(resamples=0))
    fewer = (~np.isnan(dense(votes)[:, ~rejected])).sum(axis=1)
    scale = np.sqrt((14 / np.maximum(seen, 1)) / (12 / np.maximum(fewer, 1)))
    assert found.positions == pytest.approx(without.positions * scale[:, None])


@pytest.mark.parametrize(
    "rows",
    [
        [[1]],
        [[1, -1, 0]],
        [[None, None], [None, None]],
        [[1, 1], [1, 1], [1, 1]],
        [[0, 0, 0]] * 30,
        [[1, -1]] * 20 + [[-1, 1]] * 20,
    ],
)
@pytest.mark.parametrize("asked", [None, 1, 2, 4])
def test_small_and_flat_assemblies_are_no_error(rows, asked):
    found = analyse(table(rows), np.zeros(len(rows[0]), bool), Settings(groups=asked, resamples=3))
    assert found.k >= 1
    assert np.isfinite(found.positions).all()
    assert set(found.labels.tolist()) <= set(range(-1, found.k))


def test_everything_rejected_is_no_error():
    found = analyse(table([[1, -1], [0, 1]]), np.ones(2, bool), Settings(resamples=3))
    assert found.k == 1 and found.counts.shape == (0, 3)


def test_two_clear_camps_without_noise():
    rows = [[1, -1, 1, -1, 1, -1, 1]] * 20 + [[-1, 1, -1, 1, -1, 1, -1]] * 30
    found = analyse(table(rows), np.zeros(7, bool), Settings(resamples=5))
    assert found.k == 2
    assert np.bincount(found.labels).tolist() == [30, 20]


def test_a_group_number_asked_for_is_given():
    assembly = simulate(2, people=200, statements=30)
    for k in (1, 2, 3, 6):
        found = analyse(assembly.consultation.votes, assembly.consultation.rejected, Settings(groups=k, resamples=0))
        assert found.k == k
        assert found.structure is None
