"""The opinion maps of open consultations, made anew beside the requests while people vote, and kept to be shown.

The votes of a consultation stay in the memory of the process that makes its map, as arrays, and only what came since is
read. What is kept has no text of a statement: those can be erased, and are put in when it is shown. Which votes a map
counts, and what of a secret ballot may be told, `comity.mapping` says.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

import numpy as np
from django.db.models import QuerySet

from comity import mapping
from comity.body.matters_state import Consultation
from comity.body.state import State
from comity.mapping import About, Votes
from comity.record.envelope import Act, read_act
from comity.report.svg import opinion_map
from comity.report.words import NO_TEXT, clean
from comity.store.models import Body, Derived, Entry, Row
from comity.store.prepared import Prepared
from comity.web.reading import reading

SHORTEST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(seconds=20)
_BEGIN, _END = "\ue000", "\ue001"
"""Around the identifier of a statement where its text will stand."""
_TEXT = re.compile(f"{_BEGIN}([^{_END}]*){_END}")
_PLACE = re.compile(r'href="#s(\d+)"')

log = logging.getLogger("comity.maps")


@dataclass
class _Kept:
    """The votes of one consultation as far as this process has read them."""

    people: dict[str, int] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    votes: Votes = field(default_factory=lambda: _votes([], [], [], []))
    read: int = -1
    pause: timedelta = SHORTEST_PAUSE
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Shown:
    """A map that is kept. seq: the last act that it counts; document, inline, alone: None for not enough data."""

    seq: int
    made: datetime
    final: bool
    content: Mapping[str, Any]

    @property
    def document(self) -> dict[str, Any] | None:
        """The findings, without the texts of statements."""
        found: dict[str, Any] | None = self.content["document"]
        return found


_MOST_SHOWN = 32
_kept: dict[tuple[int, str], _Kept] = {}
_shown: dict[tuple[int, str], tuple[tuple[Any, ...], Shown]] = {}
_mutex = threading.Lock()


def work(subject: str) -> None:
    """The job `map`: bring the map of a consultation up to date. `subject`: the body and the consultation."""
    origin, _, name = subject.rpartition(" ")
    with reading(origin) as found:
        one = found.state.consultations.get(name)
        if one is None:
            return
        body, about, size = found.body, _about(found.state, one), found.state.size
        closed = one.closed_seq
    with _mutex:
        kept = _kept.setdefault((body.pk, name), _Kept())
    with kept.lock:
        begin = time.monotonic()
        _bring_up(kept, body, name, about, size)
        _make(kept, body, name, about, size, closed)
        took = timedelta(seconds=time.monotonic() - begin)
        kept.pause = min(max(SHORTEST_PAUSE, 2 * took), LONGEST_PAUSE)


def needed(body: Body, state: State) -> Iterator[str]:
    """The consultations of a body whose map is to be made anew."""
    made = {
        name.removeprefix("map:"): (seq, when)
        for name, seq, when in Derived.objects.filter(body=body, name__startswith="map:").values_list(
            "name", "seq", "made"
        )
    }
    now = datetime.now(UTC)
    for one in state.consultations.values():
        seq, when = made.get(one.id, (-1, None))
        if one.closed_seq >= 0:
            if seq < one.closed_seq:
                yield one.id
            continue
        pause = _kept[body.pk, one.id].pause if (body.pk, one.id) in _kept else SHORTEST_PAUSE
        if (when is None or now - when >= pause) and _newest(body, one.id) > seq:
            yield one.id


def shown(body: Body, name: str) -> Shown | None:
    """The map of a consultation as it was last made, not to be changed; None before there is one.

    Many look at it while it stays the same, so the last ones are kept in the process as they were read.
    """
    key = (body.pk, f"map:{name}")
    made = _MADE.rows(*key)
    if not made:
        return None
    with _mutex:
        known = _shown.get(key)
    if known is None or known[0] != made[0]:
        [(*at, packed)] = _CONTENT.rows(*key)
        content = json.loads(zlib.decompress(bytes(packed)))
        one = Shown(content["seq"], datetime.fromisoformat(content["made"]), content["final"], content)
        known = (tuple(at), one)
        with _mutex:
            _shown[key] = known
            if len(_shown) > _MOST_SHOWN:
                del _shown[next(iter(_shown))]
    return known[1]


def _map(body: int, name: str) -> QuerySet[Derived, Any]:
    return Derived.objects.filter(body=body, name=name)


_MADE = Prepared(lambda body, name: _map(body, name).values_list("seq", "made"), 0, "")
_CONTENT = Prepared(lambda body, name: _map(body, name).values_list("seq", "made", "content"), 0, "")


def picture(one: Shown, texts: Mapping[str, str], *, alone: bool = False) -> str:
    """The picture of a map with the texts that statements have now; "" where there is not enough data."""
    svg: str = one.content["alone" if alone else "inline"]
    names = [each["id"] for each in one.document["statements"]] if one.document else []
    svg = _TEXT.sub(lambda found: escape(clean(texts.get(found[1], "")) or NO_TEXT, quote=True), svg)
    return _PLACE.sub(lambda found: f'href="?at={names[int(found[1])]}#{names[int(found[1])]}"', svg)


def findings(one: Shown | None, texts: Mapping[str, str]) -> dict[str, Any] | None:
    """The findings behind a map, with the texts that statements have now; None while there is not enough data."""
    if one is None or one.document is None:
        return None
    statements = [{**each, "text": texts.get(each["id"], "")} for each in one.document["statements"]]
    return {**one.document, "statements": statements}


def forget() -> None:
    """Forget what was read: another database is in use. For tests."""
    with _mutex:
        _kept.clear()
        _shown.clear()


def _about(state: State, one: Consultation) -> About:
    statuses = [each.status == "open" for each in one.statements.values()]
    closed = one.closed_seq >= 0
    return About(
        title=state.matters[one.matter].title, source=f"{state.origin} {one.id}", statements=tuple(one.statements),
        standing=np.array(statuses, bool), secret=one.ballots == "secret", simulated=state.simulated,
        opened=one.opened, closed=one.closes if closed else None, rule=state.charter.poll_rule(),
    )  # fmt: skip


def _newest(body: Body, name: str) -> int:
    """The last act that could change a map."""
    newest = -1
    for table in ("votes", "statements"):
        rows = Row.objects.filter(body=body, table=table, scope=name).order_by("-seq").values_list("seq", flat=True)
        newest = max(newest, rows.first() or -1)
    return newest


def _bring_up(kept: _Kept, body: Body, name: str, about: About, size: int) -> None:
    """Read the votes that came since, and drop those that were erased."""
    for code, statement in enumerate(about.statements):
        kept.statements.setdefault(statement, code)
    rows = Row.objects.filter(body=body, table="votes", scope=name, seq__gt=kept.read, seq__lt=size).order_by(
        "seq", "n"
    )
    people, statements, values, seqs = [], [], [], []
    for seq, text in rows.values_list("seq", "values").iterator(10_000):
        row = json.loads(text)
        code = kept.statements.get(row["statement"], -1)
        if code < 0:  # a sealed vote may name what there is not
            continue
        people.append(kept.people.setdefault(row["person"], len(kept.people)))
        statements.append(code)
        values.append(row["value"])
        seqs.append(seq)
    new = _votes(people, statements, values, seqs)
    kept.votes = _joined(kept.votes, new) if len(new) else kept.votes
    gone = _erased(body, kept.read + 1, size) if kept.read >= 0 else set()
    if gone:
        kept.votes = kept.votes.where(~np.isin(kept.votes.seqs, np.array(sorted(gone), np.int64)))
    kept.read = size - 1


def _erased(body: Body, begin: int, end: int) -> set[int]:
    """The acts whose private parts acts from `begin` to before `end` erased."""
    found: set[int] = set()
    entries = Entry.objects.filter(body=body, seq__gte=begin, seq__lt=end, kind="erase")
    for entry in entries.values_list("entry", flat=True):
        act = read_act(bytes(entry))
        if isinstance(act, Act):
            named: Any = act.public["erased"]
            found.update(int(one["seq"]) for one in named)
    return found


def _make(kept: _Kept, body: Body, name: str, about: About, size: int, closed: int) -> None:
    """Make the map if what it counts is not what the last one counted; else note that it was looked at."""
    before = Derived.objects.filter(body=body, name=f"map:{name}").first()
    content = json.loads(zlib.decompress(bytes(before.content))) if before else None
    upto = None
    if about.secret and closed < 0:
        upto = _upto(content, about)
        after = mapping.advance(kept.votes, upto)
        if content and not _is_to_follow(body, name, content, about, upto, after):
            Derived.objects.filter(body=body, name=f"map:{name}").update(seq=size - 1)
            return
        upto = after
    votes = mapping.counted(kept.votes, about, upto)
    document = mapping.findings(votes, about)
    made = {
        "seq": size - 1,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "final": closed >= 0,
        "standing": _standing(about),
        "upto": {} if upto is None else dict(zip(about.statements, upto.tolist(), strict=True)),
        "document": document,
        **_drawn(document),
    }
    packed = zlib.compress(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(), 6)
    Derived.objects.update_or_create(body=body, name=f"map:{name}", defaults={"seq": size - 1, "content": packed})


def _upto(content: Mapping[str, Any] | None, about: About) -> mapping.Ints:
    known = content["upto"] if content else {}
    return np.array([known.get(name, -1) for name in about.statements], np.int64)


def _is_to_follow(
    body: Body, name: str, content: Mapping[str, Any], about: About, upto: mapping.Ints, after: mapping.Ints
) -> bool:
    """Whether another map of a secret ballot is to be shown after the one that is kept."""
    if np.array_equal(after, upto) and content["standing"] == _standing(about):
        return False
    return mapping.may_follow(upto, after) or not _was_erased(body, content, name)


def _standing(about: About) -> list[str]:
    return [name for name, stands in zip(about.statements, about.standing.tolist(), strict=True) if stands]


def _was_erased(body: Body, content: Mapping[str, Any], name: str) -> bool:
    """Whether votes of the consultation were erased since the last map."""
    for seq in _erased(body, content["seq"] + 1, body.size):
        entry = Entry.objects.filter(body=body, seq=seq).values_list("entry", flat=True).first()
        act = read_act(bytes(entry)) if entry else None
        if isinstance(act, Act) and act.kind == "vote.cast" and act.public.get("consultation") == name:
            return True
    return False


def _drawn(document: Any) -> dict[str, str]:  # noqa: ANN401 - a document of the report, or None
    if document is None:
        return {"inline": "", "alone": ""}
    named = [{**one, "text": f"{_BEGIN}{one['id']}{_END}"} for one in document["statements"]]
    whole = {**document, "statements": named}
    draw: Callable[..., str] = opinion_map
    return {"inline": draw(whole, standalone=False), "alone": draw(whole)}


def _votes(people: list[int], statements: list[int], values: list[int], seqs: list[int]) -> Votes:
    return Votes(np.array(people, np.int32), np.array(statements, np.int32), np.array(values, np.int8),
                 np.array(seqs, np.int64))  # fmt: skip


def _joined(one: Votes, other: Votes) -> Votes:
    return Votes(
        np.concatenate((one.people, other.people)),
        np.concatenate((one.statements, other.statements)),
        np.concatenate((one.values, other.values)),
        np.concatenate((one.seqs, other.seqs)),
    )
