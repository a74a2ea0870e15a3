"""Matters: what they are about, their drafts, reports, commitments, reviews, comments and translations."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

SENTENCES: Mapping[str, str | Mapping[str, str]] = {
    "matter.unknown": _("There is no matter %(matter)s."),
    "path.unknown": _("The charter has no path %(path)s."),
    "matter.gathering": _(
        "Matter %(matter)s still looks for proposers. So far: %(there)s. Its path needs: %(needed)s."
    ),
    "matter.not-gathering": _("Matter %(matter)s needs no more proposers."),
    "matter.not-open": {
        "status=gathering": _("Matter %(matter)s still looks for proposers: it is not open yet."),
        "": _("Matter %(matter)s does not move any more (%(status)s)."),
    },
    "matter.not-adopted": _("No decision of matter %(matter)s is in force (%(status)s)."),
    "matter.stayed": _("Matter %(matter)s stands still until these appeals are ruled on: %(appeals)s."),
    "matter.suspended": _("Matter %(matter)s stands still until challenge %(challenge)s is answered."),
    "matter.overdue": _(
        "The time of matter %(matter)s at this stage was over on %(due)s: now only what the charter says of that"
        " follows."
    ),
    "matter.proposed": _("You propose matter %(matter)s already."),
    "matter.not-yours": _("Only %(proposer)s, who proposed matter %(matter)s, may withdraw it."),
    "matter.decided-on": _("Matter %(matter)s is being decided on, and can no longer be withdrawn."),
    # scope and layers
    "scope.outside": _("The scope of the charter does not include %(tag)s. It is: %(scope)s."),
    "scope.none": _("A matter needs one of these tags at least: %(scope)s."),
    "layer.none": _("A matter names its layers, of these: %(layers)s."),
    "layer.outside": _("This body does not decide on this layer: %(layer)s. It decides on: %(layers)s."),
    "challenge.none": _("The charter knows no challenge of scope or layers."),
    "challenge.no-layer": _("There is no layer %(name)s. The layers are: %(layers)s."),
    "challenge.idle": {
        "claim=missing": _("Matter %(matter)s declares %(name)s already: it is not missing."),
        "": _("Matter %(matter)s does not declare %(name)s: that it is wrong says nothing against it."),
    },
    "challenge.before": _("This was challenged before, in proceeding %(proceeding)s (%(outcome)s)."),
    # what a matter does once adopted
    "effect.path-kept": _("The path %(path)s is kept for matters that are this: %(effect)s."),
    "effect.no-effect": _("A payload belongs to a matter with an effect, and this one has none."),
    "effect.none": _("The charter does not know this effect: %(effect)s."),
    "effect.wrong-path": _(
        "A matter with this effect (%(effect)s) is decided on the path %(needed)s, and on no other."
    ),
    "effect.no-digest": _("An amendment names the amended charter by its digest, which begins with sha256:"),
    "effect.no-payload": _("This effect (%(effect)s) needs its payload: to whom, or of whom."),
    "reopen.not-adopted": _("Only what is adopted is taken up again, and matter %(matter)s is not (%(status)s)."),
    "reopen.underway": _("Matter %(matter)s is taken up again already, as matter %(again)s."),
    "reopen.no-way": {
        "path": _("The charter does not let you take up matter %(matter)s again on the path %(path)s now."),
        "": _("The charter reopens nothing without a review."),
    },
    # drafts
    "draft.being-decided": _("Matter %(matter)s is being decided in proceeding %(proceeding)s, as it stands."),
    "draft.version": _("The next version of the draft of matter %(matter)s is version %(version)s."),
    "draft.changes": {
        "which=added": _("The clauses added since the version before are these: %(clauses)s."),
        "which=changed": _("The clauses changed since the version before are these: %(clauses)s."),
        "which=removed": _("The clauses removed since the version before are these: %(clauses)s."),
    },
    "draft.number-twice": _("Two clauses have the number %(number)s."),
    "draft.digest": {
        "number": _("The digest of clause %(number)s is not that of its text."),
        "": _("The digest of the draft is not that of its clauses."),
    },
    "draft.no-blob": _("A draft without texts names the blob that has them."),
    # reports
    "report.none": _("The charter names nobody who files reports."),
    "report.too-many": _("Matter %(matter)s has as many reports as it may have: %(most)s."),
    "report.of-itself": _("No implementation is independent of itself: %(implementation)s."),
    "implementations.too-few": _(
        "Implementations that matter %(matter)s needs reports of: %(needed)s. So far: %(there)s."
    ),
    "implementations.not-independent": _(
        "Implementations independent of each other that matter %(matter)s needs: %(needed)s. So far: %(there)s."
    ),
    "harm.missing": _("Matter %(matter)s needs a harm assessment: the affected groups, the mitigation, their answers."),
    "harm.unanswered": _("In the harm assessment of matter %(matter)s these have not answered: %(groups)s."),
    "harm.filed": _("Matter %(matter)s has a harm assessment by %(filer)s, who may file it anew."),
    "harm.group-twice": _("A group is named twice among these: %(groups)s."),
    "harm.nobody-answers": _("The charter has no group %(group)s: name who may answer for it."),
    "harm.own-answer": _("Whoever files a harm assessment does not answer in it."),
    "harm.none": _("Matter %(matter)s has no harm assessment."),
    "harm.not-affected": _("The harm assessment of matter %(matter)s does not name %(group)s as affected."),
    "harm.not-of-group": _("You are neither of %(group)s nor named to answer for it."),
    "figure.missing": _(
        "Matter %(matter)s needs the figure that it means to move, and a day to come on which that is looked at."
    ),
    "figure.too-late": _(
        "The figure of matter %(matter)s is looked at on %(day)s, which is later than the charter allows."
    ),
    "figure.being-decided": _("Matter %(matter)s is being decided in proceeding %(proceeding)s, as it stands."),
    "figure.past": _("The figure is looked at on a day to come, and %(day)s is past."),
    "figure.too-far": _("The figure is looked at within %(days)s, and %(day)s is later."),
    # reviews
    "review.none": _("No review of matter %(matter)s is due: it names no day for one, or the charter has no reviews."),
    "review.done": _("Matter %(matter)s was reviewed already, on %(reviewed)s."),
    "review.too-early": _("Matter %(matter)s is looked at again on %(day)s, and not before."),
    "review.not-moved": _("The figure is %(figure)s as before: it did not move."),
    "review.no-reopening": {
        "moved": _("A review does not reopen matter %(matter)s, since its figure moved."),
        "": _("A review does not reopen matter %(matter)s: the charter names no path for it."),
    },
    "review.must-reopen": _("The figure of matter %(matter)s did not move: the review reopens the matter."),
    # commitments
    "commitment.unknown": _("There is no commitment %(commitment)s."),
    "commitment.none": _("The charter has no commitments."),
    "commitment.not-signed": _("Only who has signed matter %(matter)s makes a commitment under it, and you have not."),
    "commitment.past": _("A commitment is for a day to come."),
    "commitment.not-yours": _("You did not make commitment %(commitment)s, and do not judge commitments."),
    "commitment.judged": _("Commitment %(commitment)s was judged already, by %(judge)s."),
    "commitment.missed": _("The time of commitment %(commitment)s was over on %(until)s."),
    "commitment.met": _("Commitment %(commitment)s is reported as met already."),
    "commitment.no-evidence": _("Evidence must show that commitment %(commitment)s is met: add a document."),
    "commitment.no-document": _("The act brings no document with the digest %(digest)s."),
    # comments and translations
    "comment.unknown": _("There is no comment %(comment)s."),
    "comment.not-yours": _("Comment %(comment)s is not yours."),
    "comment.matter-over": _("The discussion of matter %(matter)s is closed (%(status)s)."),
    "comment.not-open": _("Comment %(comment)s does not stand any more (%(status)s)."),
    "comment.no-target": _("Matter %(matter)s has no %(about)s that could be commented on."),
    "comment.other-thread": {
        "thread": _("Comment %(reply_to)s is about %(thread)s, and so are replies to it."),
        "": _("Comment %(reply_to)s is about matter %(matter)s as a whole, and so are replies to it."),
    },
    "translation.unknown": _("There is no translation %(translation)s."),
    "translation.part": _("A translation of %(target)s belongs in the part %(part)s, and in no other."),
    "translation.no-target": _("Matter %(matter)s has no %(target)s that could be translated."),
    "translation.confidential": _(
        "What is to be translated, %(target)s, is confidential, and a translation would be public."
    ),
    "translation.same-language": _("What is to be translated, %(target)s, is in this language already: %(language)s."),
    "translation.reviewed": _(
        "Translation %(translation)s does not wait for a review any more (%(status)s): contribute another."
    ),
    "translation.yours": _("Translation %(translation)s is your own: somebody else reviews it."),
}
"""By identifier."""
