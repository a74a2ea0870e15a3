"""What random acts on decisions say: deciding, what comes after, advice, appeals, changes of the body itself."""

import zlib

from comity.body import proceedings
from comity.body.appeals import filing
from comity.record.envelope import digest_of
from comity.record.notes import make_signer
from tests.body.walker import PEOPLE
from tests.body.walker_matters import OTHER
from tests.body.walker_names import BLOB, amended, carried, deciders, stage_of_matter

KEY = make_signer(OTHER).verifier.text
WORDS = {
    "vote": ("for", "for", "for", "against", "abstain"),
    "ballot": ("yes", "yes", "no-objection", "discuss", "abstain", "recuse"),
    "ranked": ("ranked",),
    "consent": ("object",),
    "signature": ("sign", "sign-with-reservations"),
    "officer": ("for", "for", "against"),
}


def put(w, name=None):
    one, stage = stage_of_matter(w, name or w.matter("open"))
    rule = stage.decision if stage else None
    options = {"options": ["one", "two"]} if rule and rule.by == "ranked" else {}
    return w.actor((*deciders(w, rule), "proposer"), one), {**carried(w, one), **options}


def override(w):
    one, stage = stage_of_matter(w, w.matter("open"))
    return w.actor(deciders(w, stage.decision if stage else None)), {"matter": one.id if one else "m999"}


def may_decide(w, one):
    """Who may take a position in a proceeding now."""
    return [actor for actor in PEOPLE if not any(proceedings.may_decide(w.state, actor, one, w.state.at))]


def position(w, name=None):
    found = [one.id for one in w.state.proceedings.values() if not one.outcome]
    one = w.state.proceedings.get(name or w.one(found[-5:], "d999"))
    rule = proceedings.rule_of(one.rule) if one else None
    words = WORDS[rule.by if rule and w.chance(0.97) else "vote"]
    agreed = one is not None and zlib.crc32(one.id.encode()) % 2 and w.chance(0.95)  # so that some reach the last stage
    value = words[0] if agreed else w.r.choice(words)
    said = {"proceeding": one.id if one else "d999", "value": value, "reason": w.r.choice(["", "So.", "So."])}
    if value == "ranked":
        said["ranks"] = w.r.sample(one.candidates, w.r.randint(1, len(one.candidates))) if one.candidates else ["x"]
    actors = [actor for actor in may_decide(w, one) if actor not in one.positions or w.chance(0.1)] if one else []
    return w.r.choice(actors) if actors and w.chance(0.9) else w.actor(deciders(w, rule)), said


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
    one, stage = stage_of_matter(w, w.matter("open"))
    organ = next((rule.given_by for rule in stage.advice), "nobody") if stage else "nobody"
    return w.actor((f"organ:{organ}",) if organ != "nobody" else ()), {
        "matter": one.id if one else "m999", "organ": organ, "text": "Do not."
    }  # fmt: skip


def advice_answer(w):
    one, stage = stage_of_matter(w, w.matter("open"))
    name = w.one(one.advice if one else (), "d999")
    said = {"matter": one.id if one else "m999", "advice": name, "accept": w.chance(0.5), "reasons": "So."}
    return w.actor(deciders(w, stage.decision if stage else None)), said


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
    return one, w.actor(deciders(w, rule))


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
    charter = amended(w)[1]
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


ACTS = {
    "advice.answer": advice_answer, "advice.give": advise, "appeal.file": appeal, "appeal.reasons": give_reasons,
    "body.amend": amend, "body.recognise": recognise, "body.transfer": transfer,
    "body.withdraw-recognition": unrecognise, "commitment.make": commit, "commitment.report": commitment_report,
    "decision.close": close_decision, "decision.override": override, "decision.position": position,
    "decision.put": put, "decision.reopen": reopen, "decision.review": review, "remedy.carry-out": carry_out,
    "remedy.order": order,
}  # fmt: skip
