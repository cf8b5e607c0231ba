"""`POST /recordings/import`, the part of it that Django does: may they? The body goes past it, to `upload`."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema, Status

from visio.accounts.actors import account_of
from visio.config.clock import now
from visio.recordings.imports.admission import admit
from visio.recordings.library.schemas import ImportedOut

router = Router(tags=["recordings"])


class PermitOut(Schema):
    permit: str


@router.post("/import", response={201: ImportedOut, 202: PermitOut})
def begin(request: HttpRequest, name: str = "", language: str | None = None) -> Status[PermitOut]:
    """The body is the file. Answers 201 with the new recording once it has arrived."""
    return Status(202, PermitOut(permit=admit(account_of(request), name[:400], _language(language), now())))


def _language(written: str | None) -> str | None:
    return written if written and written.isalpha() and written.islower() and len(written) <= 3 else None
