"""What the tests of the documents need: the pages, their blocks, links and headings, and files for their examples."""

import random
import re
import shutil
import unicodedata
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name_of(page):
    return str(page.relative_to(ROOT))


def text_of(page):
    return page.read_text(encoding="utf-8")


def blocks(page):
    """The fenced blocks of a page as (info string, content)."""
    return [(info.strip(), content) for info, content in _FENCE.findall(text_of(page))]


def runs(page):
    """The blocks that are marked to be run as (language, code, the output that is shown below it or None)."""
    found = []
    for info, content in blocks(page):
        language, _, mark = info.partition(" ")
        if mark == "run":
            found.append([language, content, None])
        elif mark == "output":
            assert found and found[-1][2] is None, f"{name_of(page)}: output that belongs to no block"
            found[-1][2] = content
    return found


def links(page):
    """The link targets of a page, without those in its code."""
    prose = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text_of(page)))
    return _LINK.findall(prose)


def anchors(page):
    """The anchors of the headings of a page, by GitHub's rule."""
    headings = re.findall(r"^#{1,6} (.+)$", _FENCE.sub("", text_of(page)), re.MULTILINE)
    return {_slug(heading) for heading in headings}


def _slug(heading):
    kept = (c for c in heading.strip().lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def write_example(folder):
    """A Polis export and a table of people, as the pages name them: two camps of thirty, invented."""
    rng = random.Random(1)  # noqa: S311 - an example, not a secret
    export = folder / "export"
    export.mkdir()
    people, statements = range(60), range(12)

    def vote(person, statement):
        leaning = 1 if statement > 8 or (person < 30) == (statement % 2 == 0) else -1
        return leaning if rng.random() < 0.9 else rng.choice((-1, 0, 1))

    cast = {(p, s): vote(p, s) for p in people for s in statements}
    events = [f"{1_700_000_000_000 + i},{s},{p},{v}" for i, ((p, s), v) in enumerate(cast.items())]
    _write(export / "votes.csv", ["timestamp,comment-id,voter-id,vote", *events])
    comments = [f"{s},0,Invented statement {s},{-1 if s == 7 else 1}" for s in statements]
    _write(export / "comments.csv", ["comment-id,author-id,comment-body,moderated", *comments])
    rows = [f"{p},{int(p < 30)}," + ",".join(str(cast[p, s]) for s in statements) for p in people]
    _write(export / "participants-votes.csv", ["participant,group-id," + ",".join(map(str, statements)), *rows])
    _write(export / "summary.csv", ["topic,An invented consultation"])
    firms = ("Large Lab", "Large Lab", "Small Lab", "")
    ties = [f"{p},{'private-sector' if p % 2 else 'academia'},{firms[p % 4]}" for p in people]
    _write(folder / "people.csv", ["person,group,affiliation", *ties])


def write_lives(folder):
    """The written lives, where a page plays them."""
    for life in (DOCS / "lives").glob("*.jsonl"):
        shutil.copy(life, folder)


def write_record_example(folder):
    """A record that three invented witnesses cosigned, its keys, policy, earlier checkpoint and a receipt."""
    from comity.record.keys import make_keys, write_keys
    from comity.record.receipt import make_receipt
    from comity.record.tiles import Tiles, folder_source
    from tests.record.helpers import ORIGIN, write_record

    keys = {"log": make_keys(ORIGIN, "log")}
    keys |= {name: make_keys(f"{name}.example/witness", "witness") for name in ("one", "two", "three")}
    for name, signers in keys.items():
        (folder / f"{name}.key").write_bytes(write_keys(signers, "log" if name == "log" else "witness"))
    lines = [f"log {signer.verifier.text}" for signer in keys["log"]]
    lines += [f"witness {name} {signer.verifier.text}" for name, (signer, *rest) in keys.items() if not rest]
    _write(folder / "policy", [*lines, "group ngos 2 one two three", "quorum ngos"])
    signers = [*keys["log"], *keys["one"], *keys["three"]]
    write_record(folder / "record", 100, signers)
    (folder / "earlier").write_bytes((folder / "record" / "checkpoint").read_bytes())
    note = write_record(folder / "record", 300, signers, steps=[100]).to_bytes()
    tiles = Tiles(folder_source(folder / "record"), 300)
    (folder / "7.json").write_bytes(tiles.entry(7))
    (folder / "7.tlog-proof").write_bytes(make_receipt(tiles, 7, note).to_bytes())


def _write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
