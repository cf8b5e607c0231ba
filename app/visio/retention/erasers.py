"""The list of all erasers."""

from __future__ import annotations

from visio.accounts.erasers import ERASERS as ACCOUNTS
from visio.audit.erasers import ERASERS as AUDIT
from visio.calls.erasers import ERASERS as CALLS
from visio.chat.erasers import ERASERS as CHAT
from visio.erasing.eraser import Eraser
from visio.jobs.erasers import ERASERS as JOBS
from visio.lobby.erasers import ERASERS as LOBBY
from visio.recordings.erasers import ERASERS as RECORDINGS
from visio.transcripts.erasers import ERASERS as TRANSCRIPTS


def all_erasers() -> list[Eraser]:
    # Chat before attendance: messages belong to participants.
    return [*RECORDINGS, *TRANSCRIPTS, *CHAT, *LOBBY, *CALLS, *ACCOUNTS, *JOBS, *AUDIT]
