"""The API is as its description says, whatever is sent to it; and nothing that is sent changes a record but acts."""

import hashlib

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from comity.record.envelope import read_act
from comity.store.models import Entry, Token, User
from comity.store.prepared import Prepared
from comity.store.sequencer import body_of
from comity.web.acts import acting
from comity.web.people import pace, tokens
from tests.conftest import SOAK
from tests.web.sites import Site

EXAMPLES = 300 if SOAK else 12
PLAIN = {"Host": "localhost", "Accept-Encoding": "identity"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NAMES = {"origin": "body.example~1record", "name": {
    "matter": "m50", "consultation": "c54", "statements": "c54", "polis": "c54", "objection": "o136", "appeal": "a163",
    "proceeding": "d45", "kind": "vote.cast",
    "table": "statements", "next_statement": "c54", "alike": "c54", "opinion_map": "c54"}}  # fmt: skip


@pytest.fixture
def far(site: Site, monkeypatch) -> Site:
    """A body at the end of its life, its record published; nobody is too fast."""
    site.live()
    site.publish()
    monkeypatch.setattr(pace, "MOST_A_MINUTE", 10**9)
    monkeypatch.setattr(acting, "MOST_A_MINUTE", 10**9)
    monkeypatch.setattr(acting, "_KNOWN", Prepared(acting._known, 0, 0))
    return site


def digest(entries) -> str:
    return hashlib.sha256(b"".join(bytes(one) for one in entries)).hexdigest()


def send(operation, headers, *, real: bool) -> None:
    """Send what the description allows."""
    if operation.definition.raw["operationId"] in {"openapi"}:
        return

    @settings(
        max_examples=EXAMPLES, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def try_it(case):
        if real:  # a body that is there, and often something in it
            case.path_parameters["origin"] = NAMES["origin"]
            named = NAMES["name"].get(operation.definition.raw["operationId"])
            if named and "name" in case.path_parameters:
                case.path_parameters["name"] = named
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)

    try_it()


def test_what_is_sent_is_answered_as_described_and_changes_nothing_but_by_acts(far: Site):
    root = far.user("root@people.example")
    User.objects.filter(pk=root.pk).update(is_staff=True, is_superuser=True)
    member = far.user("ngo-1@people.example", "ngo-1")
    secrets = [tokens.make(one, "fuzz", may_act=True) for one in (root, member)]
    size = body_of(far.origin).size
    before = digest(Entry.objects.order_by("seq").values_list("entry", flat=True))
    from comity.web.wsgi import application  # once the files of the pages are there

    def served(environ, start):
        """As a server does, take all of an answer and close it."""
        answer = application(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served, headers=PLAIN)
    sent = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        for secret in secrets:
            real = secret is secrets[1] and "origin" in {one.name for one in operation.path_parameters}
            send(operation, {**PLAIN, "Authorization": f"Bearer {secret}"}, real=real)
            sent += 1
    assert sent >= 50
    assert digest(Entry.objects.filter(seq__lt=size).order_by("seq").values_list("entry", flat=True)) == before
    for entry in Entry.objects.filter(seq__gte=size).values_list("entry", flat=True):
        act = read_act(bytes(entry))
        assert act.actor == "ngo-1" or act.actor.startswith("p-")
    assert Token.objects.count() == 2 and far.living.state().size == body_of(far.origin).size


def test_no_address_of_the_site_is_a_door_beside_the_acts(site: Site):
    """There is no site of the administrator, and every model is written by the code that is for it only."""
    from django.conf import settings as django
    from django.urls import get_resolver

    assert "django.contrib.admin" not in django.INSTALLED_APPS
    names = {str(pattern.pattern) for pattern in get_resolver().url_patterns}
    assert not any("admin" in name for name in names)
    assert {*names} >= {"api/v1/", "b/<origin:origin>/record/"}
