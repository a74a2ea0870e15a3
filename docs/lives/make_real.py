"""Write the lives of bodies on the templates `ietf-wg` and `icann-gnso`, in the form of comity.script.

Run it and commit what it writes; a test compares.
"""

from __future__ import annotations

from pathlib import Path

from icann_gnso import ICANN_OFFICERS, icann
from ietf_wg import IETF_OFFICERS, ietf

HERE = Path(__file__).parent
OFFICERS = {"ietf-wg": IETF_OFFICERS, "icann-gnso": ICANN_OFFICERS}
SCRIPTS = {"ietf-wg": ietf, "icann-gnso": icann}


def main() -> None:
    """Write the files."""
    for name, script in SCRIPTS.items():
        (HERE / f"{name}.jsonl").write_text(script().text(), encoding="utf-8")


if __name__ == "__main__":
    main()
