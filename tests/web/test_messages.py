"""Every word of the pages can be translated, and the catalogues are those of the pages."""

import importlib.util
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from django.utils import dates, translation
from django.utils.formats import date_format

from comity import web
from comity.web.wording import words
from tests.docs_pages import DOCS

WEB = Path(web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
ALIKE = {"Comity", "UTC", "Atom", "CSV", "JSON", "HTML", "Parquet", "SVG", "API", "OpenAPI", "Markdown"}
"""Names, which are the same in every language."""
_BLOCKS = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}"
    r"|<(script|style|code|pre)\b.*?</\1>|{#.*?#}|<!--.*?-->",
    re.DOTALL,
)
_TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_SAID = re.compile(r"""\b(?:aria-label|aria-description|title|placeholder|alt|value)\s*=\s*"([^"]*)\"""")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|{[a-z_]*}")


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages", DOCS / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def untranslated(text):
    """The words of a template that are outside of every translation."""
    text = _TAGS.sub(" ", _BLOCKS.sub(" ", text))
    attributes = [value for value in _SAID.findall(text) if not re.fullmatch(r"[a-z0-9_./-]*", value)]
    outside = re.sub(r"<[^>]*>", " ", text)
    outside = re.sub(r"&[a-z]+;", " ", outside)
    words = re.findall(r"[^\W\d_]{2,}", " ".join([outside, *attributes]))
    return [word for word in words if word not in ALIKE]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_that_cannot_be_translated(path):
    assert untranslated(path.read_text(encoding="utf-8")) == []


def test_the_check_sees_words_in_texts_and_in_labels():
    fine = '{% translate "Fine" %}{% blocktranslate %}Fine{% endblocktranslate %}'
    said = f'{fine}<p title="Not fine">Nor {{{{ x }}}} <b>this</b></p>'
    assert untranslated(said) == ["Nor", "this", "Not", "fine"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_word_of_ours_takes_the_place_of_one_that_dates_are_made_of(language):
    with translation.override("en"):
        named = (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.WEEKDAYS, dates.WEEKDAYS_ABBR)
        words = {str(word) for group in named for word in group.values()}
    ours = {entry.msgid for entry in polib.pofile(str(WEB / f"locale/{language}/LC_MESSAGES/django.po"))}
    assert ours & words == set()


def test_a_time_in_arabic_has_its_day_first():
    with translation.override("ar"):
        assert date_format(datetime(2027, 5, 22, 20, 59, tzinfo=UTC), "DATETIME_FORMAT") == "22 مايو، 2027، 20:59"


@pytest.fixture(scope="module")
def extracted(messages, tmp_path_factory):
    if shutil.which("xgettext") is None:
        pytest.skip("no xgettext on the PATH: install gettext to compare the catalogues with the pages")
    copy = tmp_path_factory.mktemp("messages") / "web"
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    messages.extract(copy)
    return copy


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_catalogue_has_just_the_words_of_the_pages(messages, extracted, language):
    ours = messages.catalogue(WEB, language).read_text(encoding="utf-8")
    assert messages.catalogue(extracted, language).read_text(encoding="utf-8") == ours, "run `make messages`"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_compiled_catalogue_is_that_of_the_text(messages, language):
    file = messages.catalogue(WEB, language)
    assert file.with_suffix(".mo").read_bytes() == messages.compiled(file), "run `make messages`"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_text_is_translated_with_the_facts_that_it_names(messages, language):
    found = polib.pofile(str(messages.catalogue(WEB, language)))
    assert [entry.msgid for entry in found if not entry.translated()] == []
    for entry in found:
        facts = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for said in entry.msgstr_plural.values() or [entry.msgstr]:
            named = set(PLACEHOLDER.findall(said))
            missing = facts - named
            assert named <= facts, f"{entry.msgid!r}: {said!r} names what there is not"
            # of one or two the number may be a word
            assert not missing or entry.msgid_plural, f"{entry.msgid!r}: {said!r} leaves out {missing}"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_whoever_takes_a_position_chooses_the_word_that_is_shown_of_it_later(language):
    """Short words mean several things: "for" an organisation is another word than "for" a proposal."""
    from comity.web import urls  # pages can be read once the addresses are known
    from comity.web.pages.objecting import POSITIONS

    assert urls.urlpatterns
    with translation.override(language):
        for value in ("for", "against"):
            assert str(POSITIONS[value]).lower() == words.word("position", value).lower()
