"""The store as a Django application."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Its name is also the prefix of its tables."""

    name = "comity.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
