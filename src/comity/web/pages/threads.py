"""Discussion on a matter in threads; follow a matter or a body, or follow it no longer."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.body.translations import shown
from comity.record.canonical import Json
from comity.store.models import Follow, User
from comity.store.projection import rows
from comity.web import errors
from comity.web.acts.asking import Asked, go, signed_in
from comity.web.acts.forms import Words
from comity.web.acts.may import may
from comity.web.people import follows
from comity.web.reading import Reading
from comity.web.shown import opened, page
from comity.web.wording.about import subject_of


def threads(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """What is discussed on a matter, by what it is about, replies under what they answer."""
    with opened(request, origin) as found:
        one = found.state.matters.get(name)
        errors.here(one, _("There is no such matter."))
        assert one is not None  # noqa: S101 - asked above
        comments = _comments(found, name)
        translated = shown(rows(found.body, "public", "translations", name), get_language() or "en")
        tree = _ordered(comments)
        about = {
            each["about"]: subject_of(found, each["about"])
            for each in tree
            if each["about"][:1] in "sou" and each["about"]
        }
        said: dict[str, Json] = {"matter": name, "language": "en"}
        context = {
            "matter": one, "tree": tree, "about": about, "translated": translated,
            "may": may(found, "comment.make", said, {"text": {"text": "-"}}),
            "follows": request.user.is_authenticated
            and Follow.objects.filter(user=request.user, body=found.body, subject=name).exists(),
        }  # fmt: skip
        return page(request, found, "web/threads.html", context)


def _comments(found: Reading, matter: str) -> dict[str, dict[str, Any]]:
    """All comments, with how they stand now."""
    kept = found.state.matters[matter].comments
    there: dict[str, dict[str, Any]] = {}
    for row in rows(found.body, "public", "comments", matter):
        if "text" in row and str(row["comment"]) in kept:
            status = kept[str(row["comment"])].status
            there[str(row["comment"])] = {**row, "id": row["comment"], "status": status, "replies": []}
    return there


def _ordered(comments: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The first comment of each thread; each has its replies, in the order of the record."""
    first: list[dict[str, Any]] = []
    for one in comments.values():
        above = comments.get(str(one["reply_to"]))
        (above["replies"] if above else first).append(one)
    return first


def _replied(found: Reading, subject: str) -> dict[str, Json]:
    matter = next((one for one in found.state.matters.values() if subject in one.comments), None)
    kept = matter.comments[subject] if matter else None
    return {"matter": matter.id if matter else "", "about": kept.about if kept else "", "reply_to": subject}


def _taken_back(found: Reading, subject: str) -> dict[str, Json]:
    return {"matter": _replied(found, subject)["matter"], "comment": subject}


def _language(_found: Reading, _subject: str) -> dict[str, Any]:
    return {"language": get_language() or "en"}


def _to_threads(found: Reading, subject: str) -> str:
    return reverse("threads", args=[found.origin, subject])


_WORDS = {
    "text__text": Words(t("What you say"), t("You can write in Markdown. It is public; you can erase it later.")),
    "about": Words(
        t("About"), t("Leave it empty for the matter itself; “clause 3.1” for a clause; s14 for a statement.")
    ),
}

COMMENT = Asked(
    name="comment", path="m/<str:subject>/discuss/new/", kind="comment.make", title=t("Begin a thread"),
    lead=t("Discussion is for understanding each other. Nobody votes on it, and none of it must be answered."),
    button=t("Say it"), done=t("It is said."), given=lambda _found, subject: {"matter": subject},
    leave=frozenset({"reply_to"}), parts=("text",), words=_WORDS, initial=_language, back=_to_threads,
)  # fmt: skip
REPLY = Asked(
    name="reply", path="t/<str:subject>/reply/", kind="comment.make", title=t("Reply"),
    lead=t("Your reply stands under what it answers."), button=t("Reply"), done=t("It is said."), given=_replied,
    parts=("text",), words=_WORDS, initial=_language,
)  # fmt: skip
WITHDRAW = Asked(
    name="comment-withdraw", path="t/<str:subject>/withdraw/", kind="comment.withdraw",
    title=t("Take back your comment"),
    lead=t("It is shown no longer; replies to it stay. What it says stays in the record until you erase it."),
    button=t("Take it back"), done=t("Your comment is taken back."), given=_taken_back, danger=True,
)  # fmt: skip


@signed_in
def follow(request: HttpRequest, origin: str) -> HttpResponse:
    """Follow something, or no longer. A choice of one's own: no act, and in no record."""
    subject = request.POST.get("subject", "")
    with opened(request, origin) as found:
        follows.check(found, subject)
        body = found.body
    if request.method == "POST":
        follows.choose(cast("User", request.user), body, subject, "stop" not in request.POST)
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return go(there if there and safe else reverse("mine", args=[origin]))


URLS: list[URLPattern] = [
    path("b/<origin:origin>/m/<str:name>/discuss/", threads, name="threads"),
    path("b/<origin:origin>/follow/", follow, name="follow"),
    *[one.url() for one in (COMMENT, REPLY, WITHDRAW)],
]
