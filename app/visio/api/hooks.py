"""`/engine/webhook`: signed notices of another LiveKit server."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from visio.calls import webhooks
from visio.config.clock import now
from visio.engine.base import engine
from visio.engine.webhooks import verified

router = Router(tags=["engine"])


@router.post("/webhook", response={204: None}, auth=None, include_in_schema=False)
def webhook(request: HttpRequest) -> HttpResponse:
    """The signature is the credential. Raises WebhookRefused."""
    media = engine()
    notice = verified(request.body, request.headers.get("Authorization", ""), media.credentials)
    webhooks.receive(notice, media, now())
    return HttpResponse(status=204)
