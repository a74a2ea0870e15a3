"""What the simulated body decides on: its matters, drawn from the twenty-one questions, with their drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PURPOSE = (
    "Answer, with all who are concerned, what thirty years of governing the Internet teach the governance of"
    " artificial intelligence, and decide by what is found."
)
NAME = "Assembly on the governance of AI"


@dataclass(frozen=True)
class Subject:
    """A matter: the question that it comes from, what it is, and the versions of its draft, clause by clause."""

    question: str
    title: str
    summary: str
    tags: tuple[str, ...]
    layers: tuple[str, ...]
    drafts: tuple[Mapping[str, str], ...] = ()
    figure: str = ""
    how: str = ""
    harms: str = ""
    mitigation: str = ""


_PRINCIPLES = {
    "1": "This body decides on what its charter names and on nothing else. Where it is unsure whether something is in"
    " its scope, it asks before it decides.",
    "2": "Whoever takes part says for whom they work, who funds that organisation and who owns it. What is said can be"
    " challenged by anyone.",
    "2.1": "A decision is published with the number of organisations, funders and owners whose absence would have"
    " changed its support.",
    "3": "An objection is answered on its merits before a decision is made, whoever raised it.",
    "4": "Every open matter has a date by which it is decided, and a rule for what happens if it is not.",
    "5": "A decision names the figure that it means to move, where that figure stands, and the day on which somebody"
    " looks again.",
    "6": "What a model is called follows from what it is or from a signed statement of who runs it. No single registry"
    " of names is needed, and none is created here.",
    "7": "Rules are written for a layer, a sector and a place, and say whom they bind. An exemption is written down or"
    " does not exist.",
}
_PRINCIPLES_2 = {
    **_PRINCIPLES,
    "3": "An objection is answered on its merits before a decision is made, whoever raised it. The answer is"
    " published, and whoever objected may dispute it before people who did not write it.",
    "5": "A decision names the figure that it means to move, where that figure stands, and the day on which somebody"
    " looks again. If the figure has not moved, the matter is open again.",
    "8": "Taking part works on a slow line and in one's own language. What was said in one language is shown beside"
    " every translation of it.",
}

_NAMING = {
    "1": "A model whose weights are published is named by the digest of a list of its files, each with its own digest.",
    "2": "A model that is offered only as a service is named by its provider, its version and a statement that the"
    " provider signs each time what runs is changed.",
    "3": "A page, a report or a certificate that speaks of a model says which of the two kinds of name it uses.",
}

_AUDITS = {
    "1": "A provider whose general-purpose model is used by more than a million people lets an accredited auditor test"
    " the running service once a year.",
    "1.1": "The provider chooses the auditor from the list that this body keeps.",
    "2": "The auditor tests the version that users reach, under an account that the provider cannot tell from others.",
    "3": "The auditor publishes what was tested, how, and what was found. Details that would help an attacker are"
    " sealed: their digest is published, and two other auditors have read them.",
    "4": "A provider may answer a report. The answer is published beside it, and the report is not held back for it.",
}
_AUDITS_2 = {
    **_AUDITS,
    "1.1": "The provider chooses the auditor from three that this body draws by lot from its list, and the same"
    " auditor no more than twice in succession.",
    "3": "The auditor publishes what was tested, how, and what was found, within sixty days. Details that would help"
    " an attacker are sealed: their digest is published, and two other auditors have read them.",
    "5": "A provider with fewer than fifty employees is audited at the expense of the fund for evaluation.",
}

_HEARD = {
    "1": "Before a system is used to decide about people (about their work, their benefits, their care, their liberty)"
    " whoever puts it into use names the groups that it affects.",
    "2": "Each group that is named is asked what the system could do to it, in a form that it can use, and has three"
    " weeks to answer.",
    "3": "What the groups answered, and what was changed because of it, is published with the assessment.",
    "4": "The record of an assessment is a file of the form in annex A, so that assessments can be counted and"
    " compared.",
}
_HEARD_2 = {
    **_HEARD,
    "2": "Each group that is named is asked what the system could do to it, in a form and a language that it can use,"
    " and has four weeks to answer. Silence is recorded as silence, not as consent.",
    "3": "What the groups answered, and what was changed because of it, is published with the assessment; where"
    " nothing was changed, the reasons are.",
    "3.1": "Nobody is named in what is published without their leave.",
}

_COMMITMENTS = {
    "1": "A commitment that a provider makes in public on the safety of its models is entered in an open register"
    " within thirty days.",
    "2": "An entry says what will be done, by when, and by which figure anyone can see whether it was.",
    "3": "Whoever made a commitment reports on it when its day has come. Without a report it counts as missed.",
    "4": "A commitment that was missed stays in the register, with what was done to make up for it.",
}
_COMMITMENTS_2 = {
    **_COMMITMENTS,
    "1": "A commitment that a provider makes in public on the safety of its models is entered in an open register"
    " within thirty days, by the provider or by anyone who can show where it was made.",
    "3": "Whoever made a commitment reports on it when its day has come, with documents that show what is reported."
    " Without a report it counts as missed.",
}

_MARKS = {
    "1": "A service that makes images, sound or video from a description puts a mark into each file that software can"
    " read, and that says that the file was made.",
    "2": "The form of the mark is open, and may be written and read without a licence.",
    "3": "A mark names the service and no person.",
}

_COMPUTE = {
    "1": "Providers that run more than a given amount of accelerators set two per cent of their hours aside for"
    " research in the public interest.",
    "2": "Half of these hours go to teams in countries that have less computing capacity than a tenth of the median,"
    " by population.",
    "3": "Who is given hours is decided by a panel that no provider sits on, and published with the reasons.",
}

SUBJECTS: dict[str, Subject] = {
    "principles": Subject(
        "scalpel",
        "Principles for the governance of AI: what thirty years of Internet governance teach",
        "Twenty-one questions about power, proof and participation were put to this assembly. The draft turns what"
        " people seem to agree on into eight short principles. Vote on the statements, object to a clause, or file a"
        " submission: what you say is answered before anything is decided.",
        ("safety", "evaluation", "interoperability", "access"),
        ("logical", "social"),
        (_PRINCIPLES, _PRINCIPLES_2),
    ),
    "naming": Subject(
        "ietf-for-weights",
        "Name a model by what it is",
        "Two reports on one model are of little use if nobody can tell that it is the same model. The draft proposes"
        " two kinds of name, one for published weights and one for services, without a registry in the middle.",
        ("interoperability", "evaluation"),
        ("logical",),
        (_NAMING,),
    ),
    "audits": Subject(
        "black-box",
        "Let accredited auditors test what is running",
        "Much of what the public wants to know about a model can be found out by testing the service, without its"
        " weights. The draft says who may test, what is published, and what stays sealed.",
        ("evaluation", "safety"),
        ("social",),
        (_AUDITS, _AUDITS_2),
        harms="A report can teach an attacker where a model is weak, and can make a small provider's customers leave"
        " before it could mend what was found. Auditors who are chosen badly give a false sense of safety.",
        mitigation="What would help an attacker is sealed and read by two further auditors. A provider's answer stands"
        " beside the report. Auditors are drawn by lot from a list that anyone may challenge.",
    ),
    "heard": Subject(
        "running-code",
        "Before a system decides about people, hear those people",
        "Code that runs can still harm. Whoever uses a system to decide about people asks the affected groups first,"
        " records their answers, and shows what changed.",
        ("safety", "access"),
        ("logical", "social"),
        (_HEARD, _HEARD_2),
        "share of assessments that record an answer of each affected group",
        "Counted in the published assessments of the last twelve months: 19 of 100 at the time of this decision. It is"
        " to be 50 of 100 when it is looked at again.",
        "An assessment may be written as an alibi, after everything has been decided. People who answer may be known to"
        " whoever decides about them, and be treated worse for what they said.",
        "Assessments are dated in an open record before the system is used. Groups answer through a spokesperson of"
        " their own choice, and nobody is named without their leave.",
    ),
    "commitments": Subject(
        "binding",
        "An open register of commitments, each with a date and a figure",
        "Providers promise much about safety, and nobody keeps the list. The register holds each promise with its"
        " date, the figure by which it is judged, and what became of it.",
        ("safety", "evaluation"),
        ("social",),
        (_COMMITMENTS, _COMMITMENTS_2),
        "share of the commitments in the register whose day has passed and that have a report",
        "31 of 88 public commitments had one when this was decided, by the count of the secretariat. It is to be two"
        " in three.",
        "Providers may promise less once promises are counted, and those who rely on them would know less than before."
        " Small providers bear the same reporting as large ones.",
        "The register also lists which providers have made no commitment at all. A report may be a page long, and the"
        " secretariat has a form for it.",
    ),
    "marks": Subject(
        "mission-creep",
        "Marks in files that a machine has made",
        "An open mark that software can read would let platforms, archives and courts tell a made file from a"
        " recorded one. The draft fixes the form of the mark, not what anyone does with it.",
        ("interoperability",),
        ("logical",),
        (_MARKS,),
    ),
    "compute": Subject(
        "digital-divide",
        "Computing hours for those who have none",
        "Most of the world's research groups cannot afford to test the models that shape their countries. The draft"
        " asks the largest operators to set hours aside. The assembly is divided on it.",
        ("access",),
        ("social",),
        (_COMPUTE,),
    ),
}
"""By the short name that the acts of the simulated body use."""
