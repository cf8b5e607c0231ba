"""What can go wrong, each with a stable code."""


class ClientError(Exception):
    """`code` is stable; match it, never the text."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{sentence} ({code})")
        self.code = code


class JoinFailed(ClientError):
    """The room could not be entered. Codes are those of `ClientLeft.reason`."""

    def __init__(self, code: str) -> None:
        super().__init__(code, "The room could not be entered.")


class PublishFailed(ClientError):
    """A track was not taken. Codes are those of `ClientPublishRefused.reason`, and `left`."""

    def __init__(self, code: str) -> None:
        super().__init__(code, "The track was not taken.")
