"""The commands that need the database: publish a checkpoint, make what is derived again, do what is due."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.base.errors import CheckError, ComityError, UsageError
from comity.cli.opened import Opened, opened
from comity.cli.record import source_of
from comity.cli.shown import print_json, progress_bar, read_policy

if TYPE_CHECKING:
    from types import FrameType

    from comity.base.progress import Progress
    from comity.store.models import Body
    from comity.store.rebuilding import Rebuilt

OriginArgument = Annotated[
    str | None, typer.Argument(metavar="ORIGIN", help="The name of one record; without it, all of this database.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of sentences.")]


def checkpoint(origin: OriginArgument = None, json: JsonOption = False) -> None:
    """Publish the record of a body now, or of all: tiles, and a checkpoint signed with its keys and by its witnesses.

    Example: comity record checkpoint body.example/record
    """
    from comity.record.checkpoint import parse_checkpoint
    from comity.record.notes import parse_note

    found: list[dict[str, Any]] = []
    failed: list[ComityError] = []
    with opened() as store:
        from comity.store import jobs, publishing
        from comity.store.cosigning import cosign_by_policies

        cosign = cosign_by_policies(store.home)
        for body in store.bodies(origin):
            data: dict[str, Any] = {"origin": body.origin, "folder": str(store.home.record(body.origin))}
            try:
                note = publishing.checkpoint(store.sequencer, store.home, body.origin, cosign)
            except ComityError as error:
                jobs.ask("checkpoint", body.origin)  # it may have been signed, and must be shown in the end
                failed.append(error)
                found.append({**data, "ok": False, "error": str(error)})
            else:
                point = parse_checkpoint(parse_note(note).text)
                found.append({**data, "ok": True, "size": point.size, "root": point.root.hex()})
    if json:
        print_json(found)
    else:
        for one in found:
            if one["ok"] or len(found) > 1:
                typer.echo(_checkpoint_line(one))
    if failed and len(found) == 1:
        raise failed[0]
    if failed:
        raise type(failed[0])(f"{len(failed)} of {len(found)} records were not published; the first: {failed[0]}")


def rebuild(
    origin: OriginArgument = None,
    write: Annotated[
        bool, typer.Option("--write", help="Make the rows and the snapshot again before they are compared.")
    ] = False,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="RECORD",
            help="First take the acts that this published record (folder or address) has and the database lacks.",
        ),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="Whose signatures the record of --from must carry.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make all that is derived again from the acts, and say where it is not what is kept and published.

    Example: comity rebuild body.example/record
    """
    if (source is None) != (policy is None):
        raise UsageError("--from and --policy go together: nothing is taken from a record that was not audited")
    taken: int | None = None
    with opened() as store, progress_bar() as progress:
        if source is not None and policy is not None:
            origin, taken = _catch_up(store, origin, source, policy, progress)
        found = [_rebuilt(store, body, write, progress) for body in store.bodies(origin)]
    if json:
        print_json([{**vars(one), **({} if taken is None else {"taken": taken})} for one in found])
    else:
        if taken is not None:
            typer.echo(f"{origin}: {taken} acts taken from {source}")
        for one in found:
            typer.echo("\n".join(_rebuilt_lines(one)))
    differ = [one.origin for one in found if one.differences]
    if differ:
        raise CheckError(f"not what the acts give: {', '.join(differ)}; `comity rebuild --write` makes rows again")


def jobs(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
) -> None:
    """Find and do what is due until interrupted: deadlines, checkpoints, notices, mail. Several may run at once.

    Example: comity jobs --once
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    with opened(web=True) as store:
        from comity.store.cosigning import cosign_by_policies
        from comity.store.jobs import Runner, failing
        from comity.web import works

        runner = Runner(store.sequencer, store.home, cosign_by_policies(store.home), works.WORKS, works.needs)
        if not once:
            stop = _stop_on_signals()
            typer.echo("Doing what is due, until interrupted.")
            sys.stdout.flush()
            runner.run(stop)
            return
        logging.disable()  # what failed is told below
        count = runner.run_once()
        left = failing()
    typer.echo(f"jobs tried: {count}, failing: {len(left)}")
    for one in left:
        typer.echo(f"{one.name} {one.subject}: {one.error}; next try at {one.due:%Y-%m-%dT%H:%M:%SZ}", err=True)
    if left:
        raise CheckError("not all that is due could be done")


def _checkpoint_line(one: dict[str, Any]) -> str:
    if not one["ok"]:
        return f"{one['origin']}: not published: {one['error']}"
    return f"{one['origin']}: {one['size']} acts published in {one['folder']}\n  root {one['root']}"


def _catch_up(store: Opened, origin: str | None, where: str, policy: Path, progress: Progress) -> tuple[str, int]:
    """Take what a published record has more than the database, once it is audited; its name, and how many acts."""
    from comity.record.audit import audit
    from comity.store.rebuilding import catch_up

    source = source_of(where)
    point = audit(source, read_policy(policy), progress=progress).signed.checkpoint
    if origin is not None and origin != point.origin:
        raise UsageError(f"{where} is the record {point.origin}, not {origin}")
    body = store.sequencer.open(point.origin)
    return point.origin, catch_up(store.registry, body, source, point.size, point.root)


def _rebuilt(store: Opened, body: Body, write: bool, progress: Progress) -> Rebuilt:
    from comity.store.rebuilding import Rebuilt, compare, rewrite

    try:
        if write:
            rewrite(store.registry, body)
            body.refresh_from_db()
        return compare(store.registry, body, store.home.record(body.origin), progress)
    except CheckError as error:  # the other bodies are compared all the same
        return Rebuilt(body.origin, acts=body.size, differences=[str(error)])


def _rebuilt_lines(one: Rebuilt) -> list[str]:
    kept = f"{one.acts} acts, {one.rows} rows, {one.checkpoints} checkpoints, {one.published} acts published"
    if not one.differences:
        return [f"{one.origin}: {kept}: all as the acts give"]
    return [f"{one.origin}: NOT what the acts give", *(f"  {sentence}" for sentence in one.differences)]


def _stop_on_signals() -> threading.Event:
    """An event that the first SIGTERM or SIGINT sets; a second one ends the program at once."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signal.SIG_DFL)
        # From another thread: this one may be inside the event, which would then wait for itself.
        threading.Thread(target=stop.set).start()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, ask)
    return stop
