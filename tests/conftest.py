"""What every test may use: an empty store, a browser, and the shared data, found by COMITY_SHARED."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.go_verifier import verifier
from tests.stores import migrated, postgresql, store
from tests.web.sites import site

__all__ = ["browser", "migrated", "postgresql", "shared", "site", "store", "verifier"]

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


CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium of the system; the test is skipped, saying so, where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on the PATH: install chromium to test the pages in a real browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With COMITY_NO_SKIP (the automatic check), a test that was skipped has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0
    if os.environ.get("COMITY_NO_SKIP") and skipped and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{skipped} tests were skipped, and COMITY_NO_SKIP is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
