"""What templates may call: people, times, texts from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.body import composition
from comity.record.envelope import Act, time_of
from comity.report.words import clean
from comity.web.reading import Reading
from comity.web.wording import texts, words

register = template.Library()


@register.simple_tag(takes_context=True)
def person(context: dict[str, Any], actor: str, about: str | Act = "") -> SafeString:
    """Somebody, by the name that they gave or else their identifier, with a link to what they stated and did.

    about: the submission or the act beside which they stand; beside a pseudonymous one it is the identifier, and no
    link leads from it to a name.
    """
    found: Reading = context["reading"]
    if not actor:
        return SafeString("")
    if about and found.hides(about):
        return format_html('<bdi class="id">{}</bdi>', actor)
    link = reverse("person", args=[found.origin, actor])
    return format_html('<a class="person" href="{}"><bdi>{}</bdi></a>', link, found.called(actor))


@register.simple_tag(takes_context=True)
def people(context: dict[str, Any], actors: list[str]) -> SafeString:
    """Several people."""
    return format_html_join(_(", "), "{}", ((person(context, actor),) for actor in actors))


@register.filter
def day(at: str) -> SafeString:
    """A time of the record as a day: `2026-03-01T…` as 1 March 2026."""
    return _time(at, "DATE_FORMAT")


@register.filter
def moment(at: str) -> SafeString:
    """A time of the record as a day and a time, in UTC."""
    return _time(at, "DATETIME_FORMAT")


def _time(at: str, form: str) -> SafeString:
    if not at:
        return SafeString("")
    found = time_of(at)
    shown = date_format(found, form) + (" UTC" if form == "DATETIME_FORMAT" else "")
    return format_html('<time datetime="{}">{}</time>', at, shown)


@register.simple_tag(takes_context=True)
def left(context: dict[str, Any], at: str) -> str:
    """How long it is until a time, from now in the body: `in 3 days`, `2 days ago`."""
    gap = time_of(at) - time_of(context["reading"].at)
    past = gap < timedelta(0)
    hours = abs(gap).total_seconds() / 3600
    if hours < 48:
        count = max(1, round(hours))
        said = ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    else:
        count = round(hours / 24)
        said = ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    return (_("%(time)s ago") if past else _("in %(time)s")) % {"time": said}


@register.filter
def prose(text: str) -> SafeString:
    """A text from outside in Markdown, made safe."""
    return texts.markdown(str(text or ""))


@register.filter
def said(text: str) -> SafeString:
    """A short text from outside, which may run in another direction than the page."""
    return format_html('<span class="said" dir="auto">{}</span>', clean(str(text or "")))


@register.filter
def lines(text: str) -> SafeString:
    """A text from outside whose lines stay where they are, such as a clause; to be shown where white space is kept."""
    return format_html('<span class="said" dir="auto">{}</span>', texts.lines(str(text or "")))


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:  # noqa: ANN401 - any mapping
    """The value of a key that a variable holds; "" if it is not there."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def ground(name: str) -> str:
    """A ground of moderation, which a charter may name as it likes: `off-topic` as off topic."""
    return words.moderation(name)


@register.filter
def few(people: int | None) -> str:
    """A number of people; fewer than five are not told."""
    return str(composition.told(people or 0) or _("fewer than five"))


@register.filter
def voted(people: int) -> str:
    """How many people voted, as words in a line; fewer than five are not told."""
    if not composition.told(people):
        return _("fewer than five people voted")
    return ngettext("%(n)s person voted", "%(n)s people voted", people) % {"n": people}


@register.filter
def percent(share: float | None) -> str:
    """A share of one as a whole percentage."""
    return "–" if share is None else f"{round(100 * share)}%"
