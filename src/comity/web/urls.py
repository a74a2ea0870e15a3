"""All addresses. Each file of `pages` names its own; addresses of a body begin with `b/` and the name of its record."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from comity.web import language
from comity.web.addresses import OriginConverter

register_converter(OriginConverter, "origin")

from comity.web.pages import bodies, demo, health, letters, me, record  # noqa: E402 - their addresses use the converter

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", language.choose, name="set_language"),
    *bodies.URLS,
    *demo.URLS,
    *health.URLS,
    *letters.URLS,
    *me.URLS,
    *record.URLS,
]
handler400 = "comity.web.errors.bad_request"
handler403 = "comity.web.errors.forbidden"
handler404 = "comity.web.errors.not_found"
handler500 = "comity.web.errors.broken"
