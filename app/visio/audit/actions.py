"""The kinds of action that are recorded; each has its sentence `audit.<action>` for the page that will show them."""

from __future__ import annotations

ACTIONS = frozenset(
    {
        "account.created",
        "account.signed-in",
        "room.created",
        "room.settings-changed",
        "room.role-given",
        "room.role-withdrawn",
        "call.started",
        "call.ended",
        "call.ended-for-all",
        "lobby.admitted",
        "lobby.refused",
        "lobby.message",
        "moderation.muted",
        "moderation.muted-all",
        "moderation.asked-to-unmute",
        "moderation.share-stopped",
        "moderation.removed",
        "moderation.block-lifted",
        "moderation.new-guests-allowed",
        "moderation.role-changed",
        "moderation.renamed",
        "moderation.hand-lowered",
        "moderation.hands-lowered",
        "moderation.floor-given",
        "chat.deleted",
        "retention.purged",
    }
)
