"""The commands on what the people of a consultation agree on."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.base.errors import UsageError
from comity.cli.shown import progress_bar

if TYPE_CHECKING:
    from comity.base.progress import Progress
    from comity.opinion.analysis import Settings
    from comity.tables.consultation import Consultation

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
    with progress_bar() as progress:
        consultation = read(path, people=people, statements=statements, progress=progress)
        _report(consultation, settings, out, json, progress)


def report_demo(seed: int, out: Path, json: bool) -> None:
    """Write the report on what a simulated assembly thinks of the twenty-one questions."""
    from comity.simulate.demo import consultation

    _check_out(out)
    with progress_bar() as progress:
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
