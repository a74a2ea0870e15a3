"""Lines on a terminal: wrapped, safe for its encoding, never read as markup."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

NARROWEST, WIDEST = 60, 120


class Lines:
    """Prints lines and headings. A sign that the terminal's encoding lacks is shown as `?`."""

    def __init__(self, console: Console) -> None:
        """Take the console, whose width is kept within what reads well."""
        self.console = console
        self.width = max(NARROWEST, min(WIDEST, console.width))

    def line(self, text: str, *, indent: int = 2, style: str = "") -> None:
        """Print one line, wrapped and indented."""
        encoding = self.console.encoding or "utf-8"
        safe = text.encode(encoding, "replace").decode(encoding, "replace")
        for part in Text(safe, style=style).wrap(self.console, self.width - indent):
            part.rstrip()
            self.console.print(Text(" " * indent).append_text(part), soft_wrap=True, highlight=False)

    def heading(self, text: str) -> None:
        """Print a heading after an empty line."""
        self.console.print()
        self.line(text.upper(), indent=0, style="bold")
