"""A client that lost its socket comes back to the participant it was."""

from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import ReconnectResponse, SignalResponse, SyncState
from visio_sfu.rooms.participant import Connecting, Participant, Viewing
from visio_sfu.rooms.room import Room
from visio_sfu.signalling.join import client_configuration, server_info


def resume(room: Room, one: Participant, connecting: Connecting, now: float) -> None:
    """The first message is `reconnect`: while reconnecting, clients throw anything else away. Then follows all that
    may have been missed."""
    one.has_socket = True
    answer = ReconnectResponse(
        client_configuration=client_configuration(connecting),
        server_info=server_info(),
        last_message_seq=one.last_sequence,
    )
    room.state.say(one, SignalResponse(reconnect=answer))
    room.resumed(one, connecting, now)


def synchronise(room: Room, one: Participant, state: SyncState, now: float) -> None:
    """What a resumed client believes. A published track that the server does not know means that the two have lost
    each other."""
    if any(published.track.sid not in one.tracks for published in state.publish_tracks):
        room.reconnect(one, DisconnectReason.STATE_MISMATCH, now)
        return
    for sid in state.track_sids_disabled:
        track = room.state.track_by_sid(sid)
        if track is not None:
            one.viewing.setdefault(track.number, Viewing(one.first_layer)).disabled = True
    room.subscriptions.choose_all(one, state.subscription)
