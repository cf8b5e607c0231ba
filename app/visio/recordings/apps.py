"""Django's name for the domain, what it follows, and what the worker does for it."""

from django.apps import AppConfig

from visio.config.clock import now


class RecordingsConfig(AppConfig):
    name = "visio.recordings"
    label = "recordings"

    def ready(self) -> None:
        from visio.calls import signals
        from visio.jobs import kinds
        from visio.jobs.kinds import MEGABYTE, Kind
        from visio.recordings.imports.admission import IMPORT
        from visio.recordings.in_call import capture, follow
        from visio.recordings.library.files import COMPOSE
        from visio.recordings.library.removals import REMOVE
        from visio.recordings.work import composing, erasing, finishing, importing, removing
        from visio.supervise import registry
        from visio.supervise.registry import Supervised

        signals.entered.connect(follow.on_entered, dispatch_uid="recordings")
        signals.participant_gone.connect(follow.on_gone, dispatch_uid="recordings")
        signals.call_ended.connect(follow.on_call_ended, dispatch_uid="recordings")
        kinds.register(Kind(capture.FINISH, finishing.finish, urgent=True, failed=finishing.failed))
        kinds.register(Kind("erase", erasing.erase, urgent=True, owed=True))
        kinds.register(Kind(REMOVE, removing.remove, urgent=True, owed=True))
        kinds.register(Kind(IMPORT, importing.take_in, memory=4096 * MEGABYTE, failed=importing.failed))
        kinds.register(Kind(COMPOSE, composing.compose, memory=4096 * MEGABYTE, failed=composing.failed))
        registry.register(
            Supervised(
                "recorder",
                "recording",
                wanted=capture.wanted,
                arguments=lambda recording: ["recorder", recording],
                died=lambda recording, code: capture.died(recording, code, now()),
                gave_up=lambda recording: capture.gave_up(recording, now()),
            )
        )
