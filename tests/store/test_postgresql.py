"""A connection that the database closed: noticed after a rest, told once if it happened just now, and never kept."""

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection

from comity.store.models import Body
from comity.store.postgresql import base

pytestmark = pytest.mark.parametrize("store", ["postgresql"], indirect=True)


def cut(store):
    """What a restart of the server does to a connection that is open."""
    Body.objects.count()
    pid = connection.connection.info.backend_pid
    with psycopg.connect(store.url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_after_a_rest_it_is_noticed_before_anybody_asks(store, monkeypatch):
    monkeypatch.setattr(base, "REST", 0.0)
    cut(store)
    close_old_connections()  # as a request begins
    assert Body.objects.count() == 0


def test_at_once_one_is_told_and_the_next_is_served(store):
    cut(store)
    close_old_connections()
    with pytest.raises(OperationalError):
        Body.objects.count()
    close_old_connections()
    assert Body.objects.count() == 0
