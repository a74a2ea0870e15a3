"""What every page knows: the languages, who is here, and whether this is an example."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

REVIEWED = frozenset({"en"})
"""Languages whose words a speaker has read. A page in another one says that nobody has yet."""


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """For the layout of all pages."""
    language = get_language() or "en"
    return {
        "LANGUAGE": language,
        "DIRECTION": "rtl" if get_language_bidi() else "ltr",
        "LANGUAGES": settings.LANGUAGES,
        "UNREVIEWED": language not in REVIEWED,
        "DEMO": getattr(settings, "DEMO", False),
    }
