"""Processes that begin with Django ready and nothing open: forked, since starting Python anew takes a second a time."""

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from comity import kinds
from tests.store import helpers
from tests.stores import use

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["tests.stores", "tests.store.writer", "comity.cli", "comity.living", "comity.overview", "comity.store.publishing"]
)


def comity(store, *arguments, test_kinds=False):
    """Run a command on a store: its exit status, what it printed and what it said.

    test_kinds: with the kinds of act of the store's tests in the place of the program's. That the environment alone
    names the store, tests/store/test_opening.py shows.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("out", "err")]
        words = [*map(str, arguments)]
        process = FORKS.Process(target=_run, args=(store.url, str(store.home), files, test_kinds, words))
        process.start()
        process.join(300)
        status = process.exitcode
        assert status is not None, f"comity {' '.join(words)} does not end"
        process.close()
        out, err = (Path(file).read_text(encoding="utf-8") for file in files)
    assert "Traceback" not in err, err
    return status, out, err


def _run(url, home, files, test_kinds, arguments):
    for place, file in enumerate(files, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), place)
    os.environ |= {"COMITY_HOME": home, "COMITY_DATABASE_URL": url, "COLUMNS": "100"}
    use(url, Path(home))
    settings.HOME = Path(home)
    if test_kinds:
        kinds.registry = helpers.registry
    from comity import cli

    sys.argv = ["comity", *arguments]
    cli.main()
