"""Django's name for the domain."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "visio.rooms"
    label = "rooms"
