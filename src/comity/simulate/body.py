"""A simulated body on the template `comity`, at work on the twenty-one questions: all of its acts, each with its day.

Seven matters at different stages, so that every page of a body has something to show. Who acts in it, everything that
they say and the time in which they do it are made up; its last day is the day on which it is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.charter.model import Charter
from comity.charter.templates import template
from comity.simulate._body_matters import NAME, PURPOSE, SUBJECTS
from comity.simulate._body_said import (
    AGAINST_EVIDENCE,
    APPEAL,
    CANDIDACIES,
    CARRIED_OUT,
    DISPUTE,
    INTEREST,
    MERGED,
    MODERATED,
    ORDER,
    PRINCIPLES_MORE,
    RULING,
    SCOPE,
    SHOWN,
    STANDING_NOW,
)
from comity.simulate._demo_texts import REJECTED, STATEMENTS
from comity.simulate.body_acts import appeal_of, discuss, elected_in, escalated, stand, translate
from comity.simulate.body_matter import Told
from comity.simulate.body_people import PEOPLE, Person, officers, people
from comity.simulate.body_steps import FIRST, FOUNDED, Book, World
from comity.simulate.demo import BLOC, FUNDERS, consultation

_VERIFIED = ("e-mail", "e-mail", "domain", "e-mail", "openid")
_WITHOUT_INTEREST = 1
"""How many of those who joined last have not stated their ties yet."""


def world(now: datetime, seed: int = 1) -> World:
    """All of it, ending at `now`. The same `now` and seed give the same."""
    them = people(seed)
    book = Book(now, them, officers(them), np.random.default_rng((seed, PEOPLE, 5)))
    _found(book)
    _join(book)
    _commitments(book)
    _heard(book)
    _audits(book)
    _compute(book)
    _principles(book, seed)
    _marks(book)
    _naming(book)
    _interest(book)
    _elections(book)
    held = book.officers
    personas = {
        "chair": held.chairs[0],
        "editor": held.editors[0],
        "secretary": held.secretary,
        "panellist": held.panel[0],
        "civil-society": Told(book, "principles").objector(0),
        "company": book.member("private-sector", 2, bloc=True),
        "newcomer": them[-1],
    }
    questions = {one.question: key for key, one in SUBJECTS.items()}
    return World(sorted(book.steps, key=lambda one: one.on), personas, questions)


def charter() -> Charter:
    """The charter of the template, under the name and for the purpose of this body."""
    return template("comity").model_copy(update={"name": NAME, "purpose": PURPOSE})


def _found(book: Book) -> None:
    first = dict.fromkeys([*book.officers.people(), *book.people[:FIRST]])
    public: dict[str, Any] = {
        "charter": charter().to_json(), "steward": book.officers.secretary.id, "officers": book.officers.all(),
        "members": [one.id for one in first], "simulated": True,
    }  # fmt: skip
    book.add(FOUNDED, "body.found", book.officers.secretary.id, public)


def _join(book: Book) -> None:
    """Everybody joins, gives a name, and states their ties; who joined last has not come to that yet."""
    for place, one in enumerate(book.people):
        joined = book.joined(one)
        if joined < FOUNDED:
            said = {"verification": _VERIFIED[place % len(_VERIFIED)]}
            email = {"email": {"email": f"{one.id}@people.example"}}
            book.add(joined, "member.join", one.id, said, private=email)
        book.add(joined - 0.001, "person.name", one.id, private={"name": {"name": one.name}})
        if place < len(book.people) - _WITHOUT_INTEREST:
            book.add(joined - 0.002, "interest.state", one.id, one.interest())


def _voters(book: Book, days: float, share: float, *, absent: str = "") -> list[Person]:
    """Some of those who had joined by a day; of the region that stays away, three people only."""
    there = [one for one in book.people if book.joined(one) > days and book.rng.random() < share]
    kept = [one for one in there if one.region == absent][:3]
    return [one for one in there if one.region != absent or one in kept]


def _with_put(voters: Sequence[Person], values: NDArray[np.int8], against: int) -> NDArray[np.int8]:
    """Let everybody vote on what is put, so many of them against: of each camp those who come first, never the bloc."""
    values[:, 0] = 1
    order = sorted(range(len(voters)), key=lambda place: (place * 7 % 5, place))
    values[[place for place in order if not voters[place].bloc][:against], 0] = -1
    return values


def _council(book: Book, days: float, put: str, name: str) -> None:
    """Two of the private sector against, seven of the others for."""
    seats = book.officers.council
    book.decide(days, f"d{{{put}}}", [seats[0], *seats[4:7], *seats[8:11]], seats[2:4], name=name)


def _commitments(book: Book) -> None:
    """Adopted long ago against what the poll shows, appealed, sent back, adopted again; its review is due."""
    one = Told(book, "commitments")
    one.propose(397, book.member("civil-society", 0))
    one.draft(395, 1, book.officers.editors[0])
    one.open(394, 362)
    leaning = one.statements(393.9, 0.3)
    voters = _voters(book, 393, 0.75)
    values = _with_put(voters, one.values(voters, leaning, 0.8), round(len(voters) * 0.18))
    one.vote(voters, values, 362.5)
    one.object(390, 0)
    one.object(388, 1)
    one.answer(380, 1)
    one.draft(376, 2, book.officers.editors[0])
    one.answer(375.9, 0)
    one.harm(374)
    one.figure(370, 6)
    one.evidence(361)
    one.notice(360.5, 346)
    one.publish(345, "consensus", AGAINST_EVIDENCE)
    one.minority(343)
    one.publish(337, "consensus", AGAINST_EVIDENCE)
    one.confirm(329)
    one.put(328, "commitments-put")
    _council(book, 326, "commitments-put", "commitments-adopted")
    appellant = book.member("government", 3)
    book.add(310, "appeal.file", appellant.id, appeal_of("commitments-adopted", APPEAL), name="appeal")
    book.decide(300, lambda state, names: {"proceeding": state.appeals[f"a{names['appeal']}"].proceeding},
                book.officers.panel[:3])  # fmt: skip
    panel = book.officers.panel[0].id
    book.add(298, "appeal.reasons", panel, {"appeal": "a{appeal}", "text": RULING})
    due = book.at(260).isoformat(timespec="microseconds").replace("+00:00", "Z")
    book.add(297.9, "remedy.order", panel, {"appeal": "a{appeal}", "does": "remand", "what": ORDER, "due": due})
    one.put(290, "commitments-again")
    _council(book, 287, "commitments-again", "commitments-adopted-again")
    how = {"appeal": "a{appeal}", "how": CARRIED_OUT, "by": "{commitments-adopted-again}"}
    book.add(280, "remedy.carry-out", book.officers.secretary.id, how)


def _heard(book: Book) -> None:
    """Adopted a month ago, with all that a decision needs, and two minority views."""
    one = Told(book, "heard")
    one.propose(112, book.member("academia", 1))
    one.draft(110, 1, book.officers.editors[1])
    one.open(108, 76)
    leaning = one.statements(107.9, 0.4)
    voters = _voters(book, 107, 0.6)
    values = _with_put(voters, one.values(voters, leaning, 0.8), round(len(voters) * 0.05))
    one.vote(voters, values, 76.5)
    one.submit(100, 6)
    for place, day in enumerate((105, 101, 99)):
        one.object(day, place)
    one.draft(92, 2, book.officers.editors[1])
    for place in range(3):
        one.answer(91 - place, place)
    spokesperson = book.member("civil-society", 11)
    one.harm(88, [("people who live on public benefits", spokesperson)])
    _implementations(book, one)
    one.figure(84, -150)
    one.evidence(75)
    one.notice(74, 59)
    one.publish(58, "consensus")
    one.minority(56)
    one.publish(50, "consensus")
    one.confirm(42)
    one.put(41, "heard-put")
    _council(book, 39, "heard-put", "heard-adopted")


def _implementations(book: Book, one: Told) -> None:
    """Two that share neither code nor maintainer."""
    first, second = book.member("technical-community", 2), book.member("academia", 5)
    running = {"coverage": "All of annex A, as of version 2 of the draft; in use since last autumn."}
    more = {"implementation": "Hearing Book", "maintainer": first.organisation or first.name, "contact": first.id}
    one.act(87, "report.implementation", first, {**running, **more, "licence": "Apache-2.0"})
    more = {"implementation": "Audiencia", "maintainer": second.organisation or second.name, "contact": second.id}
    running = {"coverage": "Clauses 2 to 4 and annex A, in three languages; clause 3.1 by hand."}
    one.act(86, "report.implementation", second, {
        **running, **more, "licence": "EUPL-1.2", "independent_of": ["Hearing Book"],
    })  # fmt: skip


def _audits(book: Book) -> None:
    """In discussion: a designation is published, one answer is disputed, and what the poll shows hangs on one owner."""
    told = Told(book, "audits")
    told.propose(76, book.member("civil-society", 1))
    told.draft(74, 1, book.officers.editors[0])
    told.open(72, 40)
    leaning = told.statements(71.9, 0.4)
    absent = "eastern-europe"
    bloc = [one for one in book.people if one.bloc and book.joined(one) > 71 and one.region != absent]
    voters = [*(one for one in _voters(book, 71, 0.7, absent=absent) if not one.bloc), *bloc]
    # without the bloc support is just below nine in ten, with it above
    values = _with_put(voters, told.values(voters, leaning, 0.75), (len(voters) - len(bloc)) // 10 + 1)
    told.vote(voters, values, 40.5)
    told.submit(66, 8)
    for place, day in enumerate((70, 64, 60)):
        told.object(day, place)
    told.draft(52, 2, book.officers.editors[0])
    for place in range(3):
        told.answer(51 - place, place)
    told.harm(45, answered=False)
    told.evidence(39)
    told.second_notice(38)
    told.notice(37, 22)
    told.publish(3, "consensus")
    discuss(book, "audits", 2.8, 0.4)
    dispute = {"objection": "o{audits-o1}", "reason": DISPUTE}
    book.add(2, "objection.dispute", told.objector(1).id, dispute, name="audits-dispute")
    book.decide(1, "d{audits-dispute}", book.officers.panel[1:2])


def _compute(book: Book) -> None:
    """The assembly is divided; its time was over six days ago, and the council decides instead."""
    one = Told(book, "compute")
    one.propose(186, book.member("academia", 2))
    one.draft(184, 1, book.officers.editors[1])
    one.open(183, 140)
    leaning = one.statements(182.9, 0.5)
    voters = _voters(book, 182, 0.55)
    one.vote(voters, one.values(voters, leaning, 0.85), 140.5)
    one.object(175, 0)
    one.answer(160, 0)
    one.object(150, 1)
    one.evidence(139)
    one.notice(138, 120)
    one.publish(30, "divergence")
    seats = book.officers.council
    book.decide(5, escalated("compute"), [seats[0], seats[4], seats[8], seats[9]], [seats[2]], hours=20)


def _principles(book: Book, seed: int) -> None:
    """In mid-course: statements in five languages, three camps, a second version, an answer that is overdue."""
    one = Told(book, "principles")
    one.propose(48, book.officers.editors[1])
    one.draft(46, 1, book.officers.editors[0])
    one.open(42, -14)
    camps = [[person for person in book.people[:200] if person.camp == camp] for camp in range(3)]
    rows = [*((_language(text), chances, text) for _, chances, text in STATEMENTS),
            ("en", (0.0, 0.0, 0.0), REJECTED), *PRINCIPLES_MORE]  # fmt: skip
    for place, (language, chances, text) in enumerate(rows):
        authors = camps[int(np.argmax(chances))]
        one.state(41.9 - 28 * (place / len(rows)) ** 1.5, authors[(place * 11 + 3) % len(authors)], language, text)
    numbers = {text: place for place, (_, _, text) in enumerate(rows)}
    rejected = numbers[REJECTED]
    ends = {rejected: one.made[rejected] - 0.5, len(rows) - 2: 10.5, len(rows) - 1: 10.0}
    table = consultation(seed, PEOPLE).votes
    values = np.full((PEOPLE, len(rows)), -9, np.int8)
    values[np.repeat(np.arange(PEOPLE), np.diff(table.indptr)), table.columns] = table.values
    leaning = np.array([chances for _, chances, _ in PRINCIPLES_MORE]).T
    values[:, -len(PRINCIPLES_MORE) :] = one.values(book.people, leaning, 0.5)
    voters = [place for place, one in enumerate(book.people) if book.joined(one) > 1 and book.rng.random() < 0.9]
    one.vote([book.people[place] for place in voters], values[voters], 0.2, ends=ends)
    there = {"consultation": "c{principles-talk}"}
    chair = book.officers.chairs[0].id
    taken = {**there, "item": f"s{{principles-s{rejected}}}", "ground": "off-topic", "reason": MODERATED}
    book.add(ends[rejected], "moderation.remove", chair, taken)
    for place, (into, reason) in zip((len(rows) - 2, len(rows) - 1), MERGED, strict=True):
        merged = {"statement": f"s{{principles-s{place}}}", "into": f"s{{principles-s{numbers[into]}}}"}
        book.add(ends[place], "statement.merge", chair, {**there, **merged, "reason": reason})
    one.submit(36, 5.5)
    for place, day in enumerate((41, 39, 25, 6, 2)):
        one.object(day, place)
    one.draft(32, 2, book.officers.editors[0])
    one.answer(31.9, 1)
    one.answer(18, 2)
    discuss(book, "principles", 28, 3)
    translate(book, "principles", 13, 0.6, numbers)


def _marks(book: Book) -> None:
    """Its consultation is open, and it stands still: somebody says that it is about content."""
    one = Told(book, "marks")
    one.propose(22, book.member("technical-community", 0))
    one.draft(21, 1, book.officers.editors[0])
    one.open(20, -12)
    leaning = one.statements(19.9, 0.3)
    voters = _voters(book, 19, 0.3)
    one.vote(voters, one.values(voters, leaning, 0.8), 0.5)
    claim = {"what": "scope", "claim": "missing", "name": "content", "reason": SCOPE}
    one.act(7, "scope.challenge", book.member("civil-society", 13), claim, "scope")
    book.decide(4, "d{scope}", book.officers.panel[2:3], book.officers.panel[1:2], hours=30)


def _naming(book: Book) -> None:
    """Opened yesterday: too few have voted to say anything."""
    one = Told(book, "naming")
    one.propose(3, book.member("technical-community", 1))
    one.draft(2, 1, book.officers.editors[1])
    one.open(1, -34)
    leaning = one.statements(0.9, 0.1)
    voters = [book.member("technical-community", 3), book.member("academia", 6), book.member("government", 4)]
    one.vote(voters, one.values(voters, leaning, 1.0), 0.1)


def _interest(book: Book) -> None:
    """Somebody left out who pays them; the panel upholds that, and they state it anew."""
    engineers = (book.member("technical-community", place) for place in range(10, 40))
    one = next(one for one in engineers if one.organisation not in FUNDERS)
    wrong = {"person": one.id, "reason": INTEREST, "evidence": SHOWN}
    book.add(220, "interest.challenge", book.member("civil-society", 6).id, wrong, name="interest")
    book.decide(214, "d{interest}", book.officers.panel[:3])
    book.add(206, "interest.state", one.id, one.interest(funders=[BLOC]))


def _elections(book: Book) -> None:
    """A third seat of civil society was filled a month ago; for one of the technical community people stand now."""
    secretary = book.officers.secretary.id
    book.add(68, "office.elect", secretary, {"role": "civil-society-delegate"}, name="election")
    candidates = [book.member("civil-society", place) for place in (0, 7, 14)]
    for place, text in enumerate(CANDIDACIES):
        stand(book, 66 - place, candidates[place], "election", text)
    voters = [one for one in book.people.of("civil-society", bloc=None) if book.joined(one) > 60][:30]
    for place, one in enumerate(voters):
        ranks = [candidates[number].id for number in ((1, 0, 2), (1, 2, 0), (0, 1, 2), (2, 1, 0))[place % 4]]
        said = elected_in("election", {"value": "ranked", "ranks": ranks[: 2 + place % 2]})
        book.add(53 - place * 0.35, "decision.position", one.id, said)
    book.add(9, "office.elect", secretary, {"role": "technical-community-delegate"}, name="election-now")
    for place, text in enumerate(STANDING_NOW):
        stand(book, 7 - 3 * place, book.member("technical-community", 9 + place), "election-now", text)


def _language(text: str) -> str:
    """The language of a statement of `comity demo`: its script says it, or a word that only that language has."""
    if any("\u0600" <= one <= "\u06ff" for one in text):
        return "ar"
    if any("\u4e00" <= one <= "\u9fff" for one in text):
        return "zh"
    words = set(text.lower().replace("'", " ").split())
    return "fr" if words & {"un", "les", "exportation"} else "es" if words & {"una", "cómputo"} else "en"
