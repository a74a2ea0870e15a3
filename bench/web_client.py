"""Votes at a steady rate from many sessions, over sockets that stay open: `python web_client.py PLAN` prints JSON.

A request is due at a time that does not depend on how fast the server was before (an open loop), and its wait counts
from then: a server that stalls is not given fewer votes. PLAN is a file: {"host", "port", "seconds", "rate",
"sessions": [{"head": text, "bodies": [text, …]}], "watch": {"every", "head"}, "acks": file, "says": what an answer says
if the vote is kept, "warm": seconds before those, whose waits are told apart}.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any


class Line:
    """One connection, opened again when it was closed."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and the body of an answer; 0 where there was none."""
        try:
            if self.streams is None:
                self.streams = await asyncio.open_connection(self.host, self.port)
            reader, writer = self.streams
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            return status, await self._body(reader, head.lower())
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            if self.streams is not None:
                self.streams[1].close()
            self.streams = None
            return 0, b""

    @staticmethod
    async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
        if b"transfer-encoding: chunked" in head:
            parts = []
            while size := int((await reader.readline()).split(b";")[0], 16):
                parts.append(await reader.readexactly(size))
                await reader.readline()
            await reader.readline()
            return b"".join(parts)
        found = head.partition(b"content-length:")[2]
        length = int(found.split(b"\r\n", 1)[0]) if found else 0
        return await reader.readexactly(length) if length else b""


class Load:
    """All that is asked and answered."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.waits: list[float] = []
        self.first: list[float] = []
        self.watched: list[float] = []
        self.failed: dict[str, int] = {}
        self.acks: list[list[int]] = [[] for _ in plan["sessions"]]

    async def run(self) -> None:
        plan = self.plan
        lines = [Line(plan["host"], plan["port"]) for _ in plan["sessions"]]
        busy = [asyncio.Lock() for _ in lines]
        begin = time.perf_counter() + 0.2
        warm = plan.get("warm", 0)
        tasks = [asyncio.create_task(self._watch(begin + warm))] if plan.get("watch") else []
        for turn in range(int(plan["rate"] * (warm + plan["seconds"]))):
            due = begin + turn / plan["rate"]
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            which = turn % len(lines)
            waits = self.first if due < begin + warm else self.waits
            vote = self._vote(lines[which], busy[which], which, turn // len(lines), due, waits)
            tasks.append(asyncio.create_task(vote))
        await asyncio.gather(*tasks)

    async def _vote(
        self, line: Line, busy: asyncio.Lock, which: int, turn: int, due: float, waits: list[float]
    ) -> None:
        session = self.plan["sessions"][which]
        place = turn % len(session["bodies"])
        body = session["bodies"][place]
        async with busy:
            status, page = await line.ask(f"{session['head']}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        waits.append(time.perf_counter() - due)
        if status in {200, 303} and self.plan["says"].encode() in page:
            self.acks[which].append(place)
        else:
            self.failed[str(status)] = self.failed.get(str(status), 0) + 1

    async def _watch(self, begin: float) -> None:
        """Ask for the map now and then, on a connection of its own."""
        watch, line = self.plan["watch"], Line(self.plan["host"], self.plan["port"])
        await asyncio.sleep(max(0.0, begin - time.perf_counter()))
        while time.perf_counter() < begin + self.plan["seconds"]:
            start = time.perf_counter()
            status, _ = await line.ask(f"{watch['head']}\r\n".encode())
            if status == 200:
                self.watched.append(time.perf_counter() - start)
            else:
                self.failed[f"map {status}"] = self.failed.get(f"map {status}", 0) + 1
            await asyncio.sleep(watch["every"])

    def figures(self) -> dict[str, Any]:
        waits, watched, first = sorted(self.waits), sorted(self.watched), sorted(self.first)
        return {
            "first_p50": at(first, 0.5), "first_p99": at(first, 0.99),
            "asked": len(waits) + len(first), "acknowledged": sum(map(len, self.acks)), "failed": self.failed,
            "p50": at(waits, 0.5), "p99": at(waits, 0.99), "worst": at(waits, 1.0),
            "map_p50": at(watched, 0.5), "map_p99": at(watched, 0.99), "maps": len(watched),
        }  # fmt: skip


def at(values: list[float], share: float) -> float:
    """The value below which this share of them lies, in milliseconds."""
    return round(1000 * values[min(len(values) - 1, int(share * len(values)))], 2) if values else -1.0


def main() -> None:
    """Carry out a plan."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    load = Load(plan)
    asyncio.run(load.run())
    if plan.get("acks"):
        Path(plan["acks"]).write_text(json.dumps(load.acks), encoding="utf-8")
    print(json.dumps(load.figures()))


if __name__ == "__main__":
    main()
