"""How the lives on real templates are written down: lines of comity.script, one act each."""

from __future__ import annotations

import json
from typing import Any

from comity.charter import templates


class Script:
    """A life as it is written down, on one template. All that happens on one day is said after `day`."""

    def __init__(self, template: str, officers: dict[str, list[str]], day: str) -> None:
        self.sources = {one.id: one.title for one in templates.template(template).sources}
        self.lines: list[str] = []
        self.day(day, "The body is founded on the template, with its first officers.")
        first = [{"role": role, "actor": actor} for role, actors in officers.items() for actor in actors]
        self.do("body.found", "secretariat", template=template, officers=first, simulated=True)

    def day(self, day: str, what: str = "") -> None:
        """From here on it is that day; `what` heads a chapter."""
        self.today = day
        if what:
            self.lines.append(f"# {what}")

    def do(self, kind: str, actor: str, *, name: str = "", **parts: Any) -> None:  # noqa: ANN401 - any JSON
        """One act; its public part is what is not another part of the line."""
        beside = {key: parts.pop(key) for key in ("private", "template", "clauses") if key in parts}
        self._line({"kind": kind, "actor": actor, "public": parts, **beside, "on": self.today, "as": name})

    def refused(self, message: str, clause: tuple[str, str] | None, kind: str, actor: str, **public: Any) -> None:  # noqa: ANN401
        """One act that is refused; `clause`: the source and its section."""
        cited = f"{self.sources[clause[0]]}, {clause[1]}" if clause else ""
        line = {"kind": kind, "actor": actor, "private": public.pop("private", None), "public": public}
        self._line({**line, "on": self.today, "refused": message, "clause": cited})

    def draft(self, matter: str, actor: str, clauses: dict[str, str], name: str) -> None:
        """The next version of the draft of a matter."""
        self.do("draft.publish", actor, name=name, matter=f"m{{{matter}}}", clauses=clauses)

    def _line(self, line: dict[str, Any]) -> None:
        self.lines.append(json.dumps({key: one for key, one in line.items() if one}, ensure_ascii=False))

    def text(self) -> str:
        """The file."""
        return "\n".join(self.lines) + "\n"


def named(text: str, name: str, organisation: str = "") -> dict[str, Any]:
    """The private part of a submission under a name."""
    return {"named": {"text": text, "name": name, "organisation": organisation}}


def rulings(s: Script, proceeding: str, value: str, *actors: str) -> None:
    """The same position by several."""
    for actor in actors:
        s.do("decision.position", actor, proceeding=proceeding, value=value)
