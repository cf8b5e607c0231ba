"""The audit log."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from visio.config.clock import now


class AuditEvent(models.Model):
    """One line. `account` and `participant` say who acted; `subject` whom or what it concerns."""

    at = models.DateTimeField(default=now, db_index=True)
    action = models.CharField(max_length=40)
    account = models.CharField(max_length=22, blank=True)
    participant = models.CharField(max_length=22, blank=True)
    room = models.CharField(max_length=12, blank=True)
    call = models.CharField(max_length=22, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("the audit log is append-only")
