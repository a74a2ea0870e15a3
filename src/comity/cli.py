"""The command `comity`: reads arguments, calls the rooms, writes files. It holds no logic of the field."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity import __version__
from comity.base.errors import ComityError, UsageError

if TYPE_CHECKING:
    from comity.base.progress import Progress
    from comity.opinion.analysis import Settings
    from comity.tables.consultation import Consultation

app = typer.Typer(
    name="comity",
    help="Run a multistakeholder body, keep its record, and measure whether it is what it says.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

GroupsOption = Annotated[
    int | None, typer.Option("--groups", min=1, max=26, help="Cut into so many groups instead of measuring how many.")
]
MostOption = Annotated[int, typer.Option("--most-groups", min=1, max=26, help="The most groups that may be measured.")]
ResamplesOption = Annotated[
    int, typer.Option("--resamples", min=0, max=10_000, help="How often the people are drawn again, to see how sure.")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, max=2**31, help="Of all random numbers.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Write report.html, map.svg and opinion.json into this folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the findings as JSON instead of the summary.")]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    """Show the version when asked."""
    if version:
        typer.echo(f"comity {__version__}")
        raise typer.Exit


@app.command()
def opinion(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help="A Polis export (folder or zip), a table of votes (CSV or Parquet), or a folder of tables.",
        ),
    ],
    people: Annotated[
        Path | None,
        typer.Option("--people", help="A table of people: stakeholder group, country, affiliations, funders, owners."),
    ] = None,
    statements: Annotated[
        Path | None, typer.Option("--statements", help="A table of statements, where it does not lie beside the votes.")
    ] = None,
    groups: GroupsOption = None,
    most_groups: MostOption = 5,
    resamples: ResamplesOption = 100,
    seed: SeedOption = 1,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Say what the people of a consultation agree on, and how easily a bloc could change it.

    Example: comity opinion export/ --people people.csv --out report/
    """
    from comity.sources import read

    settings = _settings(groups, most_groups, resamples, seed)
    _check_out(out)
    with _progress() as progress:
        consultation = read(path, people=people, statements=statements, progress=progress)
        _report(consultation, settings, out, json, progress)


@app.command()
def demo(
    seed: SeedOption = 1,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Show what a simulated assembly thinks of the twenty-one questions.

    Example: comity demo --out demo/
    """
    from comity.simulate.demo import consultation

    _check_out(out)
    with _progress() as progress:
        _report(consultation(seed), _settings(None, 5, 100, seed), out, json, progress)


def _settings(groups: int | None, most_groups: int, resamples: int, seed: int) -> Settings:
    from comity.opinion.analysis import Settings

    return Settings(groups=groups, most_groups=most_groups, resamples=resamples, seed=seed)


def _report(consultation: Consultation, settings: Settings, out: Path | None, json: bool, progress: Progress) -> None:
    """Study a consultation, write the files, then print the summary or the JSON."""
    from comity.base.files import write_folder
    from comity.report.data import to_json
    from comity.study import study

    found = study(consultation, settings, progress=progress)
    document = found.document()
    data = to_json({**document, "assignments": found.assignments()}) if out is not None or json else b""
    if out is not None:
        from comity.report.html import page
        from comity.report.svg import opinion_map

        progress("Writing the report", 1.0)
        files = {"report.html": page(document, data="opinion.json"), "map.svg": opinion_map(document)}
        write_folder(
            out, {**{name: text.encode("utf-8", "replace") for name, text in files.items()}, "opinion.json": data}
        )
    progress("", 1.0)
    if json:
        sys.stdout.buffer.write(data)
        return
    from rich.console import Console

    from comity.report.terminal import summary

    summary(document, Console(highlight=False, markup=False))
    if out is not None:
        typer.echo(f"\nWritten: {out / 'report.html'}, {out / 'map.svg'}, {out / 'opinion.json'}")
    else:
        typer.echo("\nFor a report with the map, add --out FOLDER; for all figures, --json.")


def _check_out(out: Path | None) -> None:
    """Refuse a folder that cannot be written before any work is done."""
    if out is None:
        return
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; --out needs a folder")
    parent = out
    while not parent.exists():
        parent = parent.parent
    if not os.access(parent, os.W_OK | os.X_OK):
        raise UsageError(f"cannot write into {parent}")


@contextmanager
def _progress() -> Iterator[Progress]:
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


def main() -> None:
    """Run the command line; end with 0 (done), 1 (a check failed), 2 (bad usage or input) or 130 (interrupted)."""
    try:
        if sys.stdout is None:
            raise UsageError("standard output is closed, so there is nowhere to print to")
        app(prog_name="comity")
    except KeyboardInterrupt:
        sys.exit(130)
    except ComityError as error:
        print(f"comity: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except MemoryError:
        print("comity: this needs more memory than the machine has; try fewer people or statements", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # the reader went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:  # a full disk behind standard output, a name longer than the system takes
        print(f"comity: {error.strerror}{f': {error.filename}' if error.filename else ''}"[:300], file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
