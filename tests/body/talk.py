"""A matter that is talked about: its draft, what is said on it, and translations."""

from comity.body.drafts import publication
from comity.record.envelope import read_act


def drafted(life, matter, *clauses) -> None:
    said, _ = publication(life.state.matters[matter], [*clauses])
    life.do("draft.publish", "p1", **said)


def filed(life, consultation, shown="pseudonymous") -> str:
    said = {"consultation": consultation, "shown": shown, "language": "en"}
    return f"u{life.do('submission.file', 'p2', private={shown: {'text': 'Long.'}}, **said).seq}"


def commented(life, matter, actor="p2", text="Why?", **other) -> str:
    said = {"matter": matter, "language": "en", **other}
    return f"t{life.do('comment.make', actor, private={'text': {'text': text}}, **said).seq}"


def translation(matter, target="title", language="fr", text="Des essais.", part="short"):
    """What an act that contributes a translation holds."""
    said = {"matter": matter, "target": target, "language": language}
    return {"private": {part: {"text": text}}, **said}


def translated(life, matter, actor="p2", **other) -> str:
    return f"l{life.do('translation.contribute', actor, **translation(matter, **other)).seq}"


def left(life, name) -> dict:
    """The values of the first row of an act whose private parts are erased."""
    act = read_act(life.entries[int(name[1:])])
    return life.registry.rows(act, {})[0].values


def erased(life, name, actor, part="") -> None:
    life.do("erase", actor, erased=[{"seq": int(name[1:]), "part": part}], reason="It was mine.")
