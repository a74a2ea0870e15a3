"""Files of keys, and policies in which one key takes another's place.

A file of keys has a line for each: `PRIVATE+KEY+…` as Go's signed notes write it, or a verifier key; lines that begin
with # are for people. The policy is changed as text, so that its comments stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias, get_args

from comity.base.errors import InputError, UsageError
from comity.record.notes import Algorithm, Signer, Verifier, make_signer, parse_signer, parse_verifier
from comity.record.policy import Policy, parse_policy, words_of

Purpose: TypeAlias = Literal["log", "witness", "actor"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
_HEADS = {
    "log": "The keys with which {name} signs its checkpoints. Whoever has this file can sign as the record.",
    "witness": "The key with which {name} cosigns. Whoever has this file can cosign as this witness.",
    "actor": "The key with which {name} signs acts. It stays with who acts: the operator of a record never needs it.",
}
_PRIVATE = "PRIVATE+KEY+"


def make_keys(name: str, purpose: Purpose, *, quantum: bool = False) -> tuple[Signer, ...]:
    """New keys under a name: a log's Ed25519 with ML-DSA-44 beside it, a witness's one of type 04, an actor's Ed25519.

    With `quantum` a witness's is of type 06. A witness has one key, since a cosigner is one name with one key.
    """
    if purpose == "witness":
        return (make_signer(name, Algorithm.ML_DSA_44 if quantum else Algorithm.COSIGNATURE),)
    if quantum:
        raise UsageError("only a witness chooses: a log has keys of both types, and acts are signed with Ed25519")
    types = (Algorithm.ED25519, Algorithm.ML_DSA_44) if purpose == "log" else (Algorithm.ED25519,)
    return tuple(make_signer(name, algorithm) for algorithm in types)


def write_keys(signers: Sequence[Signer], purpose: Purpose) -> bytes:
    """The file of these private keys."""
    head = _HEADS[purpose].format(name=signers[0].name)
    return "".join(f"{line}\n" for line in (f"# {head}", *(signer.text for signer in signers))).encode()


def parse_keys(content: bytes) -> tuple[Signer | Verifier, ...]:
    """The keys of a file, private or public; InputError, which shows no secret, with the row of what is neither."""
    keys: list[Signer | Verifier] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("a file of keys must be UTF-8") from error
    for row, line in enumerate(map(str.strip, text.split("\n")), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            keys.append(parse_signer(line) if line.startswith(_PRIVATE) else parse_verifier(line))
        except InputError:  # whose message may quote the line
            raise InputError(
                f"row {row} is neither a private key ({_PRIVATE}name+ID+base64) nor a verifier key (name+ID+base64)"
            ) from None
    if not keys:
        raise InputError("there is no key in this file")
    return tuple(keys)


def signers_of(keys: Sequence[Signer | Verifier]) -> tuple[Signer, ...]:
    """The same keys, which must all be private; InputError for a public one."""
    for key in keys:
        if isinstance(key, Verifier):
            raise InputError(f"the key of {key.name} is a verifier key: the private one is needed here")
    return tuple(key for key in keys if isinstance(key, Signer))


def verifiers_of(keys: Sequence[Signer | Verifier]) -> tuple[Verifier, ...]:
    """The public keys of the same."""
    return tuple(key.verifier if isinstance(key, Signer) else key for key in keys)


def successors(old: Sequence[Signer], name: str | None = None) -> tuple[Signer, ...]:
    """New keys of the same types. A log keeps its name; a witness's new key needs a `name` of its own."""
    if any(signer.algorithm is Algorithm.COSIGNATURE for signer in old) or _is_witness(old):
        if name is None or name in {signer.name for signer in old}:
            raise UsageError("a cosigner is one name with one key: give the witness's new key a --name of its own")
    elif name is not None and name != old[0].name:
        raise UsageError(f"a record keeps its name, {old[0].name}: leave --name out")
    return tuple(make_signer(name or signer.name, signer.algorithm) for signer in old)


def find(policy: Policy, which: str) -> tuple[Verifier, ...]:
    """The keys of a policy that are meant by a witness's name there, a log's origin, a key ID or a verifier key.

    UsageError if there are none, or if they are a log's and a witness's.
    """
    witnesses = [key for name, key in policy.witnesses.items() if which in (name, *_names(key))]
    logs = [key for key in policy.logs if which in (key.name, *_names(key))]
    if bool(witnesses) == bool(logs):
        raise UsageError(f"the policy has {'both a log and a witness' if logs else 'no log and no witness'} {which!r}")
    if len(witnesses) > 1:
        raise UsageError(f"{which!r} means more than one witness of the policy: give its verifier key")
    return tuple(witnesses or logs)


def both(text: str, old: Sequence[Verifier], new: Sequence[Verifier]) -> str:
    """The policy with the new keys beside the old ones: of a witness either counts, and the two never count twice."""
    policy = parse_policy(text)
    if old[0] in policy.logs:
        _need_log(old, new)
        last = max(old, key=policy.logs.index)
        return _edited(
            text, lambda words, line: [line, *map(_log, new)] if words[1:2] == [last.text] else [line], "log"
        )
    name, key = _witness(policy, old), _one(new)

    def edit(words: list[str], line: str) -> list[str]:
        if words[1] != name:
            return [line]
        names = _fresh(policy, name, old[0]), _fresh(policy, name, key)
        lines = [f"witness {' '.join((names[0], *words[2:]))}", f"witness {' '.join((names[1], key.text, *words[3:]))}"]
        return [*lines, f"group {name} any {names[0]} {names[1]}"]

    return _edited(text, edit, "witness")


def instead(text: str, old: Sequence[Verifier], new: Sequence[Verifier]) -> str:
    """The policy with the new keys in place of the old ones, or without any in their place.

    UsageError if a group could then not be met any more, or no log was left.
    """
    policy = parse_policy(text)
    if old[0] in policy.logs:
        if new:
            _need_log(old, new)
        texts = [key.text for key in old]
        lines = [line for line in text.split("\n") if words_of(line)[0] != "log" or words_of(line)[1] not in texts]
        return _checked("\n".join([*map(_log, new), *lines]))
    name = _witness(policy, old)
    if new:
        key = _one(new)
        return _edited(
            text,
            lambda words, line: [f"witness {' '.join((name, key.text, *words[3:]))}"] if words[1] == name else [line],
            "witness",
        )
    kept = "\n".join(line for line in text.split("\n") if words_of(line)[:2] != ["witness", name])
    return _edited(kept, lambda words, line: [_without(words, name, line)], "group")


def _without(words: list[str], name: str, line: str) -> str:
    members = [word for word in words[3:] if word != name]
    if len(members) == len(words[3:]):
        return line
    if not members or (words[2].isdecimal() and int(words[2]) > len(members)):
        raise UsageError(f"without {name} group {words[1]} could not be met: give a new key, or change the group first")
    return " ".join((*words[:3], *members))


def _edited(text: str, edit: Callable[[list[str], str], list[str]], kind: str) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        words = words_of(line)
        lines += edit(words, line) if words[0] == kind else [line]
    return _checked("\n".join(lines))


def _checked(text: str) -> str:
    """The text, if it is a policy: that of before was one, so that what is wrong now is what was asked for."""
    try:
        parse_policy(text)
    except InputError as error:
        raise UsageError(f"the policy cannot be changed so: {error.message}") from error
    return text


def _log(key: Verifier) -> str:
    return f"log {key.text}"


def _names(key: Verifier) -> tuple[str, ...]:
    return key.text, key.key_id.hex(), key.name


def _is_witness(keys: Sequence[Signer]) -> bool:
    return not any(signer.algorithm is Algorithm.ED25519 for signer in keys)


def _need_log(old: Sequence[Verifier], new: Sequence[Verifier]) -> None:
    if any(key.name != old[0].name for key in new) or not any(key.algorithm is Algorithm.ED25519 for key in new):
        raise UsageError(f"the new keys of {old[0].name} must have its name, and one of them must be Ed25519 (type 01)")


def _witness(policy: Policy, old: Sequence[Verifier]) -> str:
    return next(name for name, key in policy.witnesses.items() if key in old)


def _one(new: Sequence[Verifier]) -> Verifier:
    if len(new) != 1:
        raise UsageError(f"a witness has one key, but {len(new)} are given")
    return new[0]


def _fresh(policy: Policy, name: str, key: Verifier) -> str:
    """A name within the policy that is not taken."""
    fresh = f"{name}-{key.key_id.hex()}"
    if fresh in policy.witnesses or fresh in policy.groups:
        raise UsageError(f"the policy has the name {fresh} already")
    return fresh
