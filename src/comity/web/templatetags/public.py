"""What templates of the public pages may call: links to what acts are about, and the words of a body."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comity.report.words import clean
from comity.web import addresses_of
from comity.web.addresses import OriginConverter
from comity.web.files.redline import Piece
from comity.web.reading import Reading
from comity.web.wording import words

register = template.Library()


@register.simple_tag(takes_context=True)
def about(context: dict[str, Any], subject: str, text: str = "") -> SafeString:
    """A link to a matter, consultation, objection, appeal, proceeding or person; only the text where there is none."""
    found: Reading = context["reading"]
    link = addresses_of.subject(found, subject)
    shown = clean(text or addresses_of.title(found, subject))
    if not link:
        return format_html("<bdi>{}</bdi>", shown)
    return format_html('<a href="{}"><bdi>{}</bdi></a>', link, shown)


@register.simple_tag(takes_context=True)
def act(context: dict[str, Any], seq: int, text: str = "") -> SafeString:
    """A link to an act of the record, where its receipt is."""
    found: Reading = context["reading"]
    shown = text or _("act %(seq)s") % {"seq": seq}
    return format_html('<a class="act" href="{}">{}</a>', reverse("act", args=[found.origin, seq]), shown)


@register.filter
def word(key: str, of: str) -> str:
    """A word of the record as people read it: `{{ status|word:"matter" }}`."""
    return words.word(of, key)


@register.simple_tag(takes_context=True)
def floors(context: dict[str, Any], found: list[str]) -> str:
    """Floors as the names of their groups and regions."""
    return _(", ").join(words.floor(context["charter"], one) for one in found)


@register.simple_tag(takes_context=True)
def group(context: dict[str, Any], name: str) -> str:
    """The name of a stakeholder group."""
    return words.group(context["charter"], name)


@register.simple_tag(takes_context=True)
def region(context: dict[str, Any], name: str) -> str:
    """The name of a region."""
    return words.region(context["charter"], name)


@register.filter
def piece(found: Piece) -> SafeString:
    """A part of a redline."""
    if found.mark == "same":
        return format_html("{}", found.text)
    return format_html("<{0}>{1}</{0}>", found.mark, found.text)


@register.filter
def letter(groups: list[dict[str, Any]], number: int) -> str:
    """The letter of an opinion group."""
    return str(groups[number]["label"]) if number < len(groups) else ""


@register.filter
def cleaned(text: str) -> str:
    """A short text from outside for a place without markup, such as a title: without signs that turn its direction."""
    return clean(str(text or ""))


@register.filter
def part(origin: str) -> str:
    """The name of a record as one part of an address."""
    return OriginConverter().to_url(origin)
