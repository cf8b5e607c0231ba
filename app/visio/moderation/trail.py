"""Who acted, for the audit log."""

from __future__ import annotations

from visio.calls.access import Seat


def who(seat: Seat) -> dict[str, str]:
    return {
        "account": seat.me.account_id or "",
        "participant": seat.me.pk,
        "room": seat.room.code,
        "call": seat.call.pk,
    }
