"""Django's settings, all of them from the environment.

COMITY_HOME            folder of the database, the published records and the keys; default `comity-data`
COMITY_DATABASE_URL    postgresql://user:password@host:port/name; without it SQLite in COMITY_HOME
COMITY_SECRET_KEY      of sessions; without it one is made and kept in COMITY_HOME
"""

from __future__ import annotations

import os
from pathlib import Path

from comity.store.databases import database, mail, secret_key

HOME = Path(os.environ.get("COMITY_HOME", "comity-data")).absolute()
SECRET_KEY = os.environ.get("COMITY_SECRET_KEY") or secret_key(HOME)
DEBUG = False
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "comity.store"]
DATABASES = {"default": database(os.environ.get("COMITY_DATABASE_URL", ""), HOME)}
AUTH_USER_MODEL = "store.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
DEFAULT_FROM_EMAIL = os.environ.get("COMITY_MAIL_FROM", "comity@localhost")
globals().update(mail(os.environ.get("COMITY_MAIL", ""), HOME))
