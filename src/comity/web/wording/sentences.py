"""Each act in one sentence: who did what, about what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.charter.model import Charter
from comity.record.envelope import Act
from comity.report.words import clean
from comity.web.wording.deadlines import DUE
from comity.web.wording.words import word

SENTENCES: Mapping[str, Any] = {
    "advice.give": t("%(actor)s gave advice on %(matter)s."),
    "advice.answer": t("%(actor)s answered advice on %(matter)s."),
    "decision.review": t("%(actor)s looked again at what %(matter)s was to bring about."),
    "decision.reopen": t("%(actor)s opened %(matter)s again."),
    "appeal.file": t("%(actor)s appealed to %(instance)s."),
    "appeal.reasons": t("%(actor)s published the reasons of the ruling on %(appeal)s."),
    "call.notice": t("%(actor)s gave notice of the last call on %(matter)s."),
    "call.second-notice": t("%(actor)s gave a second notice on %(matter)s, since too few took part."),
    "designation.publish": t("%(actor)s designated on %(matter)s: %(level)s."),
    "designation.confirm": t("%(actor)s confirmed the designation on %(matter)s."),
    "minority.record": t("%(actor)s put a minority view on %(matter)s on the record."),
    "body.amend": t("%(actor)s put a changed charter in force, as decided in %(matter)s."),
    "body.transfer": t("%(actor)s passed the stewardship to %(steward)s, as decided in %(matter)s."),
    "body.recognise": t("%(actor)s recognised the body %(record)s."),
    "body.withdraw-recognition": t("%(actor)s withdrew the recognition of the body %(record)s."),
    "clock.pass": t("The time of a deadline passed: %(deadline)s of %(subject)s."),
    "commitment.make": t("%(actor)s made a commitment under %(matter)s."),
    "commitment.report": t("%(actor)s reported on the commitment %(commitment)s."),
    "consultation.open": t("%(actor)s opened a consultation on %(matter)s."),
    "consultation.extend": t("%(actor)s extended the consultation %(consultation)s."),
    "consultation.close": t("%(actor)s closed the consultation %(consultation)s."),
    "consultation.evidence": t("What the votes in %(consultation)s show was bound to it."),
    "decision.put": t("%(actor)s put %(matter)s to those who decide."),
    "decision.override": t("%(actor)s asked to go on over a block on %(matter)s."),
    "decision.position": t("%(actor)s took a position in %(proceeding)s: %(value)s."),
    "decision.close": t("%(actor)s closed the proceeding %(proceeding)s."),
    "draft.publish": t("%(actor)s published version %(version)s of the draft of %(matter)s."),
    "erase": t("%(actor)s erased what was theirs, or what had to be erased."),
    "body.found": t("%(actor)s founded the body."),
    "interest.state": t("%(actor)s stated their interests."),
    "interest.challenge": t("%(actor)s challenged the statement of interest of %(person)s."),
    "key.add": t("%(actor)s added a key of their own."),
    "key.rotate": t("%(actor)s replaced a key of their own."),
    "key.revoke": t("%(actor)s gave up a key of their own."),
    "log-key.announce": t("A key that signs the record was announced."),
    "log-key.end": t("A key that signed the record is no longer used."),
    "matter.propose": t("%(actor)s proposed a matter: %(title)s"),
    "matter.support": t("%(actor)s joined in proposing %(matter)s."),
    "matter.withdraw": t("%(actor)s withdrew %(matter)s."),
    "member.join": t("%(actor)s joined."),
    "member.suspend": t("%(actor)s asked to suspend %(member)s."),
    "member.resign": t("%(actor)s left, or gave up an office."),
    "moderation.remove": t("%(actor)s took down something that was said."),
    "moderation.silence": t("%(actor)s kept somebody from speaking for a time."),
    "moderation.restore": t("%(actor)s undid what moderation had done."),
    "objection.raise": t("%(actor)s objected in %(matter)s."),
    "objection.answer": t("%(actor)s answered the objection %(objection)s: %(disposition)s."),
    "objection.withdraw": t("%(actor)s took back the objection %(objection)s."),
    "objection.dispute": t("%(actor)s disputed the answer to the objection %(objection)s."),
    "office.appoint": t("%(actor)s proposed %(candidate)s for the office %(role)s."),
    "office.elect": t("%(actor)s opened an election for the office %(role)s."),
    "office.stand": t("%(actor)s stood in the election %(election)s, or stepped back."),
    "office.recall": t("%(actor)s asked to recall %(officer)s from the office %(role)s."),
    "office.petition": t("%(actor)s signed the petition %(petition)s."),
    "remedy.order": t("%(actor)s ordered a remedy for the appeal %(appeal)s."),
    "remedy.carry-out": t("%(actor)s reported that the remedy for %(appeal)s was carried out."),
    "report.implementation": t("%(actor)s reported an implementation of %(matter)s."),
    "report.harm": t("%(actor)s filed an assessment of the harm that %(matter)s could do."),
    "report.harm-answer": t("%(actor)s answered for an affected group in %(matter)s."),
    "report.figure": t("%(actor)s named the figure that %(matter)s means to move."),
    "scope.challenge": t("%(actor)s challenged what %(matter)s says it is about."),
    "statement.make": t("%(actor)s made a statement in %(consultation)s."),
    "statement.withdraw": t("%(actor)s took back the statement %(statement)s."),
    "statement.merge": t("%(actor)s marked %(statement)s as saying the same as %(into)s."),
    "submission.file": t("%(actor)s filed a submission in %(consultation)s."),
    "submission.withdraw": t("%(actor)s took back the submission %(submission)s."),
    "vote.cast": t("%(actor)s voted in %(consultation)s."),
    "person.name": t("%(actor)s gave the name under which they are shown."),
    "comment.make": t("%(actor)s commented."),
    "comment.withdraw": t("%(actor)s took back a comment."),
    "moderation.flag": t("%(actor)s asked moderation to look at something."),
    "translation.contribute": t("%(actor)s contributed a translation."),
    "translation.review": t("%(actor)s reviewed a translation."),
}
"""By the kind of the act. A part that an act does not have is read as a dash."""

_READ = {"level": "designation", "value": "position", "disposition": "objection"}
_SUBJECTS = ("matter", "consultation", "objection", "appeal", "proceeding")


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence(one: Act, actor: str, charter: Charter) -> str:
    """What somebody did; `actor` is how they are called. Organs and roles are called as the charter does."""
    called = {"instance": {each.id: each.name for each in charter.appeals.instances} if charter.appeals else {},
              "role": {each.id: each.name for each in charter.roles}}  # fmt: skip
    facts = _Facts(actor=actor)
    for name, value in one.public.items():
        if isinstance(value, str | int) and value != "":
            told = word(_READ[name], str(value)) if name in _READ else called.get(name, {}).get(str(value), str(value))
            facts[name] = clean(told)
    template = SENTENCES.get(one.kind)
    if template is None:
        return _("%(actor)s did an act of the kind %(kind)s.") % {"actor": actor, "kind": one.kind}
    due = DUE.get(facts["deadline"]) if one.kind == "clock.pass" else None
    if due is not None:
        return _("A deadline passed: %(what)s") % {"what": str(due) % {"name": facts["subject"]}}
    made: str = str(template) % facts
    return made


def subject(one: Act) -> str:
    """What an act is about: the identifier of a matter, consultation or other thing; "" where it names none."""
    named = (one.public.get(name) for name in _SUBJECTS)
    return next((value for value in named if isinstance(value, str) and value), "")
