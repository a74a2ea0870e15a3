"""Who may do an act, and what an act of each kind needs: by the kind of the act that was asked for."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

SENTENCES: Mapping[str, str | Mapping[str, str]] = {
    "who.not-allowed": {
        "kind=appeal.file": _("You may not appeal to this instance: the charter lets %(who)s do it."),
        "kind=appeal.reasons": _("You may not give the reasons of this ruling: the charter lets %(who)s do it."),
        "kind=call.notice": _("You may not give notice of the last call: the charter lets %(who)s do it."),
        "kind=call.second-notice": _("You may not give a second notice: the charter lets %(who)s do it."),
        "kind=comment.make": _("You may not comment here: the charter lets %(who)s do it."),
        "kind=consultation.close": _("You may not close this consultation: the charter lets %(who)s do it."),
        "kind=consultation.extend": _("You may not extend this consultation: the charter lets %(who)s do it."),
        "kind=consultation.open": _("You may not open a consultation at this stage: the charter lets %(who)s do it."),
        "kind=decision.position": _("You may not take part in this proceeding: the charter lets %(who)s do it."),
        "kind=decision.reopen": _("You may not reopen this matter: the charter lets %(who)s do it."),
        "kind=decision.review": _("You may not review this matter: the charter lets %(who)s do it."),
        "kind=designation.confirm": _("You may not confirm a designation here: the charter lets %(who)s do it."),
        "kind=designation.publish": _("You may not publish a designation here: the charter lets %(who)s do it."),
        "kind=draft.publish": _("You may not publish drafts on this path: the charter lets %(who)s do it."),
        "kind=interest.challenge": _(
            "You may not challenge a statement of interest: the charter lets %(who)s do it."
        ),
        "kind=matter.propose": _("You may not propose on this path: the charter lets %(who)s do it."),
        "kind=matter.support": _("You may not propose this matter with others: the charter lets %(who)s do it."),
        "kind=moderation.flag": _("You may not flag what was said: the charter lets %(who)s do it."),
        "kind=moderation.remove": _("You may not take down what was said: the charter lets %(who)s do it."),
        "kind=moderation.restore": _("You may not undo moderation: the charter lets %(who)s do it."),
        "kind=moderation.silence": _("You may not keep somebody from speaking: the charter lets %(who)s do it."),
        "kind=objection.answer": _("You may not answer objections: the charter lets %(who)s do it."),
        "kind=objection.dispute": _(
            "You may not dispute the disposition of this objection: the charter lets %(who)s do it."
        ),
        "kind=objection.raise": _("You may not object here: the charter lets %(who)s do it."),
        "kind=office.petition": _("You may not sign this petition: the charter lets %(who)s do it."),
        "kind=office.recall": _("You may not ask for a recall: the charter lets %(who)s do it."),
        "kind=remedy.carry-out": _("You may not carry out this remedy: the charter lets %(who)s do it."),
        "kind=remedy.order": _("You may not order this remedy: the charter lets %(who)s do it."),
        "kind=report.figure": _("You may not name the figure of this matter: the charter lets %(who)s do it."),
        "kind=report.harm": _("You may not file a harm assessment: the charter lets %(who)s do it."),
        "kind=report.implementation": _("You may not report implementations: the charter lets %(who)s do it."),
        "kind=scope.challenge": _(
            "You may not challenge what this matter says it is about: the charter lets %(who)s do it."
        ),
        "kind=statement.make": _("You may not make statements here: the charter lets %(who)s do it."),
        "kind=submission.file": _("You may not make submissions here: the charter lets %(who)s do it."),
        "kind=translation.contribute": _("You may not contribute translations: the charter lets %(who)s do it."),
        "kind=translation.review": _("You may not review translations: the charter lets %(who)s do it."),
        "kind=vote.cast": _("You may not vote here: the charter lets %(who)s do it."),
        "": _("You may not do this: the charter lets %(who)s do it."),
    },
    "proceeding.not-put": {
        "kind=advice.answer": _(
            "You may not answer this advice: you do not decide the matter, and are neither a chair of those who do nor"
            " the secretariat."
        ),
        "kind=decision.put": _(
            "You may not put this matter to a decision: you do not propose it, do not decide it, and are neither a"
            " chair of those who do nor the secretariat."
        ),
        "kind=member.suspend": _(
            "You may not ask for a suspension: you do not decide on it, and are neither a chair of those who do nor the"
            " secretariat."
        ),
        "kind=office.appoint": _(
            "You may not put a candidate for this office: you do not decide on it, and are neither a chair of those who"
            " do nor the secretariat."
        ),
        "kind=office.elect": _(
            "You may not open an election for this office: you do not decide on it, and are neither a chair of those"
            " who do nor the secretariat."
        ),
        "": _(
            "You may not put this to a decision: you do not decide it, and are neither a chair of those who do nor the"
            " secretariat."
        ),
    },
    "proceeding.not-closer": _(
        "You may not close proceeding %(proceeding)s: you are neither the secretariat nor a chair of the organ that"
        " decides it."
    ),
    "proceeding.not-seated": {
        "proceeding": _("You do not sit with a vote in %(organ)s, which decides proceeding %(proceeding)s."),
        "": _("You do not sit with a vote in %(organ)s."),
    },
    "office.term-over": _("Your term is over, as: %(roles)s."),
    "reason.missing": {
        "kind=designation.publish": _("A designation against the evidence needs a reason, which is published."),
        "kind=member.suspend": _("A suspension needs a reason, which is published."),
        "kind=moderation.remove": _("Taking down what was said needs a reason, which is published."),
        "kind=moderation.restore": _("Undoing moderation needs a reason, which is published."),
        "kind=moderation.silence": _("Keeping somebody from speaking needs a reason, which is published."),
        "kind=objection.answer": _("The answer to an objection needs a reason, which is published."),
        "appeal": _(
            "The ruling on appeal %(appeal)s needs reasons that are published, before a remedy is ordered."
        ),
        "kind=statement.merge": _("Marking a statement as a duplicate needs a reason, which is published."),
        "kind=translation.review": _("Rejecting a translation needs a reason, which is published."),
        "": _("This needs a reason, which is published."),
    },
    "moderation.ground": {
        "kind=moderation.flag": _(
            "The charter lets nobody flag what was said on this ground: %(ground)s. It names these grounds:"
            " %(grounds)s."
        ),
        "kind=moderation.remove": _(
            "The charter lets nobody take down what was said on this ground: %(ground)s. It names these grounds:"
            " %(grounds)s."
        ),
        "": _(
            "The charter lets nobody be kept from speaking on this ground: %(ground)s. It names these grounds:"
            " %(grounds)s."
        ),
    },
    "actor.reserved": _("%(actor)s is no person: name another."),
    "person.suspended": {
        "you": _("You are suspended until %(until)s."),
        "": _("%(actor)s is suspended until %(until)s."),
    },
    "person.silenced": {
        "you": _("You are kept from speaking until %(until)s."),
        "": _("%(actor)s is kept from speaking until %(until)s."),
    },
    "interest.missing": {
        "you upheld": _(
            "The charter asks for a complete statement of interest for this (%(serving)s), and yours was found wrong."
        ),
        "you": _("The charter asks for a complete statement of interest for this (%(serving)s), and you have none."),
        "upheld": _(
            "The charter asks for a complete statement of interest for this (%(serving)s), and that of %(actor)s was"
            " found wrong."
        ),
        "": _(
            "The charter asks for a complete statement of interest for this (%(serving)s), and %(actor)s has none."
        ),
    },
    "interest.challenged": {
        "you": _("Your statement of interest is challenged, and serves for nothing until that is answered."),
        "": _(
            "The statement of interest of %(actor)s is challenged, and serves for nothing until that is answered."
        ),
    },
    "warn.not-named": _(
        "The charter only warns of this. To do it all the same, name what you break: %(breaks)s."
    ),
    "warn.not-broken": _("What you name is not broken by this: %(breaks)s."),
    "pace.too-fast": _("That was too fast: the most acts in a minute are %(most)s. Wait a little."),
    "claim.verification": _("Nothing shows in this way that this account is yours: %(verification)s."),
}  # fmt: skip
"""By identifier."""
