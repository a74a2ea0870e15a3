"""The words that acts and charters hold, as people read them: statuses, designations, grounds, who may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comity.charter.model import Charter

t = gettext_lazy

WORDS: Mapping[str, Mapping[str, Any]] = {
    "matter": {
        "gathering": t("looking for proposers"), "open": t("in progress"), "adopted": t("adopted"),
        "refused": t("not adopted"), "lapsed": t("ended without a decision"), "withdrawn": t("withdrawn"),
        "ended": t("no longer in force"),
    },
    "layer": {
        "infrastructure": t("infrastructure: chips, data centres, networks"),
        "logical": t("logical: models and weights"), "social": t("social: what it is used for"),
    },
    "objection": {
        "open": t("waits for an answer"), "accepted": t("accepted: the text was changed"),
        "addressed": t("answered on its merits, text not changed"), "duplicate": t("says the same as another"),
        "out-of-scope": t("found to be about something else"), "withdrawn": t("taken back"),
        "disputed": t("the answer is disputed"),
    },
    "statement": {
        "open": t("open to votes"), "moderated": t("taken down by moderation"), "withdrawn": t("taken back"),
        "duplicate": t("says the same as another"),
    },
    "designation": {
        "full-consensus": t("full consensus: nobody speaks against it"),
        "consensus": t("consensus: a few disagree, most agree"),
        "strong-support": t("strong support, but significant opposition"),
        "divergence": t("divergence: no position has strong support"),
    },
    "poll": {
        "none-against": t("nobody is against"), "small-minority-against": t("a small minority is against"),
        "strong-support": t("strong support"), "divided": t("divided"), "opposed": t("most are against"),
        "not-enough-data": t("not enough data"),
    },
    "appeal": {
        "open": t("being heard"), "upheld": t("upheld"), "dismissed": t("dismissed"),
        "lapsed": t("ended without a ruling"),
    },
    "remedy": {
        "ordered": t("a remedy is ordered"), "carried-out": t("the remedy was carried out"),
        "late": t("the remedy is late"),
    },
    "commitment": {
        "open": t("not due yet"), "met": t("met"), "late": t("met, but late"), "missed": t("missed"),
    },
    "ground": {
        "process": t("the process was not followed"), "scope": t("it is outside the scope of the body"),
        "technical-error": t("a technical error"), "information-ignored": t("information was ignored"),
        "false-information": t("it rested on false information"), "charter-violation": t("it breaks the charter"),
        "rules-inadequate": t("the rules themselves are inadequate"), "disclosure": t("interests were not disclosed"),
    },
    "moderation": {
        "abuse": t("abuse"), "off-topic": t("off topic"), "personal-data": t("personal data"),
        "unlawful": t("against the law"), "disruption": t("disruption"), "spam": t("unwanted advertising"),
    },
    "appealed": {
        "designation": t("designations of consensus"), "decision": t("decisions"),
        "disposition": t("answers to objections"),
        "moderation": t("moderation"), "appointment": t("appointments"), "recall": t("recalls"),
        "admission": t("admissions"), "suspension": t("suspensions"), "ruling": t("rulings"),
        "inaction": t("what was not done in time"), "amendment": t("amendments of the charter"),
        "transfer": t("transfers of stewardship"), "recognition": t("recognitions of other bodies"),
    },
    "position": {
        "for": t("for"), "against": t("against"), "abstain": t("abstains"), "yes": t("yes"),
        "no-objection": t("no objection"), "discuss": t("wants to discuss: this blocks"), "recuse": t("stands aside"),
        "ranked": t("ranked the candidates"), "object": t("objects"), "sign": t("signed"),
        "sign-with-reservations": t("signed, with reservations"),
    },
    "purpose": {
        "stage": t("the decision on a matter"), "advice": t("advice"), "advice-rejection": t("deciding against advice"),
        "interest": t("a challenge to a statement of interest"),
        "scope-challenge": t("a challenge to the scope of a matter"),
        "layer-challenge": t("a challenge to the layers of a matter"), "appeal": t("an appeal"),
        "appointment": t("an appointment"), "confirmation": t("the confirmation of an appointment"),
        "election": t("an election"), "recall": t("a recall"), "admission": t("an admission"),
        "suspension": t("a suspension"), "dispute": t("a dispute over the answer to an objection"),
        "objection-answer": t("an objection that was not answered in time"), "override": t("going on over a block"),
        "remedy": t("a remedy that is late"), "review": t("a review that is overdue"),
    },
    "outcome": {"": t("open"), "carried": pgettext_lazy("a proceeding", "carried"), "refused": t("not carried")},
    "setting": {
        "refuse": t("An act that breaks it is refused."),
        "warn": t("An act that breaks it is done, and the record says that it broke the rule."),
        "off": t("Not a rule of this body."),
    },
    "instance": {
        "recommend": t("It recommends what to do."), "annul": t("The act falls."), "remand": t("It is decided again."),
        "bind": t("It gives an order that binds."),
    },
    "ballots": {
        "secret": t("secret: how somebody voted is counted and never shown"),
        "open": t("open: how somebody voted is public"),
    },
    "verification": {
        "open": t("on their word"), "e-mail": t("by an e-mail address"),
        "domain": t("by an address of their organisation"), "invitation": t("by an invitation"),
        "openid": t("by OpenID Connect"), "founding": t("named when the body was founded"), "none": t("in no way"),
    },
    "field": {
        "group": t("stakeholder group"), "country": t("country"), "affiliations": t("affiliations"),
        "funders": t("funders"), "owners": t("owners"),
    },
    "unit": {
        "affiliation": t("affiliations"), "funder": t("funders"), "owner": t("owners"), "country": t("countries"),
    },
    "serving": {
        "join": t("join"), "propose": t("propose matters"), "state": t("make statements"),
        "submit": t("file submissions"), "vote": t("vote"), "object": t("object"), "hold-office": t("hold an office"),
        "decide": t("take part in decisions"), "appeal": t("appeal"),
    },
}  # fmt: skip
"""By what they are words of."""

EVERYBODY = {
    "anyone": t("anyone"), "members": t("members"), "affected": t("whoever says how it affects them"),
    "participants": t("whoever took part in the matter"), "proposer": t("whoever proposed it"),
}  # fmt: skip
"""Those whom a charter names without a part of it."""

SHORT: Mapping[str, Any] = {
    "none-against": t("nobody against"), "small-minority-against": t("a small minority against"),
    "strong-support": t("strong support"), "divided": t("divided"), "opposed": t("opposed"),
    "not-enough-data": t("not enough data"), "full-consensus": t("full consensus"), "consensus": t("consensus"),
    "divergence": t("divergence"),
    "affiliation": t("affiliation"), "country": t("country"), "funder": t("funder"), "owner": t("owner"),
    "open": t("open"), "accepted": t("accepted"), "addressed": t("addressed"), "duplicate": t("duplicate"),
    "out-of-scope": t("out of scope"), "withdrawn": t("withdrawn"), "moderated": t("taken down"),
    "received": t("received"), "discussed": t("discussed"), "voted on": t("voted on"), "statement": t("statement"),
    "submission": t("submission"), "objection": t("objection"), "comment": t("comment"),
}  # fmt: skip
"""The words of rules where there is little room, as in tables."""


def word(of: str, key: str) -> str:
    """How a word is read; of one that is not known, the word itself."""
    return str(WORDS[of].get(key, key))


def aim(target: str) -> str:
    """What an objection is to: `clause 1 2.1` is clause 2.1 of version 1, `statement s14` is that statement."""
    kind, _space, rest = target.partition(" ")
    version, _space, number = rest.partition(" ")
    if kind == "clause":
        return _("clause %(number)s of version %(version)s") % {"number": number, "version": version}
    return _("statement %(name)s") % {"name": rest} if kind == "statement" else target


def disposition(said: str) -> str:
    """What became of a comment, as its table has it: a status, `duplicate of o3`, or such with `, disputed`."""
    status, disputed, _rest = said.partition(", disputed")
    kind, of, name = status.partition(" of ")
    told = _("duplicate of %(name)s") % {"name": name} if of else str(SHORT.get(kind, kind))
    return _("%(disposition)s, disputed") % {"disposition": told} if disputed else told


def moderation(ground: str) -> str:
    """A ground of moderation, which a charter may name as it likes: `off-topic` as off topic."""
    return word("moderation", ground).replace("-", " ")


def selector(charter: Charter, text: str) -> str:
    """Whom a charter names: `role:chair` as the name of that role."""
    kind, _colon, name = text.partition(":")
    if kind == "role":
        return charter.role(name).name
    if kind == "organ":
        return _("whoever sits in: %(organ)s") % {"organ": charter.organ(name).name}
    if kind == "group":
        return _("the group: %(group)s") % {"group": group(charter, name)}
    return str(EVERYBODY.get(kind, kind))


def who(charter: Charter, selectors: tuple[str, ...]) -> str:
    """Whom a charter lets, in a list."""
    return "; ".join(selector(charter, one) for one in selectors) or _("nobody")


def group(charter: Charter, name: str) -> str:
    """The name of a stakeholder group."""
    return next((one.name for one in charter.groups if one.id == name), name)


def region(charter: Charter, name: str) -> str:
    """The name of a region."""
    return next((one.name for one in charter.regions if one.id == name), name)


def floor(charter: Charter, text: str) -> str:
    """A floor, `group:x` or `region:x`, as the name of that group or region."""
    kind, _colon, name = text.partition(":")
    return group(charter, name) if kind == "group" else region(charter, name)
