"""What one participant may do in a room. Every check of the room core is a method of Permissions."""

from dataclasses import dataclass, replace
from typing import Final

from livekit.protocol.models import ParticipantInfo, ParticipantPermission, TrackSource
from visio_sfu.tokens import Claims, VideoGrants

SOURCE_NAMES: Final[dict[str, TrackSource]] = {
    "camera": TrackSource.CAMERA,
    "microphone": TrackSource.MICROPHONE,
    "screen_share": TrackSource.SCREEN_SHARE,
    "screen_share_audio": TrackSource.SCREEN_SHARE_AUDIO,
}

KINDS: Final[dict[str, ParticipantInfo.Kind]] = {
    "standard": ParticipantInfo.Kind.STANDARD,
    "ingress": ParticipantInfo.Kind.INGRESS,
    "egress": ParticipantInfo.Kind.EGRESS,
    "sip": ParticipantInfo.Kind.SIP,
    "agent": ParticipantInfo.Kind.AGENT,
}

_DEPENDENT_KINDS: Final = frozenset({"agent", "egress"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """Grants of a token as they apply in the room; the server API may replace them."""

    can_publish: bool
    can_subscribe: bool
    can_publish_data: bool
    sources: frozenset[TrackSource]
    """Empty: all."""
    can_update_own_metadata: bool
    hidden: bool
    recorder: bool
    agent: bool

    @classmethod
    def of(cls, grants: VideoGrants) -> "Permissions":
        names = grants.can_publish_sources
        return cls(
            can_publish=grants.can_publish,
            can_subscribe=grants.can_subscribe,
            can_publish_data=grants.can_publish_data,
            # A list of names that all are unknown must not turn into "everything".
            sources=frozenset(SOURCE_NAMES.get(name, TrackSource.UNKNOWN) for name in names),
            can_update_own_metadata=grants.can_update_own_metadata,
            hidden=grants.hidden,
            recorder=grants.recorder,
            agent=grants.agent,
        )

    def changed(self, wanted: ParticipantPermission) -> "Permissions":
        """These permissions as the server API wants them. `recorder` and `agent` say what somebody is and stay."""
        return replace(
            self,
            can_publish=wanted.can_publish,
            can_subscribe=wanted.can_subscribe,
            can_publish_data=wanted.can_publish_data,
            sources=frozenset(wanted.can_publish_sources),
            can_update_own_metadata=wanted.can_update_metadata,
            hidden=wanted.hidden,
        )

    def grants(self, before: VideoGrants) -> VideoGrants:
        """The grants of a refreshed token: `before`, as far as nothing was changed here."""
        names = {source: name for name, source in SOURCE_NAMES.items()}
        return replace(
            before,
            can_publish=self.can_publish,
            can_subscribe=self.can_subscribe,
            can_publish_data=self.can_publish_data,
            can_publish_sources=tuple(sorted(names.get(source, "unknown") for source in self.sources)),
            can_update_own_metadata=self.can_update_own_metadata,
            hidden=self.hidden,
        )

    def may_publish(self, source: TrackSource) -> bool:
        return self.can_publish and (not self.sources or source in self.sources)

    def message(self) -> ParticipantPermission:
        return ParticipantPermission(
            can_subscribe=self.can_subscribe,
            can_publish=self.can_publish,
            can_publish_data=self.can_publish_data,
            can_publish_sources=sorted(self.sources),
            hidden=self.hidden,
            recorder=self.recorder,
            can_update_metadata=self.can_update_own_metadata,
            agent=self.agent,
        )


def is_dependent(claims: Claims) -> bool:
    """Recorders, agents and hidden ones: they do not keep a room alive, are not counted and are never speakers."""
    grants = claims.grants
    return grants.hidden or grants.recorder or grants.agent or claims.kind in _DEPENDENT_KINDS
