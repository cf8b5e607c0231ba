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
    """`readers` are the media identities of those who asked; `speakers` are everybody, by media identity.

    `translations`: language → the identities of those among the readers who read in it.
    """

    wanted: bool = False
    readers: tuple[str, ...] = ()
    speakers: dict[str, Speaker] = field(default_factory=dict[str, Speaker])
    translations: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


def read(call_id: str) -> Plan:
    """As it is now. Three queries."""
    call = Call.objects.select_related("room").filter(pk=call_id, ended_at=None).first()
    if call is None or not CallCaptions.objects.filter(pk=call_id, state__in=RUNNING).exists():
        return Plan()
    present = list(Participant.objects.filter(IS_PRESENT, call=call).values_list("pk", "identity", "name"))
    own = {chosen.pk: chosen for chosen in CaptionReader.objects.filter(participant__call=call)}
    reading = [(identity, own[pk].translate_to) for pk, identity, _ in present if pk in own and own[pk].on]
    return Plan(
        wanted=True,
        readers=tuple(identity for identity, _ in reading),
        speakers={
            identity: Speaker(pk, name, (own[pk].language if pk in own else "") or call.room.language or None)
            for pk, identity, name in present
        },
        translations={
            language: tuple(identity for identity, other in reading if other == language)
            for language in sorted({language for _, language in reading if language})
        },
    )
