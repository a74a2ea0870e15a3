"""From files to clauses: numbers kept and given, hostile files refused with one sentence."""

import io
import time
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.web.files.importing import MOST_TEXT, check, read_draft, read_markdown

MARKDOWN = """# A code

Before all headings.

## Scope

All systems.

## 4. Reports

1. Whoever runs a system reports:
   - what happened
   - when

   Both in one report.
   1. by mail
2. The register answers.

4.7 Given in the text.

What follows it.

2026 is no number of a clause.

## Article 9 End

| a | b |
|---|---|
| 1 | 2 |
"""


def document(*paragraphs, table=()):
    made = docx.Document()
    for style, text in paragraphs:
        made.add_paragraph(text, style=style)
    if table:
        cells = made.add_table(1, len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    return made


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def package(**parts):
    """A small .docx with other parts in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document(("Normal", "x"))))) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            name = one.filename.rpartition("/")[2].partition(".")[0]
            new.writestr(one.filename, parts.get(name, old.read(one)), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_headings_lists_and_paragraphs_of_markdown_become_numbered_clauses():
    read = read_markdown(MARKDOWN)
    assert read.title == "A code"
    assert read.clauses == [
        ("0.1", "Before all headings."),
        ("1", "Scope"),
        ("1.1", "All systems."),
        ("4", "Reports"),
        ("4.1", "Whoever runs a system reports:\n- what happened\n- when\n\nBoth in one report."),
        ("4.1.1", "by mail"),
        ("4.2", "The register answers."),
        ("4.7", "Given in the text."),
        ("4.8", "What follows it."),
        ("4.9", "2026 is no number of a clause."),
        ("9", "End"),
        ("9.1", "| a | b |\n|---|---|\n| 1 | 2 |"),
    ]


def test_a_text_without_headings_is_numbered_from_one():
    assert read_markdown("One.\n\nTwo.\n\n7. Seven.\n8. Eight.").clauses == [
        ("1", "One."), ("2", "Two."), ("7", "Seven."), ("8", "Eight."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("# T\n\nPreamble.\n\n1. a\n2. b\n3. c", "0 1 2 3"),
        ("# T\n\nPreamble.\n\n1. a\n2. b\n3. c\n\n## Definitions\n\nText.", "0.1 1 2 3 4 4.1"),
        ("## Preamble\n\nWhy.\n\n## Article 1\n\n## Article 2", "0 0.1 1 2"),
        ("## Preamble\n\n## Recitals\n\n## Article 1 Scope\n\nAll.\n\nOthers.\n\n## Article 2", "0 0.1 1 1.1 1.2 2"),
        ("1. a\n\nBetween.\n\nThem.\n\n2. b", "1 1.1 1.2 2"),
        ("## Reports\n\nOf these:\n\n1. a\n2. b", "1 1.0 1.1 1.2"),
        ("Why:\n\n1. a\n2. b\n\n## Article 1\n\n## Article 2", "0.0 0.1 0.2 1 2"),
        ("1. a\n1. b\n1. c", "1 2 3"),
        ("1.1 a\n\nb\n\n5. c\n\nd", "1.1 2 5 6"),
    ],
)
def test_numbers_that_are_given_are_kept_and_the_rest_fits_in_between(text, numbers):
    read = read_markdown(text)
    assert [number for number, _ in read.clauses] == numbers.split()
    assert read.changed == []


def test_what_a_number_became_that_two_clauses_have_is_told():
    read = read_markdown("1. a\n2. b\n\nThen.\n\n1. c\n3. d")
    assert [number for number, _ in read.clauses] == ["1", "2", "2.1", "2.2", "3"]
    assert read.changed == [("1", "2.2")]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=30))
def test_what_brings_rising_numbers_keeps_them_and_every_number_rises(steps):
    """Paragraphs, some of which bring a number that is higher than the last one that was brought."""
    lines, brought, last = [], {}, 0
    for place, (brings, step) in enumerate(steps):
        last += 1 + step if brings else 0
        if brings:
            brought[place] = str(last)
        lines.append(f"{last}. Clause {place}." if brings else f"Clause {place}.")
    read = read_markdown("\n\n".join(lines))
    numbers = [number for number, _ in read.clauses]
    assert [text for _, text in read.clauses] == [f"Clause {place}." for place in range(len(steps))]
    assert {place: numbers[place] for place in brought} == brought and read.changed == []
    keys = [tuple(map(int, number.split("."))) for number in numbers]
    assert keys == sorted(set(keys))


BLOCKS = st.tuples(
    st.sampled_from(["{}", "## {}", "### {}", "- {}", "{n}. {}", "   1. {}", "## Article {n} {}", "{n}.{m} {}"]),
    st.integers(0, 12), st.integers(0, 12),
)  # fmt: skip


@given(st.lists(BLOCKS, min_size=1, max_size=25))
def test_texts_stay_in_order_and_whole_numbers_that_are_given_once_are_kept(blocks):
    lines = [form.format(f"text{place:02d}", n=n, m=m) for place, (form, n, m) in enumerate(blocks)]
    read = read_markdown("Begin.\n\n" + "\n\n".join(lines))
    told = " ".join(text for _, text in read.clauses)
    places = [told.index(f"text{place:02d}") for place in range(len(blocks))]
    assert places == sorted(places)
    assert read.clauses == check(read.clauses)  # so that each number is there once
    first = {}
    for place, (form, n, m) in enumerate(blocks):
        if "Article" in form or "{m}" in form:
            first.setdefault(str(n) if "Article" in form else f"{n}.{m}", f"text{place:02d}")
    clauses = dict(read.clauses)
    assert {number: clauses[number].split()[0] for number in first} == first


def test_word_processors_give_the_same_clauses():
    made = document(
        ("Title", "A code"), ("Heading 1", "Scope"), ("Normal", "All systems."), ("Heading 1", "4. Reports"),
        ("List Number", "Whoever runs a system reports:"), ("List Bullet", "what happened"),
        ("List Number", "The register answers."), ("Normal", "4.7 Given in the text."), table=("a", "b"),
    )  # fmt: skip
    read = read_draft(saved(made), "code.docx")
    assert (read.title, read.left_out) == ("A code", [])
    assert read.clauses == [
        ("1", "Scope"),
        ("1.1", "All systems."),
        ("4", "Reports"),
        ("4.1", "Whoever runs a system reports:\n- what happened"),
        ("4.2", "The register answers."),
        ("4.7", "Given in the text."),
        ("4.8", "a | b"),
    ]


def test_text_in_content_controls_and_links_is_not_lost():
    made = document(("Normal", "Before."))
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Inside.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    link = f"<w:p {nsdecls('w')}><w:hyperlink><w:r><w:t>Linked</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r></w:p>"
    for part in (control, link):
        made.element.body.insert(1, parse_xml(part))
    assert [text for _, text in read_draft(saved(made), "x.docx").clauses] == ["Before.", "Linked.", "Inside."]


def test_a_file_with_tracked_changes_is_refused_since_it_says_two_things():
    made = document(("Normal", "Kept."))
    inserted = f"<w:p {nsdecls('w')}><w:ins w:id='1' w:author='a'><w:r><w:t>New.</w:t></w:r></w:ins></w:p>"
    made.element.body.insert(1, parse_xml(inserted))
    with pytest.raises(InputError, match="tracked changes"):
        read_draft(saved(made), "x.docx")


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no package", "cannot be unpacked"),
        (b"", "cannot be unpacked"),
        (b"PK\x03\x04" + b"\x00" * 200, "cannot be unpacked"),
        (package(document=BOMB), "document types"),
        (package(document="<?xml version='1.0'?>" + "<a>" * 5_000), "cannot be read"),
        (package(document="no xml"), "cannot be read"),
        (package(document="<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16")), "UTF-8"),
        (package(app=b"\x20" * 45_000_000), "unpacked the file would have"),
        (saved(document(("Normal", "x"))) + b"x" * 5_000_000, "the most is 5,000,000"),
        (saved(document()), "no clause"),
        (saved(document(*[("Normal", f"Clause {n}.") for n in range(2_001)])), "more than 2,000 clauses"),
    ],
)
def test_hostile_files_are_refused_with_one_sentence_and_soon(content, why):
    begin = time.monotonic()
    with pytest.raises(InputError, match=why) as error:
        read_draft(content, "x.docx")
    assert time.monotonic() - begin < 10
    assert "\n" not in str(error.value)


def test_the_document_is_checked_whatever_its_part_is_called():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package(document=BOMB))) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            renamed = old.read(one).replace(b"word/document.xml", b"word/document.png")
            new.writestr(one.filename.replace("document.xml", "document.png"), renamed)
    with pytest.raises(InputError, match="document types"):
        read_draft(out.getvalue(), "x.docx")


@pytest.mark.parametrize("name", ["x.pdf", "x.odt", "x.doc"])
def test_other_formats_are_named(name):
    with pytest.raises(InputError, match="save it as"):
        read_draft(b"x", name)


def test_text_that_is_not_utf_8_or_too_long_is_refused():
    with pytest.raises(InputError, match="UTF-8"):
        read_draft("é".encode("latin-1"), "x.md")
    with pytest.raises(InputError, match="the most is 1,000,000"):
        read_draft(b"x" * 1_000_001, "x.md")
    with pytest.raises(InputError, match="divide it"):
        read_draft(b"x" * (MOST_TEXT + 1), "x.md")


def test_clauses_that_a_person_corrected_are_checked():
    assert check([(" 1 ", " a "), ("2", "  ")]) == [("1", "a")]
    for wrong, why in (([("1", "a"), ("1", "b")], "the number 1"), ([("1..2", "a")], "no number"), ([], "no clause")):
        with pytest.raises(InputError, match=why):
            check(wrong)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_and_the_numbers_are_unique(text):
    try:
        clauses = read_markdown(text).clauses
    except InputError:
        return
    assert clauses == check(clauses)
