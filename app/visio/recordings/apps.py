"""Django's name for the domain, and what it follows."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "visio.recordings"
    label = "recordings"

    def ready(self) -> None:
        from visio.calls import signals
        from visio.recordings.in_call import follow

        signals.entered.connect(follow.on_entered, dispatch_uid="recordings")
        signals.participant_gone.connect(follow.on_gone, dispatch_uid="recordings")
        signals.call_ended.connect(follow.on_call_ended, dispatch_uid="recordings")
