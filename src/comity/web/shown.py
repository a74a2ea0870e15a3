"""What the pages of a body have in common: reading it for whoever asks, doing an act from a form, making the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from pydantic import ValidationError

from comity.base.errors import ComityError, InputError
from comity.body.kind import RefusedError
from comity.record.canonical import Json
from comity.store.models import Body
from comity.store.sequencer import Committed, body_of
from comity.web import errors
from comity.web.acts import acting
from comity.web.acts.once import Once
from comity.web.reading import Reading, reading
from comity.web.refusals import told
from comity.web.running import kind_of


@contextmanager
def opened(request: HttpRequest, origin: str) -> Iterator[Reading]:
    """A body, as whoever asks may read it. No act may be done in the block: it would wait for the block's end."""
    actor = acting.actor_of(request.user, body_of(origin))
    with reading(origin, actor) as found:
        errors.here(found.state.charter_json or None, _("This body is not founded yet."))
        yield found


def page(
    request: HttpRequest, found: Reading, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page of a body. To be made within the block of `opened`: templates read the state."""
    state = found.state
    known = {"reading": found, "body": found.body, "origin": found.origin, "state": state, "charter": state.charter}
    return render(request, template, {**known, **(context or {})}, status=status)


def attempt(
    request: HttpRequest, origin: str, kind: str, public: Mapping[str, Json], *,
    private: Mapping[str, Json] | None = None, blobs: Sequence[bytes] = (), confidential: Sequence[bytes] = (),
    done: str = "", body: Body | None = None,
) -> Committed | None:  # fmt: skip
    """Do an act that a form asks for. None if it could not be done; why is shown on the next page.

    What one sent a moment ago is not done again (`acts.once`): the act of then is given.
    `done`: what to say once it is, with a link to the act and its receipt. `body`: if it was read already.
    Raises SignInError only.
    """
    once = Once(request.user.pk, origin, kind, public, private, [*blobs, *confidential])
    try:
        if once.key and (earlier := once.earlier(body or body_of(origin))) is not None:
            _say(request, origin, earlier, _("You sent the same a moment ago: it is done once."))
            return earlier
        committed = acting.perform(
            request.user, origin, kind, public, private=private, blobs=blobs, confidential=confidential, body=body
        )
    except ComityError as error:
        once.failed()
        if isinstance(error, acting.SignInError):
            raise
        wrong = _wrong(kind, public) if isinstance(error, InputError) else ""
        messages.error(request, wrong or _why(request, origin, error))
        return None
    once.done(committed.act.seq)
    _say(request, origin, committed, done or _("Done."))
    return committed


def _say(request: HttpRequest, origin: str, committed: Committed, text: str) -> None:
    link = reverse("act", args=[origin, committed.act.seq])
    messages.success(request, format_html('{} <a href="{}">{}</a>', text, link, _("See it in the record")))


def _wrong(kind: str, public: Mapping[str, Json]) -> str:
    """Why an act cannot be taken as it is: a text is blank (spaces pass a browser), or too long. "" for all else."""
    one = kind_of(kind)
    try:
        if one is not None:
            one.public.model_validate(dict(public))
    except ValidationError as wrong:
        for each in wrong.errors():
            text = each["input"]
            if isinstance(text, str) and not text.strip():
                return _("Something that is needed here is left blank: write it, or choose it.")
            if isinstance(text, str) and each["type"] == "string_too_long":
                facts = {"n": len(text), "most": each["ctx"]["max_length"], "text": f"{text[:40]}…"}
                return _("This text has %(n)s characters, and %(most)s are the most: %(text)s") % facts
    return ""


def _why(request: HttpRequest, origin: str, error: ComityError) -> str:
    """What went wrong, in a sentence; of a refusal, with the names of those whom it is about."""
    if not isinstance(error, RefusedError):
        return errors.answer(error)[2]
    with reading(origin, acting.actor_of(request.user, body_of(origin))) as found:
        return told(error.refusal, found)
