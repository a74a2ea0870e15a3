"""What random acts say to each other: comments, flags and translations, and the names of those who speak."""

from comity.body import comments
from comity.body.matters_state import Matter
from tests.body.walker import Walker

_TEXT = {"text": {"text": "It is good."}}
_PARTS = {"title": "short", "summary": "middle", "clause": "middle", "s": "short", "t": "middle", "u": "long"}


def apt(w: Walker) -> list[str]:
    """Kinds of these that fit now."""
    talked = any(one.comments for one in w.state.matters.values())
    waits = any(one.status == "contributed" for one in w.state.translations.values())
    return [*["comment.make", "comment.withdraw", "moderation.flag"] * talked, *["translation.review"] * waits]


def said_in(one):
    """All that was said on a matter itself, or in a consultation."""
    return one.comments if isinstance(one, Matter) else one.statements | one.submissions


def said(w: Walker, *statuses: str) -> dict[str, str]:
    """A statement, a submission or a comment, mostly with one of these statuses, and where it was said."""
    places = [one for one in (*w.state.matters.values(), *w.state.consultations.values()) if said_in(one)]
    fit = [one for one in places if any(each.status in statuses for each in said_in(one).values())]
    place = w.one(fit or places, None)
    if place is None:
        return {"consultation": "c999", "item": "s999"}
    found = [name for name, one in said_in(place).items() if one.status in statuses]
    return {"matter" if isinstance(place, Matter) else "consultation": place.id, "item": w.one(found, "t999")}


def _talked(w):
    """A matter, mostly one on which there are comments; and who speaks there."""
    found = [one.id for one in w.state.matters.values() if one.comments]
    name = w.one(found[-4:], "m999") if found and w.chance(0.7) else w.matter("gathering", "open")
    one = w.state.matters.get(name)
    return one, name, w.actor(comments.speakers(w.state, one)[0] if one else ("anyone",), one)


def _held(w, one, key):
    """What was said in the consultations on a matter."""
    return [name for each in one.consultations for name in getattr(w.state.consultations[each], key)]


def flag(w):
    found = said(w, "open")
    rule = w.state.charter.moderation
    ground = w.one(rule.grounds if rule else (), "no-ground")
    return w.actor(), {**found, "ground": ground}, {"reason": {"reason": "It insults."}}


def comment(w):
    one, name, actor = _talked(w)
    made = {"matter": name, "language": w.r.choice(["en", "fr"]), "affected": "It does."}
    if one and one.comments and w.chance(0.6):
        made["reply_to"] = w.one(one.comments, "t999")
        answered = one.comments.get(made["reply_to"])
        made["about"] = answered.about if answered and w.chance(0.95) else ""
    elif one:
        clauses = [f"clause {number}" for number in (one.drafts[-1].clauses if one.drafts else ())]
        made["about"] = w.r.choice(["", *clauses, *one.objections, *_held(w, one, "statements")])
    return actor, made, _TEXT


def withdraw(w):
    one, matter, _ = _talked(w)
    name = w.one(one.comments if one else (), "t999")
    made = one.comments.get(name) if one else None
    return made.actor if made else "p1", {"matter": matter, "comment": name}


def translate(w):
    one, matter, actor = _talked(w)
    sort = w.r.choice(list(_PARTS)) if one else "title"
    target = {
        "s": lambda: w.one(_held(w, one, "statements"), "s999"),
        "u": lambda: w.one(_held(w, one, "submissions"), "u999"),
        "t": lambda: w.one(one.comments, "t999"),
        "clause": lambda: w.one(
            [f"clause {each.version} {number}" for each in one.drafts for number in each.clauses], "clause 99 1"
        ),
    }.get(sort, lambda: sort)()
    made = {"matter": matter, "target": target, "language": w.r.choice(["en", "fr", "ar"]), "affected": "It does."}
    return actor, made, {w.one([_PARTS[sort]], "long"): {"text": "C'est bon."}}


def review(w):
    waiting = [name for name, one in w.state.translations.items() if one.status == "contributed"]
    name = w.one(waiting[-5:] or w.state.translations, "l999")
    one = w.state.translations.get(name)
    matter = one.matter if one else "m999"
    who = ("participants", "proposer") if w.state.charter.membership.kind == "none" else ("members",)
    actor = w.actor(who, w.state.matters.get(matter))
    reason = w.r.choice(["", "It says the opposite."])
    return actor, {"matter": matter, "translation": name, "accept": w.chance(0.6), "reason": reason}


TALK = {
    "comment.make": comment, "comment.withdraw": withdraw, "moderation.flag": flag,
    "person.name": lambda w: (w.actor(), {}, {"name": {"name": "A name"}}),
    "translation.contribute": translate, "translation.review": review,
}  # fmt: skip
