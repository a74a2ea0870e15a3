"""What the commands share in how they show things: the progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comity.base.progress import Progress


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar on a terminal, and nothing in a pipe."""
    from comity.base.progress import silent

    if sys.stderr is None or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        console=Console(stderr=True),
        transient=True,
        refresh_per_second=10,
    ) as bar:
        task = bar.add_task("Reading", total=1.0)

        def show(doing: str, done: float) -> None:
            bar.update(task, description=doing, completed=done, visible=bool(doing))

        yield show
