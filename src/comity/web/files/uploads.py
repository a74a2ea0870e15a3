"""Files that people bring: how many, how large, of which types. The type is looked for in the file, not in its name."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

MOST_FILES = 5
"""Files in one form."""
MOST_BYTES = 10_000_000
"""Of one file."""
MOST_IN_ALL = MOST_FILES * MOST_BYTES + 2_500_000
"""Of one request: what is larger is refused before it is read."""

_TEXT_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True)
class Document:
    """A file that was checked."""

    name: str
    media_type: str
    content: bytes


def check(files: Sequence[UploadedFile[Any]]) -> list[Document]:
    """The files of a form. ValidationError says in one sentence what is wrong with which."""
    if len(files) > MOST_FILES:
        raise ValidationError(_("No more than %(most)s files at once.") % {"most": MOST_FILES}, code="files")
    return [_checked(file) for file in files]


def _checked(file: UploadedFile[Any]) -> Document:
    name = safe_name(file.name or "")
    facts = {"name": name, "most": MOST_BYTES // 1_000_000, "types": ", ".join(sorted(_TYPES))}
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(_("%(name)s is larger than %(most)s MB.") % facts, code="size")
    ending = name.rpartition(".")[2].lower()
    if "." not in name or ending not in _TYPES:
        raise ValidationError(_("%(name)s: files may be of these types: %(types)s.") % facts, code="type")
    media_type, is_one = _TYPES[ending]
    content = file.read()
    if not content or not is_one(content):
        raise ValidationError(
            _("%(name)s is not what its ending says, or is empty or damaged.") % facts, code="content"
        )
    return Document(name, media_type, content)


def safe_name(name: str) -> str:
    """The name of a file without folders, control characters and characters that turn the direction of writing."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if unicodedata.category(one) not in {"Cc", "Cf", "Zl", "Zp"}).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:150]}{dot}{ending[:20]}" or "file"


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _is_docx(content: bytes) -> bool:
    names = _members(content)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not any("vbaProject" in one for one in names)


def _is_odt(content: bytes) -> bool:
    kind = b"application/vnd.oasis.opendocument.text"
    names = _members(content)
    return "content.xml" in names and content[30:38] == b"mimetype" and content[38 : 38 + len(kind)] == kind


def _members(content: bytes) -> set[str]:
    """The names in a ZIP archive, of which nothing is unpacked; none if it is no such archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return set()


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return not any(ord(one) in _TEXT_CONTROLS for one in text)


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _is_pdf),
    "docx": (_DOCX, _is_docx),
    "odt": ("application/vnd.oasis.opendocument.text", _is_odt),
    "txt": ("text/plain", _is_text),
    "md": ("text/markdown", _is_text),
    "csv": ("text/csv", _is_text),
}
ENDINGS = tuple(_TYPES)


class Bound(FileUploadHandler):
    """Refuses a request that is larger than any form of ours, before its files are read."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None,  # noqa: ANN401
    ) -> None:  # fmt: skip
        """By what the request says of its own length, beyond which the server reads nothing."""
        if content_length > MOST_IN_ALL:
            raise RequestDataTooBig(f"a request is no larger than {MOST_IN_ALL} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand it on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler keeps the file."""
