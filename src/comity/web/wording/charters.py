"""The parts of a charter in the order in which a page tells them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.charter import parts, procedure
from comity.charter.mechanisms import RULES
from comity.charter.model import Charter
from comity.questions.asked import QUESTIONS
from comity.web.wording.rulebook import Line, Part, days, deadline, decision, floors, line, names, stage
from comity.web.wording.words import who, word


def told(charter: Charter) -> list[Part]:
    """The whole charter; a part that it says nothing of is left out."""
    every = [
        _scope(charter), _members(charter), _organs(charter), _paths(charter), _calls(charter), _objections(charter),
        _needs(charter), _after(charter), _appeals(charter), _moderation(charter), _change(charter),
        _mechanisms(charter), _sources(charter),
    ]  # fmt: skip
    return [one for one in every if one.lines or one.parts]


def _scope(c: Charter) -> Part:
    lines = [line(c, _("It decides on: %(tags)s.") % {"tags": ", ".join(c.scope.includes)}, c.scope)]
    if c.scope.excludes:
        lines.append(line(c, _("It never decides on: %(tags)s.") % {"tags": ", ".join(c.scope.excludes)}, c.scope))
    lines.append(Line(_("The layers that it decides on: %(layers)s.") % {"layers": names("layer", c.layers)}))
    if c.sectors:
        lines.append(Line(_("Only in these sectors: %(names)s.") % {"names": ", ".join(c.sectors)}))
    if c.jurisdictions:
        lines.append(Line(_("Only in these jurisdictions: %(names)s.") % {"names": ", ".join(c.jurisdictions)}))
    one = c.scope_challenge
    if one:
        text = _("That a matter is about something else than it says may be claimed by: %(who)s.")
        if one.suspends:
            text += " " + _("It stands still until that is answered.")
        lines.append(line(c, text % {"who": who(c, one.who)}, one))
        lines.append(line(c, f"{decision(c, one.ruled_by)} {deadline(c, one.answer)}", one))
    return Part("scope", _("What it decides on"), lines, [])


def _members(c: Charter) -> Part:
    one = c.membership
    kinds = {
        "none": _("Nobody is a member; anyone takes part."), "open": _("Whoever asks is a member."),
        "admission": _("Members are admitted."),
    }  # fmt: skip
    lines = [line(c, kinds[one.kind], one)]
    if one.admitted_by:
        lines.append(line(c, decision(c, one.admitted_by), one.admitted_by, one))
    ways = names("verification", one.verification)
    lines.append(line(c, _("One shows who one is: %(ways)s.") % {"ways": ways}, one))
    if one.invited_by:
        lines.append(line(c, _("People are invited by: %(who)s.") % {"who": who(c, one.invited_by)}, one))
    if one.suspended_by and one.longest_suspension:
        text = _("A member may be suspended for %(time)s at most.") % {"time": days(one.longest_suspension)}
        lines.append(line(c, f"{text} {decision(c, one.suspended_by)}", one))
    shown = c.disclosure
    if shown:
        text = _("A complete statement of interest says: %(fields)s.") % {"fields": names("field", shown.fields)}
        lines.append(line(c, text, shown))
        text = _("Without one nobody may: %(doings)s.") % {"doings": names("serving", shown.needed_to)}
        lines.append(line(c, text, shown))
        if shown.update_within:
            text = _("After a change a new one is due within %(time)s.") % {"time": days(shown.update_within)}
            lines.append(line(c, text, shown))
        if shown.challenge:
            text = _("It may be challenged by: %(who)s.") % {"who": who(c, shown.challenge.who)}
            lines.append(line(c, f"{text} {decision(c, shown.challenge.ruled_by)}", shown.challenge, shown))
            lines.append(line(c, deadline(c, shown.challenge.answer), shown.challenge, shown))
    return Part("members", _("Who belongs to it"), lines, [])


def _organs(c: Charter) -> Part:
    lines = []
    for organ in c.organs:
        roles = [role.name for role in c.roles if role.organ == organ.id]
        sits = _("; ").join([*roles, *([who(c, organ.open_to)] if organ.open_to else [])])
        lines.append(line(c, _("%(organ)s: in it sit: %(who)s.") % {"organ": organ.name, "who": sits}, organ))
    return Part("organs", _("Organs and offices"), lines,
                [Part(f"role-{one.id}", one.name, list(_role(c, one)), []) for one in c.roles])  # fmt: skip


def _role(c: Charter, one: parts.Role) -> Iterator[Line]:
    text = ngettext("At most %(count)s person holds it.", "At most %(count)s people hold it.", one.most)
    text %= {"count": one.most}
    if one.term:
        text += " " + _("A term is %(time)s.") % {"time": days(one.term)}
    if one.most_terms:
        text += " " + ngettext(
            "At most %(count)s term in succession.", "At most %(count)s terms in succession.", one.most_terms
        ) % {"count": one.most_terms}
    yield line(c, text, one)
    how = _("Appointed") if one.chosen.how == "appointed" else _("Elected")
    text = _("%(how)s, from: %(who)s.") % {"how": how, "who": who(c, one.chosen.candidates)}
    yield line(c, f"{text} {decision(c, one.chosen.decision)}", one.chosen, one)
    if one.chosen.confirmed_by:
        text = _("It must be confirmed:")
        yield line(c, f"{text} {decision(c, one.chosen.confirmed_by)}", one.chosen, one)
    if one.recall:
        text = ngettext(
            "A recall is asked for by %(count)s of: %(who)s.",
            "A recall is asked for by %(count)s together of: %(who)s.",
            one.recall.signatures,
        ) % {"count": one.recall.signatures, "who": who(c, one.recall.petition_by)}  # fmt: skip
        yield line(c, f"{text} {decision(c, one.recall.decision)}", one.recall, one)
    if one.not_with:
        others = ", ".join(c.role(role).name for role in one.not_with)
        yield line(c, _("Nobody holds it together with: %(roles)s.") % {"roles": others}, one)


def _paths(c: Charter) -> Part:
    found = []
    for path in c.paths:
        text = ngettext("Proposed by %(count)s of: %(who)s.", "Proposed by %(count)s together of: %(who)s.",
                        path.fewest_proposers)  # fmt: skip
        lines = [
            line(c, text % {"count": path.fewest_proposers, "who": who(c, path.proposed_by)}, path),
            line(c, _("Drafts are published by: %(who)s.") % {"who": who(c, path.drafted_by)}, path),
        ]
        steps = [Part(f"{path.id}-{one.id}", one.name, list(stage(c, one, path)), []) for one in path.stages]
        found.append(Part(f"path-{path.id}", path.name, lines, steps))
    return Part("paths", _("How a matter is decided"), [], found)


def _calls(c: Charter) -> Part:
    lines = list(floors(c))
    if c.second_notice:
        text = _(
            "Where too few of a group or region took part, notice is given a second time by: %(who)s. After %(time)s"
            " it goes on without them, and the record says who stayed away: nobody can be skipped, and nobody can stop"
            " it by staying away."
        ) % {"who": who(c, c.second_notice.given_by), "time": days(c.second_notice.wait)}
        lines.append(line(c, text, c.second_notice))
    one = c.poll
    if one:
        text = _(
            "A poll shows strong support from %(strong)s in favour, and a small minority against from %(small)s; with "
            "fewer than %(count)s who take a side it shows nothing."
        ) % {"strong": one.strong, "small": one.small_minority, "count": one.least_people}
        lines.append(line(c, text, one))
        if one.group_floor:
            text = _("In each group that must take part at least %(share)s must be in favour.")
            lines.append(line(c, text % {"share": one.group_floor}, one))
    return Part("calls", _("Who must have taken part"), lines, [])


def _objections(c: Charter) -> Part:
    one = c.objections
    if one is None:
        return Part("objections", "", [], [])
    text = _("May be raised by: %(who)s. Answered by: %(answer)s.")
    lines = [
        line(c, text % {"who": who(c, one.who), "answer": who(c, one.answered_by)}, one),
        line(c, deadline(c, one.answer), one.answer, one),
    ]
    if one.dispute_ruled_by:
        text = _("Who objected may dispute the answer; so may: %(who)s.") % {"who": who(c, one.disputed_by)}
        lines.append(line(c, f"{text} {decision(c, one.dispute_ruled_by)}", one))
    return Part("objections", _("Objections"), lines, [])


def _needs(c: Charter) -> Part:
    lines = [line(c, text, one) for one in c.requirements for text in _required(c, one)]
    if c.reports:
        text = _("Implementations are reported by: %(who)s. Harm is assessed by: %(harm)s.")
        facts = {"who": who(c, c.reports.implementation_by), "harm": who(c, c.reports.harm_by)}
        lines.append(line(c, text % facts, c.reports))
    return Part("needs", _("What a decision needs besides"), lines, [])


def _required(c: Charter, one: procedure.Requirement) -> Iterator[str]:
    paths = ", ".join(c.path(name).name for name in one.paths) or _("every path")
    layers = names("layer", one.layers) or _("every layer")
    yield _("For matters on %(paths)s that reach %(layers)s:") % {"paths": paths, "layers": layers}
    if one.implementation_reports:
        yield ngettext("%(count)s report of an implementation, %(apart)s of them independent.",
                       "%(count)s reports of implementations, %(apart)s of them independent of each other.",
                       one.implementation_reports) % {"count": one.implementation_reports,
                                                      "apart": one.independent or 1}  # fmt: skip
    if one.harm_assessment:
        yield _("An assessment of harm that names the affected groups and what is done about it.")
    if one.affected_answer:
        yield _("The answer of each affected group.")
    if one.figure:
        yield _("The figure that it means to move, and a day on which that is looked at again.")
    if one.latest_review:
        yield _("That day is %(time)s after adoption at the latest.") % {"time": days(one.latest_review)}


def _after(c: Charter) -> Part:
    lines = []
    if c.review:
        missed = {
            "reopen": _("If the figure did not move, the matter is opened again."),
            "record": _("If the figure did not move, the record says so."),
        }[c.review.missed]  # fmt: skip
        text = _("Whether a decision reached its aim is looked at by: %(who)s.") % {"who": who(c, c.review.by)}
        lines += [line(c, f"{text} {missed}", c.review), line(c, deadline(c, c.review.overdue), c.review)]
    if c.sunset:
        text = _(
            "A decision ends %(after)s after it was adopted unless it is renewed; notice is given %(notice)s before."
        )
        lines.append(line(c, text % {"after": days(c.sunset.after), "notice": days(c.sunset.notice)}, c.sunset))
    if c.reopening:
        lines.append(line(c, _("It may be opened again by: %(who)s.") % {"who": who(c, c.reopening.who)}, c.reopening))
    if c.commitments:
        text = _("Whether a commitment is met is judged by: %(who)s.") % {"who": who(c, c.commitments.judged_by)}
        lines.append(line(c, text, c.commitments))
    return Part("after", _("After a decision"), lines, [])


def _appeals(c: Charter) -> Part:
    one = c.appeals
    if one is None:
        return Part("appeals", "", [], [])
    text = _("A remedy is carried out by: %(who)s.") % {"who": who(c, one.remedy_by)}
    lines = [line(c, f"{text} {deadline(c, one.remedy)}", one)]
    if one.stays:
        lines.append(line(c, _("While an appeal is open, what is appealed has no effect."), one))
    rungs = [Part(f"instance-{each.id}", each.name, list(_instance(c, each)), []) for each in one.instances]
    return Part("appeals", _("Appeals, from the first instance up"), lines, rungs)


def _instance(c: Charter, one: procedure.Instance) -> Iterator[Line]:
    if one.against:
        text = _("Hears appeals against: %(what)s.") % {"what": names("appealed", one.against)}
    else:
        text = _("Hears only what another instance has ruled on.")
    yield line(c, text, one)
    text = _("Who may appeal: %(who)s; within %(time)s; because: %(grounds)s.")
    facts = {"who": who(c, one.who), "time": days(one.within), "grounds": names("ground", one.grounds)}
    yield line(c, text % facts, one)
    yield line(c, f"{decision(c, one.heard_by)} {deadline(c, one.ruling)}", one)
    yield line(c, _("If it is upheld: %(effect)s") % {"effect": word("instance", one.effect)}, one)
    if one.next:
        yield line(c, _("Its ruling may be taken to: %(next)s.") % {"next": c.instance(one.next).name}, one)


def _moderation(c: Charter) -> Part:
    one = c.moderation
    if one is None:
        return Part("moderation", "", [], [])
    text = _("Statements and submissions are taken down by: %(who)s; because: %(grounds)s. The reason is published.")
    lines = [line(c, text % {"who": who(c, one.by), "grounds": names("moderation", one.grounds)}, one)]
    if one.longest_silence:
        text = _("Somebody may be kept from speaking for %(time)s at most.") % {"time": days(one.longest_silence)}
        lines.append(line(c, text, one))
    return Part("moderation", _("Moderation"), lines, [])


def _change(c: Charter) -> Part:
    lines = []
    if c.amendment:
        text = _("The charter changes by a decision on the path: %(path)s.") % {"path": c.path(c.amendment.path).name}
        lines.append(line(c, text, c.amendment))
        if c.amendment.scope_path:
            name = c.path(c.amendment.scope_path).name
            text = _("Its scope and layers change only on the path: %(path)s.") % {"path": name}
            lines.append(line(c, text, c.amendment))
    if c.transfer:
        text = _("Stewardship passes by a decision on the path: %(path)s.") % {"path": c.path(c.transfer.path).name}
        lines.append(line(c, text, c.transfer))
        lines += [line(c, one.text, one, c.transfer) for one in c.transfer.conditions]
    if c.recognition:
        name = c.path(c.recognition.path).name
        text = _("Another body is recognised by a decision on the path: %(path)s.") % {"path": name}
        lines.append(line(c, text, c.recognition))
    return Part("change", _("How the rules change"), lines, [])


def _mechanisms(c: Charter) -> Part:
    """Each mechanism below the question that it answers."""
    found = []
    for question in QUESTIONS:
        lines = [
            Line(f"{_(RULES[one].sentence)} {word('setting', setting.value)}")
            for one, setting in c.mechanisms.items()
            if one.question == question.id
        ]
        if lines:
            found.append(Part(f"question-{question.id}", _(question.text), lines, []))
    return Part("mechanisms", _("The questions, and what this body does about each"), [], found)


def _sources(c: Charter) -> Part:
    return Part("sources", _("Where its rules come from"),
                [Line(one.title, one.url or "", one.url or "") for one in c.sources], [])  # fmt: skip
