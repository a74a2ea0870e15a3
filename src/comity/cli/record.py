"""The commands on a record: verify, audit, receipt, witness."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.base.errors import CheckError, ComityError, InputError, UsageError
from comity.cli import keys
from comity.cli.shown import (
    need_absent,
    print_json,
    progress_bar,
    read_file,
    read_policy,
    signed_data,
    signed_lines,
    write_new,
)

if TYPE_CHECKING:
    from comity.record.checkpoint import Checkpoint
    from comity.record.policy import Policy
    from comity.record.tiles import Source

app = typer.Typer(
    name="record",
    help="Verify a record and its receipts, audit it, witness it, and keep its keys.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(keys.app)

_RECEIPT = ".tlog-proof"
PolicyOption = Annotated[
    Path, typer.Option("--policy", help="Whose signatures are wanted: a file in the form of tlog-policy.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of the summary.")]
RecordArgument = Annotated[
    str, typer.Argument(metavar="RECORD", help="A published record: its folder, or its address (http or https).")
]


@app.command()
def verify(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="A receipt (7.tlog-proof) with its entry (7.json) beside it, named by either; or a checkpoint.",
        ),
    ],
    policy: PolicyOption,
    entry: Annotated[
        Path | None, typer.Option("--entry", help="The entry of the one receipt, where it does not lie beside it.")
    ] = None,
    until: Annotated[
        Path | None,
        typer.Option("--until", help="A checkpoint; what says more than it is not believed (a key that was stolen)."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Verify receipts and checkpoints offline, and say what they prove and by whom.

    Example: comity record verify 7.tlog-proof --policy policy
    """
    rules = read_policy(policy)
    bound = None if until is None else _bound(until, rules)
    if entry is not None and len(files) != 1:
        raise UsageError("--entry is for one receipt: name one")
    found: list[dict[str, Any]] = []
    failed: list[ComityError] = []
    for receipt, content in _pairs(files, entry):
        try:
            found.append(_verified(receipt, content, rules, bound))
        except (CheckError, InputError) as error:
            failed.append(error)
            found.append({"file": str(receipt), "ok": False, "error": str(error)})
    if json:
        print_json(found)
    else:
        typer.echo("\n".join(line for one in found if one["ok"] or len(found) > 1 for line in _verified_lines(one)))
    if len(found) == 1 and failed:
        raise failed[0]
    if failed:
        worst = next((error for error in failed if isinstance(error, CheckError)), failed[0])
        raise type(worst)(f"{len(failed)} of {len(found)} are not proved; the first: {worst}")


@app.command()
def audit(
    record: RecordArgument,
    policy: PolicyOption,
    earlier: Annotated[
        str | None,
        typer.Option("--earlier", help="A checkpoint of before (file or address), which the record must continue."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check every entry of a record against its tiles and checkpoint, and that against an earlier one.

    Example: comity record audit https://body.example/record --policy policy --earlier checkpoint
    """
    from comity.record.audit import AuditError
    from comity.record.audit import audit as check

    rules, source = read_policy(policy), source_of(record)
    before = None if earlier is None else _note(earlier)
    try:
        with progress_bar() as progress:
            result = check(source, rules, before, progress)
    except AuditError as error:
        if json:
            print_json({"ok": False, "finding": error.finding, "error": str(error)})
        raise
    except CheckError as error:
        if json:
            print_json({"ok": False, "finding": None, "error": str(error)})
        raise
    data = {
        **{"ok": True, "record": record, **signed_data(result.signed, rules)},
        **{"kinds": dict(sorted(result.kinds.items())), "unread": result.unread},
        **{"actor_signed": result.actor_signed, "continues": earlier},
    }
    if json:
        print_json(data)
        return
    size = data["size"]
    lines = [f"{record}: {size} entries of {data['origin']}, all as the checkpoint says", f"  root {data['root']}"]
    lines += signed_lines(data)
    lines += [f"  {count} of kind {kind}" for kind, count in data["kinds"].items()]
    lines += [f"  {result.actor_signed} with a good signature of their actor's own"]
    if result.unread:
        lines.append(f"  {result.unread} of a later version: covered, but not understood by this program")
    lines.append(f"  it continues {earlier}" if earlier else "  not compared with an earlier checkpoint: see --earlier")
    typer.echo("\n".join(lines))


@app.command()
def receipt(
    record: RecordArgument,
    index: Annotated[int, typer.Argument(metavar="INDEX", min=0, max=2**53, help="Which entry, from 0.")],
    out: Annotated[
        Path, typer.Option("--out", help="The receipt, named like 7.tlog-proof; the entry is written beside it.")
    ],
    policy: Annotated[
        Path | None, typer.Option("--policy", help="Verify the checkpoint under this policy too, before writing.")
    ] = None,
) -> None:
    """Write the receipt of one entry of a published record, and the entry beside it.

    Example: comity record receipt https://body.example/record 7 --out 7.tlog-proof
    """
    from comity.record.checkpoint import parse_checkpoint
    from comity.record.merkle import check_inclusion, leaf_hash
    from comity.record.notes import parse_note
    from comity.record.receipt import make_receipt
    from comity.record.tiles import Tiles
    from comity.record.verify import verify_checkpoint

    if out.suffix != _RECEIPT:
        raise UsageError(f"a receipt is named like 7{_RECEIPT}, not {out.name}")
    beside = out.with_suffix(".json")
    need_absent(out, beside)
    source = source_of(record)
    note = source("checkpoint")
    checkpoint = parse_checkpoint(parse_note(note).text)
    if policy is not None:
        verify_checkpoint(note, read_policy(policy))
    tiles = Tiles(source, checkpoint.size)
    entry = tiles.entry(index)
    made = make_receipt(tiles, index, note)
    check_inclusion(leaf_hash(entry), index, checkpoint.size, made.proof, checkpoint.root)
    write_new(beside, entry)
    write_new(out, made.to_bytes())
    typer.echo(f"Written: {out}, {beside}: entry {index} of {checkpoint.origin}, among its first {checkpoint.size}")


@app.command()
def witness(
    key: Annotated[
        list[Path], typer.Option("--key", help="A file with a key that cosigns; more than one may be given.")
    ],
    state: Annotated[Path, typer.Option("--state", help="The file that holds what this witness has seen.")],
    log: Annotated[
        list[str] | None, typer.Option("--log", help="The verifier key of a record to witness; more may be given.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="Witness the records of this policy, instead of --log.")
    ] = None,
    listen: Annotated[str, typer.Option("--listen", help="Where to listen: HOST:PORT.")] = "127.0.0.1:8480",
    rate: Annotated[
        int, typer.Option("--rate", min=0, max=100_000, help="Requests a second from one address; 0: no limit.")
    ] = 20,
    begin: Annotated[
        bool, typer.Option("--begin", help="Make the file of --state; only the first time, with a new key.")
    ] = False,
) -> None:
    """Witness records over HTTP: cosign each checkpoint that continues what was seen before, and no other.

    Example: comity record witness --key witness.key --policy policy --state seen.db --listen 0.0.0.0:8480 --begin
    """
    from comity.record.serve import Settings, parse_listen, serve
    from comity.record.service import State

    host, port = parse_listen(listen)
    if (policy is None) == (not log):
        raise UsageError("give either --policy or --log: which records to witness")
    logs = _log_keys(log) if policy is None else [one.text for one in read_policy(policy).logs]
    settings = Settings(tuple(_key_file(path) for path in key), tuple(logs), state.resolve(), host, port, rate)
    built = settings.witness()
    State(state, begin=begin).close()
    names = ", ".join(signer.name for signer in built.signers)
    shown = f"[{host}]" if ":" in host else host
    serve(settings, f"Witness {names} of {', '.join(sorted(built.logs))} listens at http://{shown}:{port}/")


def _log_keys(texts: list[str] | None) -> list[str]:
    from comity.record.notes import Algorithm, parse_verifier

    logs = [parse_verifier(text) for text in texts or ()]
    for one in logs:
        if one.algorithm is Algorithm.COSIGNATURE:
            raise UsageError(f"the key of {one.name} is a witness's: --log takes a record's, of type 01 or 06")
    return [one.text for one in logs]


def _key_file(path: Path) -> str:
    """The private keys of a file, checked, as lines."""
    from comity.record.keys import parse_keys, signers_of

    try:
        return "\n".join(signer.text for signer in signers_of(parse_keys(read_file(path))))
    except InputError as error:
        raise error if error.path else InputError(error.message, path=path) from error


def source_of(record: str) -> Source:
    """The files of a published record, by its folder or address; InputError if it is neither."""
    if "://" in record:
        from comity.record.remote import http_source

        return http_source(record)
    from comity.record.tiles import folder_source

    if not Path(record).is_dir():
        raise InputError("no such folder, and no address like https://body.example/record", path=record)
    return folder_source(Path(record))


def _note(where: str) -> bytes:
    """A checkpoint from a file, or from an address that ends with /checkpoint as a record's and a witness's do."""
    from comity.record.checkpoint import parse_checkpoint
    from comity.record.notes import parse_note

    base, _, name = where.rpartition("/")
    if "://" in where and name != "checkpoint":
        raise UsageError(f"the address of a checkpoint ends with /checkpoint, but this is {where}")
    content = source_of(base)("checkpoint") if "://" in where else read_file(Path(where))
    try:
        parse_checkpoint(parse_note(content).text)
    except InputError as error:
        raise InputError(error.message, path=where) from None
    return content


def _bound(path: Path, policy: Policy) -> Checkpoint:
    """The checkpoint of --until. Its witnesses are not asked for again: who gives it has decided to believe it."""
    from comity.record.policy import NONE
    from comity.record.verify import verify_checkpoint

    if policy.quorum == NONE:
        raise UsageError(
            "--until needs a policy that asks for witnesses: without them whoever stole a key can sign any past"
        )
    try:
        return verify_checkpoint(read_file(path), policy, quorum=False).checkpoint
    except InputError as error:
        raise error if error.path else InputError(error.message, path=path) from None
    except CheckError as error:
        raise CheckError(f"{path}: {error}") from None


def _pairs(files: list[Path], entry: Path | None) -> list[tuple[Path, Path | None]]:
    """Each receipt with its entry, once, and each checkpoint with None."""
    pairs: dict[Path, Path | None] = {}
    for file in files:
        if file.suffix == _RECEIPT or entry is not None:
            pairs[file] = entry or _beside(file, [file.with_suffix(".json"), file.with_suffix("")], "entry")
        elif any(one.exists() for one in (file.with_suffix(_RECEIPT), Path(f"{file}{_RECEIPT}"))):
            pairs[_beside(file, [file.with_suffix(_RECEIPT), Path(f"{file}{_RECEIPT}")], "receipt")] = file
        else:
            pairs[file] = None
    return list(pairs.items())


def _beside(file: Path, places: list[Path], what: str) -> Path:
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise InputError(f"there is no {what} beside it: expected {' or '.join(map(str, places))}", path=file)
    return found


def _verified(file: Path, entry: Path | None, policy: Policy, bound: Checkpoint | None) -> dict[str, Any]:
    """What a receipt or a checkpoint proves. The messages of what fails begin with the file."""
    from comity.record.verify import verify_checkpoint, verify_receipt

    content = read_file(file)
    what = None if entry is None else read_file(entry)
    more: dict[str, Any] = {}
    try:
        if what is None:
            signed = verify_checkpoint(content, policy)
        else:
            proven = verify_receipt(what, content, policy)
            signed, act = proven.signed, _act(what, proven.index, proven.signed.checkpoint.origin)
            more = {"entry": str(entry), "index": proven.index, "act": act}
        _check_bound(signed.checkpoint, bound)
    except CheckError as error:
        raise CheckError(f"{file}: {error}") from error
    except InputError as error:
        raise InputError(error.message, path=file) from error
    return {"file": str(file), "ok": True, **more, **signed_data(signed, policy)}


def _check_bound(checkpoint: Checkpoint, bound: Checkpoint | None) -> None:
    if bound is None:
        return
    if checkpoint.origin != bound.origin:
        raise CheckError(f"the checkpoint is of {checkpoint.origin}, but that of --until of {bound.origin}")
    if checkpoint.size > bound.size:
        raise CheckError(
            f"the checkpoint has {checkpoint.size} entries, and only up to {bound.size} is its key believed: "
            "ask for a new receipt"
        )
    if checkpoint.size == bound.size and checkpoint.root != bound.root:
        raise CheckError(f"the checkpoint has another root of {bound.size} entries than that of --until: a fork")


def _act(entry: bytes, index: int, origin: str) -> dict[str, Any] | None:
    """What the act says of itself, None for one of a later version; CheckError if its own signature is not good."""
    from comity.record.envelope import Act, check_signature, read_act

    act = read_act(entry)
    if not isinstance(act, Act):
        return None
    if act.seq != index:
        raise CheckError(f"the act says that it is act {act.seq}, but it is entry {index}")
    if act.origin != origin:
        raise CheckError(f"the act is of {act.origin}, but the record is {origin}")
    check_signature(act)
    said = {"kind": act.kind, "kind_version": act.kind_version, "origin": act.origin, "at": act.at, "actor": act.actor}
    return {**said, "signed_by": act.signature.key if act.signature else None}


def _verified_lines(data: dict[str, Any]) -> list[str]:
    if not data["ok"]:
        return [f"{data['file']}: NOT PROVED"]
    size, origin = data["size"], data["origin"]
    if "index" not in data:
        return [f"{data['file']}: a checkpoint of {origin}, {size} entries, root {data['root']}", *signed_lines(data)]
    lines = [f"{data['file']}: {data['entry']} is entry {data['index']} of {origin}, among its first {size}"]
    if act := data["act"]:
        lines.append(f"  an act of kind {act['kind']} by {act['actor']} at {act['at']}")
        key = act["signed_by"]
        lines.append(f"  signed by its actor's own key {key}" if key else "  without a signature of its actor's own")
    else:
        lines.append("  an act of a later version, which this program does not understand")
    return lines + signed_lines(data)
