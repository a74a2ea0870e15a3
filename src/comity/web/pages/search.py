"""Search over all bodies of this server, or one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from comity.report.words import clean
from comity.store.models import Body
from comity.web import searching
from comity.web.people import pace

A_PAGE = 20


def search(request: HttpRequest) -> HttpResponse:
    """What was asked for, wherever it stands."""
    query = clean(request.GET.get("q", ""))[: searching.LONGEST]
    origin = request.GET.get("body", "")
    bodies = list(Body.objects.filter(size__gt=0).order_by("origin").values_list("origin", flat=True))
    known = origin if origin in bodies else ""
    context: dict[str, Any] = {"q": query, "bodies": bodies, "body": known}
    if len(query) < searching.SHORTEST:
        context["short"] = bool(query)
        return render(request, "web/search.html", context)
    if not request.user.is_authenticated and pace.searches_too_often(request):
        context["often"] = True
        return render(request, "web/search.html", context, status=429)
    found = searching.everywhere(query, [known] if known else bodies, questions=not known)
    pages = Paginator(found, A_PAGE)
    context |= {
        "listed": pages.get_page(request.GET.get("page")), "count": len(found), "most": searching.MOST,
        "query": urlencode({"q": query, **({"body": known} if known else {})}) + "&",
    }  # fmt: skip
    return render(request, "web/search.html", context)


URLS: list[URLPattern] = [path("search/", search, name="search")]
