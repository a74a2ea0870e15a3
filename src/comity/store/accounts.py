"""The tables about people with an account on this machine. Nothing here is in a record, and all of it can be erased."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # noqa: ANN401 - Django's own
        """A person; without a password, one who signs in by other means."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:  # noqa: ANN401 - as above
        """Somebody who runs the machine. In no body is that a role: the record is not theirs to change."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """By e-mail address, in any case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account on this machine. Who they are in a body, its record says under another identifier.

    letters: how they hear of what they follow.
    """

    LETTERS: ClassVar = [("each", "each by itself"), ("daily", "once a day"), ("none", "never")]

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    letters = models.CharField(max_length=6, choices=LETTERS, default="each")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        """No two addresses that differ in case only."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        """The address."""
        return self.email


class Participant(models.Model):
    """Which actor of a body an account is. The record knows the identifier only; another one in each body."""

    user = models.ForeignKey(User, models.CASCADE)
    body = models.ForeignKey("store.Body", models.PROTECT)
    actor = models.CharField(max_length=200)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One account an actor, and one actor an account."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "actor"], name="participant_of_actor"),
            models.UniqueConstraint(fields=["user", "body"], name="participant_of_user"),
        ]


class Invitation(models.Model):
    """A letter with which one person may join a body. `digest`: SHA-256 of the secret in its address."""

    body = models.ForeignKey("store.Body", models.PROTECT)
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=200)
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class Token(models.Model):
    """A secret with which a program acts as a person. Kept as SHA-256: who reads the database cannot use it."""

    user = models.ForeignKey(User, models.CASCADE)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    may_act = models.BooleanField(default=False)
    made = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)


class Follow(models.Model):
    """What somebody wants to hear of: a body (subject "") or a matter, consultation, objection or appeal of it."""

    user = models.ForeignKey(User, models.CASCADE)
    body = models.ForeignKey("store.Body", models.PROTECT)
    subject = models.CharField(max_length=60, blank=True)

    class Meta:
        """Once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "body", "subject"], name="follow_once")]


class Notice(models.Model):
    """An act that somebody is to hear of, and why; `letter` once it was put into one."""

    user = models.ForeignKey(User, models.CASCADE)
    body = models.ForeignKey("store.Body", models.PROTECT)
    seq = models.BigIntegerField()
    reason = models.CharField(max_length=50)
    made = models.DateTimeField(auto_now_add=True)
    letter = models.ForeignKey("store.Letter", models.SET_NULL, null=True)

    class Meta:
        """Nobody hears the same of one act twice."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "body", "seq", "reason"], name="notice_once")]
