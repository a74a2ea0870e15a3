"""One measurement a process: `python jobs.py JOB ARGUMENTS…` prints one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np


def report(**figures: float) -> None:
    """Print the figures, with the peak memory of this process."""
    print(json.dumps({**figures, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def load(path: str):
    """Read vote events (Polis CSV or our Parquet) as integer arrays."""
    if path.endswith(".csv"):
        import pyarrow.csv

        rows = pyarrow.csv.read_csv(path)
        return (*(rows[name].to_numpy() for name in ("voter-id", "comment-id", "vote")), rows["timestamp"].to_numpy())
    import pyarrow.parquet

    rows = pyarrow.parquet.read_table(path)
    return (*(rows[name].to_numpy() for name in ("person", "statement", "vote")), None)


def reduced(people, statements, values, at):
    """Ours: codes and the last vote of each pair."""
    import pyarrow as pa

    from comity.tables.codes import encode
    from comity.tables.votes import reduce_events

    p_ids, p = encode(pa.chunked_array([people]))
    s_ids, s = encode(pa.chunked_array([statements]))
    return reduce_events(p, s, values.astype(np.int8), at, n_people=len(p_ids), n_statements=len(s_ids))[0]


def same_steps(votes):
    """Ours, but only what the peer does."""
    from comity.opinion import components as comp
    from comity.opinion import groups, statistics

    seen, n = np.diff(votes.indptr), votes.n_statements
    counts = comp.count(votes, np.zeros(votes.n_people, np.int32), 1)[0]
    mean = comp.means(counts)
    leading = comp.leading(votes, mean, 2, total=comp.total_variance(counts, mean))
    raw = comp.scores(votes, mean, leading.vectors)
    places = comp.places(mean, leading.vectors, n)
    who = groups.qualified(seen, n)
    points = np.ascontiguousarray(comp.positions(raw, seen, n)[who])
    chosen = groups.best(groups.cuts(points, np.ones(len(points)), range(2, 6), 1))
    labels = np.full(votes.n_people, -1, np.int32)
    labels[who] = chosen.labels
    by_group = comp.count(votes, labels, chosen.k)
    for vote in (1, -1):
        statistics.representativeness(by_group, vote)
        statistics.group_aware(by_group, vote)
        statistics.consensus(counts, vote)
    statistics.characteristic(by_group)
    return statistics.priority(by_group.sum(axis=0), np.sqrt((places**2).sum(axis=1)))


def everything(votes, resamples: int):
    """Ours, all of it."""
    from comity.opinion.analysis import Settings, analyse

    return analyse(votes, np.zeros(votes.n_statements, bool), Settings(resamples=resamples))


def warm_up() -> None:
    """Load compiled code and start the threads."""
    from comity.simulate.assembly import simulate

    votes = simulate(2, people=200, statements=20).consultation.votes
    rows = np.repeat(np.arange(votes.n_people), np.diff(votes.indptr))
    at = np.arange(len(rows))
    for times in (at, None):
        same_steps(reduced(rows, votes.columns.astype(np.int64), votes.values, times))
    everything(votes, 2)


def job_same_steps(path: str) -> None:
    """Time the peer's steps in our program."""
    events = load(path)
    warm_up()
    begin = time.perf_counter()
    same_steps(reduced(*events))
    report(seconds=time.perf_counter() - begin)


def job_everything(path: str, resamples: str) -> None:
    """Time the whole analysis."""
    events = load(path)
    warm_up()
    begin = time.perf_counter()
    everything(reduced(*events), int(resamples))
    report(seconds=time.perf_counter() - begin)


def job_peer(path: str) -> None:
    """Time red-dwarf's pipeline on the same events."""
    from reddwarf.implementations.base import run_pipeline

    events = as_records(reduced(*load(path)))
    run_pipeline(votes=[row for row in events if row["participant_id"] < 60], random_state=1)
    begin = time.perf_counter()
    run_pipeline(votes=events, random_state=1)
    report(seconds=time.perf_counter() - begin)


def as_records(votes):
    """The peer takes a list of dictionaries, without repeated pairs; making it does not count."""
    people = np.repeat(np.arange(votes.n_people), np.diff(votes.indptr)).tolist()
    names = ("participant_id", "statement_id", "vote", "modified")
    rows = zip(people, votes.columns.tolist(), votes.values.tolist(), range(votes.n_votes), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def job_from_parquet(path: str) -> None:
    """Time reading and analysing a large file."""
    from pathlib import Path

    from comity.sources import read

    warm_up()
    begin = time.perf_counter()
    consultation = read(Path(path))
    middle = time.perf_counter()
    same_steps(consultation.votes)
    core = time.perf_counter()
    everything(consultation.votes, 0)
    end = time.perf_counter()
    report(read=middle - begin, core=core - middle, everything=end - core, seconds=core - begin)


def job_make(path: str, people: str, statements: str, votes: str) -> None:
    """Write simulated votes, their rows in random order, as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet

    from comity.simulate.assembly import large

    simulated = large(int(people), int(statements), int(votes))
    order = np.random.default_rng(0).permutation(simulated.n_votes).astype(np.int32)
    rows = np.repeat(np.arange(simulated.n_people, dtype=np.int32), np.diff(simulated.indptr))
    arrays = {"person": rows[order], "statement": simulated.columns[order].astype(np.int32)}
    del rows
    pyarrow.parquet.write_table(pa.table({**arrays, "vote": simulated.values[order]}), path, compression="zstd")
    report()


def job_formulas(path: str) -> None:
    """Compare our figures with the peer's, on the peer's groups."""
    from reddwarf.implementations.base import run_pipeline

    from comity.opinion import components as comp
    from comity.opinion import statistics

    votes = reduced(*load(path))
    theirs = run_pipeline(votes=as_records(votes), reducer_kwargs={"svd_solver": "full"}, random_state=1)
    everybody = theirs.participants_df.sort_index()
    groups = everybody["cluster_id"]
    labels = np.where(groups.isna(), -1, groups.fillna(-1).astype(int)).astype(np.int32)
    counts = comp.count(votes, np.zeros(votes.n_people, np.int32), 1)[0]
    mean = comp.means(counts)
    leading = comp.leading(votes, mean, 2, total=0.0)
    places = comp.places(mean, leading.vectors, votes.n_statements)
    ours = comp.positions(comp.scores(votes, mean, leading.vectors), np.diff(votes.indptr), votes.n_statements)
    by_group = comp.count(votes, labels, int(labels.max()) + 1)
    stats = theirs.group_comment_stats
    table = theirs.statements_df.sort_index()

    def of(name: str):
        return np.array([stats.loc[g][name].sort_index().to_numpy(float) for g in range(len(by_group))])

    def differ(one, two) -> float:
        return float(np.max(np.abs(np.asarray(one) - np.asarray(two)) / np.maximum(1.0, np.abs(np.asarray(two)))))

    telling = statistics.characteristic(by_group)
    agree, disagree = statistics.representativeness(by_group, 1), statistics.representativeness(by_group, -1)
    print(
        json.dumps(
            {
                "means": differ(mean, table["mean"]),
                "components": differ(np.abs(leading.vectors.T), np.abs(table[["pc1", "pc2"]].to_numpy(float).T)),
                "positions": differ(np.abs(ours), np.abs(everybody[["x", "y"]].to_numpy(float))),
                "places": differ(np.abs(places), np.abs(table[["x", "y"]].to_numpy(float))),
                "share": max(differ(agree.share, of("pa")), differ(disagree.share, of("pd"))),
                "share test": max(differ(agree.share_test, of("pat")), differ(disagree.share_test, of("pdt"))),
                "ratio": max(differ(agree.ratio, of("ra")), differ(disagree.ratio, of("rd"))),
                "ratio test": max(differ(agree.ratio_test, of("rat")), differ(disagree.ratio_test, of("rdt"))),
                "group-aware consensus": max(
                    differ(statistics.group_aware(by_group, 1)[0], table["group-aware-consensus-agree"]),
                    differ(statistics.group_aware(by_group, -1)[0], table["group-aware-consensus-disagree"]),
                ),
                "priority": differ(
                    statistics.priority(by_group.sum(axis=0), np.sqrt((places**2).sum(axis=1))),
                    table["priority"].to_numpy(float),
                ),
                "consensus statements": differ(
                    statistics.consensus(counts, 1), [row["tid"] for row in theirs.consensus["agree"]]
                ),
                "representative statements": max(
                    differ([s for s, _ in telling[g]], [r["tid"] for r in theirs.repness[g]])
                    for g in range(len(by_group))
                ),
            }
        )
    )


if __name__ == "__main__":
    globals()[f"job_{sys.argv[1].replace('-', '_')}"](*sys.argv[2:])
