"""Django's name for the domain, and what it follows."""

from django.apps import AppConfig


class LobbyConfig(AppConfig):
    name = "visio.lobby"
    label = "lobby"

    def ready(self) -> None:
        from visio.calls.signals import call_ended, people_changed
        from visio.lobby import follow
        from visio.rooms.services import settings_changed

        people_changed.connect(follow.on_people_changed, dispatch_uid="lobby")
        call_ended.connect(follow.on_call_ended, dispatch_uid="lobby")
        settings_changed.connect(follow.on_settings_changed, dispatch_uid="lobby")
