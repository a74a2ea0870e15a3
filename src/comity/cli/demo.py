"""The command that makes the example bodies and serves them."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.base.errors import CheckError
from comity.cli.opinion import SeedOption, report_demo
from comity.cli.shown import print_json, progress_bar

if TYPE_CHECKING:
    from comity.demo import Demo

PAGES = ("/", "/demo/", "/accounts/login/")


def demo(
    home: Annotated[
        Path, typer.Option("--home", metavar="FOLDER", help="Where the example lies; made if it is not there.")
    ] = Path("demo"),
    listen: Annotated[str, typer.Option("--listen", metavar="HOST:PORT", help="Where to listen.")] = "127.0.0.1:8000",
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FOLDER", help="Only write the report on a simulated consultation, and end."),
    ] = None,
    seed: SeedOption = 1,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of sentences.")] = False,
) -> None:
    """Make two example bodies, with simulated people, and serve them; without a terminal, check them and end.

    Example: comity demo --home demo
    """
    if report is not None:
        report_demo(seed, report, json)
        return
    from comity.record.serve import parse_listen

    host, port = parse_listen(listen)
    os.environ |= {"COMITY_HOME": str(home.absolute()), "COMITY_DEMO": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.web.settings"
    os.environ["COMITY_URL"] = f"http://{host}:{port}"
    for name in ("COMITY_DATABASE_URL", "COMITY_MAIL"):  # these are for the bodies that are real
        os.environ.pop(name, None)
    made = _make()
    if sys.stdout.isatty() and not json:
        from comity.web.serve import Server, serve

        for one in made:
            typer.echo(f"{one.origin}: {one.acts} acts, {one.made} of them made now; everybody in it is made up")
        serve(Server(host, port), f"The demo is at http://{host}:{port}/ (interrupt to end)")
        return
    checked = _check(made)
    if json:
        print_json({"bodies": [{"origin": one.origin, "acts": one.acts, "made": one.made} for one in made],
                    "pages": checked})  # fmt: skip
        return
    for one in made:
        typer.echo(f"{one.origin}: {one.acts} acts; everybody in it is made up")
    for address, seconds in checked.items():
        typer.echo(f"  {address}  {1000 * seconds:.0f} ms")
    typer.echo(f"The demo is whole, in {home}. In a terminal this command serves it; `comity serve` does so anywhere.")


def _make() -> list[Demo]:
    from comity.web.serve import prepare

    with progress_bar() as progress:
        progress("Making the database", 0.0)
        prepare()
        from comity.demo import found_demo, found_group
        from comity.web import running

        sequencer, folder = running.sequencer(), running.home()
        return [
            found_demo(sequencer, folder, progress=progress),
            found_group(sequencer, folder, progress=progress),
        ]


def _check(made: list[Demo]) -> dict[str, float]:
    """Serve for a moment, and ask for the first pages: seconds of each. CheckError if one does not answer."""
    import urllib.request

    found = {}
    bodies = [f"/b/{one.origin.replace('/', '~1')}/" for one in made]
    with _served() as root:
        for address in (*PAGES, *bodies):
            begin = time.perf_counter()
            with urllib.request.urlopen(root + address, timeout=30) as answer:  # noqa: S310 - our own server
                if answer.status != 200:
                    raise CheckError(f"the page {address} answers {answer.status}")
            found[address] = time.perf_counter() - begin
    return found


@contextmanager
def _served() -> Iterator[str]:
    """A server of the pages in this process, on a port that is free."""
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from comity.web.wsgi import application

    class Silent(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = make_server("127.0.0.1", 0, application, handler_class=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
