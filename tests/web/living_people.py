"""People in browsers for the life of a consultation: each in a context of their own, acting by labels and roles."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.core import mail
from playwright.sync_api import Browser, Page, expect

from comity import demo
from comity.living import read_day
from comity.script import play, read_script
from comity.store.models import Participant
from comity.web.running import sequencer
from tests.web.sites import LIFE, Site

PATIENCE = 30_000
"""Milliseconds: the machine of a test may be busy."""
expect.set_options(timeout=PATIENCE)
KNOWN = ("firm-1", "chair", "editor", "secretary", "panel-1")
"""Those of the six who are in the body from its beginning; the sixth joins by e-mail."""


@dataclass
class People:
    """Six people before the pages of one body, and the others of that body, who act beside the pages."""

    browser: Browser
    site: Site
    url: str
    folder: Path
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> Page:
        return self.pages[name]

    def arrive(self, name: str) -> Page:
        """Somebody opens a browser of their own; signed in if the body knows them."""
        context = self.browser.new_context(accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        if name in KNOWN:
            context.add_cookies(self.site.cookies(name, self.url))
        page = self.pages[name] = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{name}: {error}"))
        page.on("response", lambda one: one.status >= 400 and self.faults.append(f"{name}: {one.status} {one.url}"))
        return page

    def go(self, name: str, rest: str = "") -> Page:
        """Somebody opens a page of the body by its address."""
        self[name].goto(self.url + self.site.path(rest))
        return self[name]

    def follow(self, name: str, *links: str | re.Pattern[str]) -> Page:
        """Somebody clicks a link, and on the page that comes the next one."""
        for link in links:
            self[name].get_by_role("main").get_by_role("link", name=link, exact=isinstance(link, str)).first.click()
        return self[name]

    def press(self, name: str, button: str, says: str = "") -> Page:
        """Somebody presses a button; `says`: what the page after that has to say."""
        self[name].get_by_role("main").get_by_role("button", name=button, exact=True).first.click()
        if says:
            expect(self[name].get_by_role("status").filter(has_text=says)).to_be_visible()
        return self[name]

    def download(self, name: str, link: str) -> Path:
        """Somebody downloads what a link leads to, under the name that the server gives it."""
        with self[name].expect_download() as begun:
            self.follow(name, link)
        file = self.folder / name / begun.value.suggested_filename
        begun.value.save_as(file)
        return file

    def code(self) -> str:
        """The code in the last letter."""
        return re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{2,5})$", mail.outbox[-1].body, re.MULTILINE)[1]

    def state(self):
        """The state of the body now, folded apart."""
        return self.site.living.state()

    def actor(self, email: str) -> str:
        """Who an account became in the body."""
        return Participant.objects.get(user__email=email).actor

    def begin(self) -> None:
        """Found the body with its officers and members, who state their interests: how the written life begins."""
        lines = read_script(LIFE.read_text(), LIFE.name)
        first = next(place for place, line in enumerate(lines) if line.kind == "interest.challenge")
        assert [*play(self.site.living, lines[:first], LIFE.name)]

    def others(self, kind: str, *actors: str, **public) -> None:
        """Others of the body do the same, beside the pages."""
        private = public.pop("private", None)
        for actor in actors:
            self.site.living.do(kind, actor, public, private=private)

    def wait(self, until: str) -> None:
        """Time passes: what falls due happens, and what people do next is done then."""
        demo.let_pass(sequencer().registry, self.site.origin, read_day(until))
