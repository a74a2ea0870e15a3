"""The command that serves the bodies of a database."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def serve(
    listen: Annotated[str, typer.Option("--listen", metavar="HOST:PORT", help="Where to listen.")] = "127.0.0.1:8000",
    workers: Annotated[
        int, typer.Option("--workers", min=0, max=64, help="Processes of the pages; 0 is one a core, up to four.")
    ] = 0,
    jobs: Annotated[
        bool, typer.Option("--jobs/--no-jobs", help="Do what is due here too, or leave that to `comity jobs`.")
    ] = True,
) -> None:
    """Serve the bodies of this database on the web, with their jobs, until interrupted.

    Example: comity serve --listen 127.0.0.1:8000
    """
    from comity.record.serve import parse_listen
    from comity.web.serve import Server, prepare
    from comity.web.serve import serve as run

    host, port = parse_listen(listen)
    shown = f"[{host}]" if ":" in host else host
    os.environ.setdefault("COMITY_URL", "" if os.environ.get("COMITY_HTTPS") == "1" else f"http://{shown}:{port}")
    prepare()
    run(
        Server(host, port, workers or min(os.cpu_count() or 1, 4), jobs),
        f"Comity is at http://{shown}:{port}/ (interrupt to end)",
    )
