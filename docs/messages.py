"""Bring the catalogues of the pages' words up to date: `make messages`. Needs gettext (Debian: gettext).

Every string of `comity.web` is in each catalogue, `locale/<language>/LC_MESSAGES/django.po`, and so is what its pages
show of rooms below that know no languages. The compiled file beside it is what the program reads, and is kept too, so
that nobody who runs Comity needs gettext.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polib

WEB = Path(__file__).parent.parent / "src" / "comity" / "web"
LANGUAGES = ("fr", "ar")
_COMMAND = """
import sys
from django.core.management import execute_from_command_line
from django.core.management.commands.makemessages import Command
Command.xgettext_options = [*Command.xgettext_options, "--keyword=t", "--keyword=_lazy"]
execute_from_command_line(sys.argv[1:])
"""
"""Django's own command, which does not know the short names under which tables of words are marked."""


def shown() -> list[str]:
    """What the pages show of other rooms in the language of whoever reads: questions, mechanisms, kinds of act."""
    from comity.body.kinds import KINDS
    from comity.charter.mechanisms import RULES
    from comity.questions.asked import QUESTIONS

    texts = [text for one in QUESTIONS for text in (one.text, one.mechanism, one.evidence)]
    texts += [rule.sentence for rule in RULES.values()]
    texts += [kind.summary for kind in KINDS]
    return list(dict.fromkeys(texts))


def extract(web: Path) -> None:
    """Write what the pages say into the catalogues below this folder, keeping what is translated."""
    below = web / "_of_other_rooms.py"  # for as long as it is read
    below.write_text("".join(f"_({text!r})\n" for text in shown()), encoding="utf-8")
    try:
        _extract(web)
    finally:
        below.unlink()


def _extract(web: Path) -> None:
    chosen = [part for language in LANGUAGES for part in ("--locale", language)]
    arguments = [*chosen, "--no-location", "--no-wrap", "--no-obsolete", "--extension", "html,txt,py"]
    command = [sys.executable, "-c", _COMMAND, "django-admin", "makemessages", *arguments]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(command, cwd=web, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - ourselves
    for language in LANGUAGES:
        file = catalogue(web, language)
        found = polib.pofile(str(file), wrapwidth=0)
        plural = found.metadata["Plural-Forms"]
        found.header, found.metadata_is_fuzzy = "The words of Comity's pages.", 0
        found.metadata = {  # no dates: the same words give the same file
            "Project-Id-Version": "Comity", "Language": language, "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "Plural-Forms": plural,
        }  # fmt: skip
        for entry in found.fuzzy_entries():  # a guess is no translation
            entry.flags.remove("fuzzy")
            entry.previous_msgid = entry.previous_msgid_plural = None
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        found.save(str(file))


def compiled(file: Path) -> bytes:
    """What the program reads of a catalogue."""
    content: bytes = polib.pofile(str(file)).to_binary()
    return content


def catalogue(web: Path, language: str) -> Path:
    """The catalogue of a language."""
    return web / "locale" / language / "LC_MESSAGES" / "django.po"


def main() -> None:
    """Extract and compile."""
    for language in LANGUAGES:
        catalogue(WEB, language).parent.mkdir(parents=True, exist_ok=True)
    extract(WEB)
    for language in LANGUAGES:
        file = catalogue(WEB, language)
        file.with_suffix(".mo").write_bytes(compiled(file))
        found = polib.pofile(str(file))
        print(f"{language}: {len(found)} texts, {len(found.untranslated_entries())} without a translation")


if __name__ == "__main__":
    main()
