"""`/healthz`: the process answers. `/readyz`: it can do its work."""

from __future__ import annotations

from django.db import DatabaseError, connection


def ready() -> bool:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() is not None
    except DatabaseError:
        connection.close()
        return False
