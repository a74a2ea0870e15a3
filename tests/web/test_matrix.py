"""Authorisation at the act: what an account may do, the rules of the body say, whoever asks by whichever door."""

import base64
import random
from datetime import UTC, datetime

import pytest

from comity.base.errors import InputError
from comity.body.kind import RefusedError
from comity.body.kinds import KINDS
from comity.body.state import CLOCK, OPERATOR
from comity.charter.templates import template
from comity.kinds import registry
from comity.record.proposal import propose
from comity.store.models import Entry, Participant, User
from comity.store.sequencer import body_of
from comity.web.acts import acting
from comity.web.people import tokens
from comity.web.reading import reading
from tests.body.walker_acts import ACTS
from tests.web import matrix
from tests.web.sites import Site

API = "/api/v1/bodies/body.example~1record"


@pytest.fixture(scope="module")
def table():
    return matrix.outcomes()


def test_the_table_has_a_cell_for_every_role_and_every_kind_that_the_code_has(table):
    cells, _ = table
    charter = template(matrix.TEMPLATE)
    assert {str(role.kind) for role in charter.roles} < set(matrix.roles(charter))
    assert set(cells) == {(role, kind.name) for role in matrix.roles(charter) for kind in KINDS}


def test_a_stranger_may_nothing(table):
    cells, _ = table
    assert {cells["stranger", kind] for kind in matrix.kinds()} == {matrix.NEVER}


def test_what_only_the_clock_and_the_operator_do_nobody_may(table):
    cells, done_by = table
    for actor, kinds in matrix.RESERVED.items():
        for kind in kinds:
            assert {answer for (_, one), answer in cells.items() if one == kind} == {matrix.NEVER}
            assert done_by.get(kind, {actor}) == {actor}, kind
    reserved = {kind for kinds in matrix.RESERVED.values() for kind in kinds}
    for kind, actors in done_by.items():
        assert kind in reserved or actors - {CLOCK, OPERATOR}, f"{kind} is done by {actors} only, and not listed"


def test_a_suspended_member_neither_votes_nor_speaks_nor_decides(table):
    cells, _ = table
    kept_from = {"vote.cast", "statement.make", "submission.file", "objection.raise", "matter.propose", "comment.make"}
    for kind in kept_from | {"decision.position", "designation.publish", "moderation.remove", "office.appoint"}:
        assert cells["suspended member", kind] == matrix.NEVER, kind
    for kind in kept_from:
        assert cells["member", kind] == matrix.MAY, kind


# the API's door


class Moment:
    """What a walker needs to make plausible acts of a moment: the state of a body on a site."""

    def __init__(self, site: Site) -> None:
        self.registry, self.state = registry(), site.living.state()
        self.now = datetime.fromisoformat(self.state.at).astimezone(UTC)

    def propose(self, kind, actor, private=None, blobs=(), **public):
        return propose(self.state.origin, kind, actor, public, private=private, blobs=blobs)


def people(site: Site, state) -> dict[str, User]:
    """An account in each role of the body; a newcomer and one who runs the machine are known to nobody there."""
    found = {"newcomer": site.user("new@people.example"), "staff": site.user("root@people.example")}
    User.objects.filter(pk=found["staff"].pk).update(is_staff=True, is_superuser=True)
    held = {role: actors[0] for role, actors in matrix.people_of(state, state.at).items()}
    for role, actor in {**held, "member": "ngo-5", "suspended member": "ngo-6"}.items():
        found[role] = site.user(f"{role.replace(' ', '-')}@people.example", actor)
    return found


def suspend(site: Site) -> None:
    """Suspend a member as the charter has it: put to the council, decided by it."""
    done = site.living.do("member.suspend", "secretary", {"member": "ngo-6", "days": 60, "reason": "So."})
    for actor in ("gov-1", "firm-1", "ngo-1", "eng-1", "uni-1", "igo-1"):
        if not site.living.state().proceedings[f"d{done.act.seq}"].outcome:
            said = {"proceeding": f"d{done.act.seq}", "value": "for", "reason": "So."}
            site.living.do("decision.position", actor, said)
    assert site.living.state().people["ngo-6"].suspended_until


@pytest.fixture
def played(site: Site) -> Site:
    site.live(upto="talk")
    suspend(site)
    return site


def acts_of(site: Site):
    """An act of every kind that could fit the moment, with the parts that it brings."""
    moment = Moment(site)
    walk = matrix.Idle(moment, random.Random(7))  # noqa: S311 - the same acts each time
    for kind in sorted(ACTS):
        _actor, said, private, blobs = matrix.made(kind, walk)
        yield kind, said, private, blobs
    yield "log-key.announce", {"verifier": "x+00000000+AAAA"}, None, ()
    yield "log-key.end", {"verifier": "x+00000000+AAAA", "reason": "retired"}, None, ()
    yield "body.found", dict(moment.state.look(0).public), None, ()


def rule_says(site: Site, actor, kind, said, private, blobs) -> str:
    """What the kind's own rule answers: `may`, or the message of the refusal."""
    proposal = propose(site.origin, kind, actor, said, private=private, blobs=blobs)
    try:
        registry().check_form(proposal)
        with reading(site.origin, actor) as found:
            registry().check(found.state, proposal.at_place(found.state.size, found.state.at))
    except RefusedError as error:
        return error.refusal.message
    except InputError:
        return "malformed"
    return "may"


def ask(client, secret, kind, said, private, blobs, door):
    content = {"kind": kind, "public": said, "private": private or {},
               "blobs": [base64.b64encode(one).decode() for one in blobs]}  # fmt: skip
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"} if secret else {}
    return client.post(f"{API}/{door}", content, content_type="application/json", **headers)


def test_in_every_cell_the_api_answers_as_the_rule_does_and_no_account_is_more(played: Site):
    state, client = played.living.state(), played.client()
    users = people(played, state)
    assert set(users) == {*matrix.roles(state.charter), "staff"} - {"stranger"}
    secrets = {role: tokens.make(user, role, may_act=True) for role, user in users.items()}
    seen, size = {}, Entry.objects.count()
    for kind, said, private, blobs in acts_of(played):
        assert ask(client, "", kind, said, private, blobs, "may").status_code == 401
        assert ask(client, "", kind, said, private, blobs, "acts").status_code == 401
        for role, user in users.items():
            actor = acting.actor_of(user, body_of(played.origin)) or "somebody"
            rule = rule_says(played, actor, kind, said, private, blobs)
            answer = ask(client, secrets[role], kind, said, private, blobs, "may")
            told = answer.json()
            web = "may" if told.get("may") else told["message"]
            if web == "claim.verification":  # what a charter cannot see: a proof that the account does not have
                assert kind == "member.join" and said["verification"] not in {"open", "e-mail"}
                continue
            assert web == rule, (role, kind, said, told)
            seen.setdefault((role, kind), set()).add(web)
    assert {kind for _, kind in seen} >= ACTS.keys() - {"member.join"}
    for kind in {kind for _, kind in seen}:
        assert seen.get(("newcomer", kind)) == seen.get(("staff", kind)), kind
    allowed = {cell for cell, answers in seen.items() if "may" in answers}
    assert len({kind for _, kind in allowed}) >= 8 and len({role for role, _ in allowed}) >= 8
    assert not {kind for _, kind in allowed} & {kind for kinds in matrix.RESERVED.values() for kind in kinds}
    assert Entry.objects.count() == size, "asking does nothing"
    assert not Participant.objects.filter(actor__in=[CLOCK, OPERATOR]).exists()


def test_what_the_rule_lets_is_done_and_what_it_refuses_is_not(played: Site):
    """The same for real, of a sample of the cells."""
    users = people(played, played.living.state())
    secrets = {role: tokens.make(user, role, may_act=True) for role, user in users.items()}
    body, client, done, refused = body_of(played.origin), played.client(), set(), set()
    draw = random.Random(3)  # noqa: S311 - as above
    acts = [one for one in acts_of(played) if one[0] != "member.join"]
    for kind, said, private, blobs in acts:
        for role in draw.sample(sorted(users), 3):
            size = body_of(played.origin).size
            actor = acting.become(users[role], body)
            rule = rule_says(played, actor, kind, said, private, blobs)
            answer = ask(client, secrets[role], kind, said, private, blobs, "acts")
            told = answer.json()
            assert (answer.status_code == 201) == (rule == "may"), (role, kind, told)
            if rule == "may":
                assert (told["seq"], told["actor"]) == (size, actor)
                done.add(kind)
            else:
                assert told["message"] == rule and body_of(played.origin).size == size
                refused.add(kind)
    assert len(done) >= 3 and len(refused) > 40, (done, refused)


def test_no_account_is_ever_the_clock_or_the_operator(site: Site):
    site.live(upto="interest")
    body = body_of(site.origin)
    for number in range(5):
        actor = acting.become(site.user(f"{number}@people.example"), body)
        assert actor.startswith("p-") and actor not in {CLOCK, OPERATOR}
    for name in ("actor", "origin", "at", "seq"):
        secret = tokens.make(User.objects.first(), "x", may_act=True)
        content = {"kind": "clock.pass", "public": {}, name: CLOCK}
        answer = site.client().post(f"{API}/acts", content, content_type="application/json",
                                    HTTP_AUTHORIZATION=f"Bearer {secret}")  # fmt: skip
        assert answer.status_code == 422
