"""A charter: the rules of a body as data. One definition for reading, for the published JSON Schema, and for Python."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from comity.base.errors import UsageError
from comity.charter import parts, procedure
from comity.charter._poll import PollRule
from comity.charter._values import Identifier, Rule, Sentence, Title
from comity.charter.mechanisms import Mechanism, Setting
from comity.record.canonical import Json

_Part = TypeVar("_Part", parts.Organ, parts.Role, procedure.Path, procedure.Instance)

MOST_BYTES = 60_000
"""The most canonical JSON that a charter may take: the act that founds a body carries it in one entry of 65,535."""


class Charter(Rule):
    """The rules of a body.

    Made by `comity.charter.reading.read_charter` or `from_json`, both of which also check that its parts fit together.
    """

    charter: Literal[1]
    """Version of this form: 1."""
    name: Title
    """Name of the body."""
    purpose: Sentence
    """What the body is for."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
    """Language of the charter, by BCP 47."""
    sources: tuple[parts.Source, ...] = ()
    """Published documents that rules are taken from."""
    scope: parts.Scope
    """What matters may be about."""
    layers: Annotated[tuple[parts.Layer, ...], Field(min_length=1)]
    """The layers that the body decides on."""
    sectors: tuple[Identifier, ...] = ()
    """The sectors that it decides on; none named: every one."""
    jurisdictions: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$|^[a-z][a-z0-9-]*$")], ...] = ()
    """The jurisdictions, by ISO 3166 code or a name in small letters; none named: every one."""
    groups: tuple[parts.Group, ...] = ()
    """Stakeholder groups."""
    regions: tuple[parts.Region, ...] = ()
    """Regions of the world."""
    floors: tuple[parts.Floor, ...] = ()
    """How much of a group or a region must take part."""
    second_notice: procedure.SecondNotice | None = None
    """The notice after which a call goes on without them."""
    membership: parts.Membership
    """Who belongs to the body."""
    disclosure: parts.Disclosure | None = None
    """Statements of interest; without it, there are none."""
    organs: Annotated[tuple[parts.Organ, ...], Field(min_length=1)]
    """The organs."""
    roles: Annotated[tuple[parts.Role, ...], Field(min_length=1)]
    """The roles that officers hold."""
    paths: Annotated[tuple[procedure.Path, ...], Field(min_length=1)]
    """The paths of matters."""
    scope_challenge: procedure.ScopeChallenge | None = None
    """Challenges of scope and layers; without it, there are none."""
    objections: procedure.Objections | None = None
    """Objections; without it, there are none."""
    poll: procedure.PollShares | None = None
    """How polls are read; without it, by the convention of the program."""
    requirements: tuple[procedure.Requirement, ...] = ()
    """What decisions need before they are adopted."""
    reports: procedure.Reports | None = None
    """Who files implementation reports and harm assessments; without it, nobody."""
    review: procedure.Review | None = None
    """Looking again at what was adopted."""
    sunset: procedure.Sunset | None = None
    """When decisions end."""
    reopening: procedure.Reopening | None = None
    """Reopening an adopted matter."""
    commitments: procedure.Commitments | None = None
    """Dated commitments of signatories; without it, none are made."""
    appeals: procedure.Appeals | None = None
    """Appeals; without it, there are none."""
    moderation: procedure.Moderation | None = None
    """Moderation; without it, there is none."""
    amendment: procedure.Amendment | None = None
    """How the charter changes; without it, never."""
    transfer: procedure.Transfer | None = None
    """How stewardship passes; without it, never."""
    recognition: procedure.Recognition | None = None
    """How other bodies are recognised; without it, none are."""
    mechanisms: dict[Mechanism, Setting]
    """Each mechanism as `refuse`, `warn` or `off`. Not to be changed in place."""

    def setting(self, mechanism: Mechanism) -> Setting:
        """What the charter says of a mechanism."""
        return self.mechanisms[mechanism]

    def organ(self, organ: str) -> parts.Organ:
        """The organ of that identifier; UsageError if there is none."""
        return _one(self.organs, organ, "organ")

    def role(self, role: str) -> parts.Role:
        """The role of that identifier; UsageError if there is none."""
        return _one(self.roles, role, "role")

    def path(self, path: str) -> procedure.Path:
        """The path of that identifier; UsageError if there is none."""
        return _one(self.paths, path, "path")

    def instance(self, instance: str) -> procedure.Instance:
        """The instance of that identifier; UsageError if there is none."""
        return _one(self.appeals.instances if self.appeals else (), instance, "instance")

    def region_of(self, country: str) -> str | None:
        """The region that a country (ISO 3166-1 alpha-2) lies in, None if the charter names none."""
        return next((region.id for region in self.regions if country in region.countries), None)

    def required(self, path: str, layers: tuple[str, ...]) -> list[procedure.Requirement]:
        """What a decision on this path, of these layers, needs before it is adopted."""
        return [
            one
            for one in self.requirements
            if (not one.paths or path in one.paths) and (not one.layers or set(one.layers) & set(layers))
        ]

    def poll_rule(self) -> PollRule:
        """The rule by which polls are read. Quorums are the floors of groups; with no such floor none is required."""
        quorum = {floor.group: floor.fewest_people for floor in self.floors if floor.group}
        if self.poll is None:
            return PollRule(quorum=quorum)
        one = self.poll
        return PollRule(one.small_minority, one.strong, one.least_people, one.group_floor, quorum)

    def to_json(self) -> dict[str, Json]:
        """The charter as JSON types, without what is as by default: what the act that founds a body carries."""
        found: dict[str, Json] = self.model_dump(mode="json", exclude_defaults=True)
        return found

    @staticmethod
    def from_json(value: Json) -> Charter:
        """The charter that `to_json` wrote. CharterError with every fault, each with its path, if it is none."""
        from comity.charter.reading import check_tree

        return check_tree(value)


def _one(items: tuple[_Part, ...], name: str, word: str) -> _Part:
    for item in items:
        if item.id == name:
            return item
    raise UsageError(f"the charter has no {word} {name}")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a charter: shape only, not whether its parts fit together."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Charter.model_json_schema(mode="validation"),
    }
