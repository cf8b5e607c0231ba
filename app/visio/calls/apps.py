"""Django's name for the domain."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "visio.calls"
    label = "calls"
