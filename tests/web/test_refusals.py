"""Every refusal has its sentence, in which each fact is one that the refusal has."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django.utils import translation

import comity
from comity.body.kind import Refusal, RefusedError
from comity.body.kinds import KINDS
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import NAMES, template
from comity.web import refusals
from comity.web.acts.may import refused
from comity.web.reading import reading
from comity.web.refusals import CATALOGUE, told, values
from comity.web.shown import attempt
from comity.web.wording import words
from tests.body.decision_lives import variant
from tests.body.mechanisms import EVERY as SCENARIOS
from tests.body.walker import Walker
from tests.body.walker_acts import ACTS, drive
from tests.docs_pages import DOCS
from tests.web.sites import Site

HERE = Path(refusals.__file__).parent
SOURCES = [path for path in sorted(Path(comity.__file__).parent.rglob("*.py")) if path.parent != HERE]
PLACEHOLDER = re.compile(r"%\(([a-z_]+)\)s")
GIVEN = {"kind", "asked_by"}
"""The facts that the registry adds to every refusal of a rule."""


def names(text):
    return set(PLACEHOLDER.findall(text))


def forms(message):
    """(condition, sentence) of an identifier."""
    entry = CATALOGUE[message]
    return [("", entry)] if isinstance(entry, str) else list(entry.items())


class Source:
    """One file of the program: each place where it makes a refusal, with the identifier and the names of its facts."""

    def __init__(self, path):
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.places = []
        for function in [one for one in ast.walk(self.tree) if isinstance(one, ast.FunctionDef)]:
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refusal":
                    given = [*call.args, *(one.value for one in call.keywords if one.arg == "facts")]
                    facts = self.facts(given[2], function, call.lineno) if len(given) > 2 else set()
                    self.places += [(message, facts) for message in self.messages(given[0], function)]

    def messages(self, node, function):
        """The identifiers that an expression may be; of `f"{word}.unknown"` none: see `unknown`."""
        if isinstance(node, ast.Constant):
            return [node.value]
        if isinstance(node, ast.IfExp):
            return [*self.messages(node.body, function), *self.messages(node.orelse, function)]
        if isinstance(node, ast.Name):
            found = self.assigned(node.id, function, 10**9)
            return self.messages(found, function) if found is not None else []
        return []

    def unknown(self):
        """What is said to be unknown by `rules.unknown`."""
        for call in ast.walk(self.tree):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "unknown" and len(call.args) == 2:
                yield call.args[0].value

    def facts(self, node, function, before):
        """The names of the facts of an expression, as a dict that is written out somewhere in its function."""
        if isinstance(node, ast.Name):
            found = self.assigned(node.id, function, before)
            added = {
                one.targets[0].slice.value
                for one in ast.walk(function)
                if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Subscript) and one.lineno < before
                and getattr(one.targets[0].value, "id", "") == node.id
            }  # fmt: skip
            return self.facts(found, function, found.lineno) | added
        if isinstance(node, ast.Call):
            node = self.returned(getattr(node.func, "id", ""))
        assert isinstance(node, ast.Dict), f"facts that a test cannot read: {ast.unparse(node)}"
        found = set()
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found |= self.facts(value, function, before)
            elif isinstance(key, ast.Constant):
                found.add(key.value)
        return found

    def returned(self, name):
        """What a function of the file returns."""
        function = next(one for one in ast.walk(self.tree) if isinstance(one, ast.FunctionDef) and one.name == name)
        return next(one.value for one in ast.walk(function) if isinstance(one, ast.Return))

    @staticmethod
    def assigned(name, function, before):
        """What was assigned to a name last, before a line."""
        found = None
        for one in ast.walk(function):
            targets = one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]
            value = getattr(one, "value", None)
            if isinstance(one, ast.Assign | ast.AnnAssign) and value is not None and one.lineno < before:
                for target in targets:
                    parts = [(target, value)]
                    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                        parts = list(zip(target.elts, value.elts, strict=True))
                    for part, given in parts:
                        if getattr(part, "id", "") == name and (found is None or given.lineno > found.lineno):
                            found = given
        return found


def every_place():
    sources = [Source(path) for path in SOURCES]
    words = {word for source in sources for word in source.unknown()}
    return [*(place for source in sources for place in source.places), *((f"{word}.unknown", {word}) for word in words)]


PLACES = every_place()


def test_every_identifier_of_a_refusal_has_its_sentence_and_no_other_has_one():
    assert len(PLACES) > 330
    assert {message for message, _ in PLACES} == set(CATALOGUE)


@pytest.mark.parametrize("message", sorted(CATALOGUE))
def test_a_sentence_names_facts_that_the_refusal_has_wherever_it_is_made(message):
    used = set()
    for found, facts in PLACES:
        if found != message:
            continue
        there = facts | GIVEN
        fitting = [
            (condition, text)
            for condition, text in forms(message)
            if {"actor" if word == "you" else word.partition("=")[0] for word in condition.split()} <= there
        ]
        assert fitting, facts
        for condition, text in fitting:
            assert names(text) <= there, (condition, facts)
            used.add(condition)
    assert used == {condition for condition, _ in forms(message)}, "a sentence that no refusal can have"


def test_the_sentences_are_whole_ones():
    kinds = {kind.name for kind in KINDS}
    for message in CATALOGUE:
        conditions = [condition for condition, _ in forms(message)]
        for condition, text in forms(message):
            first = PLACEHOLDER.match(text)
            assert first[1] in {*values.PEOPLE, "record"} if first else text[0].isupper(), text
            assert text.endswith((".", "sha256:")) and "  " not in text and ".." not in text, text
            assert "%" not in PLACEHOLDER.sub("", text), text
            assert all(word.removeprefix("kind=") in kinds for word in condition.split() if word.startswith("kind="))
        assert "" not in conditions[:-1], f"{message}: what comes after a sentence without a condition is never told"


def test_the_words_are_those_of_the_charter():
    assert set(values.WORDS["breaks"]) == set(Mechanism)


@pytest.fixture
def heard(monkeypatch):
    """Each refusal that is raised meanwhile."""
    found = []
    made = RefusedError.__init__

    def init(self, refusal):
        found.append(refusal)
        made(self, refusal)

    monkeypatch.setattr(RefusedError, "__init__", init)
    return found


def check(found):
    for refusal in found:
        text = refusals.template(refusal)
        assert text is not None, refusal
        assert names(text) <= refusal.facts.keys(), refusal
        sentence = told(refusal)
        assert "%(" not in sentence and "Z." not in sentence and "None" not in sentence, (sentence, refusal)
        assert not refusal.clause or sentence.endswith(f" ({refusal.clause})"), sentence


@pytest.mark.parametrize("name", NAMES)
def test_what_random_lives_are_refused_is_told(name, heard):
    for seed in range(2):
        Walker(template(name), seed + 40, ACTS, drive).walk(250)
    check(heard)
    assert len({refusal.message for refusal in heard}) > 20


def test_what_breaks_a_mechanism_is_told_and_so_is_its_warning(heard):
    for mechanism, scenario in SCENARIOS.items():
        for broken in scenario.steps(variant(**{mechanism.name: "warn"})):
            broken.done()
    check(heard)
    warnings = [refusal for refusal in heard if refusal.message == "warn.not-named"]
    assert {one for refusal in warnings for one in refusal.facts["breaks"]} == set(Mechanism)
    for refusal in warnings:
        why = Refusal(**refusal.facts["why"])
        check([why])
        assert told(refusal).startswith(f"{told(why)} The charter only warns of this."), told(refusal)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # what is refused does not depend on the database
@pytest.mark.parametrize("life", sorted((DOCS / "lives").glob("*.jsonl")), ids=lambda path: path.stem)
def test_what_the_written_lives_are_refused_is_told(life, site: Site, heard):
    site.live(life=life)
    check(heard)
    assert len(heard) >= 5


def test_a_reader_is_told_of_themself_and_of_others_by_name(site: Site):
    site.live(upto="talk")
    talk = next(iter(site.living.state().consultations))
    said = {"consultation": talk, "language": "en"}
    with reading(site.origin, "late-1") as found:
        own = refused(found, "statement.make", said, {"text": {"text": "One thing."}})
        assert own is not None
        assert told(own, found).startswith(
            "The charter asks for a complete statement of interest for this (make statements), and you have none. ("
        )
        other = Refusal("person.suspended", "x", {"actor": "late-1", "until": "2026-03-01T10:30:00.000000Z"})
        assert told(other, found) == "late-1 is suspended until March 1, 2026, 10:30 a.m. UTC."
        role = found.state.charter.roles[0]
        who = Refusal("who.not-allowed", "x", {"who": ["members", f"role:{role.id}"], "kind": "vote.cast"})
        assert told(who, found) == f"You may not vote here: the charter lets members, whoever is {role.name} do it."


def test_who_asks_for_an_act_in_vain_is_told_why_on_the_next_page(site: Site):
    site.live(upto="talk")
    request = RequestFactory().post("/")
    request.user = site.user("ngo-1@people.example", "ngo-1")
    request._messages = CookieStorage(request)
    assert attempt(request, site.origin, "member.join", {"verification": "open"}) is None
    said = {"person": "late-1", "days": 400, "ground": "abuse", "reason": "Once."}
    assert attempt(request, site.origin, "moderation.silence", said) is None
    already, silence = [str(one) for one in request._messages]
    assert already == "You are a member already."
    assert silence.startswith("You may not keep somebody from speaking: the charter lets whoever is ")
    with reading(site.origin, "ngo-1") as found:
        moderator = next(iter(found.state.charter.moderation.by)).removeprefix("role:")
        assert f"whoever is {found.state.charter.role(moderator).name}" in silence


def test_facts_are_shown_as_people_read_them():
    assert values.shown("until", "2026-03-01T00:00:00.000000Z") == "March 1, 2026"
    assert values.shown("days", 1) == "1 day" and values.shown("most_days", 28) == "28 days"
    assert values.shown("most", 28) == "28"
    assert values.shown("who", []) == "nobody" and values.shown("objections", []) == "none"
    assert values.shown("absent", ["group:industry", "region:africa"]) == "the group industry, the region africa"
    assert values.shown("groups", {"industry": 3, "academia": 0}) == "industry: 3, academia: 0"
    assert values.shown("digest", f"sha256:{'a' * 64}") == "\u2068sha256:aaaaaaaaaaaa…\u2069"
    with translation.override("ar"):
        assert values.shown("matter", "m3") == "\u2068m3\u2069"


def test_what_is_not_known_here_is_told_in_english():
    assert told(Refusal("new.rule", "this is new", clause="Rules, 3")) == "This is new. (Rules, 3)"
    assert told(Refusal("matter.unknown", "there is no matter m9")) == "There is no matter m9."


def test_the_sentences_are_found_by_the_makers_of_catalogues(tmp_path):
    if shutil.which("xgettext") is None:
        pytest.skip("no xgettext on the PATH: install gettext to see what it finds")
    sources = [*sorted(HERE.glob("*.py")), Path(words.__file__)]
    keywords = [f"--keyword={name}" for name in ("gettext_noop", "gettext_lazy", "t")]
    called = ["xgettext", "--language=Python", *keywords, "--from-code=UTF-8", "--no-wrap"]
    subprocess.run([*called, "--output", tmp_path / "found.pot", *sources], check=True)
    found = (tmp_path / "found.pot").read_text(encoding="utf-8")
    for message in CATALOGUE:
        for _condition, text in forms(message):
            assert f'msgid "{text}"' in found, text
    for table in values.WORDS.values():
        for word in table.values():
            assert f'msgid "{word}"' in found, word
