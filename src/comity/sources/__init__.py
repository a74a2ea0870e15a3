"""Foreign archives to `comity.tables`, one file a format. Everything that is read is taken for hostile.

- `read`: a consultation from a path, whatever its format
- `polis`: exports of Polis
- `plain`: a long table of votes with optional statements and people, CSV or Parquet; `plain.write` writes it
- `people`: who the people are and whom they are tied to

What each file and column may hold: docs/reference/input.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from comity.base.progress import Progress, silent

if TYPE_CHECKING:
    from comity.tables.consultation import Consultation

NO_VOTES = "votes-are-secret.txt"
"""What an export of a consultation with secret ballots has in place of votes. Only its name is looked at."""

_ZIP = b"PK\x03\x04"
_ENDINGS = (
    *("votes.csv", "comments.csv", "statements.csv", "people.csv", "summary.csv"),
    *("votes.parquet", "statements.parquet", "people.parquet", NO_VOTES),
)


def read(
    path: Path, *, people: Path | None = None, statements: Path | None = None, progress: Progress = silent
) -> Consultation:
    """Read a consultation: a table of votes, a folder in the plain form, or a Polis export (a folder or a zip of it).

    `people` and `statements` are tables that stand in for those beside the votes. Raises InputError, with file and row,
    on whatever is not as docs/reference/input.md says.
    """
    from comity.sources import plain, polis
    from comity.sources._archive import unpacked
    from comity.sources._bounded import is_folder, starts_with

    path = Path(path)
    given = {name: Path(table) for name, table in (("people", people), ("statements", statements)) if table}
    if is_folder(path):
        return _read_folder(path, path.resolve().name, given, progress)
    if starts_with(path, _ZIP):
        with unpacked(path, lambda name: name.endswith(_ENDINGS)) as folder:
            return _read_folder(folder, path.stem, given, progress)
    if path.name.lower().endswith(polis.MATRIX_ENDINGS):
        return polis.read({"matrix": path, **given}, path.stem, progress=progress)
    return plain.read({"votes": path, **given}, path.stem, progress=progress)


def _read_folder(folder: Path, name: str, given: dict[str, Path], progress: Progress) -> Consultation:
    from comity.base.errors import InputError
    from comity.sources import plain, polis
    from comity.sources._bounded import names_in, shown

    of_polis, files = polis.find(folder), plain.find(folder)
    for part in of_polis.keys() & files.keys():
        if of_polis[part] != files[part]:
            two = f"{shown(of_polis[part].name)} and {shown(files[part].name)}"
            raise InputError(f"holds {two}, which say the same thing; keep one", path=folder)
    files |= of_polis | given
    if "matrix" not in files and "votes" not in files:
        if any(one.lower().endswith(NO_VOTES) for one in names_in(folder)):
            message = "the ballots of this consultation are secret, so it has no votes to read"
            raise InputError(f"{message}; see its evidence (evidence.json)", path=folder)
        there = ", ".join(shown(name) for name in names_in(folder)[:5]) or "nothing"
        message = f"holds no table of votes (votes.csv, votes.parquet or participants-votes.csv), but {there}"
        raise InputError(f"{message}; a spreadsheet must be saved as CSV (UTF-8) first", path=folder)
    reader = polis.read if "matrix" in files else plain.read
    return reader(files, name, progress=progress)
