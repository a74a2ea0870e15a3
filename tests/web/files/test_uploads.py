"""Files are what their content says, and names are harmless."""

import io
import zipfile

import pytest
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.web.files.uploads import MOST_IN_ALL, Bound, check, safe_name


def zipped(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return made.getvalue()


DOCX = {"[Content_Types]_xml": "<Types/>", "word__document_xml": "<w/>"}
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content_xml": "<o/>"}


@pytest.mark.parametrize(("name", "content", "kind"), [
    ("a.pdf", b"%PDF-1.4\n%%EOF", "application/pdf"), ("a.DOCX", zipped(**DOCX), "application/vnd.openxml"),
    ("a.odt", zipped(**ODT), "application/vnd.oasis"), ("a.txt", "très bien\n".encode(), "text/plain"),
    ("a.md", b"# Title", "text/markdown"), ("a.csv", b"a,b\r\n1,2", "text/csv"),
])  # fmt: skip
def test_files_of_each_type_are_taken(name, content, kind):
    [one] = check([SimpleUploadedFile(name, content, "anything/else")])
    assert one.media_type.startswith(kind) and one.content == content


@pytest.mark.parametrize(("name", "content"), [
    ("a.docx", zipped(**DOCX, word__vbaProject_bin="macro")), ("a.docx", zipped(**ODT)), ("a.odt", zipped(**DOCX)),
    ("a.docx", b"PK\x03\x04 broken"), ("a.pdf", b"%PDF-1.4 cut off"), ("a.txt", b""), ("a.txt", b"a\x00b"),
    ("a.html", b"<p>"), ("a.svg", b"<svg/>"), ("pdf", b"%PDF-1.4\n%%EOF"),
])  # fmt: skip
def test_others_are_not(name, content):
    with pytest.raises(ValidationError):
        check([SimpleUploadedFile(name, content)])


def test_names_have_no_folders_and_do_not_turn_the_writing():
    assert safe_name("../../etc/pass\u202ewd.txt") == "passwd.txt"
    assert safe_name("C:\\files\\plan\n.pdf") == "plan.pdf"
    assert safe_name("...") == "file"
    assert len(safe_name("x" * 500 + ".pdf")) <= 160


def test_a_request_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(RequestDataTooBig):
        Bound().handle_raw_input(None, {}, MOST_IN_ALL + 1, "")
    Bound().handle_raw_input(None, {}, MOST_IN_ALL, "")
