"""A witness over HTTP (C2SP tlog-witness v1.0.0) as a WSGI application, and what it has seen as a file.

    POST /add-checkpoint                 cosign a checkpoint
    GET  /                               who this witness is and what it has seen: text, or JSON if asked for
    GET  /HEX/checkpoint                 the last checkpoint that it cosigned, with its cosignatures, of the record the
                                         SHA-256 of whose origin is HEX (as tlog-witness has it at commit 5ba5ee8)

What was seen is compared and made durable in one transaction, and only then is the cosignature sent. The file may be
shared by threads and processes. It may never be replaced by an older copy: a witness that forgets lets a second
history through. Who lost it begins again with a new key.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time as clock
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.base.errors import InputError, UsageError
from comity.record.notes import Note
from comity.record.witness import TEXT_TYPE, Accepted, Response, Seen, Witness, cosign, hash_of, judge, origin_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MAX_BODY = 256 * 1024
"""Bytes of a request: a proof, and a checkpoint under which some dozens of others may have signed already."""
_ADD = "/add-checkpoint"
_REASONS = {
    **{200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict"},
    **{413: "Content Too Large", 422: "Unprocessable Entity", 429: "Too Many Requests", 503: "Service Unavailable"},
}
_SCHEMA = 1
_TABLE = """
CREATE TABLE seen (
    origin TEXT PRIMARY KEY, origin_hash TEXT UNIQUE NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    time INTEGER NOT NULL, note BLOB NOT NULL
) STRICT
"""
_LOCK_SECONDS = 20.0
_MAX_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class Sight:
    """What was last cosigned of one record: its size, when (Unix seconds), and the note with the cosignatures."""

    origin: str
    size: int
    time: int
    note: bytes


class State:
    """What a witness has seen, in an SQLite file. Each thread has its own connection."""

    def __init__(self, path: Path, *, begin: bool = False) -> None:
        """Open the file, or with `begin` make it: UsageError if it is not there, is there already, or is no such file.

        Nothing is made by itself: a witness that starts from nothing with a key that has signed would sign again.
        """
        self._path, self._own = path, threading.local()
        if begin:
            self._make()
        elif not path.is_file():
            raise UsageError(
                f"there is no {path}: a witness that has not begun yet begins with --begin; one that lost what it has "
                "seen must take a new key"
            )
        try:
            version = self._connection().execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise UsageError(f"{path} cannot be read as what a witness has seen: {error}") from error
        if version != _SCHEMA:
            raise UsageError(f"{path} is not what a witness of this version has seen: form {version}, not {_SCHEMA}")

    def close(self) -> None:
        """Let go of the connection of this thread."""
        connection = self._own.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()

    def seen(self, origin: str) -> Seen:
        """What was last cosigned of one record."""
        row = self._connection().execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
        return Seen(*row) if row else Seen()

    def sights(self) -> list[Sight]:
        """Everything that was cosigned last, by origin."""
        rows = self._connection().execute("SELECT origin, size, time, note FROM seen ORDER BY origin")
        return [Sight(*row) for row in rows]

    def sight(self, origin_hash: str) -> Sight | None:
        """What was last cosigned of the record whose origin has this SHA-256, in lower-case hexadecimal."""
        row = self._connection().execute(
            "SELECT origin, size, time, note FROM seen WHERE origin_hash = ?", (origin_hash,)
        )
        return next((Sight(*one) for one in row), None)

    def advance(
        self, origin: str, decide: Callable[[Seen], tuple[Response, Accepted, Note, int] | Response]
    ) -> Response:
        """Decide on what was seen and keep the outcome, all under one lock; a response only once it is on the disk."""
        with self._writing() as connection:
            row = connection.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
            decided = decide(Seen(*row) if row else Seen())
            if isinstance(decided, Response):
                return decided
            response, accepted, note, time = decided
            connection.execute(
                "INSERT OR REPLACE INTO seen (origin, origin_hash, size, root, time, note) VALUES (?, ?, ?, ?, ?, ?)",
                (origin, hash_of(origin), accepted.seen.size, accepted.seen.root, time, note.to_bytes()),
            )
        return response

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=rw", uri=True, timeout=_LOCK_SECONDS,
                                         isolation_level=None)  # fmt: skip
            # With a write-ahead log, FULL flushes each commit; with a rollback journal a commit could come back undone.
            connection.execute("PRAGMA synchronous = FULL")
            self._own.connection = connection
        return connection

    def _make(self) -> None:
        try:
            self._path.touch(mode=0o600, exist_ok=False)
            with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.executescript(f"BEGIN IMMEDIATE; {_TABLE}; PRAGMA user_version = {_SCHEMA}; COMMIT")
        except FileExistsError:
            raise UsageError(f"{self._path} is there already: leave --begin out, to go on with what it holds") from None
        except (OSError, sqlite3.Error) as error:
            raise UsageError(f"cannot make {self._path}: {getattr(error, 'strerror', None) or error}") from error


@dataclass(slots=True)
class Rate:
    """So many requests a second from one address, and ten times as many at once; 0 for no limit.

    Behind a proxy all come from one address: there the proxy limits.
    """

    per_second: float
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, address: str, now: float) -> bool:
        """Whether one more may come from this address; `now` in seconds of any clock that does not go back."""
        if not self.per_second:
            return True
        most = 10 * self.per_second
        with self._lock:
            if len(self._left) >= _MAX_ADDRESSES and address not in self._left:
                self._left = {a: (n, t) for a, (n, t) in self._left.items() if n + (now - t) * self.per_second < most}
                if len(self._left) >= _MAX_ADDRESSES:
                    return False
            left, then = self._left.get(address, (most, now))
            left = min(most, left + (now - then) * self.per_second)
            self._left[address] = (max(left - 1, 0.0) if left >= 1 else left, now)
            return left >= 1


@dataclass(frozen=True, slots=True)
class Application:
    """The WSGI application. `time` gives Unix seconds, `ticks` seconds of a clock that does not go back."""

    witness: Witness
    state: State
    rate: Rate
    time: Callable[[], float] = clock.time
    ticks: Callable[[], float] = clock.monotonic

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        more: list[tuple[str, str]] = []
        if self.rate.allows(str(environ.get("REMOTE_ADDR", "")), self.ticks()):
            try:
                response = self._answer(environ, more)
            except sqlite3.Error as error:
                print(f"comity: what the witness has seen cannot be kept: {error}", file=environ["wsgi.errors"])
                response = _text(503, "what this witness has seen cannot be read or kept now; nothing was cosigned")
        else:
            more = [("Retry-After", "1")]
            response = _text(429, "too many requests from this address")
        headers = [
            *(("Content-Type", response.content_type), ("Content-Length", str(len(response.body)))),
            *(("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"), *more),
        ]
        start_response(f"{response.status} {_REASONS[response.status]}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else response.body]

    def _answer(self, environ: WSGIEnvironment, more: list[tuple[str, str]]) -> Response:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO") or "/"
        name, _, rest = path.removeprefix("/").partition("/")
        known = path in ("/", _ADD) or (len(name) == 64 and rest == "checkpoint")
        if not known:
            return _text(404, f"there is nothing here but POST {_ADD}, GET / and GET /HEX/checkpoint")
        allowed = ("POST",) if path == _ADD else ("GET", "HEAD")
        if method not in allowed:
            more.append(("Allow", ", ".join(allowed)))
            return _text(405, f"answered here: {' and '.join(allowed)}")
        if path == _ADD:
            return self._add(environ)
        if path == "/":
            return self._page("application/json" in environ.get("HTTP_ACCEPT", ""))
        sight = self.state.sight(name)
        return Response(200, sight.note) if sight else _text(404, "no checkpoint of such a record was cosigned here")

    def _add(self, environ: WSGIEnvironment) -> Response:
        body = _body(environ)
        if body is None:
            return _text(413, f"a request has at most {MAX_BODY} bytes")
        try:
            origin = origin_of(body)
        except InputError as error:
            return _text(400, error.message)
        if origin not in self.witness.logs:
            return _text(404, f"{origin} is not witnessed here")
        # What is refused is refused without the lock: whoever has no key of a record cannot hold others up.
        first = judge(self.witness, self.state.seen(origin), body)
        return (
            first if isinstance(first, Response) else self.state.advance(origin, lambda seen: self._decide(seen, body))
        )

    def _decide(self, seen: Seen, body: bytes) -> tuple[Response, Accepted, Note, int] | Response:
        accepted = judge(self.witness, seen, body)
        if isinstance(accepted, Response):
            return accepted
        time = int(self.time())
        response, note = cosign(self.witness, accepted, time)
        return response, accepted, note, time

    def _page(self, as_json: bool) -> Response:
        keys = [signer.verifier.text for signer in self.witness.signers]
        sights = {sight.origin: sight for sight in self.state.sights()}
        seen = [
            {
                "origin": origin,
                "size": sight.size if (sight := sights.get(origin)) else 0,
                "time": _time(sight.time) if sight else None,
                "checkpoint": f"/{hash_of(origin)}/checkpoint" if sight else None,
            }
            for origin in sorted({*self.witness.logs, *sights})
        ]
        if as_json:
            return Response(200, json.dumps({"keys": keys, "seen": seen}).encode(), "application/json")
        lines = ["A witness of records (C2SP tlog-witness). Its verifier keys:", *(f"  {key}" for key in keys)]
        lines += ["", "What it has cosigned last:", *map(_line, seen)]
        return Response(200, ("\n".join(lines) + "\n").encode())


def _line(seen: dict[str, Any]) -> str:
    if seen["time"] is None:
        return f"  {seen['origin']}: nothing yet"
    return f"  {seen['origin']}: {seen['size']} entries, at {seen['time']}, {seen['checkpoint']}"


def _body(environ: WSGIEnvironment) -> bytes | None:
    """The body of a request, None if it is too large. What the header says of its length is not believed."""
    parts, left = [], MAX_BODY + 1
    while left and (part := environ["wsgi.input"].read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts) if left else None


def _text(status: int, message: str) -> Response:
    return Response(status, f"{message}\n".encode(), TEXT_TYPE)


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
