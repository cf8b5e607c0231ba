"""Django's name for the domain."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "visio.accounts"
    label = "accounts"
