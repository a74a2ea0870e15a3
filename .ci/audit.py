"""Ask for known vulnerabilities of what is locked: 1 on a finding, 0 with a loud line where nobody could be asked."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements" / "run.lock"


def told(output: str, errors: str = "") -> tuple[int, list[str]]:
    """The exit status and what to say, from what pip-audit printed as JSON."""
    try:
        found = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        reason = errors.strip().splitlines()[-1] if errors.strip() else "no answer"
        return 0, [f"NOT AUDITED: the advisories could not be asked: {reason}"]
    skipped = [one["name"] for one in found if "skip_reason" in one]
    bad = [(one, fault) for one in found for fault in one.get("vulns", ())]
    lines = []
    for one, fault in bad:
        mended = ", ".join(fault.get("fix_versions") or ["no release yet"])
        lines.append(f"{one['name']} {one['version']}: {fault['id']}, fixed in {mended}")
    if skipped:
        lines.append(f"NOT AUDITED: {len(skipped)} of {len(found)} packages are unknown to the service that was asked")
    if not lines:
        lines.append(f"{len(found)} packages: no known vulnerability")
    return (1 if bad else 0), lines


def main() -> int:
    """Audit the lock of those who run Comity."""
    options = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json", "-r", str(LOCK)]
    done = subprocess.run(  # noqa: S603 - nothing in it comes from outside
        [str(Path(sys.executable).parent / "pip-audit"), *options], check=False, capture_output=True, text=True
    )
    status, lines = told(done.stdout, done.stderr)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
