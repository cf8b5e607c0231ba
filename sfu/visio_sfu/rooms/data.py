"""Messages between participants. The sender is whoever's connection they come from, whatever they say."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from google.protobuf.message import DecodeError
from livekit.protocol.models import DataPacket, UserPacket
from visio_sfu.media.commands import SendData
from visio_sfu.rooms.participant import Participant
from visio_sfu.rooms.state import RoomState

# livekit-client sends at most 64,000 bytes of content in a message.
MAX_MESSAGE_BYTES: Final = 65_536
# A message that was sent again after a cut comes within seconds.
REMEMBERED_NONCES: Final = 1_024

# Kinds that only a server sends, or that nobody here asked for.
_REFUSED: Final = frozenset({"speaker", "metrics"})


class Data:
    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._nonces: deque[bytes] = deque(maxlen=REMEMBERED_NONCES)

    def received(self, sender: Participant, payload: bytes, *, reliable: bool) -> None:
        """A message of `sender`. One that is malformed, too long, not allowed or seen before is dropped."""
        packet = _parse(payload)
        if packet is None or not sender.permissions.can_publish_data:
            return
        if self._seen(sender, packet, reliable=reliable):
            return
        packet.kind = DataPacket.Kind.RELIABLE if reliable else DataPacket.Kind.LOSSY
        _stamp(packet, sender)
        receivers = self._receivers(_identities(packet), packet.user.destination_sids)
        self._send((one for one in receivers if one is not sender), packet, reliable=reliable)

    def send(
        self,
        data: bytes,
        *,
        reliable: bool,
        topic: str | None,
        nonce: bytes,
        identities: Sequence[str],
        sids: Sequence[str],
    ) -> None:
        """A message of the server itself: it has no sender. No destination means everybody."""
        if nonce and not self._is_new(nonce):
            return
        user = UserPacket(
            payload=data, topic=topic, nonce=nonce, destination_identities=identities, destination_sids=sids
        )
        kind = DataPacket.Kind.RELIABLE if reliable else DataPacket.Kind.LOSSY
        packet = DataPacket(kind=kind, user=user, destination_identities=identities)
        self._send(self._receivers(identities, sids), packet, reliable=reliable)

    # ---- details

    def _receivers(self, identities: Sequence[str], sids: Sequence[str]) -> list[Participant]:
        people = self._state.participants.values()
        if not identities and not sids:
            return list(people)
        named, numbered = set(identities), set(sids)
        return [one for one in people if one.identity in named or one.sid in numbered]

    def _send(self, receivers: Iterable[Participant], packet: DataPacket, *, reliable: bool) -> None:
        payload = packet.SerializeToString()
        for one in receivers:
            self._state.order(SendData(one.number, payload, reliable))

    def _seen(self, sender: Participant, packet: DataPacket, *, reliable: bool) -> bool:
        """Clients number reliable messages and send again, after a cut, those that may have been lost."""
        if reliable and packet.sequence:
            if packet.sequence <= sender.last_sequence:
                return True
            sender.last_sequence = packet.sequence
        nonce = packet.user.nonce
        return bool(nonce) and not self._is_new(sender.sid.encode() + nonce)

    def _is_new(self, nonce: bytes) -> bool:
        if nonce in self._nonces:
            return False
        self._nonces.append(nonce)
        return True


def _parse(payload: bytes) -> DataPacket | None:
    if len(payload) > MAX_MESSAGE_BYTES:
        return None
    try:
        packet = DataPacket.FromString(payload)
    except DecodeError:
        return None
    kind = packet.WhichOneof("value")
    return None if kind is None or kind in _REFUSED else packet


def _stamp(packet: DataPacket, sender: Participant) -> None:
    packet.participant_sid = sender.sid
    packet.participant_identity = sender.identity
    if packet.WhichOneof("value") == "user":
        packet.user.participant_sid = sender.sid
        packet.user.participant_identity = sender.identity
    elif packet.WhichOneof("value") == "chat_message":
        packet.chat_message.generated = False


def _identities(packet: DataPacket) -> list[str]:
    """Older clients name the receivers inside the user packet."""
    return list(packet.destination_identities) or list(packet.user.destination_identities)
