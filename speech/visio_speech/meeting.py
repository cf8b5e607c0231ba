"""From the tracks of a meeting to its transcript.

Two passes over each track: one listens (levels, speech), one gives the recogniser the clips that are left after the
cross-talk gate. No track is ever held whole: memory is that of a few minutes of sound, however long the meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from visio_speech.activity.base import Span, VoiceActivity
from visio_speech.audio import Block
from visio_speech.clips import clips
from visio_speech.diarize.base import Diarizer
from visio_speech.diarize.room import Part, Voices, voices_of
from visio_speech.errors import AudioTooLong, AudioTooSlow, AudioUnreadable
from visio_speech.gate import gated
from visio_speech.listen import Heard, listen
from visio_speech.merge import Said, by_voice, merged
from visio_speech.packing import Packed, Packer
from visio_speech.tracks import Track
from visio_speech.transcribe.base import Transcriber
from visio_speech.transcript import Skipped, Speaker, Transcript
from visio_speech.words import Segment

Progress = Callable[[float], None]

# Speech that is given to the recogniser at once: enough windows to be efficient, 20 MB of samples.
_AT_ONCE = 300.0
# Of the whole work, what listening takes.
_LISTENING = 0.1
_UNREADABLE = (AudioUnreadable, AudioTooLong, AudioTooSlow)


@dataclass
class Meeting:
    """One transcription. `diarizer` None leaves shared tracks to one speaker."""

    tracks: Sequence[Track]
    transcriber: Transcriber
    activity: VoiceActivity
    diarizer: Diarizer | None = None
    vocabulary: Sequence[str] = ()
    progress: Progress | None = None
    _skipped: list[Skipped] = field(default_factory=list[Skipped])
    _speech: float = 0.0
    _done: float = 0.0
    _told: float = 0.0

    def transcript(self) -> Transcript:
        """Raises SpeechError of the engine; a track that cannot be read is skipped, unless none can: then its error."""
        heard = self._heard()
        clips = gated([one for _, one in heard])
        self._speech = sum(end - start for spans in clips for start, end in spans)
        said: list[Said] = []
        speakers: list[Speaker] = []
        spoken: list[Part] = []
        for (track, _), spans in zip(heard, clips, strict=True):
            if spans:
                spoken.append((track, spans))
            else:
                self._skipped.append(Skipped(track.id, "no-speech"))
        for parts in _by_speaker(spoken):
            voices = voices_of(parts, self.diarizer, alive=self._alive)
            for track, spans in parts:
                self._track(track, spans, voices, said, speakers)
        return Transcript(self.transcriber.info(), _once(speakers, said), merged(said), tuple(self._skipped))

    def _heard(self) -> list[tuple[Track, Heard]]:
        heard: list[tuple[Track, Heard]] = []
        problem: Exception | None = None
        for done, track in enumerate(self.tracks, start=1):
            try:
                heard.append((track, listen(track.sound, self.activity, alive=self._alive)))
            except _UNREADABLE as error:
                self._skipped.append(Skipped(track.id, error.code))
                problem = error
            self._tell(_LISTENING * done / len(self.tracks))
        if problem is not None and not heard:
            raise problem
        return heard

    def _track(
        self, track: Track, spans: Sequence[Span], voices: Voices, said: list[Said], speakers: list[Speaker]
    ) -> None:
        for number, name in voices.names(track.name).items():
            speakers.append(Speaker(_label(track, number), name, track.speaker))
        for packed in regions(track.sound.blocks(), spans):
            for segment in self._recognised(track, packed):
                said.extend(_attributed(track, voices, segment))
            self._done += sum(piece.seconds for piece in packed.pieces)
            self._tell(_LISTENING + (1 - _LISTENING) * self._done / self._speech)

    def _recognised(self, track: Track, packed: Packed) -> Iterator[Segment]:
        seconds = sum(piece.seconds for piece in packed.pieces)

        def part(share: float) -> None:
            self._tell(_LISTENING + (1 - _LISTENING) * (self._done + share * seconds) / self._speech)

        found = self.transcriber.transcribe(
            packed.pcm, language=track.language, hotwords=self.vocabulary, clips=packed.spans(), progress=part
        )
        for segment in found:
            yield from packed.restored(segment)

    def _tell(self, share: float) -> None:
        self._told = max(self._told, min(1.0, share))
        self._alive()

    def _alive(self) -> None:
        """Say again how far it is: a long track takes a while, and silence would be taken for a fault."""
        if self.progress:
            self.progress(self._told)


def _by_speaker(spoken: Sequence[Part]) -> list[list[Part]]:
    """The tracks of each speaker together."""
    groups: dict[str, list[Part]] = {}
    for track, spans in spoken:
        groups.setdefault(track.speaker, []).append((track, spans))
    return list(groups.values())


def regions(blocks: Iterator[Block], spans: Sequence[Span]) -> Iterator[Packed]:
    """The speech of a track in packs of some minutes, read in one pass."""
    packer = Packer(longest=_AT_ONCE)
    for start, pcm in clips(blocks, spans):
        if not packer.fits(len(pcm) / 16_000) and (packed := packer.taken()):
            yield packed
        packer.add(pcm, start)
    if packed := packer.taken():
        yield packed


def _attributed(track: Track, voices: Voices, segment: Segment) -> Iterator[Said]:
    if not voices.turns:
        yield Said(_label(track, ""), segment)
        return
    for number, part in by_voice(segment, voices.turns):
        yield Said(_label(track, number), part)


def _label(track: Track, number: str) -> str:
    """The participant's id, with the voice's number where several share a track; voices of a mix have only that."""
    return ":".join(part for part in (track.speaker, number) if part) or "1"


def _once(speakers: Sequence[Speaker], said: Sequence[Said]) -> list[Speaker]:
    """Each speaker who said something, once, in order of his first word."""
    by_id = {speaker.id: speaker for speaker in speakers}
    order = dict.fromkeys(one.speaker for one in sorted(said, key=lambda one: one.segment.start))
    return [by_id[label] for label in order]
