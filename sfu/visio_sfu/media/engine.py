"""The asyncio face of the native engine: commands go in at once, events come in batches when its descriptor is
readable."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol, assert_never

from visio_sfu.errors import StartRefused
from visio_sfu.media import commands, events
from visio_sfu.options import MediaOptions

log = logging.getLogger("visio_sfu.media")

OnEvents = Callable[[list[events.Event]], None]


class Media(Protocol):
    """A media engine that can be started and stopped: the native one, or the double of `scripted`."""

    @property
    def addresses(self) -> tuple[int, list[str]]:
        """UDP port and the IP addresses offered to clients."""
        ...

    def start(self, on_events: OnEvents) -> None:
        """Raises StartRefused."""
        ...

    def stop(self) -> None: ...

    def obey(self, command: commands.Command) -> None: ...


class NativeMedia:
    def __init__(self, options: MediaOptions) -> None:
        self._options = options

    @property
    def addresses(self) -> tuple[int, list[str]]:
        return self._engine.udp_port, self._engine.addresses

    def start(self, on_events: OnEvents) -> None:
        # Here and not above, so that rooms and their tests run where the native module was not built.
        from visio_sfu.media import _native

        self._native = _native
        try:
            self._engine = _native.Engine(
                udp_port=self._options.udp_port,
                media_bind=self._options.media_bind,
                advertised=self._options.advertised,
            )
        except _native.AddressInUse:
            raise StartRefused(
                f"The media port {self._options.udp_port} (UDP) is in use. "
                "Choose another one with --udp-port, or 0 for a free one."
            ) from None
        except (OSError, ValueError) as error:
            raise StartRefused(f"The media port cannot be opened: {error}.") from error
        self._on_events = on_events
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._engine.fileno(), self._drain)

    def stop(self) -> None:
        """Joins the media threads; call it off the event loop's thread where that must not wait."""
        self._loop.remove_reader(self._engine.fileno())
        self._engine.stop()

    def obey(self, command: commands.Command) -> None:
        engine = self._engine
        try:
            match command:
                case commands.OpenRoom(room):
                    engine.open_room(room)
                case commands.CloseRoom(room):
                    engine.close_room(room)
                case commands.AddParticipant(room, participant, counts):
                    engine.add_participant(room, participant, counts_as_speaker=counts)
                case commands.RemoveParticipant(participant):
                    engine.remove_participant(participant)
                case commands.PublisherOffer(participant, request, sdp, stereo, without_red, without_dtx):
                    engine.publisher_offer(
                        participant, request, sdp, stereo=stereo, without_red=without_red, without_dtx=without_dtx
                    )
                case commands.OpenSubscriber(participant):
                    engine.open_subscriber(participant)
                case commands.SubscriberAnswer(participant, offer, sdp):
                    engine.subscriber_answer(participant, offer, sdp)
                case commands.RestartSubscriberIce(participant):
                    engine.restart_subscriber_ice(participant)
                case commands.AddCandidate(participant, target, candidate):
                    engine.add_candidate(participant, target, candidate)
                case commands.Publish(participant, track, mid, kind, stereo):
                    engine.publish(participant, track, mid=mid, kind=kind, stereo=stereo)
                case commands.Unpublish(track):
                    engine.unpublish(track)
                case commands.MuteTrack(track, muted):
                    engine.mute_track(track, muted=muted)
                case commands.Subscribe(participant, track, stream_id, track_id):
                    engine.subscribe(participant, track, stream_id=stream_id, track_id=track_id)
                case commands.Unsubscribe(participant, track):
                    engine.unsubscribe(participant, track)
                case commands.Limit(participant, track, max_layer, paused, priority):
                    engine.limit(participant, track, max_layer=max_layer, paused=paused, priority=priority)
                case commands.SendData(participant, payload, reliable):
                    engine.send_data(participant, payload, reliable=reliable)
                case _:
                    assert_never(command)
        except self._native.EngineStopped:
            pass  # The server is stopping: what rooms still decide concerns nobody any more.
        except self._native.EngineOverloaded:
            log.error("media.overloaded command=%s", type(command).__name__)

    def _drain(self) -> None:
        self._on_events([_translated(event) for event in self._engine.drain()])


def _translated(event: object) -> events.Event:
    """The native value as the value of the same name and fields in `events`."""
    kind = getattr(events, type(event).__name__)
    return kind(*(getattr(event, name) for name in kind.__match_args__))
