"""The process of a witness: Granian around the application of `service`."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from comity.base.errors import UsageError
from comity.record.keys import parse_keys, signers_of
from comity.record.notes import Verifier, parse_verifier
from comity.record.service import Application, Rate, State
from comity.record.witness import Witness

_THREADS = 8
_LISTEN = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^\[\]:]+)):([0-9]{1,5})")


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """All that the process needs to know; it is handed to the worker, so it holds texts. `keys` are secret."""

    keys: tuple[str, ...]
    logs: tuple[str, ...]
    state: Path
    host: str
    port: int
    rate: float

    def witness(self) -> Witness:
        """The keys and the records; UsageError or InputError if they cannot be a witness's."""
        signers = [signer for text in self.keys for signer in signers_of(parse_keys(text.encode()))]
        logs: dict[str, list[Verifier]] = {}
        for key in map(parse_verifier, self.logs):
            logs.setdefault(key.name, []).append(key)
        return Witness(tuple(signers), logs)


def parse_listen(text: str) -> tuple[str, int]:
    """The host and port of HOST:PORT, an address of IPv6 in brackets; UsageError for anything else."""
    found = _LISTEN.fullmatch(text)
    if not found or not 1 <= int(found[3]) <= 65_535:
        raise UsageError(f"--listen takes HOST:PORT, like 127.0.0.1:8480 or [::1]:8480, not {text[:100]!r}")
    return found[1] or found[2], int(found[3])


def serve(settings: Settings, says: str) -> None:
    """Serve until interrupted or told to end; `says` is printed once it listens. UsageError if it cannot listen."""
    from granian import Granian
    from granian.constants import Interfaces

    address = free_address(settings.host, settings.port)
    server = Granian(
        "comity.record.service",
        address,
        settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        backpressure=4 * _THREADS,
        log_enabled=False,
        websockets=False,
    )
    server.on_startup(lambda: print(says, flush=True))
    server.serve(target_loader=partial(_load, settings=settings, parent=os.getpid()))


def _load(_: str, settings: Settings, parent: int) -> Application:
    """The application, in the worker. It ends with the process that started it, even if that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    return Application(settings.witness(), State(settings.state), Rate(settings.rate))


def free_address(host: str, port: int) -> str:
    """The address of a host; UsageError if the port is taken, which the server would share without a word."""
    try:
        family, kind, protocol, _, at = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(at)
    except OSError as error:
        raise UsageError(f"cannot listen at {host}:{port}: {error.strerror}") from error
    return str(at[0])
