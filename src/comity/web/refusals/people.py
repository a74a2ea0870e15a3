"""Members, statements of interest, offices, keys, and the founding of a body."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

SENTENCES: Mapping[str, str | Mapping[str, str]] = {
    # the body
    "body.founded": _("%(record)s was founded before: its charter is amended, not replaced."),
    "body.not-founded": _("%(record)s has no charter yet: found it first."),
    "charter.faulty": _("The charter has faults: %(faults)s."),
    "role.unknown": _("The charter has no office %(role)s."),
    "role.twice": _("%(actor)s is named twice for the office %(role)s."),
    "role.not-with": _("%(actor)s cannot hold both offices at one time: %(role)s, %(other)s."),
    "role.full": _("Too many are named for the office %(role)s: %(count)s. The most is %(most)s."),
    # members
    "membership.none": {
        "kind=body.found": _("The charter has no members: name none."),
        "": _("This body has no members: anyone takes part without."),
    },
    "member.already": _("You are a member already."),
    "member.asked": _("You have asked to join already: proceeding %(proceeding)s on your admission is open."),
    "member.verification": _(
        "The charter does not take this as showing who you are: %(verification)s. It takes: %(ways)s."
    ),
    "member.not": {
        "member": _("%(member)s is no member."),
        "": _("You are no member and hold no office."),
    },
    "suspension.none": _("The charter lets nobody suspend a member."),
    "suspension.open": _("%(member)s is suspended already, or a proceeding on it is open."),
    "suspension.too-long": _("A suspension is for %(most_days)s at the most, and this one is for %(days)s."),
    # statements of interest
    "interest.none": _("The charter has no statements of interest."),
    "group.unknown": _("The charter has no stakeholder group %(group)s. It has: %(groups)s."),
    "interest.empty": _("This states nothing: give what you state."),
    "interest.of": _("An affiliation is your own: only owners and funders are those of somebody else."),
    "interest.no-challenge": _("The charter lets no statement of interest be challenged."),
    "interest.not-stated": _("%(person)s has stated nothing that could be challenged."),
    "interest.own": _("This is your own statement of interest: if it is wrong, state it anew."),
    "interest.challenged-already": _("The statement of %(person)s is challenged already, or was found wrong."),
    "interest.challenged-before": _("You challenged the statement of %(person)s before, and it was found to stand."),
    # offices
    "office.elected": _("The office %(role)s is filled by an election, not by an appointment."),
    "office.appointed": _("The office %(role)s is filled by an appointment, not by an election."),
    "office.put": _("%(actor)s is put for the office %(role)s already."),
    "office.election-open": _("An election for the office %(role)s is not over yet."),
    "office.full": _("No seat of the office %(role)s is free, or will be soon: the most is %(most)s."),
    "office.not-candidate": {
        "you": _("You cannot be chosen for the office %(role)s: the charter lets %(who)s stand."),
        "": _("%(actor)s cannot be chosen for the office %(role)s: the charter lets %(who)s stand."),
    },
    "office.wrong-group": {
        "you": _("You cannot stand for %(group)s in the office %(role)s: your statement of interest does not say so."),
        "": _("%(actor)s cannot stand for %(group)s in the office %(role)s: no statement of interest says so."),
    },
    "office.most-terms": {
        "you": _(
            "The charter lets nobody hold the office %(role)s for more terms in succession than %(most)s. Your terms so"
            " far: %(terms)s."
        ),
        "": _(
            "The charter lets nobody hold the office %(role)s for more terms in succession than %(most)s. Terms of"
            " %(actor)s so far: %(terms)s."
        ),
    },
    "office.not-with": {
        "you": _("You cannot hold both offices at one time: %(role)s, %(other)s."),
        "": _("%(actor)s cannot hold both offices at one time: %(role)s, %(other)s."),
    },
    "office.held": {
        "you": _("You hold the office %(role)s already."),
        "": _("%(actor)s holds the office %(role)s already."),
    },
    "office.not-held": {
        "officer": _("%(officer)s does not hold the office %(role)s now."),
        "office": _("You do not hold the office %(office)s now."),
    },
    "election.closed": _("There is no election %(election)s that takes nominations now."),
    "election.not-so": _("You are no candidate in election %(election)s."),
    "election.stands": _("You are a candidate in election %(election)s already."),
    "recall.none": _("The charter lets nobody recall whoever holds the office %(role)s."),
    "recall.open": _("Petition %(petition)s asks for this already: sign it."),
    "recall.not-open": _("There is no petition %(petition)s that can be signed."),
    "recall.signed": _("You have signed petition %(petition)s already."),
    # keys
    "key.not-a-person": _("%(actor)s has no key of its own."),
    "key.not-signed": {
        "kind=key.rotate": _("The act that rotates a key must be signed by the key in force."),
        "": _("The act that adds a key must be signed by that key."),
    },
    "key.no-proof": _("The proof of the new key is not by the new key."),
    "key.not-in-force": _("You have no key %(key)s in force."),
    "key.known": _("This key was added before: make a new one."),
    "key.in-force": _("You have a key in force: rotate it, or give it up first."),
    "log-key.operator-only": _("Only the operator names the keys of the record."),
    "log-key.malformed": _("This is no verifier key (%(error)s)."),
    "log-key.not-the-log": _("This is no key by which %(record)s signs its checkpoints."),
    "log-key.known": _("This key was announced before."),
    "log-key.not-in-force": {
        "kind=log-key.announce": _("The key that is to be replaced is not in force."),
        "": _("This key is not in force."),
    },
    "signature.wrong": _("The signature of this act is not by the key that it names."),
    "signature.unknown-key": _("You have no key %(key)s in force: add it first, or leave the act unsigned."),
    "signature.replayed": _("This signed act is in the record already: sign it anew to do it a second time."),
    # erasing
    "erase.no-act": _("The record has no act %(seq)s."),
    "erase.no-part": {
        "part": _("Act %(seq)s has no private part %(part)s."),
        "": _("Act %(seq)s has no private part."),
    },
    "erase.not-yours": _("Act %(seq)s is not yours: you can erase what you gave, and nothing else."),
    "clock.only": _("Only the clock can say that a deadline has passed."),
    "clock.no-deadline": _("No deadline %(deadline)s of %(subject)s is set for %(due)s."),
    "clock.not-due": _("The deadline %(deadline)s of %(subject)s is on %(due)s, and not before."),
}
"""By identifier."""
