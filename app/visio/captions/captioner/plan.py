"""What the captioner reads from the database: whether it is wanted, who reads, who speaks which language."""

from __future__ import annotations

from dataclasses import dataclass, field

from visio.calls.models import IS_PRESENT, Call, Participant
from visio.captions.models import RUNNING, CallCaptions, CaptionReader


@dataclass(frozen=True)
class Speaker:
    """`language` is the one chosen by the person, else the room's; None: it is found out."""

    participant: str
    name: str
    language: str | None


@dataclass(frozen=True)
class Plan:
    """`readers` are the media identities of those who asked; `speakers` are everybody, by media identity."""

    wanted: bool = False
    readers: tuple[str, ...] = ()
    speakers: dict[str, Speaker] = field(default_factory=dict[str, Speaker])


def read(call_id: str) -> Plan:
    """As it is now. Three queries."""
    call = Call.objects.select_related("room").filter(pk=call_id, ended_at=None).first()
    if call is None or not CallCaptions.objects.filter(pk=call_id, state__in=RUNNING).exists():
        return Plan()
    present = list(Participant.objects.filter(IS_PRESENT, call=call).values_list("pk", "identity", "name"))
    chosen = CaptionReader.objects.filter(participant__call=call)
    own = {pk: (on, language) for pk, on, language in chosen.values_list("pk", "on", "language")}
    return Plan(
        wanted=True,
        readers=tuple(identity for pk, identity, _ in present if own.get(pk, (False, ""))[0]),
        speakers={
            identity: Speaker(pk, name, own.get(pk, (False, ""))[1] or call.room.language or None)
            for pk, identity, name in present
        },
    )
