"""A random life of a body, done in a store: what it folds, what it keeps and what is made again are the same."""

from comity.charter.templates import template
from comity.kinds import registry
from comity.record.envelope import time_of
from comity.store.folding import folded, save_snapshot
from comity.store.models import Row
from comity.store.publishing import Home
from comity.store.rebuilding import compare, rewrite_rows
from comity.store.sequencer import Sequencer
from tests.body.helpers import Life
from tests.body.walker import Walker
from tests.body.walker_acts import ACTS, drive
from tests.conftest import SOAK


class Kept(Life):
    """A life that keeps what was proposed, and when."""

    def __init__(self, *arguments, **named):
        self.proposals = []
        super().__init__(*arguments, **named)

    def commit(self, proposal):
        act = super().commit(proposal)
        self.proposals.append((proposal, time_of(act.at)))
        return act


def test_fold_equals_rebuild_equals_the_live_projections(store):
    walker = Walker(template("comity"), 4, ACTS, drive, life=Kept)
    walker.walk(2000 if SOAK else 250)
    proposals, now = walker.life.proposals, []
    sequencer = Sequencer(registry(), lambda: now[-1])
    body = sequencer.open(walker.life.origin)
    for place, (proposal, at) in enumerate(proposals):
        now.append(at)
        sequencer.commit(proposal)
        if place == len(proposals) // 2:
            body.refresh_from_db()
            save_snapshot(sequencer.registry, body, folded(sequencer.registry, body))
    body.refresh_from_db()
    dump = sequencer.registry.dump
    assert len(proposals) > 80
    assert any(proposal.act.kind == "erase" for proposal, _ in proposals)
    live = dump(sequencer.state(walker.life.origin).state)
    assert live == dump(walker.state) == dump(folded(sequencer.registry, body).state)
    folder = Home(store.home).record(body.origin)
    before = list(Row.objects.order_by("seq", "n").values("seq", "n", "table", "scope", "audience", "values"))
    assert compare(sequencer.registry, body, folder).differences == []
    rewrite_rows(sequencer.registry, body)
    again = list(Row.objects.order_by("seq", "n").values("seq", "n", "table", "scope", "audience", "values"))
    assert again == before
    assert compare(sequencer.registry, body, folder).differences == []
