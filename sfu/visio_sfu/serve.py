"""The media server as one object: what `visio-sfu` runs, and what an application embeds.

This is the public face of the package, together with `tokens` and `options`.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from livekit.protocol.webhook import WebhookEvent

    from visio_sfu.options import MediaOptions

WebhookReceiver = Callable[["WebhookEvent"], Awaitable[None]]


class MediaServer:
    """Rooms, signalling and the media engine.

    `app` is the ASGI application for `/rtc`, `/rtc/v1`, `/twirp` and `/` (health); mount it in front of one's own routes for the
    first three. Webhooks go to the URLs of the options and, in process, to `on_webhook`, in order.
    """

    def __init__(self, options: "MediaOptions", *, on_webhook: WebhookReceiver | None = None) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        """Opens the media port. Raises visio_sfu.errors.StartRefused with a sentence."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Tells everybody to leave (SERVER_SHUTDOWN), closes sockets and the engine; ends within 2 s."""
        raise NotImplementedError

    @property
    def app(self) -> Callable[..., Awaitable[None]]:
        raise NotImplementedError

    @property
    def media_addresses(self) -> tuple[int, list[str]]:
        """UDP port and the IP addresses offered."""
        raise NotImplementedError

    async def call(self, method: str, request: "Message") -> Any:
        """A server API call from inside the process, with every grant: `call("CreateRoom", CreateRoomRequest(…))`.

        Raises visio_sfu.errors.ApiError (its `code` is the Twirp code).
        """
        raise NotImplementedError
