"""The audit of what is locked: a finding fails the check, a network that is away does not."""

import importlib.util
import json
from pathlib import Path


def audit():
    spec = importlib.util.spec_from_file_location("audit", Path(__file__).parent.parent / ".ci" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def output(*found):
    return json.dumps({"dependencies": list(found), "fixes": []})


GOOD = {"name": "good", "version": "1", "vulns": []}
BAD = {"name": "bad", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["3"]}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


def test_a_finding_fails_the_check_and_names_its_mend():
    assert audit().told(output(GOOD, BAD)) == (1, ["bad 2: X-1, fixed in 3"])
    status, lines = audit().told(output(UNKNOWN, BAD))
    assert status == 1 and len(lines) == 2


def test_what_could_not_be_asked_is_said_and_does_not_fail():
    assert audit().told(output(GOOD)) == (0, ["1 packages: no known vulnerability"])
    assert audit().told(output(GOOD, UNKNOWN))[0] == 0
    assert "NOT AUDITED: 1 of 2" in audit().told(output(GOOD, UNKNOWN))[1][0]
    assert audit().told("", "x\nConnectionError: away") == (
        0, ["NOT AUDITED: the advisories could not be asked: ConnectionError: away"]
    )  # fmt: skip
