"""The base of every error that reaches a person or a program outside."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar

Param = str | int | None


class VisioError(Exception):
    """An error with a stable code.

    `code` names the sentence `error.<code>` of the web catalogues; `params` are its values; `detail` is English for
    developers, formatted with the params, and never holds text of a person.
    """

    code: ClassVar[str] = ""
    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    detail: ClassVar[str] = ""

    def __init__(self, **params: Param) -> None:
        super().__init__(self.code)
        self.params: Mapping[str, Param] = params

    @property
    def explained(self) -> str:
        return self.detail.format(**self.params)
