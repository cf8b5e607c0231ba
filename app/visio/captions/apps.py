"""Django's name for the domain, and what it follows."""

from django.apps import AppConfig


class CaptionsConfig(AppConfig):
    name = "visio.captions"
    label = "captions"

    def ready(self) -> None:
        from visio.calls.signals import call_ended, people_changed
        from visio.captions import follow
        from visio.rooms.services import settings_changed

        people_changed.connect(follow.on_people_changed, dispatch_uid="captions")
        call_ended.connect(follow.on_call_ended, dispatch_uid="captions")
        settings_changed.connect(follow.on_settings_changed, dispatch_uid="captions")
