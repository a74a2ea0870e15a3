"""Votes as the voting page reads them: what is kept in the process is what the record says, also after erasing."""

from comity.store.sequencer import body_of
from comity.web.voting import ballots
from tests.web.sites import Site


def test_votes_that_are_kept_are_those_of_the_record(site: Site):
    site.live(upto="again")
    state = site.living.state()
    talk = next(iter(state.consultations))
    first, second, *_ = state.consultations[talk].statements

    def read():
        return ballots.votes_of(body_of(site.origin), talk, "ngo-1")

    def vote(statement, value):
        private = {"vote": {"statement": statement, "value": value}}
        return site.living.do("vote.cast", "ngo-1", {"consultation": talk}, private=private).act.seq

    before = read()
    seqs = [vote(first, "agree"), vote(second, "pass"), vote(first, "disagree")]
    after = read()
    assert after.acts == before.acts + 3 and list(after.values)[-2:] == [second, first]
    assert set(after.values.values()) == {""}, "nobody is shown how they voted in secret"
    site.living.do("erase", "ngo-1", {"erased": [{"seq": seq, "part": "vote"} for seq in seqs], "reason": "Mine."})
    erased = read()
    assert erased.acts == after.acts and second not in erased.values
    ballots.forget()
    assert read() == erased
    assert ballots.votes_of(body_of(site.origin), talk, "nobody").values == {}


def test_votes_are_read_up_to_the_act_that_one_has_just_done(site: Site):
    site.live(upto="again")
    state = site.living.state()
    talk = next(iter(state.consultations))
    body, statement = body_of(site.origin), next(iter(state.consultations[talk].statements))
    ballots.votes_of(body, talk, "ngo-1")
    private = {"vote": {"statement": statement, "value": "agree"}}
    seq = site.living.do("vote.cast", "ngo-1", {"consultation": talk}, private=private).act.seq
    assert body.size == seq, "read before"
    assert list(ballots.votes_of(body, talk, "ngo-1", seq + 1).values)[-1] == statement


def test_a_change_is_looked_for_only_since_the_first_reading(site: Site, monkeypatch):
    """To look for it in the whole of a long record kept whoever came first after a start waiting, with a lock held."""
    site.live(upto="again")
    talk = next(iter(site.living.state().consultations))
    ballots.forget()
    before, size = ballots.statements(body_of(site.origin), talk), body_of(site.origin).size
    asked, rows = [], ballots._NEWEST.rows
    monkeypatch.setattr(ballots._NEWEST, "rows", lambda *given: (asked.append(given), rows(*given))[1])
    body = body_of(site.origin)
    private = {"text": {"text": "A new one, which nobody has read."}}
    said = {"consultation": talk, "language": "en"}
    seq = site.living.do("statement.make", "ngo-1", said, private=private).act.seq
    after = ballots.statements(body_of(site.origin), talk)
    assert asked == [(body.pk, size, seq + 1)] and [*after] == [*before, f"s{seq}"]
    vote = {"vote": {"statement": f"s{seq}", "value": "agree"}}
    site.living.do("vote.cast", "ngo-1", {"consultation": talk}, private=vote)
    assert ballots.statements(body_of(site.origin), talk) is after, "nothing that is shown was changed"
    assert asked[1:] == [(body.pk, seq + 1, seq + 2)]
