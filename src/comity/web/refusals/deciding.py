"""Calls, designations, decisions, advice, appeals, remedies, and what changes the charter or passes stewardship."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

SENTENCES: Mapping[str, str | Mapping[str, str]] = {
    "act.form": _("The act cannot hold all that it would have to name, such as so many objections."),
    # calls
    "call.none": _("The stage %(stage)s has no last call."),
    "call.too-short": _(
        "A last call at the stage %(stage)s lasts %(days)s or longer: until %(earliest)s at the earliest."
    ),
    "call.decision-put": {
        "instead": _("Matter %(matter)s is before those who decide instead, since its time had passed."),
        "": _("Matter %(matter)s is before those who decide already."),
    },
    "call.no-second-notice": _("The charter has no second notice."),
    "call.quorate": _("No evidence says that somebody stayed away from the consultation on matter %(matter)s."),
    "call.noticed": _("A second notice was given already, and runs until %(until)s."),
    "call.absences": {
        "kind=call.second-notice": _("A second notice names who was absent: %(absent)s."),
        "": _("After a second notice the call names who stayed away: %(absent)s."),
    },
    "call.not-over": {
        "until": _("The last call on matter %(matter)s runs until %(until)s."),
        "": _("Nobody has given notice of the last call on matter %(matter)s yet."),
    },
    "call.no-consultation": _("The stage %(stage)s of matter %(matter)s needs a consultation first."),
    "call.consultation-open": _("A consultation on matter %(matter)s is still open."),
    "call.no-evidence": _(
        "Who took part in the consultation on matter %(matter)s is not known until its evidence is recorded."
    ),
    "call.not-quorate": _("Too few took part of: %(absent)s. The call on matter %(matter)s waits for a second notice."),
    # designations
    "designation.not-consensus": _(
        "At this stage matter %(matter)s is decided in another way than by consensus: %(by)s."
    ),
    "designation.dispositions": _(
        "A designation names the objections to matter %(matter)s with their dispositions as they stand:"
        " %(dispositions)s."
    ),
    "designation.objections": _(
        "There are too many objections to matter %(matter)s to be named each: a designation gives their number and the"
        " digest of the list, as the record has them now."
    ),
    "designation.minority-views": _(
        "A designation says how many minority views are recorded on matter %(matter)s: %(views)s."
    ),
    "designation.rounds": _(
        "Evaluations of matter %(matter)s that come before a confirmation: %(needed)s. So far: %(rounds)s."
    ),
    "designation.discussion": _("The last evaluation of matter %(matter)s is discussed until %(until)s."),
    "designation.other-evidence": _(
        "Act %(evidence)s is not the evidence of the last consultation on matter %(matter)s at this stage."
    ),
    "designation.no-evidence": _("A designation carries the evidence of its consultation: name it."),
    "designation.no-margin": _("The evidence in act %(evidence)s has no capture margin."),
    "minority.no-designation": _("No designation on matter %(matter)s is put to discussion."),
    "minority.not-among": _("You neither sit in %(organ)s nor took part in matter %(matter)s."),
    # decisions
    "decision.consensus": _(
        "Matter %(matter)s is decided by consensus at this stage: whoever is %(role)s designates it."
    ),
    "decision.put-before": _("Matter %(matter)s was put to a decision already, in proceeding %(proceeding)s."),
    "decision.options": _("A ranked ballot needs two options or more, and no other decision takes any."),
    "decision.not-last": _("Only the act on the last stage names the day on which the decision ends."),
    "decision.no-end": _("Matter %(matter)s does not end by time: name no day."),
    "decision.no-sunset": _(
        "A decision carries the day on which it ends unless it is renewed: name one, by %(latest)s."
    ),
    "decision.sunset": _("The decision ends on a day to come, and by %(latest)s."),
    "decision.composition": _(
        "A decision carries the composition of those who took part, by stakeholder group and region."
    ),
    "decision.other-composition": _(
        "The composition is not that of those who took part, by the record. People: %(people)s. By group:"
        " %(groups)s. By region: %(regions)s."
    ),
    "override.no-ballot": _("Matter %(matter)s is not before a ballot that is open."),
    "override.none": _("The charter lets nobody override a block in this ballot."),
    "override.no-block": _("Proceeding %(proceeding)s is not blocked. Positions that want to discuss: %(blocks)s."),
    "override.open": _("Proceeding %(proceeding)s is open on this already."),
    "proceeding.unknown": _("There is no proceeding %(proceeding)s."),
    "proceeding.author": _(
        "You are the author of what is disputed in proceeding %(proceeding)s: somebody else rules on it."
    ),
    "proceeding.party": _("You are a party in proceeding %(proceeding)s, and do not decide it."),
    "proceeding.ended": _("Proceeding %(proceeding)s has ended (%(outcome)s)."),
    "proceeding.not-open": _("There is no open proceeding %(proceeding)s."),
    "proceeding.consent-runs": _("Proceeding %(proceeding)s is decided by consent: its time runs out by itself."),
    "proceeding.too-early": _(
        "Proceeding %(proceeding)s was put less than a week ago, and only votes that are cast count."
    ),
    "position.wrong-word": _(
        "Proceeding %(proceeding)s is decided in this way: %(by)s. The positions that one can take there: %(values)s."
    ),
    "position.no-reason": _("This position (%(value)s) must say why."),
    "position.no-reservations": _("Here one signs without reservations, or not at all."),
    "position.ranks": _("A ranked ballot names candidates, each once."),
    "position.no-candidate": _("%(candidate)s is no candidate in proceeding %(proceeding)s."),
    # advice
    "advice.not-asked": _("No advice of %(organ)s is to be answered at this stage."),
    "advice.not-among": _("You do not sit in %(organ)s, whose advice this is."),
    "advice.too-late": _("Matter %(matter)s is before those who decide already: it is too late for advice."),
    "advice.forming": _("Advice on matter %(matter)s is being formed already."),
    "advice.none-open": _("No advice %(advice)s on matter %(matter)s waits for an answer."),
    "advice.in-rejection": _("Proceeding %(proceeding)s on rejecting advice %(advice)s is open: wait for it."),
    "advice.overdue": _(
        "The time to answer advice %(advice)s was over on %(due)s: now only what the charter says of that follows."
    ),
    "advice.unanswered": _("Advice %(advice)s of %(given_by)s on matter %(matter)s must be answered first."),
    # appeals and remedies
    "appeal.unknown": _("There is no appeal %(appeal)s."),
    "appeal.no-instance": {
        "instances": _("The charter has no instance %(instance)s to appeal to. It has: %(instances)s."),
        "": _("The charter has no appeals."),
    },
    "appeal.one-object": _("An appeal is against one act, or takes one ruling further: name one of the two."),
    "appeal.ground": _(
        "The instance %(instance)s does not hear appeals on this ground: %(ground)s. It hears them on these:"
        " %(grounds)s."
    ),
    "appeal.twice": _("You have appealed against act %(against)s to the instance %(instance)s already."),
    "appeal.reasoned": _("The reasons of the ruling on appeal %(appeal)s were published already, by act %(act)s."),
    "appeal.not-ruled": {
        "before": _("Appeal %(appeal)s is still open before the instance %(before)s: wait for its ruling."),
        "status": _("There is no ruling on appeal %(appeal)s (%(status)s)."),
    },
    "appeal.no-act": _("The record has no act %(against)s that can be read."),
    "appeal.lower-first": _(
        "The instance %(instance)s does not hear appeals against act %(against)s (%(act_kind)s) directly. Bring it"
        " first to: %(instances)s."
    ),
    "appeal.not-appealable": _(
        "Neither the instance %(instance)s nor any other hears appeals against act %(against)s (%(act_kind)s)."
    ),
    "appeal.other-act": {
        "below": _("What appeal %(below)s is against is known: name its ruling alone."),
        "against": _("Act %(against)s is another than the appeal says that it is."),
    },
    "appeal.other-instance": {
        "next": _("A ruling of the instance %(before)s is taken further to this one: %(next)s."),
        "": _("A ruling of the instance %(before)s is taken no further."),
    },
    "appeal.too-late": _("An appeal to the instance %(instance)s could be filed until %(until)s."),
    "remedy.none": {
        "effect=recommend": _("No remedy follows from appeal %(appeal)s: its ruling recommends, and orders nothing."),
        "": _("No remedy follows from appeal %(appeal)s: it was dismissed."),
    },
    "remedy.ordered": _("A remedy for appeal %(appeal)s was ordered before."),
    "remedy.no-power": {
        "effect=annul": _(
            "Rulings of the instance %(instance)s annul by themselves: an order only says what is to be corrected."
        ),
        "": _(
            "Rulings of the instance %(instance)s only have it decided again: an order only says what is to be"
            " corrected."
        ),
    },
    "remedy.due": _("A remedy is due on a day to come, and by %(latest)s."),
    "remedy.not-owed": _("No remedy for appeal %(appeal)s is owed."),
    "remedy.no-act": _("Act %(act)s did not carry it out: name one since the act that was appealed against."),
    "remedy.overdue": _(
        "The remedy for appeal %(appeal)s was due on %(due)s: now only what the charter says of that follows."
    ),
    # changes of the charter, stewardship, recognition
    "change.not-proposed": _("Matter %(matter)s was not proposed as this: %(effects)s."),
    "change.done": _("Matter %(matter)s was carried out before."),
    "change.not-yours": {
        "matter": _(
            "You are neither the steward, nor a chair, nor of the secretariat, and did not propose matter %(matter)s."
        ),
        "": _("You are neither the steward, nor a chair, nor of the secretariat."),
    },
    "amendment.other-path": _("The charter is not amended on the path %(path)s."),
    "amendment.other-charter": _(
        "Matter %(matter)s adopted another charter than this: its digest is %(adopted)s, and the digest of this is"
        " %(digest)s."
    ),
    "amendment.scope": _("This changes only by a decision of its own, on the path that is kept for it: %(scope)s."),
    "amendment.mixed": _("An amendment of scope changes nothing else, and this one changes: %(others)s."),
    "amendment.in-use": {
        "matter": _("Matter %(matter)s is open on the path %(path)s, which the new charter has not, or shorter."),
        "proceeding": _("Proceeding %(proceeding)s is open before %(missing)s, which the new charter has not."),
        "appeal": _("Appeal %(appeal)s is open before %(missing)s, which the new charter has not."),
    },
    "transfer.none": _("The charter does not let stewardship pass."),
    "transfer.other-steward": _(
        "Matter %(matter)s was adopted to pass stewardship to %(adopted)s, not to %(steward)s."
    ),
    "transfer.other-path": _(
        "Stewardship passes on the path %(needed)s, and matter %(matter)s was decided on the path %(path)s."
    ),
    "transfer.conditions": _("Each condition is declared met, and these are not: %(missing)s."),
    "transfer.no-condition": _("Declare each condition of the charter once, and no other."),
    "transfer.other-evidence": _("Act %(capture)s is not the evidence of a consultation on matter %(matter)s."),
    "transfer.no-capture": _("A transfer of stewardship carries the figures of capture before it."),
    "recognition.itself": _("A body does not recognise itself."),
    "recognition.no-key": _("Name the record %(record)s by its key, so that anyone can check it."),
    "recognition.malformed-key": _("This is no verifier key (%(error)s)."),
    "recognition.other-key": _("The key is of %(name)s, not of %(record)s."),
    "recognition.none": _("%(record)s is not recognised."),
    "recognition.not-decided": _(
        "Only a decision of this body on this, on the path of its charter, does it: %(payload)s."
    ),
}
"""By identifier."""
