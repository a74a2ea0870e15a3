"""A prepared query gives what Django's own gives, on each database, and so does an insertion."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from comity.store.models import Body, Entry, User
from comity.store.prepared import Prepared, insert, together, update
from comity.store.sequencer import Sequencer, body_of
from tests.store.helpers import ORIGIN, in_threads, registry, say


@pytest.fixture
def body(store):
    sequencer = Sequencer(registry())
    sequencer.open(ORIGIN)
    sequencer.commit_many([say(f"number {n}", actor=f"p{n % 3}") for n in range(20)])
    return body_of(ORIGIN)


def earlier(body, actor, kind="test.say"):
    acts = Entry.objects.filter(body=body, actor=actor, kind__in={kind, "another"}).order_by("-seq")
    return acts.values_list("seq", "actor", "entry")[1:3]


def test_rows_are_those_of_the_query_for_each_parameter(body):
    asked = Prepared(earlier, 0, "")
    for actor in ("p0", "p1", "p2", "nobody", "'; drop table store_entry; --", "%s"):
        assert [(seq, by, bytes(entry)) for seq, by, entry in asked.rows(body.pk, actor)] == [
            (seq, by, bytes(entry)) for seq, by, entry in earlier(body.pk, actor)
        ]
    assert asked.rows(body.pk, "p1") and not asked.rows(body.pk + 1, "p1")


def test_an_instance_is_as_one_of_the_query_with_its_dates(store):
    user = User.objects.create_user("one@people.example", language="fr")
    asked = Prepared(lambda key, email: User.objects.filter(pk=key, email=email), 0, "")
    found = asked.first(user.pk, "one@people.example")
    for field in User._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(User.objects.get(), field.attname), field
    found.language = "ar"
    found.save()
    assert User.objects.get().language == "ar" and asked.first(user.pk, "two@people.example") is None


def test_it_is_the_query_of_whichever_thread_asks(body):
    asked = Prepared(lambda origin: Body.objects.filter(origin=origin), "")
    assert [one.size for one in in_threads(asked.first, [ORIGIN] * 8)] == [20] * 8


def test_a_query_that_loses_a_parameter_is_not_prepared(store):
    with pytest.raises(TypeError, match="a parameter is lost"):
        Prepared(lambda size: Body.objects.filter(size=F("size") + 0), 0).rows(7)
    with pytest.raises(TypeError, match="a parameter is lost"):
        Prepared(lambda size: Body.objects.filter(size=size + 1), 0).rows(7)


@pytest.mark.parametrize("count", [0, 1, 8, 9, 300])
def test_what_is_inserted_is_what_was_given(store, count):
    body = Sequencer(registry()).open(ORIGIN)
    given = [Entry(body=body, seq=n, kind="k", actor="é", entry=b"\0\xff%s", signed=None) for n in range(count)]
    insert(given)
    kept = Entry.objects.order_by("seq").values_list("body_id", "seq", "kind", "actor", "signed", "entry")
    assert [(*rest, bytes(entry)) for *rest, entry in kept] == [
        (body.pk, n, "k", "é", None, b"\0\xff%s") for n in range(count)
    ]


def test_what_is_there_already_is_not_inserted_again(body):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([Entry(body=body, seq=20, kind="k", actor="a", entry=b""),
                Entry(body=body, seq=3, kind="k", actor="a", entry=b"")])  # fmt: skip
    assert Entry.objects.count() == 20


def test_what_is_sent_together_fails_together(body):
    body.size = 21
    with pytest.raises(IntegrityError), transaction.atomic(), together():
        insert([Entry(body=body, seq=20, kind="k", actor="a", entry=b"")])
        insert([Entry(body=body, seq=3, kind="k", actor="a", entry=b"")])
        update(body, "size")
    assert (Entry.objects.count(), Body.objects.get().size) == (20, 20)
    with transaction.atomic(), together():
        insert([Entry(body=body, seq=20, kind="k", actor="a", entry=b"")])
        update(body, "size")
    assert (Entry.objects.count(), Body.objects.get().size) == (21, 21)


def test_only_the_columns_that_are_named_are_written(body):
    before = Body.objects.get()
    body.size, body.tip, body.due = 99, b"\0\xff", "changed"
    update(body, "size", "tip")
    after = Body.objects.get()
    assert (after.size, bytes(after.tip), after.due, after.at) == (99, b"\0\xff", before.due, before.at)
