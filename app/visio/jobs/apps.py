"""Django's name for the domain."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "visio.jobs"
    label = "jobs"
