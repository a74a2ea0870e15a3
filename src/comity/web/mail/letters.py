"""Letters about what happens in a body: short, in plain text, in the reader's language, with nothing confidential.

What is said of an act is public: its title, its day, its address. Each letter has one click that ends them (RFC 8058).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import Resolver404, resolve, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from comity.body.state import State
from comity.record.envelope import Act, time_of
from comity.report.words import clean
from comity.store.models import Body, Letter, User
from comity.web.mail.notices import about_of

SALT = "comity.letters"

SENTENCES: Mapping[str, str] = {
    "matter.proposed": gettext_noop("A matter was proposed: %(title)s."),
    "consultation.opened": gettext_noop("A consultation was opened on: %(title)s."),
    "consultation.extended": gettext_noop("There is more time to take part in the consultation on: %(title)s."),
    "consultation.closed": gettext_noop("The consultation was closed on: %(title)s."),
    "draft.published": gettext_noop("A new version of the draft was published: %(title)s."),
    "call.noticed": gettext_noop("This is the last call on: %(title)s."),
    "designation.published": gettext_noop("The chair has published what they find, and why, on: %(title)s."),
    "objection.raised": gettext_noop("Somebody objects to: %(title)s."),
    "objection.answered": gettext_noop("An objection was answered on: %(title)s."),
    "objection.disputed": gettext_noop("The answer to an objection is disputed on: %(title)s."),
    "objection.to-answer": gettext_noop("An objection waits for your answer on: %(title)s."),
    "objection.yours-answered": gettext_noop("Your objection was answered on: %(title)s."),
    "objection.answer-disputed": gettext_noop("Your answer to an objection is disputed on: %(title)s."),
    "objection.ruled": gettext_noop("A dispute about the answer to your objection was ruled on: %(title)s."),
    "decision.put": gettext_noop("This is now put to those who decide: %(title)s."),
    "decision.carried": gettext_noop("A decision was carried on: %(title)s."),
    "decision.refused": gettext_noop("A decision was not carried on: %(title)s."),
    "decision.reopened": gettext_noop("A decision is taken up again: %(title)s."),
    "matter.adopted": gettext_noop("This was adopted: %(title)s."),
    "proceeding.to-decide": gettext_noop("You are asked to decide on: %(title)s."),
    "appeal.filed": gettext_noop("Somebody appeals in: %(title)s."),
    "appeal.against-you": gettext_noop("Somebody appeals what you did in: %(title)s."),
    "appeal.upheld": gettext_noop("An appeal was upheld in: %(title)s."),
    "appeal.dismissed": gettext_noop("An appeal was dismissed in: %(title)s."),
    "appeal.lapsed": gettext_noop("An appeal lapsed without a ruling in: %(title)s."),
    "appeal.reasons": gettext_noop("The reasons of a ruling were published in: %(title)s."),
    "remedy.ordered": gettext_noop("A remedy was ordered in: %(title)s."),
    "remedy.to-carry-out": gettext_noop("You are to carry out a remedy in: %(title)s."),
    "remedy.carried-out": gettext_noop("A remedy was carried out in: %(title)s."),
    "charter.amended": gettext_noop("The charter was amended: %(title)s."),
    "office.held": gettext_noop("You hold an office from now on in: %(title)s."),
    "person.before": gettext_noop("Something about you is to be decided in: %(title)s."),
    "person.decided": gettext_noop("Something about you was decided in: %(title)s."),
    "moderation.removed": gettext_noop("Something that you wrote was taken from view in: %(title)s."),
    "moderation.restored": gettext_noop("Something that you wrote is in view again in: %(title)s."),
    "moderation.silenced": gettext_noop("For a time you may not write in: %(title)s."),
    "soon.answer": gettext_noop("In three days or less an objection must be answered by you: %(title)s."),
    "soon.decide": gettext_noop("In three days or less you are to have decided on: %(title)s."),
    "soon.rule": gettext_noop("In three days or less you are to have ruled on an appeal in: %(title)s."),
    "soon.remedy": gettext_noop("In three days or less you are to have carried out a remedy in: %(title)s."),
    "soon.commitment": gettext_noop("In three days or less your commitment is due in: %(title)s."),
    "soon.closes": gettext_noop("In three days or less a consultation closes on: %(title)s."),
}
"""What is said, by what there is to hear."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a letter tells: in which body, what, where to see it, and until when there is time."""

    body: str
    sentence: str
    link: str
    until: str = ""

    @property
    def text(self) -> str:
        """As a paragraph."""
        return "\n".join(filter(None, [self.sentence, self.until, self.link]))


def said(state: State, topic: str, act: Act) -> Said:
    """What a letter says of an act, in the language that is active."""
    about = about_of(state, act)
    matter = next((state.matters[one] for one in about if one in state.matters), None)
    title = str(clean(matter.title if matter is not None else state.charter.name))
    return Said(str(clean(state.charter.name)), _(SENTENCES[topic]) % {"title": title},
                address(state.origin, about, act.seq), _until(state, topic, about))  # fmt: skip


def address(origin: str, about: Iterable[str], seq: int) -> str:
    """Where to see it: the page of the most particular thing that has one, or else of the act."""
    for one in about:
        path = f"{reverse('body', args=[origin])}{one[:1]}/{one}/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return f"{settings.BASE}{path}"
    return f"{settings.BASE}{reverse('act', args=[origin, seq])}"


def each(user: User, body: Body, seq: int, topic: str, one: Said) -> Letter:
    """A letter that tells one thing. In the language that is active."""
    end = _("You get this letter because it concerns you, or because you follow it.")
    name = f"{topic}.{user.pk}.{body.pk}.{seq}"
    return _letter(user, f"{one.body}: {one.sentence}", [one.text, end], name)


def digest(user: User, day: str, found: Sequence[Said]) -> Letter:
    """A letter that tells all of a day, by body. In the language that is active."""
    parts = [_("What happened since the last letter in what concerns you and what you follow:")]
    for body in dict.fromkeys(one.body for one in found):
        parts += [body.upper(), *(one.text for one in found if one.body == body)]
    bodies = ", ".join(dict.fromkeys(one.body for one in found))
    return _letter(user, f"{bodies}: {_('what happened')}", parts, f"digest.{user.pk}.{day}")


def spoken(user: User) -> override:
    """The language of somebody, active in the block."""
    return override(user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


def stop_token(user: User) -> str:
    """What ends the letters to somebody, without signing in. It serves for nothing else, and does not expire."""
    return signing.dumps(user.pk, salt=SALT)


def stopped(token: str) -> User | None:
    """Whose letters a token ends; None if it is not ours, or they have no account any more."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def _letter(user: User, subject: str, parts: Sequence[str], name: str) -> Letter:
    stop = f"{settings.BASE}{reverse('letters-stop', args=[stop_token(user)])}"
    choose = f"{settings.BASE}{reverse('letters')}"
    foot = [_("Fewer letters, or one a day: %(link)s") % {"link": choose},
            _("No such letters any more: %(link)s") % {"link": stop}]  # fmt: skip
    return Letter(
        to=user.email,
        subject=" ".join(subject.split())[:200],
        text="\n\n".join([*parts, "-- \n" + "\n".join(foot)]) + "\n",
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
        message_id=f"<{name}@{settings.HOSTS[0]}>",
    )


def _until(state: State, topic: str, about: Sequence[str]) -> str:
    """Until when there is time to do what the letter is about."""
    names = ("objection", "consultation", "proceeding", "ruling", "remedy", "commitment")
    asks = topic.startswith("soon.") or topic in {
        "consultation.opened", "consultation.extended", "objection.to-answer", "proceeding.to-decide", "call.noticed",
        "remedy.to-carry-out",
    }  # fmt: skip
    if not asks:
        return ""
    if topic == "call.noticed":
        due = next((state.matters[one].last_call for one in about if one in state.matters), "")
    else:
        found = (state.deadlines.get(f"{name} {one}") for one in about for name in names)
        due = next((one.due for one in found if one is not None), "")
    return _("Until %(time)s UTC.") % {"time": date_format(time_of(due), "DATETIME_FORMAT")} if due else ""
