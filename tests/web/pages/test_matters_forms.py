"""What people do on a matter by its forms: object, dispute, challenge, report, decide, appeal; and every other kind."""

from typing import get_args

import pytest

from comity.charter.procedure import Ground, Instance
from comity.record.envelope import time_of
from comity.web import urls  # first: the addresses of pages need its converter
from comity.web.pages import appealing, doing, objecting, speaking, threads, translating
from comity.web.running import kind_of, sequencer
from tests.docs_pages import DOCS
from tests.web.sites import Site

BARRED = "You may not do this now."
ONE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
"""For what has nothing to do with the database."""


def last(things):
    return list(things)[-1]


def test_an_objection_from_beginning_to_end(site: Site):
    site.live(upto="objection")
    state = site.living.state()
    matter = last(state.objections.values()).matter
    client = site.client("gov-2")
    page = client.get(site.path(f"m/{matter}/object/")).content.decode()
    assert "2.1: A report says what happened" in page and "Serious incidents are reported within 72 hours." in page
    neither = client.post(site.path(f"m/{matter}/object/"), {"reason": "No."})
    assert neither.status_code == 422 and "name one" in neither.content.decode()
    made = client.post(site.path(f"m/{matter}/object/"), {"clause": "3", "reason": "It names <i>no</i> register."})
    assert made.status_code == 303
    one = last(site.living.state().objections)
    assert BARRED in client.get(site.path(f"o/{one}/dispute/")).content.decode()
    site.living.do(
        "objection.answer", "editor", {"objection": one, "disposition": "addressed", "reasons": "The law has one."}
    )
    mine = client.get(site.path("mine/")).content.decode()
    assert site.path(f"o/{one}/dispute/") in mine
    page = client.get(site.path(f"o/{one}/dispute/")).content.decode()
    assert "The law has one." in page and "<i>no</i>" not in page and "no</i>" not in page
    assert client.post(site.path(f"o/{one}/dispute/"), {"reason": "Which law?"}).status_code == 303
    dispute = site.living.state().objections[one].dispute
    told = site.client("panel-1").get(site.path(f"d/{dispute}/position/")).content.decode()
    assert "Which law?" in told and 'value="for"' in told and 'value="ranked"' not in told
    assert BARRED in site.client("gov-2").get(site.path(f"d/{dispute}/position/")).content.decode()
    assert site.client("panel-1").post(site.path(f"d/{dispute}/position/"), {"value": "against"}).status_code == 303
    assert site.client("gov-1").post(site.path(f"o/{one}/withdraw/"), {}).status_code == 422
    assert client.post(site.path(f"o/{one}/withdraw/"), {}).status_code == 303
    assert site.living.state().objections[one].status == "withdrawn"


def test_a_decision_is_appealed_before_the_instance_that_hears_it(site: Site):
    site.live(upto="adopted")
    adopted = site.living.state().size - 1
    client = site.client("uni-4")
    listed = client.get(site.path("appeal/")).content.decode()
    assert f"?against={adopted}" in listed
    where = site.path(f"appeal/?against={adopted}")
    page = client.get(where).content.decode()
    assert "Information was ignored" in page and 'value="chair"' not in page and 'value="panel"' in page
    said = {"instance": "panel", "ground": "information-ignored", "reason": "The council had not read the view."}
    assert client.post(where, {**said, "instance": "chair"}).status_code == 422
    answer = client.post(where, said)
    assert answer.status_code == 303
    made = last(site.living.state().appeals.values())
    assert (made.appellant, made.against_seq, made.instance) == ("uni-4", adopted, "panel")
    assert client.post(where, said).status_code == 422
    assert client.get(site.path("appeal/?against=999999")).status_code == 404
    assert "opens this to no appeal" in client.get(site.path("appeal/?against=2")).content.decode()


@ONE
def test_a_matter_is_proposed_challenged_and_reported_on(site: Site):
    site.live(upto="talk")
    client = site.client("eng-1")
    page = client.get(site.path("propose/")).content.decode()
    said = {
        "path": "decision",
        "title": "One form for all",
        "summary": "So that it is read.",
        "tags": "safety",
        "layers": "social",
    }
    assert 'name="tags"' in page and client.post(site.path("propose/"), said).status_code == 303
    matter = last(site.living.state().matters)
    assert site.living.state().matters[matter].title == "One form for all"
    assert (
        "charter"
        in client.post(site.path("propose/"), {**said, "layers": "logical", "tags": "content"}).content.decode()
    )
    challenge = {"what": "scope", "claim": "missing", "name": "content", "reason": "It is."}
    assert site.client("firm-2").post(site.path(f"m/{matter}/challenge/"), challenge).status_code == 303
    assert site.living.state().matters[matter].suspended_by
    report = {"implementation": "Heron", "maintainer": "We", "coverage": "All", "licence": "MIT", "contact": "eng-1",
              "independent_of": "Siskin\nWren\n"}  # fmt: skip
    assert client.post(site.path(f"m/{matter}/implementation/"), report).status_code == 303
    assert site.living.state().matters[matter].reports[0].independent_of == ["Siskin", "Wren"]
    harm = {"harms": "Blame.", "mitigation": "No names.", "groups-TOTAL_FORMS": "2", "groups-INITIAL_FORMS": "0",
            "groups-0-group": "civil-society", "groups-1-group": ""}  # fmt: skip
    assert site.client("uni-2").post(site.path(f"m/{matter}/harm/"), harm).status_code == 303
    assert list(site.living.state().matters[matter].harm.affected) == ["civil-society"]
    answer = {"group": "civil-society", "answer": "We can live with it."}
    assert site.client("ngo-3").post(site.path(f"m/{matter}/harm/answer/"), answer).status_code == 303
    assert client.post(site.path(f"m/{matter}/withdraw/"), {}).status_code == 303
    assert site.living.state().matters[matter].status == "withdrawn"
    assert client.get(site.path("m/m99999/object/")).status_code == 404


@ONE
def test_every_kind_of_act_has_a_form_and_whoever_may_not_do_it_is_told(site: Site):
    site.live(upto="again")
    client, before = site.client("late-1"), site.living.state().size
    index = site.client().get(site.path("do/")).content.decode()
    for name in {one.name for one in sequencer().registry} - doing.NOT_HERE:
        assert f'href="{site.path(f"do/{name}/")}"' in index, name
        page = client.get(site.path(f"do/{name}/?matter=m1"))
        assert page.status_code == 200 and "<h1>" in page.content.decode(), name
    for name in (*doing.NOT_HERE, "no.such"):
        assert client.get(site.path(f"do/{name}/")).status_code == 404, name
    refused = client.post(
        site.path("do/moderation.silence/"), {"person": "ngo-1", "days": "3", "ground": "spam", "reason": "x"}
    )
    assert refused.status_code == 422 and site.living.state().size == before
    done = client.post(site.path("do/member.resign/"), {"office": ""})
    assert done.status_code == 303 and not site.living.state().people["late-1"].member


@pytest.mark.parametrize("asked", [
    *objecting.FORMS, *speaking.FORMS, threads.COMMENT, threads.REPLY, threads.WITHDRAW, translating.REVIEW,
], ids=lambda one: one.name)  # fmt: skip
def test_forms_of_the_tables_name_kinds_and_fields_that_there_are(asked):
    kind = kind_of(asked.kind)
    fields = {*kind.public.model_fields, *(f"{part}__{name}" for part, one in kind.parts.items()
                                          for name in one.schema.model_fields)}  # fmt: skip
    for one in list(kind.public.model_fields.values()):
        for entry in getattr(one.annotation, "__args__", ()):
            fields |= set(getattr(entry, "model_fields", ()))
    assert set(asked.words) <= fields and asked.leave <= fields


def test_every_ground_and_effect_of_a_charter_has_words():
    assert set(appealing.GROUNDS) == set(get_args(Ground))
    assert set(appealing.EFFECTS) == set(get_args(Instance.model_fields["effect"].annotation))


def test_no_two_addresses_have_one_name():
    names = [one.name for one in urls.urlpatterns if getattr(one, "name", None)]
    assert len(names) == len(set(names)) > 50


@ONE
def test_candidates_stand_and_are_ranked_by_numbers(site: Site):
    site.live(upto="talk")
    role = "government-delegate"
    site.living.do("office.elect", "secretary", {"role": role, "nomination_days": 7, "voting_days": 14})
    election = last(site.living.state().elections)
    for actor, words in (("gov-4", "I read <b>all</b> of it."), ("gov-5", "I listen."), ("gov-6", "I wait.")):
        answer = site.client(actor).post(site.path(f"e/{election}/stand/"), {"statement": words})
        assert answer.status_code == 303, answer.content.decode()
    assert site.client("gov-6").post(site.path(f"e/{election}/stand-down/"), {}).status_code == 303
    assert site.client("ngo-1").post(site.path(f"e/{election}/stand/"), {"statement": "Me."}).status_code == 422
    site.living.wait_until(time_of(site.living.state().elections[election].nominations))
    proceeding = site.living.state().elections[election].proceedings[0]
    where, client = site.path(f"d/{proceeding}/position/"), site.client("gov-2")
    page = client.get(where).content.decode()
    assert "I listen." in page and "<b>all" not in page and "Place of gov-5" in page and "gov-6" not in page
    place = {actor: f"beside_{n}" for n, actor in enumerate(site.living.state().proceedings[proceeding].candidates)}
    twice = client.post(where, {"value": "ranked", place["gov-4"]: "1", place["gov-5"]: "1"})
    assert twice.status_code == 422 and "Give each place once." in twice.content.decode()
    assert client.post(where, {"value": "ranked", place["gov-4"]: "2", place["gov-5"]: "1"}).status_code == 303
    assert site.living.state().proceedings[proceeding].positions["gov-2"].ranks == ["gov-5", "gov-4"]
    assert 'value="2" selected' in client.get(where).content.decode()
    assert BARRED in site.client("uni-1").get(where).content.decode()


@ONE
def test_who_breaks_a_rule_that_only_warns_is_told_and_says_so(site: Site):
    site.live(upto="cards", life=DOCS / "lives" / "ietf-wg.jsonl")
    client, where = site.client("kofi"), site.path("do/matter.propose/")
    said = {
        "path": "proposed-standard",
        "title": "Uses",
        "summary": "What for.",
        "tags": "protocol",
        "layers": "social",
    }
    told = client.post(where, said)
    assert told.status_code == 422
    assert 'name="breaks" value="two-layers-scope"' in told.content.decode()
    before = len(site.living.state().matters)
    assert client.post(where, {**said, "breaks": "two-layers-scope"}).status_code == 303
    assert len(site.living.state().matters) == before + 1 and site.living.state().warned == {"two-layers-scope": 1}
    assert "anyone takes part" in client.get(site.path("join/")).content.decode()


@ONE
def test_whoever_is_affected_says_how_and_takes_a_ruling_further(site: Site):
    site.live(upto="adopted", life=DOCS / "lives" / "icann-gnso.jsonl")
    client, where = site.client("uma"), site.path(f"appeal/?against={site.living.state().size - 1}")
    assert "How does this affect you?" in client.get(where).content.decode()
    said = {"instance": "reconsideration", "ground": "information-ignored", "reason": "No word of homes."}
    silent = client.post(where, said)
    assert silent.status_code == 422 and "whoever says how it affects them" in silent.content.decode()
    assert client.post(where, {**said, "affected": "My address is among the data."}).status_code == 303
    appeal = last(site.living.state().appeals.values())
    assert appeal.appellant == "uma" and appeal.instance == "reconsideration"
    assert client.get(site.path(f"appeal/?below={appeal.id}")).content.decode().count("opens this to no appeal") == 1
    for director in ("dir-1", "dir-2", "dir-3", "dir-4"):
        if not site.living.state().proceedings[appeal.proceeding].outcome:
            where = site.path(f"d/{appeal.proceeding}/position/")
            assert site.client(director).post(where, {"value": "against"}).status_code == 303
    further = site.path(f"appeal/?below={appeal.id}")
    assert f"?below={appeal.id}" in client.get(site.path("appeal/")).content.decode()
    said = {"instance": "independent-review", "ground": "charter-violation", "reason": "Outside.", "affected": "Mine."}
    assert client.post(further, said).status_code == 303
    assert last(site.living.state().appeals.values()).below == appeal.id
