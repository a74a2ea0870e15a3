"""What the voting page needs, read in few queries and without the state: statements, one's votes, the published map.

Statements and maps are kept in the process until an act changes them; a vote changes neither. On what a consultation is
and whether its ballots are secret never changes, and is taken from the act that opened it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from comity.body.translations import Shown, shown
from comity.record.envelope import Act, read_act
from comity.store.models import Body, Entry, Row
from comity.store.prepared import Prepared
from comity.store.projection import rows
from comity.web.errors import NotHereError
from comity.web.voting import maps
from comity.web.voting.drawing import Drawn, Tally, draw, seed

_CHANGES = {
    "statement.make", "statement.withdraw", "statement.merge", "moderation.remove", "moderation.restore", "erase",
    "translation.contribute", "translation.review",
}  # fmt: skip
"""The kinds of act after which what is shown of statements may be another."""
_VOTERS = 1_000
"""Of each consultation, those whose votes are kept in the process."""
_VALUES = {1: "agree", 0: "pass", -1: "disagree"}


class Said(NamedTuple):
    """A statement; `text` is empty once it is erased. `status` as in the rows: `open`, `withdrawn`, …"""

    id: str
    text: str
    language: str
    actor: str
    status: str


@dataclass
class _Kept:
    matter: str
    secret: bool
    upto: int = 0
    statements: dict[str, Said] = field(default_factory=dict)
    translations: list[dict[str, Any]] = field(default_factory=list)
    map: maps.Shown | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)
    votes: dict[str, Votes] = field(default_factory=dict)


_kept: dict[tuple[int, str], _Kept] = {}
_last_change: dict[int, tuple[int, int]] = {}
"""By body, the last act since the first reading that changed anything that is shown, of so many acts."""
_mutex = threading.Lock()


def forget() -> None:
    """Forget all: another database is in use. For tests."""
    with _mutex:
        _kept.clear()
        _last_change.clear()


def is_secret(body: Body, consultation: str) -> bool:
    """Whether the ballots of a consultation are secret. NotHereError if there is no such consultation."""
    with _mutex:
        return _of(body, consultation).secret


def statements(body: Body, consultation: str) -> dict[str, Said]:
    """All statements of a consultation in the order of the record, as they stand when `body` was read."""
    with _mutex:
        return _current(body, consultation).statements


def open_ones(found: Mapping[str, Said]) -> list[str]:
    """Those that are voted on: open, and with a text that is not erased."""
    return [one.id for one in found.values() if one.status == "open" and one.text]


def texts(body: Body, consultation: str) -> dict[str, str]:
    """What the statements of a consultation say that are voted on."""
    there = statements(body, consultation)
    return {name: there[name].text for name in open_ones(there)}


def standing(body: Body, consultation: str) -> list[str]:
    """The statements of a consultation that are voted on, which is how many a page says there are."""
    return open_ones(statements(body, consultation))


def counts(body: Body, consultations: Iterable[str]) -> dict[str, int]:
    """How many statements of each consultation are voted on."""
    return {name: len(standing(body, name)) for name in consultations}


def translations(body: Body, consultation: str, language: str) -> dict[str, Shown]:
    """By statement, what to show beside the original in a language."""
    with _mutex:
        return shown(_current(body, consultation).translations, language)


def _of(body: Body, consultation: str) -> _Kept:
    key = (body.pk, consultation)
    if key not in _kept:
        place = consultation[1:]
        is_one = consultation[:1] == "c" and place.isascii() and place.isdigit() and len(place) < 16
        seq = int(place) if is_one else -1
        opened = Entry.objects.filter(body=body, seq=seq, kind="consultation.open")
        entry = opened.values_list("entry", flat=True).first()
        opening = read_act(bytes(entry)) if entry is not None else None
        if not isinstance(opening, Act):
            raise NotHereError(_("There is no such consultation."))
        _kept[key] = _Kept(str(opening.public["matter"]), opening.public["ballots"] == "secret")
    return _kept[key]


def _current(body: Body, consultation: str) -> _Kept:
    one = _of(body, consultation)
    if body.size <= one.upto:
        return one
    _last_change.setdefault(body.pk, (-1, body.size))  # what changed before the first reading need not be asked
    if not one.upto or _changed(body, one.upto):
        one.statements = _statements(body, consultation)
        one.translations = list(rows(body, "public", "translations", one.matter))
        one.votes = {}  # some may be erased; who reads them just now keeps them in the old one
    one.upto = body.size
    return one


def _changed(body: Body, since: int) -> bool:
    """Whether an act from `since` on changed anything that is shown. Asked of the record once for all consultations."""
    last, upto = _last_change[body.pk]
    if upto < body.size:
        last = max([last, *(seq for (seq,) in _NEWEST.rows(body.pk, upto, body.size))])
        _last_change[body.pk] = (last, body.size)
    return last >= since


def _newest(body: int, begin: int, end: int) -> QuerySet[Entry, Any]:
    """The last act from `begin` to before `end` that changed anything that is shown."""
    acts = Entry.objects.filter(body=body, seq__gte=begin, seq__lt=end, kind__in=_CHANGES)
    return acts.order_by("-seq").values_list("seq")[:1]


_NEWEST = Prepared(_newest, 0, 0, 0)


def _statements(body: Body, consultation: str) -> dict[str, Said]:
    found: dict[str, Said] = {}
    taken_down: dict[str, str] = {}
    for row in rows(body, "public", "statements", consultation):
        name, status = str(row["statement"]), str(row["status"])
        before = found.get(name)
        if before is None:
            texts = (str(row.get("text", "")), str(row.get("language", "")), str(row.get("actor", "")))
            found[name] = Said(name, *texts, status)
            continue
        if status == "moderated":
            taken_down[name] = before.status
        found[name] = before._replace(status=taken_down.pop(name, "open") if status == "restored" else status)
    return found


class Votes(NamedTuple):
    """Votes: by statement the last value, "" where the ballot is secret; `acts`: how often one voted in the body.

    `upto`: of so many acts of the body.
    """

    values: dict[str, str]
    acts: int
    upto: int = 0


def votes_of(body: Body, consultation: str, actor: str, upto: int = 0) -> Votes:
    """The votes of an actor in a consultation; of sealed ones only that they are there, which their voter may know.

    `upto`: of so many acts, if more are known than `body` says. Those that were read before are kept, since the rows
    of one person lie far apart in the table: not to be changed.
    """
    if not actor:
        return Votes({}, 0)
    upto = max(upto, body.size)
    with _mutex:
        one = _current(body, consultation)
        kept, secret = one.votes, one.secret
        known = kept.pop(actor, Votes({}, 0))
    if known.upto < upto:
        known = _more(known, body, consultation, actor, upto, secret=secret)
    with _mutex:
        kept[actor] = known  # the last one that was asked for stands at the end
        if len(kept) > _VOTERS:
            del kept[next(iter(kept))]
    return known


def _more(known: Votes, body: Body, consultation: str, actor: str, upto: int, *, secret: bool) -> Votes:
    """With what came since."""
    cast = _CAST.rows(consultation, body.pk, actor, known.upto, upto)
    values = dict(known.values)
    for _seq, text in cast:
        if text is None:  # in another consultation, or erased
            continue
        row = json.loads(text)
        values.pop(row["statement"], None)
        values[row["statement"]] = "" if secret else _VALUES[row["value"]]
    return Votes(values, known.acts + len(cast), upto)


def _cast(consultation: str, body: int, actor: str, begin: int, end: int) -> QuerySet[Entry, Any]:
    """The votes of an actor in a body, each with its row if it is in this consultation.

    A row is looked up for each vote: in the other order a database may read all rows of the consultation.
    """
    mine = Row.objects.filter(body=OuterRef("body"), seq=OuterRef("seq"), table="votes", scope=consultation)
    acts = Entry.objects.filter(body=body, actor=actor, kind="vote.cast", seq__gte=begin, seq__lt=end)
    return acts.order_by("seq").values_list("seq", Subquery(mine.values("values")[:1]))


_CAST = Prepared(_cast, "", 0, "", 0, 0)


def tallies(body: Body, consultation: str) -> Mapping[str, Tally]:
    """The counts and the extremity of the statements on the last published map; none before the first."""
    found = maps.shown(body, consultation)
    with _mutex:
        one = _of(body, consultation)
        if found is not one.map:
            one.map, one.tallies = found, _read((found and found.document) or {})
        return one.tallies


def _read(document: Mapping[str, Any]) -> dict[str, Tally]:
    """From the findings of a map (docs/reference/findings.md). A count that is held back stands for none."""
    found = {}
    for one in document.get("statements", ()):
        disagree, passed, agree = (int(one.get(key) or 0) for key in ("disagree", "pass", "agree"))
        found[str(one["id"])] = Tally(disagree, passed, agree, float(one.get("extremity") or 0.0))
    return found


def next_one(body: Body, consultation: str, actor: str, found: Mapping[str, Said], votes: Votes) -> Drawn:
    """The statement that is drawn for an actor now."""
    at = seed(actor, consultation, votes.acts)
    return draw(open_ones(found), tallies(body, consultation), votes.values.keys(), at)
