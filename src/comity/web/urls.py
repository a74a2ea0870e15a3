"""All addresses. Each file of `pages` names its own; addresses of a body begin with `b/` and the name of its record."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from comity.web.addresses import OriginConverter

register_converter(OriginConverter, "origin")

from comity.web.pages import (  # noqa: E402 - their addresses use the converter
    appealing,
    bodies,
    demo,
    doing,
    interests,
    joining,
    me,
    mine,
    objecting,
    record,
    speaking,
    threads,
    translating,
    voting,
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *interests.URLS,  # before the pages of people, whose identifiers may have slashes
    *bodies.URLS,
    *demo.URLS,
    *me.URLS,
    *record.URLS,
    *joining.URLS,
    *voting.URLS,
    *speaking.URLS,
    *objecting.URLS,
    *appealing.URLS,
    *mine.URLS,
    *threads.URLS,
    *translating.URLS,
    *doing.URLS,
]
