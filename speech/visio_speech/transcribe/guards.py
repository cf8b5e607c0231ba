"""Text that nobody said. Whisper writes what its training data held where it hears little: credits, thanks, loops.

Voice activity keeps most of it away; these tests catch the rest. They look at the text's own numbers first and name
phrases only where no number tells (credits of subtitles).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from visio_speech.words import Word

# From the paper of Whisper, section 4.5: text that compresses better than this repeats itself.
_MOST_COMPRESSION = 2.4
_LEAST_LOG_PROB = -1.0
_MOST_NO_SPEECH = 0.6
_LEAST_TRUST = 0.5  # mean probability of words where the window itself seems empty
# Fast speech is five to six words a second; nobody keeps up nine.
_MOST_WORDS_PER_SECOND = 9.0
_LONGEST_PHRASE = 12
_MOST_REPEATS = 5
_LEAST_WORD_PROB = 0.15
_SHORTEST_WORD = 0.03

_CREDITS = re.compile(
    r"amara\.org|sous-titr(?:es|age|é)\b.{0,40}\b(?:par|st'? ?\d+|radio-canada|soci)|"
    r"subtitles? (?:by|provided)|transcri(?:bed|ption) by|❤️ par",
    re.IGNORECASE,
)
_FAREWELLS = re.compile(
    r"(?:merci d'avoir regardé(?: cette vidéo)?|abonnez-vous.{0,30}|"
    r"thanks? (?:you )?for watching|please subscribe.{0,30})[ .!…]*",
    re.IGNORECASE,
)


def repeats_itself(text: str) -> bool:
    """Whether the text is so repetitive that another way to decode should be tried. People do repeat themselves."""
    data = text.encode()
    return len(data) > 20 and len(data) / len(zlib.compress(data)) > _MOST_COMPRESSION


def loops(text: str) -> bool:
    """Whether some phrase follows itself so often that the decoder must have been caught in a loop."""
    words = text.lower().split()
    for length in range(1, _LONGEST_PHRASE + 1):
        times = _MOST_REPEATS if length > 1 else 2 * _MOST_REPEATS
        run = 0
        for place in range(length, len(words)):
            run = run + 1 if words[place] == words[place - length] else 0
            if run >= length * (times - 1):
                return True
    return False


def unsure(mean_log_prob: float) -> bool:
    return mean_log_prob < _LEAST_LOG_PROB


def nobody_spoke(mean_log_prob: float, no_speech: float) -> bool:
    return no_speech > _MOST_NO_SPEECH and unsure(mean_log_prob)


def invented(text: str, words: Sequence[Word], *, no_speech: float = 0.0) -> bool:
    """Whether one stretch of text was most likely said by nobody.

    `words` are its words with times, `no_speech` the probability that its window holds no speech.
    """
    bare = text.strip()
    if not any(sign.isalnum() for sign in bare) or _CREDITS.search(bare):
        return True
    if not words:
        return False
    spoken = words[-1].end - words[0].start
    if len(words) >= 4 and len(words) > _MOST_WORDS_PER_SECOND * max(spoken, 0.1):
        return True
    trust = _mean([word.prob for word in words])
    if no_speech > _MOST_NO_SPEECH and trust < _LEAST_TRUST:
        return True
    if _FAREWELLS.fullmatch(bare):
        return trust < 0.7
    return all(_doubtful(word) for word in words)


def _doubtful(word: Word) -> bool:
    return (word.prob is not None and word.prob < _LEAST_WORD_PROB) or word.end - word.start < _SHORTEST_WORD


def _mean(probabilities: Sequence[float | None]) -> float:
    known = [value for value in probabilities if value is not None]
    return sum(known) / len(known) if known else 1.0
