"""The store as the commands open it: Django started, the tables up to date, the kinds of act put together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from comity.base.errors import UsageError

if TYPE_CHECKING:
    from comity.body.registry import Registry
    from comity.store.models import Body
    from comity.store.publishing import Home
    from comity.store.sequencer import Sequencer


@dataclass(frozen=True)
class Opened:
    """What commits acts, and where records are published and their keys lie."""

    sequencer: Sequencer
    home: Home

    @property
    def registry(self) -> Registry:
        """All kinds of act."""
        return self.sequencer.registry

    def bodies(self, origin: str | None) -> list[Body]:
        """The body of this name, or all; UsageError if it is not here, or there is none."""
        from comity.store.models import Body
        from comity.store.sequencer import body_of
        from comity.store.setup import where

        if origin is not None:
            return [body_of(origin)]
        found = list(Body.objects.order_by("origin"))
        if not found:
            raise UsageError(f"there is no body in the database {where()}: see COMITY_HOME and COMITY_DATABASE_URL")
        return found


@contextmanager
def opened(*, web: bool = False) -> Iterator[Opened]:
    """The store that the environment names, made if it is not there, and brought up to date.

    `web`: with the settings of the web, which know accounts and pages. In the block too, what the database refuses is
    told in one sentence (UsageError); and a body that is not in it, with the name of that database: in a new terminal
    COMITY_HOME is not set.
    """
    if web:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    from comity.store import setup

    setup.migrate()
    from django.conf import settings

    from comity.kinds import registry
    from comity.store.publishing import Home
    from comity.store.sequencer import NoBodyError, Sequencer

    home = Home(settings.HOME)
    home.make()
    try:
        with setup.told():
            yield Opened(Sequencer(registry()), home)
    except NoBodyError as error:
        sentence = f"{error}, in the database {setup.where()}: see COMITY_HOME and COMITY_DATABASE_URL"
        raise NoBodyError(sentence) from None
