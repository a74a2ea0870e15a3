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
