"""Measurements of a living body, one a process: `python body_jobs.py JOB ARGUMENTS…` prints a line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

ORIGIN = "bench.example/record"
START = datetime(2026, 3, 1, tzinfo=UTC)
PEOPLE, STATEMENTS = 10_000, 200


def report(**figures: float) -> None:
    """Print the figures, with the peak memory of this process."""
    print(json.dumps({**figures, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def beginning():
    """The acts of a body on the template of the IETF until it votes: founding, a matter, a consultation, statements."""
    from comity.charter.templates import template

    charter = template("ietf-wg").to_json()
    officers = [{"role": "wg-chair", "actor": "chair"}]
    yield "body.found", "chair", {"charter": charter, "steward": "chair", "officers": officers}, {}
    about = {"title": "One", "summary": "It.", "tags": ["protocol"], "layers": ["logical"]}
    yield "matter.propose", "p1", {"path": "proposed-standard", **about}, {}
    closes = "2027-03-01T00:00:00.000000Z"
    yield "consultation.open", "chair", {"matter": "m1", "ballots": "open", "closes": closes}, {}
    for s in range(STATEMENTS):
        yield "statement.make", f"p{s}", {"consultation": "c2", "language": "en"}, {"text": {"text": f"Statement {s}"}}


def voting(votes: int):
    """Votes of 10,000 people on 200 statements, in an order that is not that of either."""
    values = ("agree", "disagree", "pass")
    for i in range(votes):
        said = {"consultation": "c2", "statement": f"s{3 + i * 7 % STATEMENTS}", "value": values[i * i % 3]}
        yield "vote.cast", f"p{i * 31 % PEOPLE}", said, {}


def entries(votes: int) -> list[bytes]:
    """The entries of the record of such a body."""
    from comity.record.envelope import time_text
    from comity.record.proposal import propose

    made: list[bytes] = []
    for acts in (beginning(), voting(votes)):
        for kind, actor, said, private in acts:
            proposal = propose(ORIGIN, kind, actor, said, private=private)
            at = time_text(START + timedelta(milliseconds=len(made)))
            made.append(proposal.at_place(len(made), at).to_bytes())
    return made


def job_fold(votes: str) -> None:
    """Fold the acts from their entries, as a store does that has no snapshot; then load and write a snapshot."""
    from comity.kinds import registry
    from comity.record.envelope import read_own_act

    kinds, made = registry(), entries(int(votes))
    begin = time.perf_counter()
    state = kinds.fold(ORIGIN, map(read_own_act, made))
    folded = time.perf_counter() - begin
    content = kinds.dump(state)
    loads = []
    for _ in range(5):
        begin = time.perf_counter()
        kinds.load(content)
        loads.append(time.perf_counter() - begin)
    report(seconds=folded, load_ms=min(loads) * 1e3, snapshot_mb=len(content) / 2**20)


def job_legality(votes: str) -> None:
    """Fold the acts, asking of each whether it may be done; and how long that question takes for a vote."""
    from comity.body.state import State
    from comity.kinds import registry
    from comity.record.envelope import read_own_act

    kinds, made = registry(), entries(int(votes))
    begin = time.perf_counter()
    state = State(ORIGIN)
    for entry in made:
        act = read_own_act(entry)
        kinds.check(state, act)
        kinds.apply(state, act)
    seconds = time.perf_counter() - begin
    acts = [read_own_act(entry) for entry in made[-10_000:]]
    begin = time.perf_counter()
    for act in acts:
        kinds.check(state, act)
    report(seconds=seconds, may_us=(time.perf_counter() - begin) / len(acts) * 1e6)


def job_evidence(votes: str) -> None:
    """The evidence of a call from the rows of a closed consultation; reading these from a store does not count."""
    from comity.calling import call_evidence
    from comity.kinds import registry
    from comity.record.envelope import Act, read_act

    kinds, made = registry(), entries(int(votes))
    acts = [read_act(entry) for entry in made]
    state = kinds.fold(ORIGIN, acts)
    rows = [
        {"seq": act.seq, **row.values}
        for act in acts
        if isinstance(act, Act) and act.kind == "vote.cast"
        for row in kinds.rows(act, {})
    ]
    consultation = state.consultations["c2"]
    consultation.closed_seq = len(made)
    for _ in range(2):  # the first loads what is compiled
        begin = time.perf_counter()
        call_evidence(state.charter, consultation, closed_at=state.at, votes=rows)
        seconds = time.perf_counter() - begin
    report(seconds=seconds)


if __name__ == "__main__":
    {"fold": job_fold, "legality": job_legality, "evidence": job_evidence}[sys.argv[1]](*sys.argv[2:])
