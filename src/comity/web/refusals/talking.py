"""Consultations: statements, votes, submissions, their evidence; objections and their answers; moderation."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

SENTENCES: Mapping[str, str | Mapping[str, str]] = {
    # consultations
    "consultation.unknown": _("There is no consultation %(consultation)s."),
    "consultation.closed": _("Consultation %(consultation)s is closed, since %(closes)s at the latest."),
    "consultation.none": _("The stage %(stage)s holds no consultation."),
    "consultation.open-already": _("Consultation %(consultation)s on matter %(matter)s is open already."),
    "consultation.ballots": {
        "ballots=secret": _("Ballots are secret at the stage %(stage)s."),
        "ballots=open": _("Ballots are open at the stage %(stage)s."),
    },
    "consultation.not-later": _("Consultation %(consultation)s closes on %(closes)s: name a later time."),
    "consultation.no-extension": _("The charter lets no consultation be extended here."),
    "consultation.extended": _("Consultation %(consultation)s may be extended until %(latest)s, by %(days)s in all."),
    "consultation.too-early": _("Consultation %(consultation)s is open until %(closes)s: it is not closed before."),
    "consultation.too-short": _("A consultation at the stage %(stage)s takes %(days)s at the least."),
    "consultation.too-long": _("A consultation is open for %(days)s at the most."),
    "consultation.after-deadline": _(
        "The time of matter %(matter)s at this stage is over on %(due)s, before the consultation would be."
    ),
    # evidence
    "evidence.operator-only": _("Only the operator binds evidence to a consultation."),
    "evidence.still-open": _(
        "Consultation %(consultation)s is still open: its evidence is computed once it is closed."
    ),
    "evidence.other-seq": _(
        "Consultation %(consultation)s was closed by act %(act)s, and this evidence is of act %(closed_seq)s."
    ),
    "evidence.given": _("The evidence of consultation %(consultation)s is in the record already, as act %(act)s."),
    "evidence.no-document": _("The act does not bring the document that its digest names."),
    "evidence.no-statement": _("Consultation %(consultation)s has no statement %(statement)s."),
    "evidence.quorate": _("A consultation is quorate just when no floor was missed."),
    "evidence.no-floor": _("The charter has no floor for %(floor)s."),
    # statements, votes, submissions
    "statement.unknown": _("There is no statement %(statement)s."),
    "statement.not-open": _("Statement %(statement)s is not voted on any more (%(status)s)."),
    "statement.not-yours": _("Statement %(statement)s is not yours."),
    "statement.not-keeper": _(
        "You may not mark statements as duplicates: you are neither the secretariat, nor a chair here, nor who opens"
        " the consultation."
    ),
    "statement.itself": _("Statement %(statement)s is no duplicate of itself."),
    "vote.not-sealed": _(
        "The ballots of consultation %(consultation)s are secret: the statement and the value belong in the sealed"
        " part."
    ),
    "vote.not-open": _(
        "The ballots of consultation %(consultation)s are open: the statement and the value are public."
    ),
    "submission.unknown": _("There is no submission %(submission)s."),
    "submission.part": _("The contents belong in one part, and in no other: %(shown)s."),
    "submission.blobs": _("The act names a blob in public, and the submission is confidential."),
    "submission.not-open": _("Submission %(submission)s does not stand any more (%(status)s)."),
    "submission.not-yours": _("Submission %(submission)s is not yours."),
    # objections
    "objection.unknown": _("There is no objection %(objection)s."),
    "objection.none": _("The charter knows no objections."),
    "objection.decided": _(
        "Matter %(matter)s was carried in proceeding %(proceeding)s, and waits only for what was objected to before."
    ),
    "objection.target": _("An objection is to a clause or to a statement: name one of the two."),
    "objection.no-clause": _("The draft of matter %(matter)s has no clause %(clause)s."),
    "objection.no-statement": _("No consultation on matter %(matter)s has the statement %(statement)s open to votes."),
    "objection.answered": _("Objection %(objection)s is not open (%(status)s)."),
    "objection.not-yours": _("Objection %(objection)s is not yours."),
    "objection.withdrawn": _("Objection %(objection)s is withdrawn already."),
    "objection.blocks": {
        "disputed": _(
            "Objections to matter %(matter)s whose disposition is disputed, and which block until a ruling:"
            " %(objections)s."
        ),
        "": _(
            "Objections to matter %(matter)s that are not answered on their merits, and block until they are:"
            " %(objections)s."
        ),
    },
    "answer.overdue": _(
        "The time to answer objection %(objection)s is over: now only what the charter says of that follows."
    ),
    "answer.names": _(
        "Whoever accepts an objection names the version that changed; whoever finds it a duplicate names the other"
        " objection; other answers name neither."
    ),
    "answer.no-version": _("The draft of matter %(matter)s has no version %(version)s."),
    "answer.unchanged": _("Version %(version)s does not change what was objected to: %(target)s."),
    "answer.no-other": _("There is no other objection %(of)s to matter %(matter)s that stands by itself."),
    "dispute.none": _("The charter lets no disposition be disputed."),
    "dispute.no-disposition": _("Objection %(objection)s has no disposition (%(status)s)."),
    "dispute.before": _("The disposition of objection %(objection)s was disputed before: one ruling is enough."),
    # moderation
    "moderation.none": _("The charter lets nobody moderate."),
    "moderation.no-silence": _("The charter lets nobody be kept from speaking."),
    "moderation.too-long": _(
        "Nobody is kept from speaking for longer than %(most_days)s, and this would be for %(days)s."
    ),
    "moderation.silenced": _("%(person)s is kept from speaking already: one time does not run on into another."),
    "moderation.one": _("Name what is put back, or who may speak again, and not both."),
    "moderation.not-removed": _("Nothing named %(item)s in %(place)s is taken down."),
    "moderation.not-silenced": _("%(person)s is not kept from speaking."),
    "moderation.flagged": _("You have flagged %(item)s already."),
    "moderation.no-item": _("There is no %(item)s in %(place)s."),
    "moderation.removed": _("This is taken down already: %(item)s."),
    "moderation.place": {
        "where=consultation": _("Name %(item)s with the consultation that it was said in, and nothing else."),
        "where=matter": _("Name %(item)s with the matter that it was said in, and nothing else."),
    },
}
"""By identifier."""
