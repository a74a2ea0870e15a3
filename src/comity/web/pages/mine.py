"""What is one's own in a body: acts with their receipts, votes, what one said; take it away, erase it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.body import rules
from comity.record.canonical import Json
from comity.record.envelope import Act, read_act
from comity.store import contents
from comity.store.models import Body, Entry, Notice, Participant, Private, User
from comity.store.projection import rows
from comity.store.publishing import published, receipt
from comity.web import errors
from comity.web.acts.asking import go, signed_in
from comity.web.pages import record
from comity.web.people import follows
from comity.web.people.names import names_of
from comity.web.reading import Reading
from comity.web.running import home
from comity.web.shown import attempt, opened, page
from comity.web.wording.about import sentence_of, subject_of

PER_PAGE = 50
MOST_RECEIPTS = 2_000
"""In one file."""


@signed_in
def mine(request: HttpRequest, origin: str) -> HttpResponse:
    """All that is one's own here."""
    before = request.GET.get("before", "")
    with opened(request, origin) as found:
        state, actor, body = found.state, found.actor, found.body
        there = _acts(body, actor)
        user = cast("User", request.user)
        if before.isdecimal():
            there = there.filter(seq__lt=int(before))
        listed = _listed(body, actor, [*there.order_by("-seq")[: PER_PAGE + 1]])
        person = state.people.get(actor, rules.NOBODY)
        talks = [one for one in state.consultations.values() if actor in one.voters]
        context = {
            "place": "mine",
            "acts": [{**one, "told": sentence_of(found, one["act"])} for one in listed[:PER_PAGE]],
            "before": listed[PER_PAGE - 1]["seq"] if len(listed) > PER_PAGE else None,
            "covered": _covered(found),
            "name": names_of(body).get(actor, ""),
            "member": rules.is_member(state, actor, found.at),
            "person": person,
            "challenges": [one for one in rows(body, "public", "challenges", actor) if actor and one.get("reason")],
            "talks": [(one, state.matters[one.matter]) for one in talks],
            "objections": [(one, state.matters[one.matter]) for one in state.objections.values() if one.actor == actor],
            "appeals": [one for one in state.appeals.values() if one.appellant == actor],
            "notices": _notices(found, user),
            "follows": [(one, subject_of(found, one) if one else None) for one in follows.of(user, body)],
            "needs_interest": state.charter.disclosure is not None,
        }  # fmt: skip
        return page(request, found, "web/mine.html", context)


def _acts(body: Body, actor: str) -> Any:  # noqa: ANN401 - a query
    return Entry.objects.filter(body=body, actor=actor) if actor else Entry.objects.none()


def _listed(body: Body, actor: str, entries: list[Entry]) -> list[dict[str, Any]]:
    """Acts for showing, each with whether something of it can be erased, and what it says of itself."""
    left = set(Private.objects.filter(body=body, seq__in=[one.seq for one in entries]).values_list("seq", flat=True))
    found = []
    for one in entries:
        act = read_act(bytes(one.entry))
        if isinstance(act, Act):
            found.append(
                {
                    "seq": one.seq,
                    "act": act,
                    "erasable": one.seq in left,
                    "erased": bool(act.commitments) and one.seq not in left,
                }
            )
    return found


def _notices(found: Reading, user: User) -> list[dict[str, Any]]:
    """The last acts of which somebody was told, in sentences."""
    last = Notice.objects.filter(user=user, body=found.body).order_by("-seq")[:20]
    kept = Entry.objects.filter(body=found.body, seq__in=[one.seq for one in last]).values_list("seq", "entry")
    acts = {seq: read_act(bytes(entry)) for seq, entry in kept}
    return [
        {"seq": one.seq, "made": one.made, "told": sentence_of(found, act)}
        for one in last
        if isinstance(act := acts.get(one.seq), Act)
    ]


def _covered(found: Reading) -> int:
    """How many acts the last checkpoint covers: for those there are receipts."""
    shown = published(home().record(found.origin))
    return shown.size if shown is not None else 0


@signed_in
def receipts(request: HttpRequest, origin: str) -> HttpResponse:
    """All receipts of one's acts, with the acts that they are proofs of, in one file."""
    with opened(request, origin) as found:
        covered, actor, body, needed = _covered(found), found.actor, found.body, record.policy_of(found)
        there = list(_acts(body, actor).filter(seq__lt=covered).order_by("-seq")[:MOST_RECEIPTS])
    errors.here(there or None, _("No act of yours is covered by a checkpoint yet."))
    folder, made = home().record(origin), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "README.txt",
            _("Check one with: %(command)s")
            % {"command": f"comity record verify act-{there[0].seq}.tlog-proof --policy policy"}
            + "\n",
        )
        archive.writestr("policy", needed)
        for one in there:
            archive.writestr(f"act-{one.seq}.json", bytes(one.entry))
            archive.writestr(f"act-{one.seq}.tlog-proof", receipt(body, folder, one.seq).to_bytes())
    return _file(made.getvalue(), "receipts.zip", "application/zip")


@signed_in
def export(request: HttpRequest, origin: str) -> HttpResponse:
    """All that is kept of one here, as JSON: for one's own use, and as an answer to a request for access."""
    assert isinstance(request.user, User)  # noqa: S101 - whoever is signed in is one
    with opened(request, origin) as found:
        mine = {"user": request.user, "body": found.body}
        document = {
            "body": found.origin,
            "you": found.actor,
            "at": found.at,
            "account": account(request.user),
            "since": Participant.objects.filter(**mine).values_list("since", flat=True).first(),
            "follows": follows.of(request.user, found.body),
            "notices": list(Notice.objects.filter(**mine).values("seq", "reason", "made")),
            "acts": [_exported(found.body, one) for one in _acts(found.body, found.actor).order_by("seq")],
            "not_here": _("The values of secret votes are counted and shown to nobody, you included, so that nobody can"
                          " demand them of you."),
        }  # fmt: skip
    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    return _file(text.encode(), "mine.json", "application/json")


def account(user: User) -> dict[str, Any]:
    """What an account holds."""
    return {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "letters": user.letters,
        "joined": user.joined,
    }


def _exported(body: Body, one: Entry) -> dict[str, Any]:
    """An act as the record has it, and what remains of its private parts; what is sealed stays so."""
    parts = {name: part.value() for name, part in contents.private(body, one.seq, "officers").items()}
    return {"seq": one.seq, "act": json.loads(bytes(one.entry)), "private": parts}


class EraseForm(forms.Form):
    """Why something is erased."""

    reason = forms.CharField(
        label=t("Reason"), max_length=500, initial=t("Its author asked for it."),
        help_text=t("It is published. Do not say in it what you erase."),
    )  # fmt: skip


@signed_in
def erase(request: HttpRequest, origin: str, seq: int) -> HttpResponse:
    """Erase what an act of one's own holds in private."""
    form = EraseForm(request.POST, label_suffix="") if request.method == "POST" else EraseForm(label_suffix="")
    said: dict[str, Json] = {"erased": [{"seq": seq, "part": ""}], "reason": "-"}
    if form.is_bound and form.is_valid():
        said["reason"] = form.cleaned_data["reason"]
        if attempt(request, origin, "erase", said, done=_("It is erased.")):
            return go(reverse("mine", args=[origin]))
    with opened(request, origin) as found:
        one = _acts(found.body, found.actor).filter(seq=seq).first()
        listed = _listed(found.body, found.actor, [one]) if one else []
        errors.here(listed or None, _("This is no act of yours."))
        parts = contents.private(found.body, seq, "officers")
        shown = {name: json.dumps(part.value(), ensure_ascii=False, indent=2) for name, part in parts.items()}
        vote = listed[0]["act"].kind == "vote.cast"
        context = {"form": form, "one": listed[0], "parts": shown, "vote": vote}
        return page(request, found, "web/erase.html", context, 422 if form.is_bound else 200)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


URLS: list[URLPattern] = [
    path("b/<origin:origin>/mine/", mine, name="mine"),
    path("b/<origin:origin>/mine/receipts.zip", receipts, name="mine-receipts"),
    path("b/<origin:origin>/mine/export.json", export, name="mine-export"),
    path("b/<origin:origin>/mine/<int:seq>/erase/", erase, name="mine-erase"),
]
