"""Django's name for the domain, and what it follows."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "visio.moderation"
    label = "moderation"

    def ready(self) -> None:
        from visio.moderation import follow
        from visio.rooms.people import role_changed
        from visio.rooms.services import settings_changed

        settings_changed.connect(follow.on_settings_changed, dispatch_uid="moderation")
        role_changed.connect(follow.on_role_changed, dispatch_uid="moderation")
