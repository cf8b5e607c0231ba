"""Django's name for the domain, and what it follows."""

from django.apps import AppConfig


class CaptionsConfig(AppConfig):
    name = "visio.captions"
    label = "captions"

    def ready(self) -> None:
        from visio.calls.signals import call_ended, people_changed
        from visio.captions import follow, services
        from visio.config.clock import now
        from visio.rooms.services import settings_changed
        from visio.supervise.registry import Supervised, register

        people_changed.connect(follow.on_people_changed, dispatch_uid="captions")
        call_ended.connect(follow.on_call_ended, dispatch_uid="captions")
        register(
            Supervised(
                name="captioner",
                topic=services.TOPIC,
                wanted=services.to_caption,
                arguments=lambda call: ["captioner", call],
                died=lambda call, _code: services.captioner_lost(call, now()),
                gave_up=lambda call: services.captioner_failed(call, now()),
            )
        )
        settings_changed.connect(follow.on_settings_changed, dispatch_uid="captions")
