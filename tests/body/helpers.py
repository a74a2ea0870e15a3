"""A body that lives in memory: acts are checked, recorded and folded as the store does it, on a clock of its own."""

from datetime import datetime, timedelta

from comity.body.kind import RefusedError
from comity.body.kinds import KINDS
from comity.body.registry import Registry
from comity.body.state import State
from comity.charter.model import Charter
from comity.record.envelope import Act, read_act, time_of, time_text
from comity.record.proposal import Proposal, propose

ORIGIN = "body.example/record"
BEGIN = "2026-01-01T00:00:00.000000Z"


class Life:
    """One body. `do` acts, or raises RefusedError; `refused` gives the refusal, and checks that nothing changed."""

    def __init__(self, charter: Charter | None = None, officers=None, members=(), *, steward="steward", origin=ORIGIN):
        self.registry = Registry(KINDS)
        self.origin = origin
        self.now: datetime = time_of(BEGIN)
        self.entries: list[bytes] = []
        self.acts: list[Act] = []
        self.rows: list[tuple[int, object]] = []
        self.openings: dict[int, dict] = {}
        self.charters: dict[int, str] = {}
        self.state = State(origin)
        self.state.look = self.acts.__getitem__
        if charter is not None:
            pairs = [(role, actor) for role, actors in (officers or {}).items() for actor in actors]
            self.do(
                "body.found", steward, charter=charter.to_json(), steward=steward,
                officers=[{"role": role, "actor": actor} for role, actor in pairs], members=list(members),
            )  # fmt: skip

    def propose(self, kind, actor, /, *, private=None, blobs=(), **public) -> Proposal:
        return propose(self.origin, kind, actor, public, private=private, blobs=blobs)

    def do(self, kind, actor, /, *, private=None, blobs=(), **public) -> Act:
        """One act, a second after the one before."""
        return self.commit(self.propose(kind, actor, private=private, blobs=blobs, **public))

    def commit(self, proposal: Proposal) -> Act:
        self.registry.check_form(proposal)
        act = proposal.at_place(len(self.entries), time_text(self.now + timedelta(seconds=1)))
        self.registry.check(self.state, act)
        self.now += timedelta(seconds=1)
        self.entries.append(act.to_bytes())
        self.acts.append(act)
        self.registry.apply(self.state, act)
        self.openings[act.seq] = dict(proposal.openings)
        self.rows += [(act.seq, row) for row in self.registry.rows(act, proposal.openings)]
        return act

    def refused(self, kind, actor, /, *, private=None, blobs=(), **public):
        before = self.registry.dump(self.state)
        try:
            self.do(kind, actor, private=private, blobs=blobs, **public)
        except RefusedError as error:
            assert self.registry.dump(self.state) == before
            return error.refusal
        raise AssertionError(f"{kind} by {actor} was not refused")

    def wait(self, days) -> list[Act]:
        """Let time pass; the clock does what falls due on the way, each at its time."""
        until = self.now + timedelta(days=days)
        done = []
        while True:
            dues = sorted(one.due for one in self.state.deadlines.values() if time_of(one.due) <= until)
            if not dues:
                break
            self.now = max(self.now, time_of(dues[0]))
            for proposal in self.registry.clock(self.state, time_text(self.now)):
                try:
                    done.append(self.commit(proposal))
                except RefusedError as error:  # a deadline before it has ended this one
                    assert error.refusal.message == "clock.no-deadline"
        self.now = until
        return done

    def table(self, name) -> list[dict]:
        return [{"seq": seq, **row.values} for seq, row in self.rows if row.table == name]

    def check_fold(self) -> None:
        """The state is what the acts give as they are read, and what its own written form reads back to."""
        assert [read_act(entry) for entry in self.entries] == self.acts
        again = self.registry.fold(self.origin, [read_act(entry) for entry in self.entries])
        written = self.registry.dump(self.state)
        assert self.registry.dump(again) == written
        assert self.registry.dump(self.registry.load(written)) == written
