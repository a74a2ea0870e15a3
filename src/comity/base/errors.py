"""The errors that a person may see.

    ComityError            one clear sentence; exit status 2 unless a child says otherwise
    ├── UsageError         the command or call cannot mean anything
    ├── InputError         a file or text from outside is not what it should be
    └── CheckError         everything was read, and a check failed; exit status 1

Each carries a sentence for people: what is wrong, where (file, row), what to do. Anything else that is raised is a
defect of the program.
"""

from __future__ import annotations

from pathlib import Path


class ComityError(Exception):
    """An error with a sentence for people. `exit_status` is what the command line ends with."""

    exit_status = 2


class UsageError(ComityError):
    """What was asked for cannot be done as asked."""


class InputError(ComityError):
    """Bad input. `path` and `row` (1 is the first line of the file, the header included) say where."""

    def __init__(self, message: str, *, path: Path | str | None = None, row: int | None = None) -> None:
        self.message, self.path, self.row = message, path, row
        where = "" if path is None else f"{path}: " if row is None else f"{path}, row {row}: "
        super().__init__(f"{where}{message}")


class CheckError(ComityError):
    """A check failed."""

    exit_status = 1
