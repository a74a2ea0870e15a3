"""What an identifier of a body stands for, in words: the matter, the statement, the objection that an act is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from comity.body.matters_state import Consultation, Matter, Statement
from comity.body.state import Proceeding
from comity.record.envelope import Act
from comity.store.projection import rows
from comity.web import tables
from comity.web.reading import Reading
from comity.web.wording import sentences

_PLACES = {
    "m": "matter", "c": "consultation", "o": "objection", "a": "appeal", "d": "proceeding", "u": "submission",
}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """Something that an act is about. `said`: (what it is, text from outside, who said it) to be read before acting."""

    id: str
    title: str
    said: list[tuple[str, str, str]] = field(default_factory=list)
    matter: str = ""
    actor: str = ""


def link(origin: str, name: str) -> str:
    """The address of what an identifier stands for; that of the body where it has no page of its own."""
    try:
        return reverse(_PLACES[name[:1]], args=[origin, name])
    except (KeyError, NoReverseMatch):
        return reverse("body", args=[origin])


def page_of(found: Reading, name: str) -> str:
    """Where what an identifier stands for is read: a comment in its discussion, a statement in its consultation."""
    place = place_of(found, name) if name[:1] == "s" else None
    if place is not None:
        return f"{reverse('consultation', args=[found.origin, place[0].id])}?at={name}#{name}"
    matter = next((one.id for one in found.state.matters.values() if name in one.comments), "")
    return f"{reverse('threads', args=[found.origin, matter])}#{name}" if matter else link(found.origin, name)


def subject_of(found: Reading, name: str) -> Subject | None:
    """What an identifier stands for; None if for nothing."""
    state = found.state
    makers = {"m": _matter, "c": _consultation, "o": _objection, "s": _item, "u": _item, "t": _comment,
              "d": _proceeding, "a": _appeal}  # fmt: skip
    if name[:1] in makers:
        return makers[name[:1]](found, name)
    if name in state.elections:
        return Subject(
            name, _("The election for %(role)s") % {"role": state.charter.role(state.elections[name].role).name}
        )
    if name in state.petitions:
        one = state.petitions[name]
        facts = {"role": state.charter.role(one.role).name}
        signed = rows(found.body, "public", "petitions", name)
        last = [(_("Why"), str(row["reason"]), str(row["actor"])) for row in signed if row.get("reason")]
        return Subject(name, _("The petition to recall from the office %(role)s") % facts, last, actor=one.officer)
    return None


def matter_of(found: Reading, name: str) -> Matter | None:
    """The matter that something is on."""
    subject = subject_of(found, name)
    return found.state.matters.get(subject.matter) if subject else None


def place_of(found: Reading, item: str) -> tuple[Consultation, Statement] | None:
    """The consultation in which a statement or a submission was made, and what rules know of it."""
    for one in found.state.consultations.values():
        kept = one.statements.get(item) or one.submissions.get(item)
        if kept is not None:
            return one, kept
    return None


def clause_texts(found: Reading, matter: str, version: int) -> dict[str, str]:
    """The clauses of a version of a draft, by number; none of a version that there is not."""
    one = found.state.matters.get(matter)
    return dict(tables.clauses(found, matter, version)) if one and 0 < version <= len(one.drafts) else {}


def _matter(found: Reading, name: str) -> Subject | None:
    one = found.state.matters.get(name)
    if one is None:
        return None
    first = next(rows(found.body, "public", "matters", name), None)
    return Subject(
        name, one.title, [(_("Summary"), str(first["summary"]), one.proposer)] if first else [], one.id, one.proposer
    )


def _consultation(found: Reading, name: str) -> Subject | None:
    one = found.state.consultations.get(name)
    return Subject(name, found.state.matters[one.matter].title, matter=one.matter) if one else None


def _objection(found: Reading, name: str) -> Subject | None:
    one = found.state.objections.get(name)
    if one is None:
        return None
    said: list[tuple[str, str, str]] = []
    words = {"open": _("The objection"), "disputed": _("Why the answer is disputed"), "withdrawn": ""}
    for row in rows(found.body, "public", "objections", name):
        label = words.get(str(row["status"]), _("The answer"))
        text = str(row.get("reason") or row.get("reasons") or "")
        if label and text:
            said.append((label, text, str(row.get("actor") or row.get("by") or "")))
    title = _("Objection to “%(matter)s”") % {"matter": found.state.matters[one.matter].title}
    return Subject(name, title, said, one.matter, one.actor)


def _item(found: Reading, name: str) -> Subject | None:
    place = place_of(found, name)
    if place is None:
        return None
    one, kept = place
    title = found.state.matters[one.matter].title
    if name.startswith("u"):
        return Subject(name, _("Submission on “%(matter)s”") % {"matter": title}, [], one.matter, kept.actor)
    text = next((str(row["text"]) for row in rows(found.body, "public", "statements", one.id)
                 if row["statement"] == name and row.get("text")), "")  # fmt: skip
    said = [(_("The statement"), text, "")] if text and kept.status != "moderated" else []
    return Subject(name, _("Statement on “%(matter)s”") % {"matter": title}, said, one.matter, kept.actor)


def _comment(found: Reading, name: str) -> Subject | None:
    one = next((one for one in found.state.matters.values() if name in one.comments), None)
    if one is None:
        return None
    kept = one.comments[name]
    text = next((str(row["text"]) for row in rows(found.body, "public", "comments", one.id)
                 if row["comment"] == name and row.get("text")), "")  # fmt: skip
    said = [(_("The comment"), text, kept.actor)] if text and kept.status != "moderated" else []
    return Subject(name, _("Comment on “%(matter)s”") % {"matter": one.title}, said, one.id, kept.actor)


def _proceeding(found: Reading, name: str) -> Subject | None:
    one = found.state.proceedings.get(name)
    if one is None:
        return None
    below = subject_of(found, one.subject) if one.subject != name else None
    purposes = {
        "stage": _("A decision on a matter"), "admission": _("The admission of a member"),
        "suspension": _("The suspension of a member"), "interest": _("A challenge of a statement of interest"),
        "scope-challenge": _("A challenge of scope"), "layer-challenge": _("A challenge of layers"),
        "dispute": _("A dispute over the answer to an objection"), "appeal": _("An appeal"),
        "election": _("An election"), "appointment": _("An appointment"), "recall": _("A recall"),
    }  # fmt: skip
    title = purposes.get(one.purpose) or _("A decision")
    if below is None:
        return Subject(name, title, _why(found, one), actor=one.subject if one.subject in found.state.people else "")
    facts = {"what": title, "of": below.title}
    return Subject(name, _("%(what)s: %(of)s") % facts, [*_why(found, one), *below.said], below.matter)


def _why(found: Reading, one: Proceeding) -> list[tuple[str, str, str]]:
    """What was said by whoever had it put before those who decide it, where its subject does not say that."""
    kept = {
        "scope-challenge": ("scope_challenges", one.subject), "layer-challenge": ("scope_challenges", one.subject),
        "interest": ("challenges", one.subject), "suspension": ("members", one.subject),
        "appointment": ("offices", one.facts.get("role", "")), "advice": ("advice", one.subject),
    }  # fmt: skip
    table, scope = kept.get(one.purpose, ("", ""))
    found_rows = rows(found.body, "public", table, scope) if table else iter(())
    row = next((each for each in found_rows if one.id in {each.get("proceeding"), each.get("advice")}), None)
    if row is None:
        return []
    claims = {
        "wrong": _("The matter declares “%(name)s”, and is not about it."),
        "missing": _("The matter is about “%(name)s”, and does not say so."),
    }
    claim = [(_("What is challenged"), claims[row["claim"]] % row, "")] if "claim" in row else []
    label = _("The advice") if one.purpose == "advice" else _("Why")
    text, who = str(row.get("reason") or row.get("text") or ""), str(row.get("by") or row.get("actor") or "")
    return [*claim, *([(label, text, who)] if text else [])]


def _appeal(found: Reading, name: str) -> Subject | None:
    one = found.state.appeals.get(name)
    if one is None:
        return None
    first = next(rows(found.body, "public", "appeals", name), None)
    said = [(_("Why it is appealed"), str(first["reason"]), one.appellant)] if first else []
    said += [
        (_("The ruling"), str(row["reasons"]), str(row["actor"])) for row in rows(found.body, "public", "rulings", name)
    ]
    return Subject(name, _("Appeal against act %(seq)s") % {"seq": one.against_seq}, said, one.subject, one.appellant)


def sentence_of(found: Reading, one: Act) -> str:
    """An act in a sentence, with the name of whoever did it."""
    return sentences.sentence(one, found.called(one.actor, one), found.state.charter)
