"""The commands on accounts, as an operator runs them, on both databases."""

import json
import re

import pytest
from django.test import Client

from comity.base.errors import ComityError
from comity.store.models import Body, Letter, Participant, User
from comity.web.acts import acting
from comity.web.people import accounts
from tests.test_cli import comity_command
from tests.web.sites import ORIGIN, Site


@pytest.fixture
def run(store):
    """Run a command on the store, in another process."""

    def run(*arguments):
        done = comity_command(*arguments, env=store.environment)
        print(done.stderr.decode())
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


def test_a_real_body_begins_with_a_chair_who_acts_on_the_pages(site: Site, run):
    found = (
        "body",
        "found",
        ORIGIN,
        "--template",
        "comity",
        "--actor",
        "steward",
        "--officer",
        "chair=p1",
        "--member",
        "p1",
    )
    assert run(*found)[0] == 0
    assert run("account", "create", "Chair@people.example", "--language", "fr")[0] == 0
    done = run("account", "link", "chair@people.example", ORIGIN, "p1")
    assert done == (0, f"Chair@people.example: is p1 in {ORIGIN} from now on\n", "")
    user = User.objects.get()
    assert user.language == "fr" and not user.has_usable_password()
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, "comity.web.people.sessions.Backend")
    assert b"p1" in client.get("/me/").content
    done = acting.perform(user, ORIGIN, "interest.state", {"group": "academia", "country": "IN", "affiliations": [],
                                                           "funders": [], "owners": []})  # fmt: skip
    assert done.act.actor == "p1"
    assert Body.objects.get().size == 2, "no account has left a trace in the record"
    code, out, _ = run("account", "list", ORIGIN, "--json")
    assert code == 0
    assert [(one["email"], one["actors"]) for one in json.loads(out)] == [("Chair@people.example", {ORIGIN: "p1"})]


def test_what_cannot_be_is_told_in_a_sentence(site: Site, run):
    body = site.sequencer.open(ORIGIN)
    one, two = site.user("one@people.example", "p1"), site.user("two@people.example")
    for work, said in (
        (lambda: accounts.create("Two@people.example"), "there is an account with Two@people.example"),
        (lambda: accounts.create("no address"), "no address is no e-mail address"),
        (lambda: accounts.create("three@people.example", "xx"), "the pages are not in xx: use en, fr, ar"),
        (lambda: accounts.of("nobody@people.example"), "make it with `comity account create"),
        (lambda: accounts.link(one, body, "p9"), "one@people.example is p1 in"),
        (lambda: accounts.link(two, body, "p1"), "p1 in body.example/record is another account"),
        (lambda: accounts.link(two, body, "operator"), "no account acts as it"),
        (lambda: accounts.link(two, body, "a b"), "has white space"),
        (lambda: accounts.unlink(two, body), "two@people.example is nobody in"),
    ):
        with pytest.raises(ComityError, match=re.escape(said)):
            work()
    assert User.objects.count() == 2 and Participant.objects.count() == 1
    code, _, error = run("account", "link", "two@people.example", ORIGIN, "p1")
    assert code == 2 and error.startswith("comity: p1 in") and error.count("\n") == 1


def test_an_erased_account_leaves_its_acts_and_nothing_else(site: Site, run):
    site.sequencer.open(ORIGIN)
    user = site.user("one@people.example", "p1")
    Letter.objects.create(to=user.email, subject="a", text="b", message_id="<1@x.example>")
    site.user("two@people.example", "p2")
    assert comity_command("account", "delete", "one@people.example", env=site.store.environment).returncode == 1
    assert User.objects.count() == 2, "without an answer nothing is erased"
    code, out, _ = run("account", "delete", "one@people.example", "--yes")
    assert code == 0 and f"its acts in {ORIGIN} are those of p1" in out
    assert list(User.objects.values_list("email", flat=True)) == ["two@people.example"]
    assert not Letter.objects.exists()
    assert run("account", "unlink", "two@people.example", ORIGIN)[0] == 0
    assert not Participant.objects.exists()
