"""What templates of the desk may call besides: addresses by identifier."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comity.body.kind import Refusal
from comity.charter.model import Charter
from comity.web import places
from comity.web.reading import Reading
from comity.web.refusals import told
from comity.web.wording import words

register = template.Library()


@register.simple_tag(takes_context=True)
def at(context: dict[str, Any], name: str, rest: str = "") -> str:
    """The address of what has this identifier, and of a page under it."""
    return places.place(context["reading"].origin, name, rest)


@register.simple_tag(takes_context=True)
def cite(context: dict[str, Any], name: str) -> SafeString:
    """The identifier of something, with a link to it."""
    if not name:
        return SafeString("")
    return format_html('<a class="id" href="{}">{}</a>', places.place(context["reading"].origin, name), name)


@register.simple_tag(takes_context=True)
def do(context: dict[str, Any], kind: str, **given: str) -> str:
    """The address of the form for an act of a kind."""
    return places.doing(context["reading"].origin, kind, given)


@register.filter
def refusal(found: Refusal | None, reading: Reading) -> str:
    """Why an act may not be done, in a sentence with the names of the body; "" for none."""
    return told(found, reading) if found is not None else ""


@register.filter
def last_level(rounds: list[Any]) -> str:
    """The level of the last evaluation."""
    return rounds[-1].designation if rounds else ""


@register.filter
def word(name: str | None) -> str:
    """A word of the rules as pages say it; one that is not among them as it is."""
    return str(words.SHORT.get(name or "", name or ""))


@register.filter
def aim(target: str) -> str:
    """What an objection is to."""
    return words.aim(target)


@register.filter
def disposition(said: str) -> str:
    """What became of a comment."""
    return words.disposition(said)


@register.filter
def floor(name: str, charter: Charter) -> str:
    """The group or the region of a floor, `group:x` or `region:x`, as the charter calls it."""
    return words.floor(charter, name)
