"""Publish a draft: from a file or a text to numbered clauses, corrected by hand, compared, then published."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.base.errors import InputError
from comity.body.matters_state import Matter
from comity.web import finding
from comity.web.acts import clauses, may
from comity.web.files import importing
from comity.web.files.redline import redline
from comity.web.files.word import MOST_BYTES
from comity.web.places import onward, place
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page


def draft(request: HttpRequest, origin: str, matter: str) -> HttpResponse:
    """Bring a text, correct its clauses, see what it changes, publish it."""
    wrong, late, status = "", "", 200
    rows: list[tuple[str, str]] = []
    left_out: list[str] = []
    renumbered: list[tuple[str, str]] = []
    title, step = "", request.POST.get("step", "")
    try:
        if step == "read":
            read = _read(request)
            rows, title, left_out = read.clauses, read.title, read.left_out
            renumbered = read.changed
        elif step in {"look", "publish"}:
            rows = _typed(request)
            rows = importing.check(rows)
    except InputError as error:
        wrong, status = error.message, 422
    if step == "publish" and not wrong:
        with opened(request, origin) as found:
            one = finding.matter(found, matter)
            is_same = clauses.texts(found, one) == rows
            late = _late(one, request.POST.get("compared", ""))
            public, blobs = clauses.act_of(one, rows)
        if (
            not is_same
            and not late
            and attempt(request, origin, "draft.publish", public, blobs=blobs, done=_("The draft is published."))
        ):
            return onward(place(origin, matter))
        status = 422
    with opened(request, origin) as found:
        one = finding.matter(found, matter)
        before = clauses.texts(found, one)
        is_compared = step in {"look", "publish"} and not wrong
        is_same = is_compared and rows == before
        context: dict[str, Any] = {
            "place": "desk",
            "matter": one,
            "version": len(one.drafts) + 1,
            "before_version": len(one.drafts),
            "rows": rows or ([] if step == "read" else before if "again" in request.GET else []),
            "changes": redline(before, rows) if is_compared and not is_same else [],
            "before": before,
            "wrong": wrong,
            "late": late,
            "is_same": is_same,
            "title": title,
            "left_out": left_out,
            "renumbered": renumbered,
            "refusal": _refusal(found, one),
            "most": MOST_BYTES // 1_000_000,
            "most_markdown": importing.MOST_MARKDOWN // 1_000_000,
        }
        return page(request, found, "web/draft_publish.html", context, status)


def _late(matter: Matter, compared: str) -> str:
    """Why the changes are shown once more instead of being published: nobody saw what the text does to this version.

    `compared`: the version that they were shown against. The act itself names the next version and what it changes, so
    that it is refused if one more is published after this was asked.
    """
    if compared == str(len(matter.drafts)):
        return ""
    return _(
        "Another version was published since the changes were shown to you. These are the changes to that version: "
        "see whether they take away what somebody else wrote, and publish then."
    )


def _refusal(found: Reading, matter: Matter) -> Any:  # noqa: ANN401 - a refusal or None, for the template
    """Why the reader may publish no draft here; asked with a text of one clause."""
    return may.refused(found, "draft.publish", clauses.act_of(matter, [("1", "…")])[0])


def _read(request: HttpRequest) -> importing.Imported:
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        if (file.size or 0) > MOST_BYTES:
            raise InputError(
                _("a file of %(size)s bytes: the most is %(most)s") % {"size": file.size, "most": MOST_BYTES}
            )
        return importing.read_draft(file.read(), file.name or "")
    text = request.POST.get("text", "")
    if not text.strip():
        raise InputError(_("choose a file, or write or paste the text"))
    return importing.read_markdown(text)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    numbers, texts = request.POST.getlist("number"), request.POST.getlist("clause")
    # browsers send line ends as two characters; a clause has the same text as before if nobody changed it
    return [(number, text.replace("\r\n", "\n")) for number, text in zip(numbers, texts, strict=False)]


URLS: list[URLPattern] = [path("b/<origin:origin>/m/<slug:matter>/draft/", draft, name="draft-publish")]
