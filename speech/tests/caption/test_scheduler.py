"""Who is decoded next, in virtual time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from visio_speech.caption.scheduler import IN_TIME_AFTER, LATE_AFTER, MOST_WAITING, Job, Scheduler
from visio_speech.caption.utterances import Take


def take(utterance: int = 1, *, final: bool = False, whole: bool = False, seconds: float = 1.0) -> Take:
    frames = max(1, round(seconds / 0.032))
    pcm = np.zeros(frames * 512, dtype=np.float32)
    return Take(utterance, 0.0, seconds, pcm, np.ones(frames, dtype=np.bool_), whole or final, final)


def next_of(scheduler: Scheduler, now: float) -> Job:
    job = scheduler.take(now)
    assert job is not None
    return job


def test_finals_go_before_interims_and_the_longest_waiting_first() -> None:
    scheduler = Scheduler()
    scheduler.ask(1, take(), 0.0)
    scheduler.ask(2, take(final=True), 0.1)
    scheduler.ask(3, take(final=True), 0.2)
    assert [next_of(scheduler, 1.0).voice for _ in range(3)] == [2, 3, 1]


def test_of_each_voice_only_the_newest_interim_waits() -> None:
    scheduler = Scheduler()
    for second in range(5):
        scheduler.ask(1, take(seconds=1.0 + second), float(second))
    job = next_of(scheduler, 5.0)
    assert job.take.end == 5.0
    assert scheduler.take(5.0) is None
    assert scheduler.interims_dropped == 4


def test_a_final_makes_the_interim_before_it_needless() -> None:
    scheduler = Scheduler()
    scheduler.ask(1, take(), 0.0)
    scheduler.ask(1, take(final=True), 0.1)
    job = next_of(scheduler, 1.0)
    scheduler.done(job, 1.0)
    assert job.take.final
    assert scheduler.take(1.0) is None


def test_one_voice_has_one_worker_so_its_texts_come_in_order() -> None:
    scheduler = Scheduler()
    scheduler.ask(1, take(1, final=True), 0.0)
    scheduler.ask(1, take(2, final=True), 0.1)
    first = next_of(scheduler, 1.0)
    assert scheduler.take(1.0) is None
    scheduler.done(first, 1.0)
    assert next_of(scheduler, 1.0).take.utterance == 2


def test_what_may_be_the_end_of_a_phrase_goes_before_other_interims() -> None:
    scheduler = Scheduler()
    scheduler.ask(1, take(), 0.0)
    scheduler.ask(2, take(whole=True), 0.1)
    assert next_of(scheduler, 1.0).voice == 2


def test_who_was_not_served_for_longest_comes_first() -> None:
    scheduler = Scheduler()
    served: list[int] = []
    for second in range(6):
        for voice in (1, 2, 3):
            scheduler.ask(voice, take(), float(second))
        job = next_of(scheduler, second + 0.5)
        served.append(job.voice)
        scheduler.done(job, second + 0.6)
    assert sorted(served[:3]) == [1, 2, 3] == sorted(served[3:])


def test_after_a_slow_interim_only_what_may_be_final_is_decoded_for_a_while() -> None:
    scheduler = Scheduler()
    scheduler.ask(1, take(), 0.0)
    scheduler.done(next_of(scheduler, 0.0), 2.0)  # two seconds: the machine is busy
    scheduler.ask(1, take(seconds=2.0), 2.0)
    assert scheduler.take(2.1) is None
    scheduler.ask(2, take(whole=True), 2.2)
    assert next_of(scheduler, 2.2).voice == 2
    assert next_of(scheduler, 3.5).voice == 1


def test_captions_are_late_when_finals_wait_and_in_time_again_after_a_while() -> None:
    scheduler = Scheduler()
    scheduler.ask(1, take(final=True), 0.0)
    assert not scheduler.late(LATE_AFTER)
    assert scheduler.late(LATE_AFTER + 0.1)
    scheduler.done(next_of(scheduler, LATE_AFTER + 0.1), LATE_AFTER + 0.2)
    assert scheduler.late(LATE_AFTER + IN_TIME_AFTER)
    assert not scheduler.late(LATE_AFTER + 0.2 + IN_TIME_AFTER)


def test_what_may_wait_is_bounded_and_what_is_refused_is_counted() -> None:
    scheduler = Scheduler()
    asked = [scheduler.ask(voice, take(final=True, seconds=12.0), 0.0) for voice in range(60)]
    accepted = sum(asked)
    assert accepted == int(MOST_WAITING / take(seconds=12.0).seconds)
    assert scheduler.refused == 60 - accepted
    assert scheduler.late(0.0)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["interim", "whole", "final", "work", "gone"])), max_size=80)
)
def test_no_final_is_lost_whatever_happens(steps: list[tuple[int, str]]) -> None:
    scheduler = Scheduler()
    asked = decoded = 0
    running: list[Job] = []
    for now, (voice, step) in enumerate(steps):
        if step == "gone":
            scheduler.forget(voice)
        elif step != "work":
            scheduler.ask(voice, take(now, final=step == "final", whole=step == "whole"), float(now))
            asked += step == "final"
        elif (job := scheduler.take(float(now))) is not None:
            assert job.voice not in {other.voice for other in running}
            running.append(job)
            decoded += job.take.final
        elif running:
            scheduler.done(running.pop(0), float(now))
    while True:
        while running:
            scheduler.done(running.pop(), 1000.0)
        job = scheduler.take(10_000.0)
        if job is None:
            break
        running.append(job)
        decoded += job.take.final
    assert decoded == asked
