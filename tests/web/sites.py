"""A site in tests: the pages on an empty store, people who are signed in, a life played up to some act, a server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.test import Client
from django.test.utils import override_settings
from django.utils import translation

from comity import kinds
from comity.living import Living
from comity.record.keys import write_keys
from comity.record.notes import make_signer
from comity.script import play, read_script
from comity.store import publishing
from comity.store.models import Participant, User
from comity.store.publishing import Home
from comity.store.sequencer import Sequencer, body_of
from comity.web import reading, running
from comity.web.people import names
from comity.web.voting import ballots, maps
from tests.docs_pages import DOCS
from tests.store.helpers import Store

ORIGIN = "body.example/record"
LIFE = DOCS / "lives" / "comity.jsonl"


@dataclass
class Site:
    """The pages on a store. Acts that tests do beside the pages go through a sequencer of their own."""

    store: Store
    origin: str = ORIGIN
    sequencer: Sequencer = field(default_factory=lambda: Sequencer(kinds.registry()))

    @property
    def living(self) -> Living:
        """The body, to act in it and to let its time pass."""
        return Living(self.sequencer, self.origin)

    def live(self, upto: str = "", life: Path = LIFE) -> None:
        """Play a written life, to its end or to the act that is named."""
        lines = read_script(life.read_text(), life.name)
        last = next((place for place, line in enumerate(lines, 1) if line.name == upto), len(lines)) if upto else None
        for _ in play(self.living, lines[:last], life.name):
            pass

    def publish(self) -> None:
        """Sign and publish the record of the body."""
        home = Home(self.store.home)
        home.make()
        if not home.key_file(self.origin).exists():
            home.key_file(self.origin).write_bytes(write_keys([make_signer(self.origin)], "log"))
        publishing.checkpoint(self.sequencer, home, self.origin)

    def user(self, email: str, actor: str = "") -> User:
        """An account whose address was shown to be theirs; `actor`: who they are in the body."""
        found = User.objects.create_user(email, language="en")
        EmailAddress.objects.create(user=found, email=email, verified=True, primary=True)
        if actor:
            Participant.objects.create(user=found, body=body_of(self.origin), actor=actor)
        return found

    def client(self, actor: str = "") -> Client:
        """A browser without a screen; signed in as an actor of the body, if one is named."""
        client = Client(HTTP_HOST="localhost", raise_request_exception=True)
        if actor:
            known = Participant.objects.filter(body=body_of(self.origin), actor=actor).first()
            client.force_login(known.user if known else self.user(f"{actor}@people.example", actor),
                               "comity.web.people.sessions.Backend")  # fmt: skip
        return client

    def cookies(self, actor: str, url: str) -> list[dict[str, str]]:
        """For a browser context of Playwright that is signed in as an actor."""
        return [{"name": name, "value": one.value, "url": url} for name, one in self.client(actor).cookies.items()]

    def path(self, rest: str = "") -> str:
        """An address of the body."""
        return f"/b/{self.origin.replace('/', '~1')}/{rest}"

    @contextmanager
    def served(self) -> Iterator[str]:
        """A server on this store in threads of this process; gives its address."""
        from comity.web.wsgi import application

        class Quiet(WSGIRequestHandler):
            def log_message(self, *_):
                pass

            def handle(self):
                try:
                    super().handle()
                finally:
                    connections.close_all()

        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, allow_reuse_address=False)
        server.set_app(application)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    """The pages on an empty store, on each database."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
    running.sequencer.cache_clear()
    reading.forget()
    names.forget()
    ballots.forget()
    maps.forget()
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(HOME=store.home, EMAIL_BACKEND=backend, ALLOWED_HOSTS=["localhost", "127.0.0.1"]):
        mail.outbox = []
        yield Site(store)
    translation.deactivate()  # a request leaves the thread in the language of whoever asked last
