"""Where what has an identifier is found: `m12` is at m/m12/, in every body; and how a form sends its reader on."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


def place(origin: str, name: str, rest: str = "") -> str:
    """The address of a matter, consultation, objection, appeal or proceeding, by its identifier; `rest` comes after."""
    return f"{reverse('body', args=[origin])}{name[:1]}/{name}/{rest}"


def doing(origin: str, kind: str, given: Mapping[str, str]) -> str:
    """The address of the form for an act of a kind, with what is given filled in."""
    return f"{reverse('body', args=[origin])}do/{kind}/?{urlencode(given)}"


def onward(address: str) -> HttpResponse:
    """After a form was taken: look there, by GET (303)."""
    return HttpResponseRedirect(address, status=303)
