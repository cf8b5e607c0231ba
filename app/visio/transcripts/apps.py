"""Django's name for the domain, what it follows, and the work it has done."""

from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "visio.transcripts"
    label = "transcripts"

    def ready(self) -> None:
        from visio.jobs import kinds
        from visio.recordings import signals
        from visio.recordings.library.searching import SEARCHES
        from visio.recordings.work.composing import CAPTIONS
        from visio.transcripts import follow
        from visio.transcripts.job import TRANSCRIBE
        from visio.transcripts.minutes_job import DRAFT
        from visio.transcripts.search import recordings_that_say
        from visio.transcripts.subtitles import subtitles

        kinds.register(TRANSCRIBE)
        kinds.register(DRAFT)
        SEARCHES.append(recordings_that_say)
        CAPTIONS.append(subtitles)
        signals.ready.connect(follow.on_ready, dispatch_uid="transcripts")
        signals.deleted.connect(follow.on_deleted, dispatch_uid="transcripts")
        signals.person_removed.connect(follow.on_person_removed, dispatch_uid="transcripts")
