"""`/rtc` and `/rtc/validate`: who comes in over a WebSocket, and who does not, told before the upgrade."""

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qsl

from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import LeaveRequest
from visio_sfu.errors import JoinRefused, TokenRefused
from visio_sfu.http import Scope, bearer, refuse_websocket, respond
from visio_sfu.options import MediaOptions
from visio_sfu.rooms.membership import CLOSE_GRACE_S, leave_message
from visio_sfu.rooms.participant import Connecting
from visio_sfu.runtime import Runtime
from visio_sfu.signalling.exchange import Exchange
from visio_sfu.signalling.join import check_claims, check_room, connecting_of, join
from visio_sfu.signalling.resume import resume
from visio_sfu.signalling.websocket import Receive, Send, SignallingSocket
from visio_sfu.tokens import Claims, read_token


class SignallingEndpoint:
    def __init__(self, runtime: Runtime, options: MediaOptions) -> None:
        self._runtime = runtime
        self._options = options

    async def validate(self, scope: Scope, send: Send) -> None:
        """Says in words why a join would be refused; clients ask here when their WebSocket failed."""
        try:
            claims = self._claims(scope, _query(scope))
            check_room(self._runtime.directory, claims)
        except JoinRefused as refused:
            await respond(send, refused.status, refused.sentence)
        else:
            await respond(send, HTTPStatus.OK, "success")

    async def connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One WebSocket from handshake to end."""
        await receive()
        query = _query(scope)
        try:
            claims = self._claims(scope, query)
            if query.get("reconnect") in {"1", "true"}:
                await self._resume(claims, query, receive, send)
            else:
                await self._join(claims, connecting_of(query), receive, send)
        except JoinRefused as refused:
            await refuse_websocket(scope, receive, send, refused.status, refused.sentence)

    # ---- details

    async def _join(self, claims: Claims, connecting: Connecting, receive: Receive, send: Send) -> None:
        check_room(self._runtime.directory, claims)
        await send({"type": "websocket.accept"})
        now = self._runtime.clock.now()
        # Between the check above and here others may have come in: the last seat is given once.
        try:
            room, one = join(self._runtime.directory, claims, connecting, now)
        except JoinRefused:
            await _leave(receive, send, DisconnectReason.JOIN_FAILURE, LeaveRequest.Action.DISCONNECT)
            return
        exchange = Exchange(room, one, signing_key=self._options.signing_key, now=now)
        await self._run(exchange, receive, send)

    async def _resume(self, claims: Claims, query: dict[str, str], receive: Receive, send: Send) -> None:
        room = self._runtime.directory.get(claims.grants.room)
        if room is not None and room.removed.refuses(claims):
            raise JoinRefused(HTTPStatus.FORBIDDEN, "removed", "this participant was removed from the room")
        await send({"type": "websocket.accept"})
        one = room.resumable(query.get("sid", ""), claims.identity) if room is not None else None
        if room is None or one is None:
            await _leave(receive, send, DisconnectReason.STATE_MISMATCH, LeaveRequest.Action.RECONNECT)
            return
        cut, one.cut_on_resume = one.cut_on_resume, ""
        if cut == "first":
            await send({"type": "websocket.close", "code": 1000})
            return
        now = self._runtime.clock.now()
        # A resume says nothing of subscriptions; what the client said when it joined stays true.
        described = connecting_of(query)
        connecting = Connecting(
            info=described.info if described.info.protocol else one.connecting.info,
            auto_subscribe=one.connecting.auto_subscribe,
            adaptive_stream=one.connecting.adaptive_stream,
        )
        resume(room, one, connecting, now)
        if cut == "later":
            room.state.hang_up(one, 0.0)
        await self._run(Exchange(room, one, signing_key=self._options.signing_key, now=now), receive, send)

    async def _run(self, exchange: Exchange, receive: Receive, send: Send) -> None:
        socket = SignallingSocket(self._runtime, exchange, receive, send)
        self._runtime.attach(exchange.one.number, socket)
        self._runtime.flush()
        await socket.run()

    def _claims(self, scope: Scope, query: dict[str, str]) -> Claims:
        if "join_request" in query:
            # One peer connection for both directions: clients fall back to two when it is not there.
            raise JoinRefused(HTTPStatus.NOT_FOUND, "not-served", "this server uses two peer connections")
        token = bearer(scope) or query.get("access_token", "")
        try:
            claims = read_token(token, keys=self._options.keys, now=self._runtime.clock.now())
        except TokenRefused as refused:
            raise JoinRefused(HTTPStatus.UNAUTHORIZED, "token-refused", str(refused)) from None
        check_claims(claims)
        return claims


def _query(scope: Scope) -> dict[str, str]:
    raw: bytes = scope.get("query_string", b"")
    return dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True))


async def _leave(receive: Receive, send: Send, reason: DisconnectReason, action: LeaveRequest.Action) -> None:
    """Says `leave` as the first message and lets the client close: Firefox hangs in its resume otherwise."""
    await send({"type": "websocket.send", "bytes": leave_message(reason, action).SerializeToString()})
    try:
        async with asyncio.timeout(CLOSE_GRACE_S):
            while (await receive())["type"] != "websocket.disconnect":
                pass
    except TimeoutError:
        await send({"type": "websocket.close", "code": 1000})
