"""What random acts on matters say: proposing, consulting, drafting, objecting, reporting, calling."""

from comity.body import evidence
from comity.body.drafts import publication
from comity.body.state import OPERATOR
from comity.charter.decisions import DESIGNATIONS
from comity.record.envelope import digest_of
from tests.body.walker import PEOPLE
from tests.body.walker_names import BLOB, absent, amended, carried, consultation, stage_of_matter, statement

OTHER = "other.example/record"
LEVELS = ("none-against", "small-minority-against", "strong-support", "divided", "opposed", "not-enough-data")
_TEXT = {"text": {"text": "It is good."}}


def propose(w):
    charter = w.state.charter
    path = w.one([one.id for one in charter.paths], "no-path")
    kept = {}
    if charter.amendment:
        kept |= {charter.amendment.path: "amendment"}
        kept |= {charter.amendment.scope_path: "scope-amendment"} if charter.amendment.scope_path else {}
    kept |= {charter.transfer.path: "transfer"} if charter.transfer else {}
    kept |= {charter.recognition.path: "recognition"} if charter.recognition else {}
    effect = kept.get(path, "") if w.chance(0.95) else w.r.choice(["", "transfer", "amendment"])
    said = {"path": path, "title": "A matter", "summary": "What it is about.", "affected": "It does."}
    tags = [w.one(charter.scope.includes), *([w.r.choice(["weather", *charter.scope.excludes])] * w.chance(0.04))]
    layers = w.r.sample(["infrastructure", "logical", "social"], 1) if w.chance(0.1) else [w.r.choice(charter.layers)]
    who = next((one.proposed_by for one in charter.paths if one.id == path), ("anyone",))
    said |= {"tags": tags, "layers": layers, "effect": effect, "payload": _payload(w, effect)}
    if w.chance(0.1):
        said["reopens"] = w.matter("adopted")
    return w.actor(who), said


def _payload(w, effect):
    if effect == "transfer":
        return w.r.choice(PEOPLE)
    if effect == "recognition":
        return w.r.choice([OTHER, f"withdraw:{OTHER}"])
    return amended(w)[0] if effect else ""


def support(w, name=None):
    one = w.state.matters.get(name or w.matter("gathering"))
    who = w.state.charter.path(one.path).proposed_by if one else ("anyone",)
    actor = w.actor(who, one)
    if one and actor in one.proposers:
        actor = w.actor(who, one)  # mostly another
    return actor, {"matter": one.id if one else "m999", "affected": "It does."}


def withdraw(w):
    one = w.state.matters.get(w.matter("gathering", "open"))
    return one.proposer if one else "p1", {"matter": one.id if one else "m999"}


def consult(w, name=None):
    one, stage = stage_of_matter(w, name or w.matter("open"))
    rule = stage.consultation if stage else None
    span = rule.shortest.days if rule else 10
    said = {"matter": one.id if one else "m999", "closes": w.days(span, span, span + 5, span - 1 or 1, 200)}
    return w.actor(rule.opened_by if rule else (), one), {**said, "ballots": rule.ballots if rule else "open"}


def extend(w):
    one = consultation(w)
    return w.actor(_held(w, one).opened_by if one else ()), {
        "consultation": one.id if one else "c999", "closes": w.days(3, 15, 40, 60)
    }  # fmt: skip


def _held(w, one):
    return w.state.charter.path(w.state.matters[one.matter].path).stages[one.stage].consultation


def close(w):
    one = consultation(w)
    return w.actor(_held(w, one).opened_by if one else ()), {"consultation": one.id if one else "c999"}


def give_evidence(w, name=None):
    one = w.state.consultations.get(name) if name else consultation(w, is_open=False)
    absent = []
    if one and w.chance(0.3):
        floors = w.state.charter.floors
        absent = [f"group:{floor.group}" if floor.group else f"region:{floor.region}" for floor in floors[:2]]
    put = next((key for key, found in one.statements.items() if found.status == "open"), "") if one else ""
    summary = {
        "put": put, "level": w.r.choice(LEVELS[:4]), "by_group": {}, "quorate": not absent, "absent": absent,
        "people": w.r.choice([0, 7]), "fewest": {"person": 2, "affiliation": 1},
        "composition": {"people": 7, "groups": {}, "regions": {}},
    }  # fmt: skip
    said = {"consultation": one.id if one else "c999", "closed_seq": max(0, one.closed_seq) if one else 0}
    return OPERATOR if w.chance(0.95) else "p1", {**said, "summary": summary, "digest": digest_of(BLOB)}, None, [BLOB]


def state(w):
    one = consultation(w)
    said = {"consultation": one.id if one else "c999", "language": "en", "affected": "It does."}
    return w.actor(_held(w, one).state_by if one else ()), said, _TEXT


def state_withdraw(w):
    one = consultation(w)
    name = statement(w, one)
    owner = one.statements[name].actor if one and name in one.statements else "p1"
    return owner, {"consultation": one.id if one else "c999", "statement": name}


def merge(w):
    one = consultation(w)
    said = {"consultation": one.id if one else "c999", "statement": statement(w, one), "into": statement(w, one)}
    return w.actor(_held(w, one).opened_by if one else ()), {**said, "reason": w.r.choice(["", "It says the same."])}


def cast(w):
    one = consultation(w)
    vote = {"statement": statement(w, one), "value": w.r.choice(["agree", "disagree", "pass"])}
    said = {"consultation": one.id if one else "c999", "affected": "It does."}
    who = w.actor(_held(w, one).vote_by if one else ())
    secret = bool(one) and one.ballots == "secret"
    return (who, said, {"vote": vote}) if secret != w.chance(0.02) else (who, {**said, **vote})


def submit(w):
    one = consultation(w)
    shown = w.r.choice(["named", "pseudonymous", "confidential"])
    content = {"text": "A long text.", **({"name": "A name"} if shown == "named" else {})}
    said = {"consultation": one.id if one else "c999", "shown": shown, "language": "en", "affected": "It does."}
    return w.actor(_held(w, one).submit_by if one else ()), said, {shown: content}


def submission_withdraw(w):
    one = consultation(w)
    name = statement(w, one, "submissions")
    owner = one.submissions[name].actor if one and name in one.submissions else "p1"
    return owner, {"consultation": one.id if one else "c999", "submission": name.replace("s9", "u9")}


def draft(w):
    one = w.state.matters.get(w.matter("open"))
    if one is None:
        return "p1", {"matter": "m999", "version": 1, "clauses": [], "digest": digest_of(b"")}
    clauses = [(str(place), w.r.choice(["One.", "Two.", "Three."])) for place in range(1, 4)]
    said, _ = publication(one, clauses)
    return w.actor(w.state.charter.path(one.path).drafted_by, one), said


def challenge_scope(w):
    rule = w.state.charter.scope_challenge
    one = w.state.matters.get(w.matter("gathering", "open"))
    what = w.r.choice(["scope", "layer"])
    names = ["infrastructure", "logical", "social"] if what == "layer" else [*w.state.charter.scope.includes, "weather"]
    said = {"matter": one.id if one else "m999", "what": what, "claim": w.r.choice(["wrong", "missing"])}
    return w.actor(rule.who if rule else ()), {**said, "name": w.r.choice(names), "reason": "So.", "affected": "Yes."}


def object_(w):
    rule = w.state.charter.objections
    one = w.state.matters.get(w.matter("open"))
    target = {"clause": "1"}
    if one and one.consultations and w.chance(0.6):
        target = {"statement": statement(w, w.state.consultations[one.consultations[-1]])}
    elif one and one.drafts:
        target = {"clause": w.r.choice(list(one.drafts[-1].clauses))}
    said = {"matter": one.id if one else "m999", "reason": "It is wrong.", "affected": "It does."}
    return w.actor(rule.who if rule else ()), {**said, **target}


def _objection(w, *statuses):
    found = [one.id for one in w.state.objections.values() if not statuses or one.status in statuses]
    return w.one(found[-5:], "o999")


def answer(w, name=None):
    rule = w.state.charter.objections
    name = name or _objection(w, "open")
    one = w.state.objections.get(name)
    how = w.r.choice(["addressed", "addressed", "accepted", "duplicate", "out-of-scope"])
    said = {"objection": name, "disposition": how, "reasons": w.r.choice(["", "Because.", "Because."])}
    if how == "accepted":
        said["version"] = len(w.state.matters[one.matter].drafts) if one else 1
    if how == "duplicate":
        said["of"] = _objection(w)
    return w.actor(rule.answered_by if rule else ()), said


def objection_withdraw(w):
    name = _objection(w)
    one = w.state.objections.get(name)
    return one.actor if one else "p1", {"objection": name}


def dispute(w):
    rule = w.state.charter.objections
    said = {"objection": _objection(w, "addressed", "accepted", "duplicate", "out-of-scope"), "reason": "No."}
    return w.actor(rule.disputed_by if rule else ()), {**said, "affected": "It does."}


def implement(w):
    names = ["one", "two", "three"]
    said = {"matter": w.matter("open"), "implementation": w.r.choice(names), "maintainer": w.r.choice(names)}
    said |= {"coverage": "All.", "licence": "MIT", "contact": "x", "affected": "It does."}
    return w.actor(), {**said, "independent_of": [one for one in names if one != said["implementation"]]}


def harm(w):
    groups = [group.id for group in w.state.charter.groups] or ["riders"]
    named = {"group": w.r.choice(groups), "spokesperson": w.r.choice(["", *PEOPLE])}
    said = {"matter": w.matter("open"), "groups": [named], "harms": "It could.", "mitigation": "It is watched."}
    rule = w.state.charter.reports
    return w.actor(rule.harm_by if rule else ()), {**said, "affected": "It does."}


def harm_answer(w):
    one = w.state.matters.get(w.matter("open"))
    group = w.one(one.harm.affected if one and one.harm else (), "nobody")
    who = one.harm.affected.get(group) if one and one.harm else ""
    return who or w.actor((f"group:{group}",)), {"matter": one.id if one else "m999", "group": group, "answer": "Well."}


def figure(w):
    one = w.state.matters.get(w.matter("open"))
    said = {"matter": one.id if one else "m999", "figure": "harms", "how": "Counted."}
    who = w.state.charter.path(one.path).drafted_by if one else ()
    return w.actor(who, one), {**said, "review_due": w.days(100, 200, 300, 500)}


def notice(w, name=None):
    one, stage = stage_of_matter(w, name or w.matter("open"))
    span = stage.last_call.days if stage and stage.last_call else 10
    said = {"matter": one.id if one else "m999", "ends": w.days(span, span, span + 5, 1)}
    return w.actor(stage.call_by if stage else (), one), said


def second_notice(w, name=None):
    one = w.state.matters.get(name or w.matter("open"))
    rule = w.state.charter.second_notice
    return w.actor(rule.given_by if rule else ()), {"matter": one.id if one else "m999", "absent": absent(w, one)}


def designate(w, name=None):
    one, stage = stage_of_matter(w, name or w.matter("open"))
    found = evidence.of_stage(w.state, one) if stage else None
    standing = {name: w.state.objections[name].status for name in one.objections} if one else {}
    said = {"matter": one.id if one else "m999", "level": w.r.choice([*DESIGNATIONS, "consensus", "consensus"])}
    said |= {"evidence": found.seq if found else None, "dispositions": standing}
    said |= {"absent": absent(w, one) if one and one.second_notice else [], "reasons": w.r.choice(["", "So."])}
    rule = getattr(stage.decision, "called_by", None) if stage else None
    return w.actor((f"role:{rule}",) if rule else ()), {**said, "minority_views": one.minority_views if one else 0}


def confirm(w, name=None):
    one, stage = stage_of_matter(w, name or w.matter("open"))
    rule = getattr(stage.decision, "called_by", None) if stage else None
    return w.actor((f"role:{rule}",) if rule else ()), carried(w, one)


def minority(w):
    return w.actor(), {"matter": w.matter("open"), "text": "We see it otherwise."}


ACTS = {
    "call.notice": notice, "call.second-notice": second_notice, "consultation.close": close,
    "consultation.evidence": give_evidence, "consultation.extend": extend, "consultation.open": consult,
    "designation.confirm": confirm, "designation.publish": designate, "draft.publish": draft,
    "matter.propose": propose, "matter.support": support, "matter.withdraw": withdraw, "minority.record": minority,
    "objection.answer": answer, "objection.dispute": dispute, "objection.raise": object_,
    "objection.withdraw": objection_withdraw, "report.figure": figure, "report.harm": harm,
    "report.harm-answer": harm_answer, "report.implementation": implement, "scope.challenge": challenge_scope,
    "statement.make": state, "statement.merge": merge, "statement.withdraw": state_withdraw, "submission.file": submit,
    "submission.withdraw": submission_withdraw, "vote.cast": cast,
}  # fmt: skip
