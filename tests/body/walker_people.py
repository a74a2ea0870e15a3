"""What random acts on people say: members, officers, interests, moderation, erasing."""

from comity.body import terms
from comity.body.state import OPERATOR
from tests.body import walker_talk
from tests.body.walker import PEOPLE
from tests.body.walker_names import deciders


def join(w):
    way = w.r.choice([*w.state.charter.membership.verification, "invitation"])
    return w.r.choice([*PEOPLE, "new1", "new2"]), {"verification": way}, {"name": {"name": "A name"}}


def suspend(w):
    rule = w.state.charter.membership
    said = {"member": w.r.choice(PEOPLE), "days": w.r.choice([1, 30, 90, 91, 400]), "reason": w.r.choice(["", "So."])}
    return w.actor(deciders(w, rule.suspended_by)), said


def resign(w):
    one = w.r.choice(w.state.offices) if w.state.offices and w.chance(0.7) else None
    if not w.chance(0.25):
        return "stranger", {"office": "nothing"}
    return (one.actor, {"office": one.role}) if one else (w.r.choice(PEOPLE), {})


def challenge_interest(w):
    return w.actor(), {"person": w.r.choice(PEOPLE), "reason": "It hides something."}


def by_election(role):
    return role.chosen.how == "elected" or role.chosen.decision.by == "ranked"


def eligible(w, role):
    """Who may be chosen for a role now."""
    return [one for one in PEOPLE if not any(terms.eligible(w.state, role, one, w.state.at))]


def _candidate(w, role, but=()):
    found = [one for one in eligible(w, role) if one not in but]
    return w.r.choice(found) if found and w.chance(0.9) else w.actor(role.chosen.candidates)


def appoint(w, role=None):
    role = role or w.r.choice(w.state.charter.roles)
    return w.actor(deciders(w, role.chosen.decision)), {
        "role": role.id, "candidate": _candidate(w, role), "reason": "So."
    }  # fmt: skip


def elect(w, role=None):
    role = role or w.r.choice(w.state.charter.roles)
    said = {"role": role.id, "nomination_days": w.r.choice([7, 14]), "voting_days": w.r.choice([7, 30])}
    return w.actor(deciders(w, role.chosen.decision)), said


def stand(w, name=None):
    found = [one.id for one in w.state.elections.values() if one.status == "nomination"]
    one = w.state.elections.get(name or w.one(found))
    who = _candidate(w, w.state.charter.role(one.role), one.candidates) if one else "p1"
    return who, {"election": one.id if one else "e999", "withdraw": w.chance(0.1)}


def recall(w):
    one = w.r.choice(w.state.offices) if w.state.offices else None
    if one is None or not w.chance(0.4):
        return "stranger", {"role": "king", "officer": "p1", "reason": "So."}
    rule = w.state.charter.role(one.role).recall
    return w.actor(rule.petition_by if rule else ()), {"role": one.role, "officer": one.actor, "reason": "So."}


def sign(w):
    one = w.state.petitions.get(w.one(w.state.petitions, "r999"))
    rule = w.state.charter.role(one.role).recall if one else None
    return w.actor(rule.petition_by if rule else ()), {"petition": one.id if one else "r999"}


def _ground(w):
    rule = w.state.charter.moderation
    return w.actor(rule.by if rule else ()), {"ground": w.one(rule.grounds if rule else ()), "reason": "So."}


def remove(w):
    actor, said = _ground(w)
    return actor, {**said, **walker_talk.said(w, "open", "duplicate")}


def silence(w):
    actor, said = _ground(w)
    return actor, {**said, "person": w.r.choice(PEOPLE), "days": w.r.choice([1, 7, 14, 31])}


def restore(w):
    actor, said = _ground(w)
    del said["ground"]
    return actor, {**said, **({"person": w.r.choice(PEOPLE)} if w.chance(0.4) else walker_talk.said(w, "moderated"))}


def erase(w):
    seq = w.r.randrange(w.state.size)
    act = w.life.state.look(seq)
    part = w.one([*act.commitments, ""], "nothing")
    return act.actor if w.chance(0.8) else OPERATOR, {"erased": [{"seq": seq, "part": part}], "reason": "Asked for."}


ACTS = {
    "erase": erase, "interest.challenge": challenge_interest, "interest.state": lambda w: (w.actor(), w.interest()),
    "member.join": join, "member.resign": resign, "member.suspend": suspend, "moderation.remove": remove,
    "moderation.restore": restore, "moderation.silence": silence, "office.appoint": appoint, "office.elect": elect,
    "office.petition": sign, "office.recall": recall, "office.stand": stand,
}  # fmt: skip
