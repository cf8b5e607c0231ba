"""Django's name for the domain."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "visio.chat"
    label = "chat"
