"""Texts from outside, made safe to show."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from comity.report.words import clean

_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "div": {"dir", "class"}}
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def lines(text: str) -> str:
    """A text, cleaned line by line, so that its lines and what they are set in by stay."""
    found = []
    for line in text.replace("\r\n", "\n").expandtabs(4).split("\n"):
        found.append(" " * (len(line) - len(line.lstrip(" "))) + clean(line))
    return "\n".join(found)


def markdown(text: str) -> SafeString:
    """Markdown as HTML without scripts, pictures, forms or styles; headings begin below those of a page.

    A picture could tell its server who reads; a link opens what it says, and gives no rank to where it leads.
    """
    html = _parser.render(lines(text))
    for level in (4, 3, 2, 1):  # the page has the first two levels
        html = html.replace(f"<h{level}>", f"<h{level + 2}>").replace(f"</h{level}>", f"</h{level + 2}>")
    safe = nh3.clean(
        f'<div class="prose" dir="auto">{html}</div>', tags=_TAGS, attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"}, link_rel="nofollow noopener noreferrer ugc",
    )  # fmt: skip
    return SafeString(safe)
