"""What a random life does next: acts of every kind, and which of them could move on what waits."""

from comity.body import evidence, proceedings, stages, terms
from tests.body import walker_decisions, walker_matters, walker_people, walker_talk
from tests.body.walker import Walker


def pass_(w):
    one = w.r.choice(list(w.state.deadlines.values())) if w.state.deadlines else None
    said = {"deadline": one.name, "subject": one.subject, "due": one.due} if one else {}
    return w.r.choice(["clock", "p1"]), {"deadline": "stage", "subject": "m1", "due": "2026", **said}


ACTS = {
    "clock.pass": pass_, **walker_matters.ACTS, **walker_decisions.ACTS, **walker_people.ACTS, **walker_talk.TALK
}  # fmt: skip


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
        found += ["advice.give"] * 2 + ["advice.answer"]
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
    if w.chance(0.3) and (made := _renewal(w)):
        return made
    waiting = [one for one in w.state.proceedings.values() if not one.outcome and walker_decisions.may_decide(w, one)]
    if waiting and w.chance(0.5):
        return "decision.position", *walker_decisions.position(w, w.r.choice(waiting).id)
    found = [one for one in w.state.matters.values() if one.status in {"gathering", "open"}]
    if found and w.chance(0.06):
        kind = w.r.choice(["comment.make", "translation.contribute"])
        return kind, *ACTS[kind](w)
    if not found or w.chance(0.08):
        return "matter.propose", *walker_matters.propose(w)
    kind, *names = _next(w, w.r.choice(found[-4:]))
    return kind, *ACTS[kind](w, *names)


def _renewal(w):
    """What fills a seat that is free, or will be soon; None if no role lacks officers. Without them a body stalls."""
    state = w.state
    for one in state.elections.values():
        if one.status == "nomination" and len(one.candidates) < 2:
            return "office.stand", *walker_people.stand(w, one.id)
    put = [state.proceedings[name] for names in state.choosing.values() for name in names]
    if (waiting := [one for one in put if walker_decisions.may_decide(w, one)]) and w.chance(0.7):
        return "decision.position", *walker_decisions.position(w, w.r.choice(waiting).id)
    running = {*state.choosing, *(one.role for one in state.elections.values() if one.status != "over")}
    thin = [
        role for role in state.charter.roles
        if role.id not in running and role.most - terms.free_seats(state, role, state.at) < min(role.most, 3)
    ]  # fmt: skip
    role = w.r.choice(thin) if thin else None
    if role is None or not walker_people.eligible(w, role):
        return None
    kind = "office.elect" if walker_people.by_election(role) else "office.appoint"
    return kind, *ACTS[kind](w, role)


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
        (one.decision and w.chance(0.7), "decision.position", one.decision),
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
