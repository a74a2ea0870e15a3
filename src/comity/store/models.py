"""The tables of the database.

`Body`, `Entry`, `Private`, `Blob` and `Checkpoint` are the authority; `Row` and `Snapshot` can be made again from them,
and so can `Derived` and the published files. Personal data is in `accounts`, `Letter`, `Private` and confidential blobs
only.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.store.accounts import Follow, Invitation, Notice, Participant, Token, User, UserManager

__all__ = [
    "Blob", "Body", "Cached", "Checkpoint", "Derived", "Entry", "Follow", "Invitation", "Job", "Letter", "Notice",
    "Participant", "Private", "Row", "Snapshot", "Token", "User", "UserManager",
]  # fmt: skip


class Body(models.Model):
    """A body and how far its record has come. Its row is the lock of its sequencer.

    size: acts in the record. at: the time of the last one. tip: its leaf hash; b"" where there is none.
    due: when the next deadline passes, "" where none is set. projected: the digest of the registry that made the rows.
    noticed: of how many acts those who follow the body have been given notice. stands_at: where the time of a simulated
    body was put, "" if it never was; its record's time is that of its last act all the same.
    """

    origin = models.CharField(max_length=255, unique=True)
    size = models.BigIntegerField(default=0)
    at = models.CharField(max_length=27, default="")
    tip = models.BinaryField(default=b"")
    due = models.CharField(max_length=27, default="")
    projected = models.CharField(max_length=64, default="")
    noticed = models.BigIntegerField(default=0)
    stands_at = models.CharField(max_length=27, default="")

    def __str__(self) -> str:
        """The name of the record."""
        return self.origin


class Entry(models.Model):
    """One act as the record has it. The columns repeat what the entry says, to be looked up by."""

    pk = models.CompositePrimaryKey("body_id", "seq")
    body = models.ForeignKey(Body, models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=100)
    actor = models.CharField(max_length=200)
    entry = models.BinaryField()
    signed = models.CharField(max_length=97, null=True)
    """Key and nonce of the actor's signature, "key nonce": one signed act stands once in a record."""

    class Meta:
        """What is looked up."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["body", "signed"], name="entry_signed_once")]
        indexes: ClassVar = [models.Index(fields=["body", "actor", "seq", "kind"], name="entry_actor")]


class Private(models.Model):
    """What opens one commitment of an act. Erasing deletes the row; the commitment in the act says that it was here."""

    pk = models.CompositePrimaryKey("body_id", "seq", "part")
    body = models.ForeignKey(Body, models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    part = models.CharField(max_length=100)
    audience = models.CharField(max_length=10)
    salt = models.BinaryField()
    content = models.BinaryField()


class Blob(models.Model):
    """A content that an act names by its digest; a confidential one is named in a private part only."""

    pk = models.CompositePrimaryKey("body_id", "seq", "digest")
    body = models.ForeignKey(Body, models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    digest = models.CharField(max_length=71)
    confidential = models.BooleanField(default=False)
    content = models.BinaryField()

    class Meta:
        """By digest."""

        indexes: ClassVar = [models.Index(fields=["body", "digest"], name="blob_digest")]


class Row(models.Model):
    """One row that an act adds to a table, as JSON in `values`; n counts the rows of the act."""

    pk = models.CompositePrimaryKey("body_id", "seq", "n")
    body = models.ForeignKey(Body, models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    n = models.SmallIntegerField()
    table = models.CharField(max_length=50)
    scope = models.CharField(max_length=200)
    audience = models.CharField(max_length=10)
    values = models.TextField()

    class Meta:
        """By table, then by what it is about."""

        indexes: ClassVar = [models.Index(fields=["body", "table", "scope", "seq"], name="row_table")]


class Snapshot(models.Model):
    """The state of a body after its first `size` acts; `digest` says which program can read it."""

    body = models.OneToOneField(Body, models.PROTECT, primary_key=True)
    size = models.BigIntegerField()
    tip = models.BinaryField()
    digest = models.CharField(max_length=64)
    state = models.BinaryField()


class Derived(models.Model):
    """Something that takes long to compute and is shown often, such as an opinion map: as it was at act `seq`."""

    pk = models.CompositePrimaryKey("body_id", "name")
    body = models.ForeignKey(Body, models.PROTECT, db_index=False)
    name = models.CharField(max_length=100)
    seq = models.BigIntegerField()
    made = models.DateTimeField(auto_now=True)
    content = models.BinaryField()


class Checkpoint(models.Model):
    """A checkpoint that was signed. One a size, kept before anybody sees it: no two histories are ever signed."""

    pk = models.CompositePrimaryKey("body_id", "size")
    body = models.ForeignKey(Body, models.PROTECT, db_index=False)
    size = models.BigIntegerField()
    note = models.BinaryField()
    """With the cosignatures that witnesses gave so far."""


class Cached(models.Model):
    """The table of Django's database cache: counters of rates, which all processes share, and what is shown often."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        """As `DatabaseCache` looks for it."""

        db_table = "cache"


class Job(models.Model):
    """Something to do at a time or soon after. One a name and subject; done again until it succeeds.

    asked: how often it was asked for. leased_until: until then somebody is at it. error: what went wrong the last time.
    """

    name = models.CharField(max_length=50)
    subject = models.CharField(max_length=300)
    due = models.DateTimeField(db_index=True)
    asked = models.IntegerField(default=1)
    leased_until = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        """Asking twice for the same is asking once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "subject"], name="job_once")]


class Letter(models.Model):
    """An e-mail to be sent, or that was. `message_id` stays the same if it is sent twice, so that readers see one."""

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    sent = models.DateTimeField(null=True)
