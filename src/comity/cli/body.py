"""The commands on a body: look at the templates, check a charter, found a body, act in it, see how it stands."""

from __future__ import annotations

import dataclasses
import json as jsonlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.base.errors import CheckError, InputError, UsageError
from comity.cli.opened import opened
from comity.cli.shown import print_json, read_file

if TYPE_CHECKING:
    from comity.body.kind import Refusal
    from comity.charter.model import Charter
    from comity.store.sequencer import Committed

app = typer.Typer(
    name="body", help="Found a body on a charter, act in it, see how it stands.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip

OriginArgument = Annotated[str, typer.Argument(metavar="ORIGIN", help="The name of the body's record.")]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help="The day on which it is done, in a simulated body only.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of sentences.")]


@app.command()
def template(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The template; without it, all are named.")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print it as JSON, as the act that founds a body holds it.")
    ] = False,
) -> None:
    """Print the charter of a known system, to be copied and changed.

    Example: comity body template comity
    """
    from comity.charter import templates

    if name is not None:
        if json:
            print_json(templates.template(name).to_json())
        else:
            typer.echo(templates.text(name), nl=False)
        return
    if json:
        print_json({one: {"name": charter.name, "purpose": charter.purpose}
                     for one, charter in templates.templates().items()})  # fmt: skip
        return
    for one, charter in templates.templates().items():
        typer.echo(f"{one:<12} {charter.name}: {charter.purpose}")


@app.command()
def check(
    charter: Annotated[Path, typer.Argument(metavar="CHARTER", help="The charter, a YAML file.")],
    json: JsonOption = False,
) -> None:
    """Say all that is wrong with a charter, each with its line.

    Example: comity body check charter.yaml
    """
    from comity.charter.reading import CharterError

    try:
        found = _charter(charter)
    except CharterError as error:
        if json:
            print_json({"ok": False, "faults": [dataclasses.asdict(one) for one in error.faults]})
        raise
    if json:
        print_json({"ok": True, "charter": found.to_json()})
    else:
        typer.echo(f"{charter}: good: {found.name}, {len(found.organs)} organs, {len(found.paths)} paths")


@app.command()
def found(
    origin: OriginArgument,
    template: Annotated[str | None, typer.Option("--template", help="The template it is founded on.")] = None,
    charter: Annotated[
        Path | None, typer.Option("--charter", help="The charter it is founded on, a YAML file.")
    ] = None,
    actor: Annotated[str, typer.Option("--actor", help="Who founds it, and is its steward.")] = "founder",
    officer: Annotated[
        list[str] | None, typer.Option("--officer", metavar="ROLE=ACTOR", help="A first officer; may be given often.")
    ] = None,
    member: Annotated[
        list[str] | None, typer.Option("--member", metavar="ACTOR", help="A first member; may be given often.")
    ] = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="An example: its people and its time are made up.")
    ] = False,
    on: OnOption = None,
    json: JsonOption = False,
) -> None:
    """Found a body: its record begins with its charter, its first officers and members.

    Example: comity body found body.example/record --template comity --officer chair=p1 --member p1
    """
    if (template is None) == (charter is None):
        raise UsageError("name one of --template and --charter")
    from comity.charter import templates

    rules = _charter(charter) if charter is not None else templates.template(template or "")
    public: dict[str, Any] = {
        "charter": rules.to_json(),
        "steward": actor,
        "officers": [_officer(one) for one in officer or ()],
        "members": list(member or ()),
        "simulated": simulated,
    }
    with opened() as store:
        from comity.living import Living, read_day

        done = Living(store.sequencer, origin).found(actor, public, on=read_day(on) if on else None)
        _show(done, json)


@app.command()
def act(
    origin: OriginArgument,
    what: Annotated[
        str, typer.Argument(metavar="KIND|FILE", help="The kind of act, or a file of acts (- for standard input).")
    ],
    actor: Annotated[str | None, typer.Option("--actor", help="Who acts; with a kind.")] = None,
    public: Annotated[str, typer.Option("--public", metavar="JSON", help="The public part; with a kind.")] = "{}",
    private: Annotated[str, typer.Option("--private", metavar="JSON", help="The private parts; with a kind.")] = "{}",
    blob: Annotated[
        list[Path] | None,
        typer.Option("--blob", metavar="FILE", help="A document that the act brings; may be given often."),
    ] = None,
    on: OnOption = None,
    json: JsonOption = False,
) -> None:
    """Do an act in a body, or all acts of a file; a refusal says why, with the clause, and ends with status 1.

    Example: comity body act body.example/record member.join --actor p7 --public '{"verification": "e-mail"}'
    """
    from comity.body.kind import RefusedError

    is_file = what == "-" or Path(what).is_file()
    if is_file and actor is not None:
        raise UsageError("a file of acts names the actors itself: leave --actor out")
    if not is_file and actor is None:
        raise UsageError(f"{what} is no file that is here, and a kind of act needs --actor")
    blobs = [read_file(one) for one in blob or ()]
    with opened() as store:
        from comity.living import Living, read_day
        from comity.script import play, read_script

        living = Living(store.sequencer, origin)
        if is_file:
            text = sys.stdin.read() if what == "-" else _text(Path(what))
            for one in play(living, read_script(text, what), what):
                _show(one, json)
            return
        parts = _object(private, "--private")
        moment, passed = living.before(read_day(on) if on else None)
        for one in passed:
            _show(one, json)
        try:
            done = living.do(what, actor or "", _object(public, "--public"), private=parts, blobs=blobs, on=moment)
        except RefusedError as error:
            if json:
                _show(error.refusal, json)
            raise CheckError(f"refused: {_told(error.refusal)}") from error
        _show(done, json)


@app.command()
def evidence(
    origin: OriginArgument,
    consultation: Annotated[str, typer.Argument(metavar="CONSULTATION", help="A consultation that is closed.")],
    on: OnOption = None,
    json: JsonOption = False,
) -> None:
    """Compute what the votes of a closed consultation show, and bind it to the consultation for designations to carry.

    Example: comity body evidence body.example/record c13
    """
    with opened() as store:
        from comity.living import Living, read_day

        _show(Living(store.sequencer, origin).evidence(consultation, on=read_day(on) if on else None), json)


@app.command()
def show(
    origin: OriginArgument,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DAY", help="As it is on this day if nothing more is done; simulated bodies only."
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show how a body stands: officers, members, what is open, what is overdue.

    Example: comity body show body.example/record
    """
    with opened(web=True) as store:  # which statements are voted on, the pages know
        from comity.living import Living, read_day
        from comity.overview import overview
        from comity.record.envelope import time_text
        from comity.store.sequencer import body_of
        from comity.web.voting import ballots

        state = Living(store.sequencer, origin).state()
        if on and not state.simulated:
            raise UsageError(f"{origin} is a real body: it is shown as it is now, without --on")
        now = state.at if state.simulated else time_text(store.sequencer.clock())
        at = max(now, time_text(read_day(on))) if on else now
        document = overview(state, at, ballots.counts(body_of(origin), state.consultations))
    if json:
        print_json(document)
        return
    from rich.console import Console

    from comity.report.body import show as show_body

    show_body(document, Console(highlight=False, markup=False))


def _charter(path: Path) -> Charter:
    from comity.charter.reading import read_charter

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from None
    return read_charter(content, str(path))


def _officer(text: str) -> dict[str, str]:
    role, _, actor = text.partition("=")
    if not role or not actor:
        raise UsageError(f"--officer {text} must be like chair=p1")
    return {"role": role, "actor": actor}


def _object(text: str, option: str) -> dict[str, Any]:
    try:
        value = jsonlib.loads(text)
    except ValueError as error:
        raise UsageError(f"{option} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise UsageError(f'{option} must be a JSON object like {{"text": "hello"}}')
    return value


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", path=path) from None


def _show(one: Committed | Refusal, json: bool) -> None:
    from comity.record.envelope import digest_of
    from comity.store.sequencer import Committed

    if isinstance(one, Committed):
        act = one.act
        if json:
            data = {"seq": act.seq, "at": act.at, "kind": act.kind, "actor": act.actor, "entry": digest_of(one.entry)}
            typer.echo(jsonlib.dumps(data, ensure_ascii=False))
        else:
            typer.echo(f"{act.seq:>5}  {act.at[:16].replace('T', ' ')}  {act.kind} by {act.actor}")
    elif json:
        told = {"message": one.message, "sentence": one.sentence, "facts": dict(one.facts), "clause": one.clause}
        typer.echo(jsonlib.dumps({"refused": told}, ensure_ascii=False))
    else:
        typer.echo(f"       refused: {_told(one)}")


def _told(refusal: Refusal) -> str:
    return f"{refusal.sentence}{f' [{refusal.clause}]' if refusal.clause else ''} ({refusal.message})"
