"""The commands on keys: made, shown, rotated, lost, compromised. What each is for stands in docs/keys.md."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.base.errors import CheckError, InputError, UsageError
from comity.cli.shown import need_absent, read_file, read_text, write_new

if TYPE_CHECKING:
    from comity.record.notes import Signer, Verifier

app = typer.Typer(
    name="keys",
    help="Make, show and rotate keys, and go on when one is lost or compromised.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class For(StrEnum):
    """Who signs with a key."""

    LOG = "log"
    WITNESS = "witness"
    ACTOR = "actor"


class Type(StrEnum):
    """The algorithm of a witness's key."""

    ED25519 = "ed25519"
    ML_DSA_44 = "ml-dsa-44"


PolicyOption = Annotated[Path, typer.Option("--policy", help="The policy that knows the old key.")]
OutOption = Annotated[Path, typer.Option("--policy-out", help="The new policy, written to this file.")]
WhichArgument = Annotated[
    str,
    typer.Argument(
        metavar="KEY", help="The old key: a record's name, a witness's name in the policy, a key ID or a verifier key."
    ),
]


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is: body.example/record, witness.example/one.")],
    purpose: Annotated[For, typer.Option("--for", help="Who signs with it.")],
    out: Annotated[Path, typer.Option("--out", help="The file of the private key; it is never written over.")],
    kind: Annotated[
        Type, typer.Option("--type", help="Of a witness's key. A log always has both types, an actor Ed25519.")
    ] = Type.ED25519,
) -> None:
    """Make a key: the private one into a file that only you can read, the verifier key on the screen.

    Example: comity record keys new body.example/record --for log --out log.key
    """
    from comity.record.keys import make_keys, write_keys

    signers = make_keys(name, purpose.value, quantum=kind is Type.ML_DSA_44)
    write_new(out, write_keys(signers, purpose.value), 0o600)
    if purpose is For.ACTOR:
        typer.echo(signers[0].verifier.key.hex())
        return
    for signer in signers:
        typer.echo(signer.verifier.text)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of keys.")],
    hexadecimal: Annotated[
        bool, typer.Option("--hex", help="The public key alone in hexadecimal, as the signature of an act names it.")
    ] = False,
) -> None:
    """Show the verifier keys of a file of keys, which anyone may know.

    Example: comity record keys show log.key
    """
    from comity.record.keys import verifiers_of

    for verifier in verifiers_of(_keys(file)):
        typer.echo(verifier.key.hex() if hexadecimal else verifier.text)


@app.command()
def rotate(
    old: Annotated[Path, typer.Argument(metavar="FILE", help="The file of the key that is to be replaced.")],
    out: Annotated[Path, typer.Option("--out", help="The file of the new key; it is never written over.")],
    policy: PolicyOption,
    policy_out: OutOption,
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", help="The record's latest checkpoint, to be signed with both keys.")
    ] = None,
    checkpoint_out: Annotated[
        Path | None, typer.Option("--checkpoint-out", help="The checkpoint with both signatures, to this file.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="The new name of a witness, which has one key under each name.")
    ] = None,
) -> None:
    """Make a new key beside the old one, and the policy for the time in which both are good.

    Example: comity record keys rotate log.key --out log-2.key --policy policy --policy-out policy-2
    """
    from comity.record import keys

    if (checkpoint is None) != (checkpoint_out is None):
        raise UsageError("--checkpoint and --checkpoint-out go together")
    need_absent(out, policy_out, checkpoint_out)
    signers = _signers(old)
    purpose: keys.Purpose = "log" if any(signer.algorithm == 1 for signer in signers) else "witness"
    made = keys.successors(signers, name)
    verifiers = keys.verifiers_of(made)
    text = keys.both(read_text(policy), _in_policy(read_text(policy), keys.verifiers_of(signers)), verifiers)
    note = None
    if checkpoint is not None:
        if purpose == "witness":
            raise UsageError("a witness cosigns over HTTP only, where it sees whether a checkpoint continues the last")
        note = _endorsed(read_file(checkpoint), checkpoint, keys.verifiers_of(signers), (*signers, *made))
    write_new(out, keys.write_keys(made, purpose), 0o600)
    write_new(policy_out, text.encode())
    if note is not None and checkpoint_out is not None:
        write_new(checkpoint_out, note)
    _say_lines(read_text(policy), text)


@app.command()
def lost(
    which: WhichArgument,
    key: Annotated[Path, typer.Option("--new", help="A file with the new key, private or public.")],
    policy: PolicyOption,
    policy_out: OutOption,
) -> None:
    """Go on after a key was lost: a policy that knows the new key, and the old one for what it has signed.

    Example: comity record keys lost body.example/record --new log-2.key --policy policy --policy-out policy-2
    """
    from comity.record import keys
    from comity.record.policy import parse_policy

    need_absent(policy_out)
    text = read_text(policy)
    changed = keys.both(text, keys.find(parse_policy(text), which), keys.verifiers_of(_keys(key)))
    write_new(policy_out, changed.encode())
    _say_lines(text, changed)


@app.command()
def compromised(
    which: WhichArgument,
    policy: PolicyOption,
    policy_out: OutOption,
    key: Annotated[
        Path | None, typer.Option("--new", help="A file with the new key: of a log the private one.")
    ] = None,
    last: Annotated[
        Path | None,
        typer.Option("--last", help="Of a log: the last checkpoint that honest witnesses cosigned before the theft."),
    ] = None,
    last_out: Annotated[
        Path | None, typer.Option("--last-out", help="The same checkpoint, signed with the new key too, to this file.")
    ] = None,
) -> None:
    """Go on after a key came into other hands: a policy without it, and how far what it signed is believed.

    Example: comity record keys compromised w1 --new witness-2.key --policy policy --policy-out policy-2
    """
    from comity.record import keys
    from comity.record.policy import parse_policy

    need_absent(policy_out, last_out)
    text = read_text(policy)
    rules = parse_policy(text)
    old = keys.find(rules, which)
    given = () if key is None else _keys(key)
    changed = keys.instead(text, old, keys.verifiers_of(given))
    if old[0] not in rules.logs:
        if last is not None or last_out is not None:
            raise UsageError("--last is for the key of a log: what a stolen key cosigned counts for nothing at all")
        write_new(policy_out, changed.encode())
        _say_lines(text, changed)
        return
    if key is None or last is None or last_out is None:
        raise UsageError("for the key of a log give --new, --last and --last-out: a record goes on from somewhere")
    from comity.record.policy import NONE
    from comity.record.verify import verify_checkpoint

    if rules.quorum == NONE:
        raise UsageError("this policy asks for no witnesses, so nothing shows which checkpoint was the last honest one")
    content = read_file(last)
    try:
        size = verify_checkpoint(content, rules).checkpoint.size
    except CheckError as error:
        raise CheckError(f"{last}: {error}") from error
    note = _endorsed(content, last, old, _signers(key))
    write_new(last_out, note)
    write_new(policy_out, changed.encode())
    _say_lines(text, changed)
    typer.echo(f"The old key is believed up to {size} entries, and only for what witnesses cosigned: {last_out}")


def _keys(path: Path) -> tuple[Signer | Verifier, ...]:
    from comity.record.keys import parse_keys

    try:
        return parse_keys(read_file(path))
    except InputError as error:
        raise error if error.path else InputError(error.message, path=path) from None


def _signers(path: Path) -> tuple[Signer, ...]:
    from comity.record.keys import signers_of

    keys = _keys(path)
    try:
        return signers_of(keys)
    except InputError as error:
        raise InputError(error.message, path=path) from None


def _in_policy(text: str, keys: tuple[Verifier, ...]) -> tuple[Verifier, ...]:
    from comity.record.policy import parse_policy

    policy = parse_policy(text)
    known = tuple(key for key in keys if key in policy.logs or key in policy.witnesses.values())
    if not known:
        raise UsageError(f"the policy does not know this key of {keys[0].name}: give one that does")
    return known


def _endorsed(content: bytes, path: Path, known: tuple[Verifier, ...], signers: tuple[Signer, ...]) -> bytes:
    """The note with the signatures of these, where they are missing; CheckError if none of `known` signed it."""
    from comity.record.notes import Algorithm, Note, parse_note, verify_note

    try:
        note = parse_note(content)
        verify_note(note, known)
        missing = [one for one in signers if not any(one.verifier.matches(line) for line in note.signatures)]
        now = int(time.time())
        made = [one.sign(note.text, None if one.algorithm is Algorithm.ED25519 else now) for one in missing]
    except CheckError as error:
        raise CheckError(f"{path}: {error}") from error
    except InputError as error:
        raise InputError(error.message, path=path) from error
    return Note(note.text, (*note.signatures, *made)).to_bytes()


def _say_lines(before: str, after: str) -> None:
    """The lines of a policy that are new and those that are gone."""
    old, now = before.split("\n"), after.split("\n")
    for line in old:
        if line not in now:
            typer.echo(f"- {line}")
    for line in now:
        if line not in old:
            typer.echo(f"+ {line}")
