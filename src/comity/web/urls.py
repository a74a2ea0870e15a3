"""All addresses. Each file of `pages` names its own; addresses of a body begin with `b/` and the name of its record."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from comity.web.addresses import OriginConverter
from comity.web.people import language

register_converter(OriginConverter, "origin")

# Their addresses use the converter.
from comity.web.api.faults import nothing  # noqa: E402
from comity.web.api.service import api  # noqa: E402
from comity.web.pages import (  # noqa: E402
    answering,
    appealing,
    bodies,
    consultations,
    decisions,
    demo,
    designating,
    desk,
    dispositions,
    doing,
    drafting,
    feeds,
    health,
    hearing,
    interests,
    inviting,
    joining,
    letters,
    matters,
    me,
    mine,
    moderating,
    objecting,
    opening,
    questions,
    record,
    search,
    speaking,
    tables,
    threads,
    tokens,
    translating,
    voting,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", language.choose, name="set_language"),
    *interests.URLS,  # before `bodies`, whose address of a person takes all that follows
    *answering.URLS,
    *appealing.URLS,
    *bodies.URLS,
    *consultations.URLS,
    *decisions.URLS,
    *demo.URLS,
    *designating.URLS,
    *desk.URLS,
    *dispositions.URLS,
    *doing.URLS,
    *drafting.URLS,
    *feeds.URLS,
    *health.URLS,
    *hearing.URLS,
    *inviting.URLS,
    *joining.URLS,
    *letters.URLS,
    *matters.URLS,
    *me.URLS,
    *mine.URLS,
    *moderating.URLS,
    *objecting.URLS,
    *opening.URLS,
    *questions.URLS,
    *record.URLS,
    *search.URLS,
    *speaking.URLS,
    *tables.URLS,
    *threads.URLS,
    *tokens.URLS,
    *translating.URLS,
    *voting.URLS,
    path("api/v1/", api.urls),
    re_path(r"^api/(?P<_what>[\s\S]+)$", nothing),
]

handler400 = "comity.web.errors.bad_request"
handler403 = "comity.web.errors.forbidden"
handler404 = "comity.web.errors.not_found"
handler500 = "comity.web.errors.broken"
