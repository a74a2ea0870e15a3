"""All addresses. Each file of `pages` names its own; addresses of a body begin with `b/` and the name of its record."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from comity.web.addresses import OriginConverter

register_converter(OriginConverter, "origin")

from comity.web.api.faults import nothing  # noqa: E402
from comity.web.api.service import api  # noqa: E402 - its addresses use the converter, as those of the pages do
from comity.web.pages import bodies, demo, me, record, tables, tokens  # noqa: E402

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *bodies.URLS,
    *demo.URLS,
    *me.URLS,
    *record.URLS,
    *tables.URLS,
    *tokens.URLS,
    path("api/v1/", api.urls),
    re_path(r"^api/(?P<_what>[\s\S]+)$", nothing),
]
