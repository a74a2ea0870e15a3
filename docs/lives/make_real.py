"""Write the lives of bodies on the templates `ietf-wg` and `icann-gnso`, in the form of comity.script.

Run it and commit what it writes; a test compares.
"""

from __future__ import annotations

from pathlib import Path

from icann_gnso import icann
from ietf_wg import ietf

HERE = Path(__file__).parent
SCRIPTS = {"ietf-wg": ietf, "icann-gnso": icann}


def main() -> None:
    """Write the files."""
    for name, script in SCRIPTS.items():
        (HERE / f"{name}.jsonl").write_text(script().text(), encoding="utf-8")


if __name__ == "__main__":
    main()
