"""The transport of the server API: Twirp, as JSON or protobuf (Twirp wire protocol, version 7)."""

import json
import logging
from http import HTTPStatus
from typing import Any, Final

from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from visio_sfu.errors import ApiError, TokenRefused
from visio_sfu.http import BodyTooLarge, Receive, Scope, Send, bearer, header, read_body, respond
from visio_sfu.options import MediaOptions
from visio_sfu.runtime import Runtime
from visio_sfu.server_api.methods import METHODS, Method
from visio_sfu.tokens import read_token

PREFIX: Final = "/twirp/livekit."
# Metadata of 512 KiB, escaped as JSON, fits.
MAX_BODY_BYTES: Final = 4 * 1024 * 1024

_JSON: Final = "application/json"
_PROTOBUF: Final = "application/protobuf"

log = logging.getLogger("visio_sfu.server_api")


class ServerApi:
    def __init__(self, runtime: Runtime, options: MediaOptions) -> None:
        self._runtime = runtime
        self._options = options

    def call(self, method: str, request: Message) -> Message:
        """A call from inside the process, with every grant. Raises ApiError."""
        found = METHODS.get(("RoomService", method))
        if found is None:
            raise ApiError("bad_route", f"no method {method}")
        return self._perform(found, request)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request below PREFIX."""
        content_type = header(scope, b"content-type").partition(";")[0].strip().lower()
        try:
            method = _route(scope, content_type)
            request = _parse(method, await read_body(receive, MAX_BODY_BYTES), content_type)
            method.check(self._claims(scope), request)
            answer = self._perform(method, request)
        except BodyTooLarge:
            await _fail(send, ApiError("malformed", f"the body is larger than {MAX_BODY_BYTES} bytes"))
        except ApiError as error:
            await _fail(send, error)
        else:
            await _answer(send, answer, content_type)

    def _perform(self, method: Method, request: Message) -> Message:
        try:
            return method.perform(self._runtime.directory, request, self._runtime.clock.now())
        finally:
            self._runtime.flush()

    def _claims(self, scope: Scope) -> Any:
        try:
            return read_token(bearer(scope), keys=self._options.keys, now=self._runtime.clock.now())
        except TokenRefused as refused:
            raise ApiError("unauthenticated", str(refused)) from None


def _route(scope: Scope, content_type: str) -> Method:
    path: str = scope["path"]
    if scope["method"] != "POST":
        raise ApiError("bad_route", f"unsupported method {scope['method']} (only POST is allowed)")
    service, _, name = path.removeprefix(PREFIX).partition("/")
    method = METHODS.get((service, name))
    if method is None:
        raise ApiError("bad_route", f"no handler for path {path}")
    if content_type not in {_JSON, _PROTOBUF}:
        raise ApiError("bad_route", f"unexpected Content-Type: {content_type}")
    return method


def _parse(method: Method, body: bytes, content_type: str) -> Message:
    request = method.request()
    try:
        if content_type == _JSON:
            return json_format.Parse(body, request, ignore_unknown_fields=True)
        request.ParseFromString(body)
    except (json_format.ParseError, DecodeError, UnicodeError, RecursionError):
        form = "JSON" if content_type == _JSON else "protobuf"
        raise ApiError("malformed", f"the {form} request could not be decoded") from None
    return request


async def _answer(send: Send, answer: Message, content_type: str) -> None:
    if content_type == _JSON:
        # As the Go library writes it: snake case, and fields that are empty too.
        text = json_format.MessageToJson(
            answer, preserving_proto_field_name=True, always_print_fields_with_no_presence=True, indent=None
        )
        await respond(send, HTTPStatus.OK, text, content_type=_JSON)
    else:
        await respond(send, HTTPStatus.OK, answer.SerializeToString(), content_type=_PROTOBUF)


async def _fail(send: Send, error: ApiError) -> None:
    await respond(send, error.status, json.dumps({"code": error.code, "msg": error.message}), content_type=_JSON)
