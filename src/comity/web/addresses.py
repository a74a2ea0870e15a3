"""Parts of addresses: the name of a body's record, whose slashes stand as ~1 (and ~ as ~0), as in RFC 6901."""

from __future__ import annotations


class OriginConverter:
    """The name of a record as one part of an address."""

    regex = r"[^/\s\x00-\x1f\x7f-\x9f]+"

    def to_python(self, value: str) -> str:
        """The name."""
        return value.replace("~1", "/").replace("~0", "~")

    def to_url(self, value: str) -> str:
        """The part of the address."""
        return value.replace("~", "~0").replace("/", "~1")
