"""What travels about accounts and sessions."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema


class AccountOut(Schema):
    id: str
    name: str
    email: str
    operator: bool


class InstanceOut(Schema):
    name: str
    version: str
    capacity: int
    setup_needed: bool
    contact: str | None


class SessionOut(Schema):
    instance: InstanceOut
    account: AccountOut | None
    csrf_token: str
    server_time: datetime


class SignInIn(Schema):
    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)


class SignedInOut(Schema):
    account: AccountOut
    csrf_token: str


class SetupIn(Schema):
    token: str = Field(max_length=64)
    name: str = Field(max_length=400)
    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)


class TokenIn(Schema):
    token: str = Field(max_length=64)


class InvitationOut(Schema):
    email: str


class AcceptIn(Schema):
    token: str = Field(max_length=64)
    name: str = Field(max_length=400)
    password: str = Field(max_length=1024)
