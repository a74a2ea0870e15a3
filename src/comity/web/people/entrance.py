"""Signing in, where it is not as the library has it: languages are remembered, and letters that fail are told."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from comity.web.errors import MailError

log = logging.getLogger("comity.web")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library has no types
    """Our choices, one method each."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: ANN401 - the library's
        """Remember in which language somebody came."""
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once, past the queue of letters: somebody sits and waits for the code.

        MailError if the mail server does not take it. The log says so without the address.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            log.error("a letter (%s) could not be sent: %s", template_prefix, type(error).__name__)
            raise MailError("the mail server did not take the letter") from error
