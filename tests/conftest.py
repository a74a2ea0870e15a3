"""What every test may use: the shared data, found by COMITY_SHARED."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The first call of a compiled pass takes seconds; how long a test takes is not what it tests.
settings.register_profile("comity", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("comity")

ROOT = Path(__file__).parent.parent
SOAK = bool(os.environ.get("COMITY_SOAK"))
SHARED = Path(os.environ.get("COMITY_SHARED", ROOT.parent / "shared")).resolve()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data folder; the test is skipped, saying so, where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"no shared data at {SHARED}: set COMITY_SHARED to the folder that holds data/")
    return SHARED / "data"
