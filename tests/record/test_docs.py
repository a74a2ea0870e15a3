"""The reference says what the code does."""

import re
from pathlib import Path
from typing import get_args

import comity.record
from comity.record.audit import Finding
from comity.record.notes import Algorithm
from comity.record.policy import parse_policy
from tests.conftest import ROOT
from tests.record.helpers import OPERATOR, WITNESSES, act

PAGE = (ROOT / "docs/reference/record.md").read_text(encoding="utf-8")


def section(title):
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def test_every_finding_is_documented():
    assert tuple(re.findall(r"^\| `([a-z]+)` \|", section("Findings of an audit"), re.M)) == get_args(Finding)


def test_every_field_of_the_envelope_is_documented():
    words = re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\| (.*?) \|", section("An act"), re.M)))
    assert set(words) == {*act(0).content(), "signature"}


def test_every_type_of_signature_is_documented():
    assert {int(kind) for kind in re.findall(r"\b0([1-9])\b", section("What a signature proves"))} == set(Algorithm)


def test_the_policy_of_the_page_can_be_read():
    lines = [line.strip() for line in section("Who must have cosigned").split("\n") if line.startswith("    ")]
    keys = iter(
        [OPERATOR, *WITNESSES.values(), *(type(OPERATOR)(f"x{i}", Algorithm(4), bytes([i]) * 32) for i in (1, 2))]
    )
    text = "\n".join(re.sub(r"\S+\+\S+", lambda _: next(keys).verifier.text, line) for line in lines)
    assert len(parse_policy(text).witnesses) == 5


def test_the_room_lists_its_modules():
    listed = re.findall(r"^    ([a-z]+) ", comity.record.__doc__ or "", re.M)
    files = {path.stem for path in Path(comity.record.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(listed) == files
