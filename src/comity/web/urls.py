"""All addresses. Each file of `pages` names its own; addresses of a body begin with `b/` and the name of its record."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from comity.web.addresses import OriginConverter

register_converter(OriginConverter, "origin")

from comity.web.pages import bodies, demo, me, record  # noqa: E402 - their addresses use the converter

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *bodies.URLS,
    *demo.URLS,
    *me.URLS,
    *record.URLS,
]
