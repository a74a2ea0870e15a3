"""What random acts name that several say: stages, deciders, consultations, statements, what a decision carries."""

from dataclasses import asdict

from comity.body import composition, evidence, stages
from comity.body.changes import charter_digest
from comity.charter.model import Charter

BLOB = b'{"evidence":1}'


def stage_of_matter(w, name):
    one = w.state.matters.get(name)
    if one is None or one.status == "gathering":
        return one, None
    return one, stages.stage_of(w.state, one)


def deciders(w, rule):
    if rule is None:
        return ()
    who = getattr(rule, "voters", None) or getattr(rule, "signatories", None)
    return who or ((f"role:{rule.role}",) if rule.by == "officer" else (f"organ:{rule.organ}",))


def absent(w, one):
    found = evidence.of_stage(w.state, one) if one and one.status == "open" else None
    return list(found.absent) if found else []


def carried(w, one):
    said = {"matter": one.id if one else "m999", "absent": absent(w, one) if one and one.second_notice else []}
    if one and w.chance(0.95):
        said["composition"] = asdict(composition.of_matter(w.state, one))
    if one and one.status == "open" and stages.is_last(w.state, one) and w.state.charter.sunset and not one.effect:
        said["ends"] = w.days(300, 600, 1800, 3000)
    return said


def amended(w):
    """The digest of a charter with another name, or another scope, and that charter."""
    tree = w.state.charter.to_json()
    tree = {**tree, "name": "Amended"} if w.chance(0.5) else {**tree, "layers": ["infrastructure", "logical", "social"]}
    made = Charter.from_json(tree)
    return charter_digest(made), made.to_json()


def consultation(w, *, is_open=True):
    found = [one.id for one in w.state.consultations.values() if not is_open or one.closed_seq < 0]
    return w.state.consultations.get(w.one(found[-3:], "c999"))


def statement(w, one, key="statements"):
    return w.one(getattr(one, key) if one else (), "s999")
