"""Django's name for the domain."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "visio.audit"
    label = "audit"
