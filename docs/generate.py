"""Write what is generated: the command line, findings, charter and acts of docs/reference, a charter's JSON Schema.

Run by `make docs`; tests fail while a committed file differs from what is made here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

import typer.main

import comity.charter
from comity.base.errors import CheckError, ComityError
from comity.body.kind import Content, Part
from comity.charter.mechanisms import RULES
from comity.charter.model import json_schema
from comity.cli import app
from comity.kinds import registry
from comity.report.data import schema

REFERENCE = Path(__file__).parent / "reference"
CHARTER_SCHEMA = Path(comity.charter.__file__).parent / "charter.schema.json"
_KINDS = {"Path": "path", "int": "whole number", "bool": "", "str": "text"}

CLI_HEAD = """# The command line

Generated from the program by `make docs`; do not edit.

`comity` is `.venv/bin/comity` after `make demo`, and the same as `python -m comity`. Results go to standard output;
errors and, on a terminal, a progress bar go to standard error.

| exit status | when |
|---|---|
| {done} | done |
| {failed} | everything was read, and a check failed: a receipt, a record, a database is not what it says |
| {bad} | bad usage, bad input or too little memory, told in one sentence; where the input is bad nothing is written |
"""

FINDINGS_HEAD = """# The findings as JSON

Generated from the published JSON Schema, `src/comity/report/opinion.schema.json`, by `make docs`; do not edit.

`comity opinion PATH --json` prints this document, and `--out FOLDER` writes it as `opinion.json`. It is UTF-8; figures
have ten significant digits; a figure that there is not enough data for is null. From Python,
`comity.report.data.schema()` gives the schema itself. How to use it from a script: [use the JSON](../howto/json.md).

{description}
"""

ACTS_HEAD = """# The acts

Generated from the kinds of act that the program knows by `make docs`; do not edit.

Every act has the fields of [the envelope](record.md#an-act). This page says what the `public` part of each kind holds,
which private parts it may have, and who may read them: `public`, `members` (and officers), `officers`, or `sealed`,
which nobody reads. What a kind is, and how one is added: [the store](../explanation/store.md#a-kind-of-act).
"""

CHARTER_HEAD = """# The charter

Generated from the published JSON Schema, `src/comity/charter/charter.schema.json`, by `make docs`; do not edit.

A charter is a file of YAML in UTF-8: one document of mappings, lists and scalars, without anchors, aliases and tags. A
word without quotes is a text, but for `true`, `false`, `null` and whole numbers; so `no` and `off` are texts. How to
write one, and how errors are told: [write a charter](../howto/charter.md). Examples: [the
templates](../explanation/templates/README.md).

| value | form |
|---|---|
| identifier | small letters, digits and hyphens, a letter first: `civil-society` |
| length of time | whole days: `14 days` |
| share | a fraction above 0 and at most 1: `2/3` |
| threshold | a share to be reached or passed: `at least 2/3`, `more than 1/2` |
| who | a list of selectors, any of which will do; `[]` is nobody |
| selector | one of those below |
| `anyone`, `members`, `proposer` | anyone at all; members; whoever proposed the matter |
| `affected` | whoever says how the act affects them |
| `participants` | whoever stated, submitted, voted or objected on the matter |
| `group:…`, `role:…`, `organ:…` | whoever is of that group, holds that role, sits in that organ |

{description}
"""


def cli_page() -> str:
    """Every command with its arguments, options, defaults and example."""
    root: Any = typer.main.get_command(app)
    status = CLI_HEAD.format(done=0, failed=CheckError.exit_status, bad=ComityError.exit_status)
    lines = [status, "## comity", "", f"{root.help}", "", *_options(root.params, app.registered_callback.callback)]
    return "\n".join([*lines, *_commands(app, root, "comity")])


def _commands(group: typer.Typer, shown: Any, above: str) -> Iterator[str]:  # noqa: ANN401 - Click's own group
    """The sections of the commands of a group, and of the groups in it."""
    functions = {_name(info): info.callback for info in group.registered_commands}
    groups = {info.typer_instance.info.name: info.typer_instance for info in group.registered_groups}
    for name, command in shown.commands.items():
        if name in groups:
            inside = ", ".join(f"[{one}](#{_anchor(above, name, one)})" for one in command.commands)
            yield from (f"## {above} {name}", "", f"{_flat(command.help)}", "", f"Its commands: {inside}.", "")
            yield from _commands(groups[name], command, f"{above} {name}")
            continue
        sentence, _, example = command.help.partition("\n\nExample: ")
        if not example:
            raise ValueError(f"the command {above} {name} has no example in its docstring")
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        usage = " ".join([f"{above} {name}", *map(_sign, arguments), "[options]"])
        yield from (
            f"## {above} {name}",
            "",
            _flat(sentence),
            "",
            f"    {usage}",
            "",
            f"Example: `{example.strip()}`",
            "",
        )
        yield from _options(command.params, functions[name])


def _anchor(*words: str) -> str:
    return "-".join(word.replace(" ", "-") for word in words)


def _sign(one: Any) -> str:  # noqa: ANN401 - a parameter of Click
    """How an argument or option is written."""
    return (one.metavar or one.name.upper()) if one.param_type_name == "argument" else ", ".join(one.opts)


def findings_page() -> str:
    """Every key of the findings, in the order of the schema."""
    top = schema()
    lines = [FINDINGS_HEAD.format(description=top["description"]), "## The document", "", *_fields(top)]
    for name, part in top["$defs"].items():
        lines += [f"## {name}", "", part["description"], ""]
        lines += _fields(part) if "properties" in part else [f"It is {_type(part)}.", ""]
    return "\n".join(lines)


def acts_page() -> str:
    """Every kind of act: what it says, its fields, its private parts."""
    lines = [ACTS_HEAD]
    for kind in registry():
        lines += [f"## {kind.name}, version {kind.version}", "", _flat(type(kind).__doc__ or ""), ""]
        lines += _content(kind.public)
        for name, part in kind.parts.items():
            lines += _part(name, part)
    return "\n".join(lines)


def _part(name: str, part: Part) -> list[str]:
    must = "every such act has it" if part.required else "may be absent"
    return [f"Private part `{name}`, for the audience `{part.audience}`; {must}.", "", *_content(part.schema)]


def _content(content: type[Content]) -> list[str]:
    """The fields of a content, then those of the objects in it."""
    whole = content.model_json_schema(ref_template="{model}")
    lines = [_flat(whole.get("description", "")), "", *_acts_fields(whole)]
    for name, inner in whole.get("$defs", {}).items():
        if "properties" in inner:
            lines += [f"In it a `{name}`: {_flat(inner.get('description', ''))}", "", *_acts_fields(inner)]
    return lines


def _acts_fields(part: dict[str, Any]) -> list[str]:
    if not part.get("properties"):
        return ["It has no fields.", ""]
    required = set(part.get("required", ()))
    lines = ["| field | what it is | what it says |", "|---|---|---|"]
    for key, field in part["properties"].items():
        words = _flat(field.get("description", "")) + ("" if key in required else " May be absent.")
        lines.append(f"| `{key}` | {_value(field)} | {words.strip()} |")
    return [*lines, ""]


def _value(field: dict[str, Any]) -> str:
    """What a field of an act holds. An object of its own form is named; its fields stand below."""
    if "$ref" in field:
        return f"`{field['$ref']}`"
    if choices := field.get("anyOf") or field.get("oneOf"):
        return " or ".join(dict.fromkeys(_value(one) for one in choices))
    if "allOf" in field:
        return _value(field["allOf"][0])
    if "const" in field or "enum" in field:
        return ", ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        most = f", at most {field['maxItems']:,}" if "maxItems" in field else ""
        return f"list of {_value(field.get('items', {}))}{most}"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}
    named = words.get(field.get("type", ""), field.get("type", "any JSON"))
    if "pattern" in field:
        named += " like `" + field["pattern"].replace("|", "\\|") + "`"
    if "maxLength" in field:
        named += f" of at most {field['maxLength']:,} characters"
    return named + (f", {field['minimum']:,} or more" if "minimum" in field else "")


def charter_page() -> str:
    """Every key of a charter, and every mechanism with its rule."""
    top = json_schema()
    lines = [CHARTER_HEAD.format(description=_flat(top["description"])), "## The file", "", *_fields(top)]
    for name, part in top["$defs"].items():
        lines += [f"## {name}", "", _flat(part["description"]), ""]
        lines += _fields(part) if "properties" in part else [f"One of {_type(part)}.", ""]
        if name == "Mechanism":
            lines += ["| mechanism | question | rule | what it works with |", "|---|---|---|---|"]
            lines += [
                f"| `{one}` | `{one.question}` | {rule.sentence} | {', '.join(f'`{key}`' for key in rule.needs)} |"
                for one, rule in RULES.items()
            ]
            lines.append("")
    return "\n".join(lines)


def charter_schema() -> str:
    """The published JSON Schema of a charter."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _name(info: Any) -> str:  # noqa: ANN401 - Typer's own record of a command
    return info.name or info.callback.__name__.replace("_", "-")


def _options(parameters: list[Any], function: Any) -> list[str]:  # noqa: ANN401 - as above
    kinds = {name: _kind(hint) for name, hint in get_type_hints(function).items()}
    lines = ["| argument or option | what it takes | default | what it does |", "|---|---|---|---|"]
    for one in parameters:
        sign = _sign(one)
        takes = kinds.get(one.name, "")
        if getattr(one, "min", None) is not None:
            takes += f", {one.min:,} to {one.max:,}"
        default = "required" if one.required else "" if one.default in {None, False} else f"`{one.default}`"
        lines.append(f"| `{sign}` | {takes} | {default} | {one.help} |")
    return [*lines, "| `--help` | | | Show this in short, and end. |", ""]


def _kind(hint: Any) -> str:  # noqa: ANN401 - any annotation of Typer
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ", ".join(f"`{one.value}`" for one in hint)
    inside = next((words for one in getattr(hint, "__args__", ()) if (words := _kind(one))), "")
    return inside or _KINDS.get(getattr(hint, "__name__", ""), "")


def _fields(part: dict[str, Any]) -> list[str]:
    required = set(part.get("required", ()))
    lines = ["| key | what it is | what it says |", "|---|---|---|"]
    for key, field in part["properties"].items():
        words = _flat(field.get("description") or _described(field))
        if field.get("default", field) is None:
            field = field["anyOf"][0]  # noqa: PLW2901 - null is how a reader of JSON says that it is absent
        rest = "" if key in required else _absent(field)
        lines.append(f"| `{key}` | {_type(field)} | {words}{rest} |")
    inside = [_nested(key, field) for key, field in part["properties"].items()]
    return [*lines, "", *(line for lines in inside for line in lines)]


def _absent(field: dict[str, Any]) -> str:
    default = field.get("default")
    return f" May be absent, which means `{json.dumps(default)}`." if default not in (None, []) else " May be absent."


def _nested(key: str, field: dict[str, Any]) -> Iterator[str]:
    if "properties" in field:
        yield from (f"In `{key}`:", "", *_fields(field))


def _described(field: dict[str, Any]) -> str:
    name = field.get("$ref", "").rpartition("/")[2]
    return str(schema()["$defs"][name]["description"]) if name else ""


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in field or "enum" in field:
        words = field.get("enum", [field.get("const")])
        return ", ".join("null" if value is None else f"`{value}`" for value in words)
    if "anyOf" in field or "oneOf" in field:
        return " or ".join(_type(one) for one in field.get("anyOf") or field["oneOf"])
    if "x-refers-to" in field:
        return "selector" if field["x-refers-to"] == "who" else f"identifier, one of `{field['x-refers-to']}`"
    names = field["type"] if isinstance(field["type"], list) else [field["type"]]
    return " or ".join(_plain(name, field) for name in names)


def _plain(name: str, field: dict[str, Any]) -> str:
    if name == "array" and "prefixItems" in field:
        return f"[{', '.join(_type(one) for one in field['prefixItems'])}]"
    if name == "array":
        return f"list of {_type(field['items'])}"
    if name == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"object of {_type(field['additionalProperties'])}"
    if "examples" in field:
        return f"text such as `{field['examples'][0]}`"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(name, name)
    low, high = field.get("minimum"), field.get("maximum")
    return f"{words}, {low} to {high}" if name == "number" and high is not None else words


def _flat(text: str) -> str:
    return " ".join(text.split())


PAGES = {"cli.md": cli_page, "findings.md": findings_page, "charter.md": charter_page, "acts.md": acts_page}
"""What is generated: the name of each page in docs/reference, and the function that makes it."""


def main() -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
    CHARTER_SCHEMA.write_text(charter_schema(), encoding="utf-8")


if __name__ == "__main__":
    main()
