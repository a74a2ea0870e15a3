"""What an account follows. A choice of one's own: no act, and in no record."""

from __future__ import annotations

from django.utils.translation import gettext as _

from comity.store.models import Body, Follow, User
from comity.web import errors
from comity.web.reading import Reading
from comity.web.wording.about import subject_of


def check(found: Reading, subject: str) -> None:
    """NotHereError for what a body has not; "" is the body itself."""
    if subject and subject_of(found, subject) is None:
        raise errors.NotHereError(_("There is no %(name)s in this body.") % {"name": subject[:60]})


def choose(user: User, body: Body, subject: str, follows: bool) -> None:
    """Follow something that is there, or no longer."""
    if follows:
        Follow.objects.get_or_create(user=user, body=body, subject=subject)
    else:
        Follow.objects.filter(user=user, body=body, subject=subject).delete()


def of(user: User, body: Body) -> list[str]:
    """What an account follows in a body."""
    return list(Follow.objects.filter(user=user, body=body).order_by("subject").values_list("subject", flat=True))
