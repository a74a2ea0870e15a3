"""A charter is read, or everything that is wrong with it is told, each with its line."""

import json
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comity.base.errors import InputError
from comity.charter import templates
from comity.charter._yaml import MOST_BYTES, MOST_DEPTH
from comity.charter.model import Charter
from comity.charter.reading import CharterError, check_tree, read_charter
from tests.charter.charters import SMALL, line_of, spoiled, with_parts


def faults(text):
    with pytest.raises(CharterError) as caught:
        read_charter(text, "charter.yaml")
    return caught.value.faults


def only(text):
    found = faults(text)
    assert len(found) == 1, [(fault.line, fault.path, fault.message) for fault in found]
    return found[0]


def test_a_charter_is_read():
    charter = read_charter(SMALL)
    assert charter.name == "A small body"
    assert charter.path("policy").stages[1].deadline.within.days == 14


TWELVE = [
    ("language: en", "langauge: en", "langauge", "did you mean `language`?"),
    ("    most: 1\n", "", "roles[0]", "`most` is missing"),
    ("layers: [logical]", "layers: [logical, socal]", "layers[1]", "did you mean `social`?"),
    ("{id: civil-society", "{id: Civil Society", "groups[1].id", "such as `civil-society`"),
    ("verification: [e-mail]", "verification: []", "membership.verification", "at least 1 entry"),
    ("kind: chair", "kind: char", "roles[0].kind", "did you mean `chair`?"),
    ("role: chair}", "role: chiar}", "roles[0].chosen.decision.role", "did you mean `chair`?"),
    ("called_by: chair", "called_by: boss", "paths[0].stages[0].decision.called_by", "there is no role `boss`"),
    ("more than 1/2", "more than 3/2", "paths[0].stages[1].decision.passes_if[0].share", "at most 1"),
    ("14 days", "2 weeks", "paths[0].stages[1].deadline.within", "`14 days`"),
    ("if_refused: lapse", "if_refused: return", "paths[0].stages[0].if_refused", "first stage"),
    ("capture-margin: off", "capture-margin: refuse", "mechanisms.capture-margin", "add `disclosure`"),
]


def test_twelve_mistakes_get_twelve_messages_each_with_its_line():
    text = spoiled(*((old, new) for old, new, *_ in TWELVE))
    found = faults(text)
    assert len(found) == 12
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    for _, new, path, said in TWELVE:
        one = next(fault for fault in found if fault.path == path)
        assert one.line == line_of(text, new or "id: chair"), path
        assert said in one.message
        assert one.column >= 1
    told = str(CharterError("charter.yaml", found))
    assert told.startswith("charter.yaml: 12 things are wrong")
    assert all(f"line {fault.line}, column {fault.column}: " in told for fault in found)


ONE_MISTAKE = {
    "duplicate key": (("purpose: Be small.", "purpose: Be small.\npurpose: Be large."), "purpose", "on line 3"),
    "anchor": (("layers: [logical]", "layers: &a [logical]"), "layers", "anchor"),
    "tag": (("name: A small body", "name: !!str A small body"), "name", "tag"),
    "no value": (("layers: [logical]", "layers:"), "layers", "a list"),
    "a truth value": (("most: 1", "votes: no\n    most: 1"), "roles[0].votes", "`true` or `false`"),
    "an octal number": (("most: 1", "most: 010"), "roles[0].most", "whole number"),
    "a word": (("kind: chair", "kind: char"), "roles[0].kind", "did you mean `chair`?"),
    "a way": (("by: officer, role: chair", "by: oficer, role: chair"), "roles[0].chosen.decision.by", "`officer`"),
    "no way": (("by: officer, role: chair", "role: chair"), "roles[0].chosen.decision", "`by` is missing"),
    "a selector": (("proposed_by: [members]", "proposed_by: [everyone]"), "paths[0].proposed_by[0]", "`anyone`"),
    "an organ": (("organ: assembly,", "organ: asembly,"), "paths[0].stages[0].decision.organ", "`assembly`?"),
    "nobody decides": (("    organ: board\n", ""), "paths[0].stages[1].decision.organ", "nobody can decide"),
    "no effect": ((", then: lapse", ""), "paths[0].stages[1].deadline", "`then` is missing"),
    "no voters": ((", open_to: [members]", ""), "paths[0].stages[0].decision.organ", "nobody can decide"),
    "escalation": (("then: lapse", "then: escalate"), "paths[0].stages[1].deadline", "needs `to`"),
    "consensus": (
        ("by: officer, role: chair", "by: consensus, organ: board, called_by: chair, levels: [consensus]"),
        "roles[0].chosen.decision.by", "only a stage",
    ),
    "ranks": (
        ("by: officer, role: chair}", "by: officer, role: chair}, confirmed_by: "
         "{by: ranked, voters: [members], method: schulze, fewest_voters: 1}"),
        "roles[0].chosen.confirmed_by.by", "no candidates",
    ),
    "houses": (("{share: more", "{each_house: more"), "paths[0].stages[1].decision.passes_if[0].each_house", "houses"),
    "no members": (("kind: open", "kind: none"), "organs[0].open_to[0]", "no members"),
    "twice": (("- {id: civil-society", "- {id: academia"), "groups[1].id", "stands above already"),
    "mechanism": (("capture-margin: off", "capture-margn: off"), "mechanisms.capture-margn", "`capture-margin`?"),
    "no mechanism": (("  capture-margin: off\n", ""), "mechanisms", "`capture-margin`"),
    "version": (("charter: 1", "charter: 2"), "charter", "`1`"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_MISTAKE)
def test_a_mistake_is_told_once_where_it_is(name):
    change, path, said = ONE_MISTAKE[name]
    found = [fault for fault in faults(spoiled(change)) if fault.path == path]
    assert len(found) == 1
    assert said in found[0].message
    assert found[0].line > 0


PARTS = {
    "floors: [{group: academia, fewest_people: 5}]": ("floors[0]", "add `group` to `disclosure.fields`"),
    "reopening: {who: [group:academia], path: policy}": ("reopening.who[0]", "nobody is known to be of `academia`"),
    "floors: [{group: academics, fewest_people: 5}]\ndisclosure: {fields: [group], needed_to: []}": (
        "floors[0].group",
        "there is no stakeholder group `academics`",
    ),
    "floors: [{fewest_people: 5}]": ("floors[0]", "exactly one"),
    "poll: {small_minority: 9/10, strong: 1/2, least_people: 5}": ("poll.strong", "above 1/2"),
    "poll: {small_minority: 2/3, strong: 3/4, least_people: 5}": ("poll.small_minority", "above `strong`"),
    "requirements: [{independent: 2}]": ("requirements[0].independent", "raise `implementation_reports`"),
    "requirements: [{implementation_reports: 2}]": ("requirements[0].implementation_reports", "nobody can file"),
    "amendment: {path: polity}": ("amendment.path", "did you mean `policy`?"),
    "review: {by: [members], overdue: {within: 1 day, then: remind}, missed: reopen}": ("review", "add `path`"),
    "regions: [{id: a, name: A, countries: [KE]}, {id: b, name: B, countries: [KE]}]": (
        "regions[1].countries[0]",
        "lies in `a` already",
    ),
}


@pytest.mark.parametrize("parts", PARTS)
def test_parts_that_do_not_fit_together_are_told(parts):
    path, said = PARTS[parts]
    text = with_parts(parts)
    fault = only(text)
    assert (fault.path, fault.line) == (path, line_of(text, parts))
    assert said in fault.message


LADDER = """\
appeals:
  stays: false
  remedy_by: [role:chair]
  remedy: {within: 10 days, then: remind}
  instances:
    - {id: low, next: high, against: [decision], RULE}
    - {id: high, next: top, RULE}
    - {id: top, next: NEXT, RULE}
""".replace(
    "RULE",
    "name: An instance, heard_by: {by: officer, role: chair}, who: [anyone], grounds: [process], within: 9 days,"
    " ruling: {within: 9 days, then: remind}, effect: bind",
)


def test_a_key_that_is_mistyped_is_not_missing_besides():
    for old, new in (("language: en", "langage: en"), ("capture-margin: off", "capture-margn: off")):
        assert new.partition(":")[0] in only(spoiled((old, new))).message
    both = spoiled(("language: en", "language: en\nlanguag: en"))
    assert only(both).path == "languag"


def test_a_ladder_of_appeals_ends():
    assert read_charter(with_parts(LADDER.replace(", next: NEXT", ""))).instance("low").next == "high"
    fault = only(with_parts(LADDER.replace("NEXT", "high")))
    assert (fault.path, fault.message.count("`high`")) == ("appeals.instances[2].next", 2)
    assert "never ends" in fault.message


def test_an_instance_that_nothing_reaches_is_told():
    fault = only(with_parts(LADDER.replace("next: top, ", "").replace(", next: NEXT", "")))
    assert (fault.path, "nothing can be brought here" in fault.message) == ("appeals.instances[2]", True)


def test_a_deadline_that_escalates_beyond_the_ladder_is_told():
    ladder = LADDER.replace(", next: NEXT", "").replace("then: remind}, effect", "then: escalate}, effect")
    assert only(with_parts(ladder)).path == "appeals.instances[2].ruling.then"


def test_what_is_wrong_in_shape_does_not_hide_what_is_wrong_elsewhere():
    found = faults(spoiled(("most: 1", "most: many"), ("called_by: chair", "called_by: nobody")))
    assert [fault.path for fault in found] == ["roles[0].most", "paths[0].stages[0].decision.called_by"]


def test_a_part_of_the_wrong_shape_is_told_once():
    assert only(spoiled(("organ: assembly,", "organ: Assembly!,"))).path == "paths[0].stages[0].decision.organ"


PLAIN = {"language: en": "language: no", "name: A small body": "name: 2026", "purpose: Be small.": "purpose: true"}


@pytest.mark.parametrize("old", PLAIN)
def test_where_a_text_is_expected_a_plain_word_is_that_text(old):
    key, _, word = PLAIN[old].partition(": ")
    assert getattr(read_charter(spoiled((old, PLAIN[old]))), key) == word


def test_off_is_no_truth_value():
    assert set(read_charter(SMALL).mechanisms.values()) == {"off"}


NOT_YAML = {
    b"\xff": (1, "UTF-8"),
    b"name: x\nfoo: caf\xe9\n": (2, "UTF-8"),
    b"": (1, "empty"),
    b"# nothing\n": (1, "empty"),
    b"a: [1\n": (2, "not YAML"),
    b"a: b\n\t- c\n": (2, "not YAML"),
    b"just words": (1, "keys of its own"),
    b"a: 1\n---\nb: 1\n": (2, "second document"),
    b"? [a]\n: b\n": (1, "plain word"),
    b"a: " + b"[" * (MOST_DEPTH + 1): (1, "deeper"),
    b"a: \xe2\x80\xa8": (1, "U+2028"),
    b"a: b\x00": (1, "U+0000"),
    rb'a: "\ud800"': (1, "U+D800"),
    rb'a: "\U00110000"': (1, "no character"),
    b"a: " + b"9" * 16: (1, "too large"),
    b"#" * (MOST_BYTES + 1): (1, "at most"),
    b"%YAML 3.1\n---\na: 1\n": (1, "not YAML"),
}


@pytest.mark.parametrize("text", NOT_YAML, ids=lambda text: repr(text[:30]))
def test_what_is_not_a_charter_is_told_with_its_line(text):
    line, said = NOT_YAML[text]
    assert [fault.line for fault in faults(text) if said in fault.message] == [line]


def test_an_alias_is_refused_and_tells_nothing_else_of_its_place():
    text = spoiled(
        ("proposed_by: [members]", "proposed_by: &who [members]"), ("drafted_by: [proposer]", "drafted_by: *who")
    )
    assert [(fault.path, fault.line) for fault in faults(text)] == [
        ("paths[0].proposed_by", line_of(text, "&who")),
        ("paths[0].drafted_by", line_of(text, "*who")),
    ]


def test_a_file_of_bombs_is_refused_quickly():
    lines = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 200))]
    assert len(faults("\n".join(lines))) >= 400


def test_a_charter_too_large_for_the_record_is_refused():
    tags = ", ".join(f"tag-{i}-{'x' * 40}" for i in range(1500))
    assert "bytes in the record" in only(spoiled(("[safety]", f"[{tags}]"))).message


def test_line_ends_of_windows_and_a_byte_order_mark_are_taken():
    assert read_charter(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == read_charter(SMALL)


def told_or_read(text):
    try:
        charter = read_charter(text)
    except CharterError as error:
        assert error.faults
        assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in error.faults)
        assert isinstance(error, InputError)
    else:
        assert Charter.from_json(json.loads(json.dumps(charter.to_json()))) == charter


@given(st.binary(max_size=200))
@example(b"&a [*a, *a]")
@example(b"? \n: \n")
@example(b"<<: {a: 1}")
@example(b"a: |\n x\n\xc2\x85")
def test_any_bytes_give_a_charter_or_faults_with_lines(content):
    told_or_read(content)


@given(st.text(max_size=200))
def test_any_text_gives_a_charter_or_faults_with_lines(content):
    told_or_read(content)


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["chair", "assembly", "1/2"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "by", "organ", "houses", "next", "within", "then", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places_of(value, path=()):
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from places_of(one, (*path, key))


TREES = {name: templates.template(name).to_json() for name in templates.NAMES}
PLACES = {name: list(places_of(tree))[1:] for name, tree in TREES.items()}


@given(st.sampled_from(templates.NAMES), st.data())
def test_a_charter_with_anything_anywhere_is_told_or_read(name, data):
    tree = json.loads(json.dumps(TREES[name]))
    for path in data.draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=3)):
        put(tree, path, data.draw(VALUES))
    try:
        assert check_tree(tree).name
    except CharterError as error:
        assert error.faults
    told_or_read(json.dumps(tree, ensure_ascii=True))


def put(tree, path, value):
    for part in path[:-1]:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return  # an earlier change took this place away
    if isinstance(tree, dict) or (isinstance(tree, list) and isinstance(path[-1], int) and path[-1] < len(tree)):
        tree[path[-1]] = value


def test_a_template_with_a_line_taken_out_is_told_or_read():
    rng = random.Random(4)  # noqa: S311 - which lines, no secret
    for name in templates.NAMES:
        lines = templates.text(name).splitlines()
        for place in rng.sample(range(len(lines)), 12):
            told_or_read("\n".join(lines[:place] + lines[place + 1 :]))


def test_json_that_is_no_charter_is_told_without_lines():
    for value in (None, [], {"charter": 1}, {"charter": float("nan")}, {"a": {1: 2}}):
        with pytest.raises(CharterError) as caught:
            Charter.from_json(value)
        assert "line" not in str(caught.value).split("\n")[1][:6]
