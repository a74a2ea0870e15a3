"""The paragraphs of a .docx file, as kinds, texts and levels. The file is hostile: it is bounded before it is opened.

All text of a paragraph is taken, also inside content controls and links. A file with tracked changes is refused, since
what it says depends on whether they are accepted.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from comity.base.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document

MOST_BYTES = 5_000_000
MOST_UNPACKED = 40_000_000
MOST_FILES = 1_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Kind = Literal["heading", "paragraph", "item", "more", "bullet"]
Found = tuple[Kind, str, int]


def read_blocks(content: bytes) -> tuple[list[Found], list[str]]:
    """The blocks (kind, text, level) of a file, and what it has besides that is not taken over. InputError if bad."""
    _check_package(content)
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        blocks = list(_blocks(document, body))
    except InputError:
        raise
    except Exception as error:
        raise InputError("the file cannot be read as .docx: open it in a word processor and save it again") from error
    return blocks, [what for tag, what in _LEFT_OUT if next(body.iter(_W + tag), None) is not None]


_LEFT_OUT = (
    ("footnoteReference", "footnotes"),
    ("endnoteReference", "endnotes"),
    ("drawing", "pictures"),
    ("pict", "pictures of an older form"),
    ("commentReference", "comments"),
)


def _check_package(content: bytes) -> None:
    """Refuse what is too large, packed to explode, encrypted, or has document types, by which XML explodes."""
    if len(content) > MOST_BYTES:
        raise InputError(f"a file of {len(content):,} bytes: the most is {MOST_BYTES:,}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            files = package.infolist()
            if len(files) > MOST_FILES:
                raise InputError(f"the file is a package of {len(files):,} parts: the most is {MOST_FILES:,}")
            if any(one.flag_bits & 1 for one in files):
                raise InputError("the file is protected by a password: save it without one")
            unpacked = sum(one.file_size for one in files)
            if unpacked > MOST_UNPACKED:
                raise InputError(f"unpacked the file would have {unpacked:,} bytes: the most is {MOST_UNPACKED:,}")
            for one in files:
                _check_part(package.read(one))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError):
        raise InputError("the file is no .docx: it cannot be unpacked") from None


def _check_part(content: bytes) -> None:
    """Refuse a part that is XML, whatever it is called: which one is the document, the package says."""
    if not content.lstrip().startswith((b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<")):
        return
    if b"\x00" in content:
        raise InputError("the file has parts that are not in UTF-8: save it again")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise InputError("the file has document types inside, which no word processor writes: it is not opened")


def _blocks(document: Document, body: Any) -> Iterator[Found]:  # noqa: ANN401 - an element of lxml, without types
    if any(next(body.iter(_W + tag), None) is not None for tag in ("ins", "del", "moveFrom", "moveTo")):
        raise InputError("the file has tracked changes: accept or reject them first, so that it says one thing")
    formats = _bullets(document)
    names = {style.style_id: style.name or "" for style in document.styles}
    for element in body.iter(_W + "p", _W + "tr"):
        if element.tag == _W + "tr":
            cells = [" ".join(_text(p) for p in cell.iter(_W + "p")).strip() for cell in element.iter(_W + "tc")]
            yield "paragraph", " | ".join(cells), 0
        elif next(element.iterancestors(_W + "tc"), None) is None:
            yield _paragraph(element, names, formats)


def _paragraph(element: Any, names: dict[str, str], bullets: set[tuple[str, str]]) -> Found:  # noqa: ANN401 - lxml
    text = _text(element).strip()
    style = names.get(_value(element, "pStyle"), "").lower()
    if style == "title":
        return "heading", text, 0
    if style.startswith("heading ") and style[8:].isdigit():
        return "heading", text, int(style[8:])
    level = _value(element, "ilvl") or "0"
    if style.startswith("list bullet") or (_value(element, "numId"), level) in bullets:
        return "bullet", text, 0
    if _value(element, "numId") not in {"", "0"} or style.startswith("list number"):
        return "item", text, int(level) + 1 if level.isdigit() else 1
    return "paragraph", text, 0


def _text(element: Any) -> str:  # noqa: ANN401 - lxml
    parts = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
    found = element.iter(_W + "t", *parts)
    return "".join(parts.get(one.tag) or one.text or "" for one in found)


def _value(element: Any, tag: str) -> str:  # noqa: ANN401 - lxml
    """The value of a property of a paragraph, "" if it is not set."""
    properties = element.find(_W + "pPr")
    found = next(properties.iter(_W + tag), None) if properties is not None else None
    return str(found.get(_W + "val") or "") if found is not None else ""


def _bullets(document: Document) -> set[tuple[str, str]]:
    """The lists, as (numId, level), whose marks are bullets."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return set()
    bullets = {
        (abstract.get(_W + "abstractNumId"), level.get(_W + "ilvl"))
        for abstract in numbering.iter(_W + "abstractNum")
        for level in abstract.iter(_W + "lvl")
        if any(one.get(_W + "val") == "bullet" for one in level.iter(_W + "numFmt"))
    }
    found = set()
    for one in numbering.iter(_W + "num"):
        abstract = next((each.get(_W + "val") for each in one.iter(_W + "abstractNumId")), "")
        found |= {(one.get(_W + "numId"), level) for of, level in bullets if of == abstract}
    return found
