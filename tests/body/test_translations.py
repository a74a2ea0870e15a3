"""A translation is contributed by one and reviewed by another; the last that is reviewed is shown."""

import pytest

from comity.base.errors import InputError
from comity.body.translations import best, same_clause, shown
from comity.charter.mechanisms import Mechanism
from comity.charter.templates import template
from tests.body.helpers import Life
from tests.body.matter_lives import consulted, living, proposed, stated, undisclosed
from tests.body.talk import commented, drafted, erased, filed, left, translated, translation


@pytest.fixture
def life():
    return living()


@pytest.fixture
def matter(life):
    return proposed(life)


def refused(life, matter, actor="p2", **other):
    return life.refused("translation.contribute", actor, **translation(matter, **other))


def review(life, matter, name, actor="p3", *, accept=True, reason="", **other):
    return life.do("translation.review", actor, matter=matter, translation=name, accept=accept, reason=reason, **other)


def not_reviewed(life, matter, name, actor="p3", *, accept=True, reason=""):
    said = {"matter": matter, "translation": name, "accept": accept, "reason": reason}
    return life.refused("translation.review", actor, **said)


def test_it_is_of_what_a_matter_says_of_itself_or_of_what_was_said_on_it(life, matter):
    drafted(life, matter, ("1", "One."), ("2.1", "Two."))
    consultation = consulted(life, matter)
    statement = stated(life, consultation)
    targets = [
        ("title", "short"), ("summary", "middle"), ("clause 1 2.1", "middle"), (statement, "short"),
        (commented(life, matter), "middle"), (filed(life, consultation), "long"),
    ]  # fmt: skip
    for target, part in targets:
        name = translated(life, matter, target=target, part=part)
        one = life.state.translations[name]
        assert (one.actor, one.matter, one.target, one.language, one.status) == (
            "p2", matter, target, "fr", "contributed",
        )  # fmt: skip
    rows = life.table("translations")
    assert [row["target"] for row in rows] == [target for target, _ in targets]
    assert {(row["language"], row["text"], row["erased"]) for row in rows} == {("fr", "Des essais.", False)}
    assert {(row.scope, row.audience) for _, row in life.rows if row.table == "translations"} == {(matter, "public")}
    assert "essais" not in life.entries[-1].decode()
    life.check_fold()


def test_what_is_not_there_is_not_translated(life, matter):
    drafted(life, matter, ("1", "One."))
    statement = stated(life, consulted(life, matter))
    for target, part in (("clause 2 1", "middle"), ("clause 1 9", "middle"), ("s999", "short"), ("t999", "middle")):
        assert refused(life, matter, target=target, part=part).message == "translation.no-target"
    assert refused(life, proposed(life), target=statement).message == "translation.no-target"
    assert refused(life, "m999").message == "matter.unknown"
    found = life.state.consultations[life.state.matters[matter].consultations[0]].statements[statement]
    found.status = "moderated"
    assert refused(life, matter, target=statement).message == "translation.no-target"
    for target in ("o3", "m3", "clause 1", "clause 0 1", "", "titles"):
        with pytest.raises(InputError, match="target"):
            translated(life, matter, target=target)


def test_it_is_in_another_language(life, matter):
    statement = stated(life, consulted(life, matter))
    found = refused(life, matter, target=statement, language="en")
    assert (found.message, found.sentence) == ("translation.same-language", f"{statement} is in en already")
    with pytest.raises(InputError, match="language"):
        translated(life, matter, language="French")


def test_what_is_confidential_is_not_made_public_by_translating_it(life, matter):
    secret = filed(life, consulted(life, matter), "confidential")
    assert refused(life, matter, "secretary", target=secret, part="long").message == "translation.confidential"


@pytest.mark.parametrize(("target", "part", "most"), [("title", "short", 1000), ("summary", "middle", 40_000)])
def test_its_text_is_in_the_part_of_its_length(life, matter, target, part, most):
    other = {"short": "middle", "middle": "short"}[part]
    found = refused(life, matter, target=target, part=other)
    assert (found.message, found.facts["part"]) == ("translation.part", part)
    assert life.refused("translation.contribute", "p2", matter=matter, target=target, language="fr").message == (
        "translation.part"
    )
    for text in ("", " ", "x" * (most + 1)):
        with pytest.raises(InputError, match="text"):
            translated(life, matter, target=target, part=part, text=text)
    translated(life, matter, target=target, part=part, text="x" * most)


def test_whoever_may_speak_contributes_and_the_secretariat_also_when_the_matter_is_over(life, matter):
    assert refused(life, matter, "stranger").message == "who.not-allowed"
    life.state.matters[matter].status = "adopted"
    translated(life, matter)
    life.state.people["secretary"].member = False
    translated(life, matter, "secretary")
    for actor in ("p2", "secretary"):
        life.state.person(actor).silenced_until = "2030-01-01T00:00:00.000000Z"
        assert refused(life, matter, actor).message == "person.silenced"


def test_another_reviews_it_once(life, matter):
    name = translated(life, matter)
    assert not_reviewed(life, matter, name, "p2").message == "translation.yours"
    assert not_reviewed(life, matter, "l999").message == "translation.unknown"
    assert not_reviewed(life, "m999", name).message == "translation.unknown"
    assert not_reviewed(life, matter, name, "stranger").message == "who.not-allowed"
    review(life, matter, name)
    assert life.state.translations[name].status == "reviewed"
    found = not_reviewed(life, matter, name, "p1", accept=False, reason="No.")
    assert (found.message, found.sentence) == ("translation.reviewed", f"{name} is reviewed: contribute another")
    row = life.table("translations")[1]
    assert (row["translation"], row["status"], row["by"], row["matter"]) == (name, "reviewed", "p3", matter)
    life.check_fold()


def test_a_rejection_gives_a_reason_where_the_charter_asks_for_it(life, matter):
    name = translated(life, matter)
    found = not_reviewed(life, matter, name, accept=False, reason=" ")
    assert (found.message, found.mechanism) == ("reason.missing", Mechanism.REASONS)
    review(life, matter, name, accept=False, reason="It says the opposite.")
    assert life.state.translations[name].status == "rejected"
    assert life.table("translations")[1]["reason"] == "It says the opposite."
    lax = living(undisclosed(mechanisms={Mechanism.REASONS: "off"}))
    matter = proposed(lax)
    review(lax, matter, translated(lax, matter), accept=False)


def test_the_secretariat_reviews_and_a_silenced_member_does_not(life, matter):
    life.state.people["secretary"].member = False
    review(life, matter, translated(life, matter), "secretary")
    name = translated(life, matter)
    life.state.person("p3").silenced_until = "2030-01-01T00:00:00.000000Z"
    assert not_reviewed(life, matter, name).message == "person.silenced"


def test_where_there_are_no_members_its_proposer_and_whoever_took_part_review():
    life = Life(template("ietf-wg"), {"wg-chair": ["chair"]})
    matter = proposed(life, path="proposed-standard", tags=["protocol"])
    name = translated(life, matter)
    found = not_reviewed(life, matter, name)
    assert (found.message, found.sentence[-36:]) == ("who.not-allowed", "lets whoever took part, its proposer")
    stated(life, consulted(life, matter, "open"), "p3")
    review(life, matter, name)
    review(life, matter, translated(life, matter), "p1")


def test_the_last_that_is_reviewed_is_shown_else_the_last_that_waits(life, matter):
    def now(target="title", language="fr"):
        found = shown(life.table("translations"), language).get(target)
        return found and (found.translation, found.reviewed)

    assert now() is None
    first = translated(life, matter, text="Un.")
    second = translated(life, matter, text="Deux.")
    assert now() == (second, False)
    review(life, matter, first)
    assert now() == (first, True)
    third = translated(life, matter, text="Trois.")
    assert now() == (first, True)
    review(life, matter, third)
    review(life, matter, second)  # reviewed last, contributed before
    assert now() == (third, True)
    assert shown(life.table("translations"), "FR")["title"].text == "Trois."
    assert now(language="ar") is None
    assert now("summary") is None


def test_none_is_shown_that_is_rejected_or_erased(life, matter):
    first, second = translated(life, matter), translated(life, matter)
    review(life, matter, second, accept=False, reason="No.")
    rows = life.table("translations")
    assert shown(rows, "fr")["title"].translation == first
    rows[0] |= left(life, first)
    assert shown(rows, "fr") == {}


def test_a_translation_of_a_clause_is_good_for_every_version_with_its_text(life, matter):
    drafted(life, matter, ("1", "One."), ("2", "Two."))
    drafted(life, matter, ("1", "One."), ("2", "Another two."))
    one = life.state.matters[matter]
    assert same_clause(one, 2, "1") == ["clause 2 1", "clause 1 1"]
    assert same_clause(one, 2, "2") == ["clause 2 2"]
    assert same_clause(one, 1, "2") == ["clause 1 2"]
    old = translated(life, matter, target="clause 1 1", part="middle")
    rows = life.table("translations")
    assert best(shown(rows, "fr"), same_clause(one, 2, "1")).translation == old
    assert best(shown(rows, "fr"), same_clause(one, 2, "2")) is None
    new = translated(life, matter, target="clause 2 1", part="middle")
    assert best(shown(life.table("translations"), "fr"), same_clause(one, 2, "1")).translation == new
    review(life, matter, old)
    assert best(shown(life.table("translations"), "fr"), same_clause(one, 2, "1")).translation == old


def test_who_contributed_it_and_whose_words_it_says_erase_it_and_nobody_else(life, matter):
    statement = stated(life, consulted(life, matter), "p2")
    for target, part, by in ((statement, "short", "p2"), (commented(life, matter, "p1"), "middle", "p1")):
        name = translated(life, matter, "p3", target=target, part=part)
        said = {"erased": [{"seq": int(name[1:]), "part": part}], "reason": "x"}
        assert life.refused("erase", "chair", **said).message == "erase.not-yours"
        erased(life, name, "p3", part)
        erased(life, name, by)
        assert (left(life, name)["text"], left(life, name)["erased"]) == ("", True)
    of_title = translated(life, matter, "p3")
    said = {"erased": [{"seq": int(of_title[1:]), "part": "short"}], "reason": "x"}
    assert life.refused("erase", "p1", **said).message == "erase.not-yours"  # a title is no private part of anybody
    life.check_fold()
