"""The twenty-one questions: what is enforced about each, and what the bodies of this server show today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from comity.charter.mechanisms import RULES
from comity.questions.asked import QUESTIONS
from comity.store.models import Body
from comity.web.reading import reading
from comity.web.wording import measured


@dataclass(frozen=True)
class Today:
    """What one body shows: sentences, and addresses where it is to be seen."""

    name: str
    origin: str
    simulated: bool
    sentences: list[str]
    links: list[str]
    enforced: bool


def questions(request: HttpRequest) -> HttpResponse:
    """All of them."""
    today: dict[str, list[Today]] = defaultdict(list)
    for origin in Body.objects.filter(size__gt=0).order_by("origin").values_list("origin", flat=True):
        with reading(origin) as found:
            if not found.state.charter_json:
                continue
            charter = found.state.charter
            for name, shown in measured.of_body(found).items():
                links = [reverse(page, args=[origin, *([one] if one else [])]) for page, one in shown.places]
                enforced = any(one.question == name for one in charter.mechanisms)
                one = Today(charter.name, origin, found.state.simulated, shown.sentences, links, enforced)
                today[name].append(one)
    rules = {one.id: [_(rule.sentence) for name, rule in RULES.items() if name.question == one.id] for one in QUESTIONS}
    asked = [{"question": one, "rules": rules[one.id], "today": today.get(one.id, [])} for one in QUESTIONS]
    return render(request, "web/questions.html", {"asked": asked})


URLS: list[URLPattern] = [path("questions/", questions, name="questions")]
