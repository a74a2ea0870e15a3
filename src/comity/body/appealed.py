"""What an appeal is against, and what an upheld one does to it."""

from __future__ import annotations

from comity.body import progress, stages
from comity.body.matters import put_away
from comity.body.matters_state import Appeal, Matter
from comity.body.objections import reopened, resume
from comity.body.state import State
from comity.charter.procedure import Appealed
from comity.record.envelope import Act

_KINDS: dict[str, frozenset[Appealed]] = {
    "appeal.reasons": frozenset({"ruling"}),
    "body.amend": frozenset({"amendment"}),
    "body.recognise": frozenset({"recognition"}),
    "body.transfer": frozenset({"transfer"}),
    "body.withdraw-recognition": frozenset({"recognition"}),
    "decision.put": frozenset({"decision"}),
    "decision.reopen": frozenset({"decision"}),
    "decision.review": frozenset({"decision"}),
    "designation.confirm": frozenset({"designation"}),
    "designation.publish": frozenset({"designation"}),
    "moderation.remove": frozenset({"moderation"}),
    "moderation.restore": frozenset({"moderation"}),
    "moderation.silence": frozenset({"moderation"}),
    "objection.answer": frozenset({"disposition"}),
    "remedy.order": frozenset({"ruling"}),
}
"""What an act of a kind is, in the words of the charter."""

_PURPOSES: dict[str, Appealed] = {
    **{"stage": "decision", "override": "decision", "advice-rejection": "decision", "review": "decision"},
    **{"appointment": "appointment", "election": "appointment", "confirmation": "appointment", "recall": "recall"},
    **{"admission": "admission", "suspension": "suspension", "appeal": "ruling", "dispute": "disposition"},
    **{"scope-challenge": "ruling", "layer-challenge": "ruling", "interest": "ruling"},
}
"""What a proceeding of a purpose decides, when it ends."""

_DECIDED = {"decision.position", "decision.close"}
_NAMED = ("matter", "objection", "consultation", "appeal", "advice", "proceeding", "subject")
_MOVES: set[str] = {"designation", "decision", "inaction"}


def words(state: State, act: Act) -> set[Appealed]:
    """What an act of the record is, in the words by which a charter says what may be appealed; none for most."""
    found: set[Appealed] = set(_KINDS.get(act.kind, ()))
    if act.kind == "designation.confirm" and _is_of_last_stage(state, act):
        found.add("decision")
    if act.kind == "clock.pass":
        found |= {"inaction", "decision"} if act.public["deadline"] == "stage" else {"inaction"}
    named = str(act.public.get("proceeding", act.public.get("subject", "")))
    for name in (f"d{act.seq}", named):
        one = state.proceedings.get(name)
        if one is not None and one.closed_seq == act.seq and one.purpose in _PURPOSES:
            found.add(_PURPOSES[one.purpose])
    return found


def _is_of_last_stage(state: State, act: Act) -> bool:
    """Whether a designation was made where the matter is decided in the end, so that it is the decision as well."""
    matter = state.matters.get(str(act.public["matter"]))
    path = next((one for one in state.charter.paths if matter and one.id == matter.path), None)
    return matter is None or path is None or stages.stage_at(matter, act.seq) + 1 >= len(path.stages)


def is_collective(act: Act) -> bool:
    """Whether an act is not its actor's own: it is the decision of those among whom it was the last position."""
    return act.kind in _DECIDED or act.kind == "clock.pass"


def objection_of(act: Act) -> str:
    """The objection whose disposition an act is, or whose dispute it settled; "" for none."""
    return str(act.public.get("objection", ""))


def matter_of(state: State, act: Act) -> str:
    """The matter that an act is about; "" for none."""
    return next((found for key in _NAMED if (found := _matter(state, str(act.public.get(key, ""))))), "")


def _matter(state: State, name: str) -> str:
    if name in state.matters:
        return name
    one = state.consultations.get(name) or state.objections.get(name)
    if one is not None:
        return one.matter
    if name in state.appeals:
        return state.appeals[name].subject
    proceeding = state.proceedings.get(name)
    return _matter(state, proceeding.subject) if proceeding is not None and proceeding.subject != name else ""


def fall(state: State, act: Act, appeal: Appeal) -> None:
    """What was appealed falls: an adopted decision ends, anything else is decided again."""
    matter = state.matters.get(appeal.subject)
    if matter is not None and matter.status == "adopted" and appeal.against in _MOVES:
        progress.end(state, act, matter)
    else:
        again(state, act, appeal)


def again(state: State, act: Act, appeal: Appeal) -> None:
    """What was appealed is decided again: the matter goes back to its stage, an objection is open again."""
    objection = state.objections.get(appeal.objection)
    if appeal.against == "disposition" and objection is not None:
        objection.answered_by, objection.answered_seq = "", -1
        reopened(state, act, objection)
        return
    matter = state.matters.get(appeal.subject)
    if matter is None or appeal.against not in _MOVES or not _has_stage(state, matter, appeal.stage):
        return
    if matter.status == "open":
        progress.move_to(state, act, matter, appeal.stage)
    elif matter.status in {"adopted", "refused", "lapsed"}:
        put_away(state, act, matter, "refused")
        matter.adopted, matter.adopted_seq, matter.sunset, matter.reviewed = "", -1, "", ""
        stages.enter(state, act, matter, appeal.stage)
        resume(state, act, matter)


def _has_stage(state: State, matter: Matter, stage: int) -> bool:
    """Whether the charter, which may have been amended since, still has that stage."""
    return any(path.id == matter.path and stage < len(path.stages) for path in state.charter.paths)
