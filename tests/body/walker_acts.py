"""What random acts say: for each kind something that may fit, and an act that could move a matter on."""

from dataclasses import asdict

from comity.body import composition, evidence, proceedings, stages
from comity.body.appeals import filing
from comity.body.changes import charter_digest
from comity.body.drafts import publication
from comity.body.state import OPERATOR
from comity.charter.decisions import DESIGNATIONS
from comity.charter.model import Charter
from comity.record.envelope import digest_of
from comity.record.notes import make_signer
from tests.body import walker_talk
from tests.body.walker import PEOPLE, Walker

OTHER = "other.example/record"
KEY = make_signer(OTHER).verifier.text
WORDS = {
    "vote": ("for", "for", "for", "against", "abstain"),
    "ballot": ("yes", "yes", "no-objection", "discuss", "abstain", "recuse"),
    "ranked": ("ranked",),
    "consent": ("object",),
    "signature": ("sign", "sign-with-reservations"),
    "officer": ("for", "for", "against"),
}
LEVELS = ("none-against", "small-minority-against", "strong-support", "divided", "opposed", "not-enough-data")
BLOB = b'{"evidence":1}'
_TEXT = {"text": {"text": "It is good."}}


def apt(w: Walker) -> list[str]:
    """Kinds that seldom fit, and do now."""
    state, found = w.state, walker_talk.apt(w)
    matters, proceeding = state.matters.values(), state.proceedings.values()
    open_ones = [one for one in matters if one.status == "open"]
    if any(one.drafts or one.consultations for one in open_ones):
        found += ["objection.raise", "draft.publish"]
    if any(one.status not in {"open", "withdrawn"} for one in state.objections.values()):
        found.append("objection.dispute")
    if any(one.review_due and one.review_due <= state.at and one.status == "adopted" for one in matters):
        found.append("decision.review")
    if any(stages.stage_of(state, one).advice for one in open_ones):
        found += ["advice.give", "advice.answer"]
    if any(one.positions and proceedings.rule_of(one.rule).by == "ballot" for one in proceeding if not one.outcome):
        found.append("decision.override")
    if any(
        one.before for each in (*matters, *state.consultations.values()) for one in walker_talk.said_in(each).values()
    ):
        found.append("moderation.restore")
    if any(one.status == "nomination" for one in state.elections.values()):
        found += ["office.stand"] * 2
    if state.appeals:
        found += ["appeal.reasons", "remedy.order", "remedy.carry-out"]
    if state.petitions:
        found += ["office.petition"] * 2
    if any(one.effect and one.status == "adopted" and not one.effect_done for one in matters):
        found += ["body.amend", "body.transfer", "body.recognise"]
    if state.charter.appeals:
        found.append("appeal.file")
    if any(one.closes <= state.at for one in state.consultations.values() if one.closed_seq < 0):
        found.append("consultation.close")
    return found


def drive(w: Walker):
    """An act that could move an open matter, or something else that waits, on."""
    if w.chance(0.3) and (fits := apt(w)):
        kind = w.r.choice(fits)
        return kind, *ACTS[kind](w)
    waiting = [one for one in w.state.proceedings.values() if not one.outcome]
    if waiting and w.chance(0.5):
        return "decision.position", *position(w, w.r.choice(waiting).id)
    found = [one for one in w.state.matters.values() if one.status in {"gathering", "open"}]
    if found and w.chance(0.06):
        kind = w.r.choice(["comment.make", "translation.contribute"])
        return kind, *ACTS[kind](w)
    if not found or w.chance(0.08):
        return "matter.propose", *propose(w)
    kind, *names = _next(w, w.r.choice(found[-4:]))
    return kind, *ACTS[kind](w, *names)


def _next(w, one):
    """What a matter waits for: a kind, and what it is about."""
    if one.status == "gathering":
        return "matter.support", one.id
    stage = stages.stage_of(w.state, one)
    found = evidence.of_stage(w.state, one)
    held = [named for name in one.consultations if (named := w.state.consultations[name]).stage == one.stage]
    unanswered = [name for name in one.objections if w.state.objections[name].status == "open"]
    needed = stage.decision.rounds if stage.decision.by == "consensus" else 0
    ways = [
        (stage.consultation and not held, "consultation.open", one.id),
        (any(each.closed_seq < 0 for each in held), w.r.choice(["statement.make", "vote.cast", "submission.file"])),
        (held and held[-1].evidence is None, "consultation.evidence", held[-1].id if held else ""),
        (w.chance(0.15), w.r.choice([name for name in ACTS if name.startswith("report.")])),
        (unanswered and w.chance(0.6), "objection.answer", *unanswered[:1]),
        (stage.last_call and not one.last_call, "call.notice", one.id),
        (one.decision, "decision.position", one.decision),
        (found and not found.quorate and not one.second_notice and w.chance(0.5), "call.second-notice", one.id),
        (needed and (len(one.rounds) < needed or w.chance(0.3)), "designation.publish", one.id),
        (needed, "designation.confirm", one.id),
        (True, "decision.put", one.id),
    ]
    return next(way[1:] for way in ways if way[0])


def _rule(w, name):
    one = w.state.matters.get(name)
    if one is None or one.status == "gathering":
        return one, None
    return one, stages.stage_of(w.state, one)


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
    payload = {"": "", "transfer": w.r.choice(PEOPLE), "recognition": w.r.choice([OTHER, f"withdraw:{OTHER}"])}
    said = {"path": path, "title": "A matter", "summary": "What it is about.", "affected": "It does."}
    tags = [w.one(charter.scope.includes), *([w.r.choice(["weather", *charter.scope.excludes])] * w.chance(0.04))]
    layers = w.r.sample(["infrastructure", "logical", "social"], 1) if w.chance(0.1) else [w.r.choice(charter.layers)]
    who = next((one.proposed_by for one in charter.paths if one.id == path), ("anyone",))
    said |= {"tags": tags, "layers": layers, "effect": effect, "payload": payload.get(effect, _amended(w)[0])}
    if w.chance(0.1):
        said["reopens"] = w.matter("adopted")
    return w.actor(who), said


def _amended(w):
    """The digest of a charter with another name, or another scope, and that charter."""
    tree = w.state.charter.to_json()
    tree = {**tree, "name": "Amended"} if w.chance(0.5) else {**tree, "layers": ["infrastructure", "logical", "social"]}
    made = Charter.from_json(tree)
    return charter_digest(made), made.to_json()


def support(w, name=None):
    one = w.state.matters.get(name or w.matter("gathering"))
    who = w.state.charter.path(one.path).proposed_by if one else ("anyone",)
    return w.actor(who, one), {"matter": one.id if one else "m999", "affected": "It does."}


def withdraw(w):
    one = w.state.matters.get(w.matter("gathering", "open"))
    return one.proposer if one else "p1", {"matter": one.id if one else "m999"}


def consult(w, name=None):
    one, stage = _rule(w, name or w.matter("open"))
    rule = stage.consultation if stage else None
    span = rule.shortest.days if rule else 10
    said = {"matter": one.id if one else "m999", "closes": w.days(span, span, span + 5, span - 1 or 1, 200)}
    return w.actor(rule.opened_by if rule else (), one), {**said, "ballots": rule.ballots if rule else "open"}


def _consultation(w, *, is_open=True):
    found = [one.id for one in w.state.consultations.values() if not is_open or one.closed_seq < 0]
    return w.state.consultations.get(w.one(found[-3:], "c999"))


def extend(w):
    one = _consultation(w)
    return w.actor(_held(w, one).opened_by if one else ()), {
        "consultation": one.id if one else "c999", "closes": w.days(3, 15, 40, 60)
    }  # fmt: skip


def _held(w, one):
    return w.state.charter.path(w.state.matters[one.matter].path).stages[one.stage].consultation


def close(w):
    one = _consultation(w)
    return w.actor(_held(w, one).opened_by if one else ()), {"consultation": one.id if one else "c999"}


def give_evidence(w, name=None):
    one = w.state.consultations.get(name) if name else _consultation(w, is_open=False)
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
    one = _consultation(w)
    said = {"consultation": one.id if one else "c999", "language": "en", "affected": "It does."}
    return w.actor(_held(w, one).state_by if one else ()), said, _TEXT


def _statement(w, one, key="statements"):
    return w.one(getattr(one, key) if one else (), "s999")


def state_withdraw(w):
    one = _consultation(w)
    name = _statement(w, one)
    owner = one.statements[name].actor if one and name in one.statements else "p1"
    return owner, {"consultation": one.id if one else "c999", "statement": name}


def merge(w):
    one = _consultation(w)
    said = {"consultation": one.id if one else "c999", "statement": _statement(w, one), "into": _statement(w, one)}
    return w.actor(_held(w, one).opened_by if one else ()), {**said, "reason": w.r.choice(["", "It says the same."])}


def cast(w):
    one = _consultation(w)
    vote = {"statement": _statement(w, one), "value": w.r.choice(["agree", "disagree", "pass"])}
    said = {"consultation": one.id if one else "c999", "affected": "It does."}
    who = w.actor(_held(w, one).vote_by if one else ())
    secret = bool(one) and one.ballots == "secret"
    return (who, said, {"vote": vote}) if secret != w.chance(0.02) else (who, {**said, **vote})


def submit(w):
    one = _consultation(w)
    shown = w.r.choice(["named", "pseudonymous", "confidential"])
    content = {"text": "A long text.", **({"name": "A name"} if shown == "named" else {})}
    said = {"consultation": one.id if one else "c999", "shown": shown, "language": "en", "affected": "It does."}
    return w.actor(_held(w, one).submit_by if one else ()), said, {shown: content}


def submission_withdraw(w):
    one = _consultation(w)
    name = _statement(w, one, "submissions")
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
        target = {"statement": _statement(w, w.state.consultations[one.consultations[-1]])}
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
    one, stage = _rule(w, name or w.matter("open"))
    span = stage.last_call.days if stage and stage.last_call else 10
    said = {"matter": one.id if one else "m999", "ends": w.days(span, span, span + 5, 1)}
    return w.actor(stage.call_by if stage else (), one), said


def _absent(w, one):
    found = evidence.of_stage(w.state, one) if one and one.status == "open" else None
    return list(found.absent) if found else []


def second_notice(w, name=None):
    one = w.state.matters.get(name or w.matter("open"))
    rule = w.state.charter.second_notice
    return w.actor(rule.given_by if rule else ()), {"matter": one.id if one else "m999", "absent": _absent(w, one)}


def designate(w, name=None):
    one, stage = _rule(w, name or w.matter("open"))
    found = evidence.of_stage(w.state, one) if stage else None
    standing = {name: w.state.objections[name].status for name in one.objections} if one else {}
    said = {"matter": one.id if one else "m999", "level": w.r.choice([*DESIGNATIONS, "consensus", "consensus"])}
    said |= {"evidence": found.seq if found else None, "dispositions": standing}
    said |= {"absent": _absent(w, one) if one and one.second_notice else [], "reasons": w.r.choice(["", "So."])}
    rule = getattr(stage.decision, "called_by", None) if stage else None
    return w.actor((f"role:{rule}",) if rule else ()), {**said, "minority_views": one.minority_views if one else 0}


def _deciding(w, one):
    said = {"matter": one.id if one else "m999", "absent": _absent(w, one) if one and one.second_notice else []}
    if one and w.chance(0.95):
        said["composition"] = asdict(composition.of_matter(w.state, one))
    if one and one.status == "open" and stages.is_last(w.state, one) and w.state.charter.sunset and not one.effect:
        said["ends"] = w.days(300, 600, 1800, 3000)
    return said


def confirm(w, name=None):
    one, stage = _rule(w, name or w.matter("open"))
    rule = getattr(stage.decision, "called_by", None) if stage else None
    return w.actor((f"role:{rule}",) if rule else ()), _deciding(w, one)


def minority(w):
    return w.actor(), {"matter": w.matter("open"), "text": "We see it otherwise."}


def _deciders(w, rule):
    if rule is None:
        return ()
    who = getattr(rule, "voters", None) or getattr(rule, "signatories", None)
    return who or ((f"role:{rule.role}",) if rule.by == "officer" else (f"organ:{rule.organ}",))


def put(w, name=None):
    one, stage = _rule(w, name or w.matter("open"))
    rule = stage.decision if stage else None
    options = {"options": ["one", "two"]} if rule and rule.by == "ranked" else {}
    return w.actor((*_deciders(w, rule), "proposer"), one), {**_deciding(w, one), **options}


def override(w):
    one, stage = _rule(w, w.matter("open"))
    return w.actor(_deciders(w, stage.decision if stage else None)), {"matter": one.id if one else "m999"}


def position(w, name=None):
    found = [one.id for one in w.state.proceedings.values() if not one.outcome]
    one = w.state.proceedings.get(name or w.one(found[-5:], "d999"))
    rule = proceedings.rule_of(one.rule) if one else None
    value = w.r.choice(WORDS[rule.by if rule and w.chance(0.97) else "vote"])
    said = {"proceeding": one.id if one else "d999", "value": value, "reason": w.r.choice(["", "So.", "So."])}
    if value == "ranked":
        said["ranks"] = w.r.sample(one.candidates, w.r.randint(1, len(one.candidates))) if one.candidates else ["x"]
    return w.actor(_deciders(w, rule)), said


def close_decision(w):
    found = [one for one in w.state.proceedings.values() if not one.outcome]
    name = w.one([one.id for one in found[-5:]], "d999")
    leads = tuple(f"role:{role.id}" for role in w.state.charter.roles if role.kind in {"chair", "secretariat"})
    return w.actor(leads), {"proceeding": name}


def review(w):
    rule = w.state.charter.review
    said = {"matter": w.matter("adopted"), "before": "9", "now": w.r.choice(["9", "4"]), "source": "The count."}
    moved = w.chance(0.5)
    who = w.actor(rule.by if rule else ())
    return who, {**said, "moved": moved, "reopen": not moved and w.chance(0.7), "reasons": "So."}


def reopen(w):
    rule = w.state.charter.reopening
    return w.actor(rule.who if rule else ()), {"matter": w.matter("adopted"), "reasons": "So."}


def commit(w):
    one = w.state.matters.get(w.matter("open", "adopted"))
    signed = w.state.proceedings.get(one.signed_in) if one else None
    who = w.one(signed.positions if signed else (), "p1")
    return who, {
        "matter": one.id if one else "m999", "text": "We will.", "figure": "tests", "due": w.days(10, 50, 100)
    }  # fmt: skip


def commitment_report(w):
    one = w.state.commitments.get(w.one(w.state.commitments, "k999"))
    met = w.chance(0.5)
    said = {"commitment": one.id if one else "k999", "met": met, "text": "So it is."}
    said["evidence"] = [digest_of(BLOB)] if met else []
    return one.actor if one and w.chance(0.8) else w.actor(), said, None, [BLOB] if w.chance(0.9) else []


def advise(w):
    one, stage = _rule(w, w.matter("open"))
    organ = next((rule.given_by for rule in stage.advice), "nobody") if stage else "nobody"
    return w.actor((f"organ:{organ}",) if organ != "nobody" else ()), {
        "matter": one.id if one else "m999", "organ": organ, "text": "Do not."
    }  # fmt: skip


def advice_answer(w):
    one, stage = _rule(w, w.matter("open"))
    name = w.one(one.advice if one else (), "d999")
    said = {"matter": one.id if one else "m999", "advice": name, "accept": w.chance(0.5), "reasons": "So."}
    return w.actor(_deciders(w, stage.decision if stage else None)), said


def appeal(w):
    rule = w.state.charter.appeals
    if rule is None:
        return "p1", {"instance": "nobody", "against": 0, "ground": "process", "reason": "So."}
    one = w.r.choice(rule.instances)
    below = [found for found in w.state.appeals.values() if found.status not in {"open", "lapsed"} and not found.next]
    said = {"instance": one.id, "ground": w.r.choice(one.grounds), "reason": "So.", "affected": "It does."}
    if below and w.chance(0.4):
        return w.actor(one.who), {**said, "below": w.r.choice(below).id}
    told = {}
    for _ in range(12):  # most acts cannot be appealed
        told = filing(w.state, max(0, w.state.size - 1 - int(w.r.expovariate(0.05))), one.id)
        if told["what"]:
            break
    matter = w.state.matters.get(told["matter"] or "")
    return w.actor(one.who, matter), {**said, **told}


def _ruled(w):
    one = w.state.appeals.get(w.one(w.state.appeals, "a999"))
    rule = proceedings.rule_of(w.state.proceedings[one.proceeding].rule) if one else None
    return one, w.actor(_deciders(w, rule))


def give_reasons(w):
    one, actor = _ruled(w)
    return actor, {"appeal": one.id if one else "a999", "text": "Because."}


def order(w):
    one, actor = _ruled(w)
    said = {"appeal": one.id if one else "a999", "what": "Mend it.", "due": w.days(1, 20, 50, 400)}
    return actor, {**said, "does": w.r.choice(["annul", "remand", "correct"])}


def carry_out(w):
    rule = w.state.charter.appeals
    return w.actor(rule.remedy_by if rule else ()), {"appeal": w.one(w.state.appeals, "a999"), "how": "It is mended."}


def amend(w):
    charter = _amended(w)[1]
    return w.actor(), {"matter": w.matter("adopted"), "charter": charter}


def transfer(w):
    rule = w.state.charter.transfer
    one = w.state.matters.get(w.matter("adopted"))
    met = [{"id": condition.id, "how": "So."} for condition in (rule.conditions if rule else ())]
    held = [w.state.consultations[name].evidence for name in one.consultations] if one else []
    capture = next((found.seq for found in held if found), None)
    said = {"matter": one.id if one else "m999", "steward": one.payload if one and one.payload else "p1"}
    return w.r.choice([w.state.steward, *PEOPLE]), {**said, "conditions": met, "capture": capture}


def recognise(w):
    said = {"record": OTHER, "key": KEY if w.chance(0.9) else ""}
    return w.r.choice([w.state.steward, *PEOPLE]), {**said, **_decided(w)}


def unrecognise(w):
    return w.r.choice([w.state.steward, *PEOPLE]), {"record": OTHER, "reasons": "So.", **_decided(w)}


def _decided(w):
    found = [one.id for one in w.state.matters.values() if one.effect == "recognition" and one.status == "adopted"]
    return {"matter": w.r.choice(found)} if found else {}


def join(w):
    way = w.r.choice([*w.state.charter.membership.verification, "invitation"])
    return w.r.choice([*PEOPLE, "new1", "new2"]), {"verification": way}, {"name": {"name": "A name"}}


def suspend(w):
    rule = w.state.charter.membership
    said = {"member": w.r.choice(PEOPLE), "days": w.r.choice([1, 30, 90, 91, 400]), "reason": w.r.choice(["", "So."])}
    return w.actor(_deciders(w, rule.suspended_by)), said


def resign(w):
    one = w.r.choice(w.state.offices) if w.state.offices and w.chance(0.7) else None
    if not w.chance(0.25):
        return "stranger", {"office": "nothing"}
    return (one.actor, {"office": one.role}) if one else (w.r.choice(PEOPLE), {})


def challenge_interest(w):
    return w.actor(), {"person": w.r.choice(PEOPLE), "reason": "It hides something."}


def appoint(w):
    role = w.r.choice(w.state.charter.roles)
    said = {"role": role.id, "candidate": w.actor(role.chosen.candidates), "reason": "So."}
    return w.actor(_deciders(w, role.chosen.decision)), said


def elect(w):
    role = w.r.choice(w.state.charter.roles)
    said = {"role": role.id, "nomination_days": w.r.choice([7, 14]), "voting_days": w.r.choice([7, 30])}
    return w.actor(_deciders(w, role.chosen.decision)), said


def stand(w):
    one = w.state.elections.get(w.one([one.id for one in w.state.elections.values() if one.status == "nomination"]))
    who = w.state.charter.role(one.role).chosen.candidates if one else ()
    return w.actor(who), {"election": one.id if one else "e999", "withdraw": w.chance(0.15)}


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


def pass_(w):
    one = w.r.choice(list(w.state.deadlines.values())) if w.state.deadlines else None
    said = {"deadline": one.name, "subject": one.subject, "due": one.due} if one else {}
    return w.r.choice(["clock", "p1"]), {"deadline": "stage", "subject": "m1", "due": "2026", **said}


ACTS = walker_talk.TALK | {
    "advice.answer": advice_answer, "advice.give": advise, "appeal.file": appeal, "appeal.reasons": give_reasons,
    "body.amend": amend, "body.recognise": recognise, "body.transfer": transfer,
    "body.withdraw-recognition": unrecognise, "call.notice": notice, "call.second-notice": second_notice,
    "clock.pass": pass_, "commitment.make": commit, "commitment.report": commitment_report,
    "consultation.close": close, "consultation.evidence": give_evidence, "consultation.extend": extend,
    "consultation.open": consult, "decision.close": close_decision, "decision.override": override,
    "decision.position": position, "decision.put": put, "decision.reopen": reopen, "decision.review": review,
    "designation.confirm": confirm, "designation.publish": designate, "draft.publish": draft, "erase": erase,
    "interest.challenge": challenge_interest, "interest.state": lambda w: (w.actor(), w.interest()),
    "matter.propose": propose, "matter.support": support, "matter.withdraw": withdraw, "member.join": join,
    "member.resign": resign, "member.suspend": suspend, "minority.record": minority, "moderation.remove": remove,
    "moderation.restore": restore, "moderation.silence": silence, "objection.answer": answer,
    "objection.dispute": dispute, "objection.raise": object_, "objection.withdraw": objection_withdraw,
    "office.appoint": appoint, "office.elect": elect, "office.petition": sign, "office.recall": recall,
    "office.stand": stand, "remedy.carry-out": carry_out, "remedy.order": order, "report.figure": figure,
    "report.harm": harm, "report.harm-answer": harm_answer, "report.implementation": implement,
    "scope.challenge": challenge_scope, "statement.make": state, "statement.merge": merge,
    "statement.withdraw": state_withdraw, "submission.file": submit, "submission.withdraw": submission_withdraw,
    "vote.cast": cast,
}  # fmt: skip
