"""The record over HTTP, from the other side: reading a published one, and asking witnesses to cosign.

Whoever answers may be slow, broken or hostile: each answer has a limit of bytes and of time, no redirection is
followed, and nothing is believed that is not signed.
"""

from __future__ import annotations

import queue
import threading
import time as clock
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from comity.base.errors import CheckError, ComityError, InputError, UsageError
from comity.record.canonical import MAX_BYTES
from comity.record.checkpoint import Checkpoint, decimal, parse_checkpoint
from comity.record.merkle import HASH_BYTES, check_consistency
from comity.record.notes import MAX_NOTE_BYTES, Note, Signature, Verifier, parse_note, parse_signatures, verify_note
from comity.record.policy import Policy
from comity.record.tiles import WIDTH, AbsentError, Source, UnavailableError
from comity.record.witness import Request, hash_of

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager, Timeout

_MAX_ANSWER = 64 * 1024
_CHUNK = 64 * 1024
_EXCERPT = 1000
_CONNECT_SECONDS = 5.0
_READ_SECONDS = 60.0

Standing: TypeAlias = Literal["cosigned", "fork", "rollback", "refused", "bad", "down"]
"""What came of asking a witness.

    cosigned   a good cosignature came
    fork       it says that it has cosigned a history of this record which this checkpoint does not continue
    rollback   it says that it has cosigned more entries of this record than this checkpoint has
    refused    it refuses, and says why
    bad        its answer is none that a witness gives, or the signature is not its key's
    down       it could not be reached, or did not answer in time
"""
_ENDS_WELL = 200
_CONFLICT = 409
_BAD_PROOF = 422
_ATTEMPTS = 3  # once to learn what the witness has seen, once with the proof, once if somebody else came between


@dataclass(frozen=True, slots=True)
class Peer:
    """A witness to ask: where it is, and under which names a policy knows which of its keys."""

    url: str
    keys: Mapping[str, Verifier]

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return ", ".join(self.keys)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking one witness; `words` is a sentence for people.

    `seen` is the size that it says it has cosigned, if it said one. `evidence` is there for a fork or a rollback that
    is proved: a checkpoint with the record's own good signature, which the one that was sent does not go with.
    """

    peer: Peer
    standing: Standing
    words: str
    seen: int | None = None
    evidence: bytes | None = None
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """The note with every good cosignature that came in time, and the answers in the order of the witnesses."""

    note: bytes
    answers: tuple[Answer, ...]

    @property
    def alarms(self) -> list[Answer]:
        """The answers that nobody may pass over: a witness knows another history than this one."""
        return [answer for answer in self.answers if answer.standing in ("fork", "rollback")]


def peers_of(policy: Policy) -> list[Peer]:
    """The witnesses of a policy that it gives an address for, each address once."""
    by_url: dict[str, dict[str, Verifier]] = {}
    for name, url in policy.urls.items():
        by_url.setdefault(url, {})[name] = policy.witnesses[name]
    return [Peer(url, keys) for url, keys in by_url.items()]


def http_source(url: str, *, seconds: float = _READ_SECONDS) -> Source:
    """The files of a record that is published under an address; UsageError if it is none of http or https.

    Any thread may use it. AbsentError for what is not there, UnavailableError for what could not be had now,
    InputError for an answer that is no file of a record. `seconds` is the most that one file may take.
    """
    base = _base(url)
    http = _pool()

    def read(path: str) -> bytes:
        where = f"{base}/{path}"
        try:
            status, _, content = _fetch(http, "GET", where, _most(path), seconds)
        except InputError as error:
            raise InputError(error.message, path=where) from error
        if status in (404, 410):
            raise AbsentError("this file of the record is missing", path=where)
        if status != _ENDS_WELL:
            raise UnavailableError(f"{where} cannot be read now: the server answers with status {status}")
        return content

    return read


def gather(
    note: bytes,
    peers: Sequence[Peer],
    prove: Callable[[int], Sequence[bytes]],
    log_keys: Sequence[Verifier],
    *,
    sizes: Mapping[str, int] | None = None,
    enough: Callable[[Sequence[Verifier]], bool] | None = None,
    seconds: float = 15.0,
    grace: float = 1.0,
) -> Gathered:
    """Ask all witnesses at once to cosign a signed checkpoint, and wait at most `seconds` for them.

    `prove(old)` gives the hashes that prove that the checkpoint continues its first `old` entries, and may be called
    from several threads; `log_keys` are the record's own. `sizes` says by address what each witness has seen, as far as
    known; a witness that has seen another size says so and is asked again. When the keys that have signed so far
    are `enough`, the others have `grace` seconds left. Raises InputError if the note is none; never for what a witness
    does.
    """
    job = _Job(note, parse_note(note), prove, tuple(log_keys), clock.monotonic() + seconds)
    came: queue.Queue[tuple[int, Answer]] = queue.Queue()
    for index, peer in enumerate(peers):
        old = min((sizes or {}).get(peer.url, 0), job.checkpoint.size)
        # Daemons: one that hangs in the resolver of names must not keep the program from ending.
        threading.Thread(target=lambda i=index, p=peer, o=old: came.put((i, job.ask(p, o))), daemon=True).start()
    answers: dict[int, Answer] = {}
    until = job.until
    while len(answers) < len(peers):
        try:
            index, answer = came.get(timeout=max(until - clock.monotonic(), 0.0))
        except queue.Empty:
            break
        answers[index] = answer
        signed = [key for one in answers.values() if one.standing == "cosigned" for key in one.peer.keys.values()]
        if enough is not None and enough(signed):
            until = min(until, clock.monotonic() + grace)
    late = {i: Answer(peer, "down", f"{peer.name} did not answer in time") for i, peer in enumerate(peers)}
    ordered = tuple((late | answers)[i] for i in range(len(peers)))
    added = dict.fromkeys((*job.note.signatures, *(one for answer in ordered for one in answer.signatures)))
    return Gathered(Note(job.note.text, tuple(added)).to_bytes(), ordered)


@dataclass(slots=True)
class _Job:
    """One checkpoint that is sent to the witnesses, each from its own thread."""

    sent: bytes
    note: Note
    prove: Callable[[int], Sequence[bytes]]
    log_keys: tuple[Verifier, ...]
    until: float
    checkpoint: Checkpoint = field(init=False)

    def __post_init__(self) -> None:
        self.checkpoint = parse_checkpoint(self.note.text)

    def ask(self, peer: Peer, old: int) -> Answer:
        """The outcome, whatever happens."""
        try:
            return self._ask(peer, old)
        except UnavailableError as error:
            return Answer(peer, "down", f"{peer.name}: {error}")
        except ComityError as error:
            return Answer(peer, "bad", f"{peer.name}: {error}")
        except Exception as error:  # noqa: BLE001 - whatever one witness makes us do wrong must not stop the others
            return Answer(peer, "bad", f"{peer.name}: its answer cannot be handled: {error!r}"[:300])

    def _ask(self, peer: Peer, old: int) -> Answer:
        http, base = _pool(), _base(peer.url)
        for attempt in range(_ATTEMPTS):
            body = Request(old, tuple(self.prove(old)), self.sent).to_bytes()
            status, _, content = _fetch(http, "POST", f"{base}/add-checkpoint", _MAX_ANSWER, self._left(), body)
            if status == _ENDS_WELL:
                return self._cosigned(peer, content)
            if status != _CONFLICT:
                break
            seen = decimal(_ascii(content).removesuffix("\n"), f"what {peer.name} says that it has seen")
            if seen > self.checkpoint.size:
                said = f"{peer.name} has cosigned {seen} entries, but the checkpoint has only {self.checkpoint.size}"
                return self._alarm(peer, "rollback", said, seen)
            if seen == old:  # the size is right, so that what it refuses is the root
                return self._alarm(peer, "fork", f"{peer.name} has cosigned another root of {seen} entries", seen)
            if attempt == _ATTEMPTS - 1:
                return Answer(peer, "bad", f"{peer.name} names another size each time that it is asked", seen)
            old = seen
        if status == _BAD_PROOF:
            said = f"{peer.name} says that the checkpoint does not continue the {old} entries that it has cosigned"
            return self._alarm(peer, "fork", said, old)
        return Answer(peer, "refused", f"{peer.name} refuses with status {status}: {_excerpt(content)}")

    def _cosigned(self, peer: Peer, content: bytes) -> Answer:
        try:
            lines = parse_signatures(content.decode("utf-8"))
        except UnicodeDecodeError:
            raise InputError("its answer is not UTF-8") from None
        keys = list(peer.keys.values())
        own = tuple(line for line in lines if any(key.matches(line) for key in keys))
        signed = verify_note(Note(self.note.text, own), keys)
        if any(time == 0 for _, time in signed):
            raise InputError("its cosignature has no time")
        if missing := [name for name, key in peer.keys.items() if key not in dict(signed)]:
            raise InputError(f"there is no cosignature by the key of {', '.join(missing)}")
        return Answer(peer, "cosigned", f"{peer.name} has cosigned", self.checkpoint.size, None, own)

    def _alarm(self, peer: Peer, standing: Standing, said: str, seen: int) -> Answer:
        """A witness knows another history, or says so: its own copy of the signed checkpoint would prove it."""
        evidence = None
        try:
            evidence = self._evidence(peer)
        except ComityError as error:
            said = f"{said}. Its own copy cannot be had: {error}"
        proof = "the record's own signature proves it" if evidence else "it shows no checkpoint that proves it"
        return Answer(peer, standing, f"{said}; {proof}", seen, evidence)

    def _evidence(self, peer: Peer) -> bytes | None:
        where = f"{_base(peer.url)}/{hash_of(self.checkpoint.origin)}/checkpoint"
        status, _, content = _fetch(_pool(), "GET", where, MAX_NOTE_BYTES, self._left())
        if status != _ENDS_WELL:
            return None
        note = parse_note(content)
        theirs, ours = parse_checkpoint(note.text), self.checkpoint
        verify_note(note, self.log_keys)
        other = theirs.size > ours.size or (theirs.size == ours.size and theirs.root != ours.root)
        return content if theirs.origin == ours.origin and (other or self._contradicts(theirs)) else None

    def _contradicts(self, theirs: Checkpoint) -> bool:
        """Whether no proof leads from an earlier checkpoint to this one, judged by the proof that we can make."""
        try:
            proof = self.prove(theirs.size)
            check_consistency(theirs.size, self.checkpoint.size, proof, theirs.root, self.checkpoint.root)
        except CheckError:
            return True
        return False

    def _left(self) -> float:
        return max(self.until - clock.monotonic(), 0.1)


def _fetch(
    http: PoolManager, method: str, url: str, most: int, seconds: float, body: bytes | None = None
) -> tuple[int, str, bytes]:
    """The status, the content type and at most `most` bytes of an answer that is whole within `seconds`."""
    from urllib3 import Timeout
    from urllib3.exceptions import HTTPError

    until = clock.monotonic() + seconds
    wait = Timeout(connect=min(_CONNECT_SECONDS, seconds), read=seconds)
    headers = {"Accept-Encoding": "gzip, identity", "User-Agent": "comity"}
    if body is not None:
        headers["Content-Type"] = "text/plain; charset=utf-8"
    try:
        response = _ask(http, method, url, body, headers, wait)
        try:
            well = response.status == _ENDS_WELL
            # A server's own page of errors may be as long as it likes: its beginning is enough.
            content = _read(response, most, until) if well else response.read1(_EXCERPT)
        except BaseException:
            response.close()
            raise
        if well or not content:
            response.release_conn()
        else:
            response.close()  # what was not read to its end cannot be used again
    except (HTTPError, OSError, ValueError) as error:
        raise UnavailableError(f"{url} cannot be reached: {_reason(error)}") from error
    if 300 <= response.status < 400:
        to = _excerpt(response.headers.get("Location", "").encode())
        raise UnavailableError(f"{url} is elsewhere, at {to}: give that address, since none is followed unasked")
    return response.status, response.headers.get("Content-Type", ""), content


def _ask(
    http: PoolManager, method: str, url: str, body: bytes | None, headers: Mapping[str, str], wait: Timeout
) -> BaseHTTPResponse:
    """The beginning of an answer. Once more if the server has closed a connection that was kept from before.

    Nothing is spoilt by asking a witness twice: it then says what it has seen.
    """
    from urllib3.exceptions import ProtocolError

    send = partial(
        http.request, method, url, body=body, headers=headers, timeout=wait, redirect=False, retries=False,
        preload_content=False, decode_content=False,
    )  # fmt: skip
    try:
        return send()
    except ProtocolError:
        return send()


def _read(response: BaseHTTPResponse, most: int, until: float) -> bytes:
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", ""):
        raise InputError(f"the answer is coded as {coding[:40]!r}, which was not asked for")
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if coding == "gzip" else None
    parts: list[bytes] = []
    size = 0
    while part := response.read1(_CHUNK):
        try:
            parts.append(unpack.decompress(part, most - size + 1) if unpack else part)
        except zlib.error:
            raise InputError("the answer is said to be gzip and is not") from None
        size += len(parts[-1])
        if size > most or (unpack and unpack.unconsumed_tail):
            raise InputError(f"the answer is longer than the {most} bytes that it may have")
        if clock.monotonic() > until:
            raise UnavailableError("the answer takes too long")
    if unpack and not unpack.eof:
        raise InputError("the answer ends before its gzip does")
    return b"".join(parts)


def _pool() -> PoolManager:
    from urllib3 import PoolManager

    return PoolManager(maxsize=8)


def _base(url: str) -> str:
    from urllib3.exceptions import HTTPError
    from urllib3.util import parse_url

    try:
        parsed = parse_url(url)
    except HTTPError:
        parsed = None
    if parsed is None or parsed.scheme not in ("http", "https") or not parsed.host or parsed.query or parsed.fragment:
        raise UsageError(f"not an address: {url[:200]!r}; one is like https://body.example/record")
    return url.rstrip("/")


def _most(path: str) -> int:
    """How many bytes a file of a record may have."""
    if path == "checkpoint":
        return MAX_NOTE_BYTES
    return WIDTH * (2 + MAX_BYTES) if path.startswith("tile/entries/") else WIDTH * HASH_BYTES


def _ascii(content: bytes) -> str:
    return content.decode("ascii", "replace")


def _excerpt(content: bytes) -> str:
    """What a stranger says, short and without anything that a terminal would obey."""
    text = content[:300].decode("utf-8", "replace").split("\n")[0]
    return "".join(c if c.isprintable() else "?" for c in text)[:200] or "nothing"


def _reason(error: Exception) -> str:
    inner = error.args[-1] if error.args and isinstance(error.args[-1], Exception) else error
    text = str(inner)
    return _excerpt((text.rpartition(": ")[2] or type(inner).__name__).encode())
