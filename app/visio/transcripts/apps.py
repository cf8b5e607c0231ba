"""Django's name for the domain, and what it follows."""

from django.apps import AppConfig


class TranscriptsConfig(AppConfig):
    name = "visio.transcripts"
    label = "transcripts"
