"""How a voice is cut into utterances, and what is decoded when."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from visio_speech.audio import from_pcm16
from visio_speech.caption.scripted import LoudnessActivity
from visio_speech.caption.utterances import LONGEST, PAUSE_THAT_ENDS, STEP, Take, Utterances
from voices import pieces, silence, speech


def hear(pcm: bytes, *, at: float = 0.0, utterances: Utterances | None = None) -> list[Take]:
    voice = utterances or Utterances(LoudnessActivity())
    return [take for piece, when in pieces(pcm, at) for take in voice.hear(from_pcm16(piece), when)]


def test_what_was_heard_so_far_is_decoded_again_and_again() -> None:
    takes = hear(speech(4))
    assert [round(take.seconds / STEP) for take in takes] == [1, 2, 3, 4]
    assert not any(take.final or take.whole for take in takes)


def test_a_pause_is_decoded_ahead_and_then_ends_the_utterance_with_the_same_words() -> None:
    ahead, final = hear(speech(0.7) + silence(1))
    assert (ahead.whole, ahead.final) == (True, False)
    assert (final.whole, final.final) == (True, True)
    assert ahead.spoken == final.spoken


def test_a_short_pause_does_not_end_it() -> None:
    takes = hear(speech(1) + silence(PAUSE_THAT_ENDS - 0.1) + speech(1) + silence(1))
    assert [take.utterance for take in takes if take.final] == [1]


def test_the_silence_before_and_after_is_mostly_left_out() -> None:
    *_, final = hear(silence(5) + speech(1) + silence(5))
    assert 1.0 <= final.seconds < 1.7
    assert 4.6 < final.start < 5.0


def test_a_click_is_no_speech() -> None:
    assert hear(silence(1) + speech(0.05) + silence(2)) == []


def test_who_does_not_pause_is_cut_and_nothing_is_lost() -> None:
    finals = [take for take in hear(speech(30) + silence(1)) if take.final]
    assert len(finals) >= 3
    assert all(take.seconds <= LONGEST for take in finals)
    assert (
        sum(take.spoken for take in finals) * 0.032 == np.float64(30).round()
        or abs(sum(take.spoken for take in finals) * 0.032 - 30) < 0.1
    )


def test_the_cut_is_made_where_it_is_quietest() -> None:
    finals = [take for take in hear(speech(11) + silence(0.3) + speech(5) + silence(1)) if take.final]
    assert abs(finals[0].end - 11.15) < 0.2


def test_a_gap_ends_what_was_open_and_the_time_line_goes_on() -> None:
    voice = Utterances(LoudnessActivity())
    takes = hear(speech(1), utterances=voice) + hear(speech(1), at=60.0, utterances=voice) + voice.flush()
    finals = [take for take in takes if take.final]
    assert [round(take.start) for take in finals] == [0, 60]


def test_after_a_flush_nothing_is_open() -> None:
    voice = Utterances(LoudnessActivity())
    hear(speech(1), utterances=voice)
    assert [take.final for take in voice.flush()] == [True]
    assert voice.flush() == []
    assert not voice.speaking


class Given:
    """A detector that says what it was told to say."""

    def __init__(self, answers: list[float]) -> None:
        self._answers = answers

    def push(self, pcm: NDArray[np.float32]) -> NDArray[np.float32]:
        count = len(pcm) // 512
        answers, self._answers = self._answers[:count], self._answers[count:]
        return np.asarray(answers + [0.0] * (count - len(answers)), dtype=np.float32)

    def reset(self) -> None:
        pass


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), st.integers(1, 60)), max_size=20))
def test_whatever_is_heard_each_utterance_ends_once_and_in_order(runs: list[tuple[float, int]]) -> None:
    answers = [probability for probability, count in runs for _ in range(count)]
    voice = Utterances(Given(answers))
    sound = np.full(512 * len(answers), 0.1, dtype=np.float32)
    takes = [
        take for first in range(0, len(sound), 1600) for take in voice.hear(sound[first : first + 1600], first / 16_000)
    ]
    takes += voice.flush()
    ended: set[int] = set()
    for take in takes:
        assert take.utterance not in ended
        assert 0 < take.seconds <= LONGEST + 0.1
        assert len(take.speech) * 512 == len(take.pcm)
        if take.final:
            ended.add(take.utterance)
    assert {take.utterance for take in takes} == ended
    starts = [take.start for take in takes if take.final]
    assert starts == sorted(starts)
