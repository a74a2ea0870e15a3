"""All addresses. Each file of `pages` names its own; addresses of a body begin with `b/` and the name of its record."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from comity.web.addresses import OriginConverter

register_converter(OriginConverter, "origin")

from comity.web.pages import (  # noqa: E402 - their addresses use the converter
    answering,
    bodies,
    demo,
    designating,
    desk,
    dispositions,
    drafting,
    hearing,
    inviting,
    me,
    moderating,
    opening,
    record,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *bodies.URLS,
    *demo.URLS,
    *me.URLS,
    *record.URLS,
    *desk.URLS,
    *opening.URLS,
    *drafting.URLS,
    *answering.URLS,
    *moderating.URLS,
    *designating.URLS,
    *hearing.URLS,
    *inviting.URLS,
    *dispositions.URLS,
]
