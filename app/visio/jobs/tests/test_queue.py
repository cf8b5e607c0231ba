"""The table of jobs: order, leases, tries, calling off."""

from __future__ import annotations

import pytest
from visio.config.clock import now
from visio.jobs import child, queue, services
from visio.jobs.kinds import JobFailed
from visio.jobs.models import Job


def claim() -> Job:
    job = queue.claim(now())
    assert job is not None
    return job


def done_by_child(job: Job) -> None:
    assert child.perform(job.pk) == 0


def test_the_same_work_is_queued_once(kind):
    kind()
    first = services.add("test", "s", layout="grid")
    assert services.add("test", "s", layout="grid") == first
    assert services.add("test", "s", layout="speaker") != first


def test_jobs_come_in_the_order_in_which_they_were_made_but_urgent_ones_first(kind):
    kind()
    kind("soon", urgent=True)
    made = [services.add("test", "a"), services.add("test", "b"), services.add("soon", "c")]
    taken = [queue.claim(now()) for _ in range(3)]
    assert taken == [made[2], made[0], made[1]]
    assert queue.claim(now()) is None


def test_a_job_that_is_done_says_so(kind):
    kind(run=lambda job: job.progress(40))
    services.add("test", "s")
    job = claim()
    done_by_child(job)
    queue.ended(job.pk, now())
    job.refresh_from_db()
    assert (job.state, job.percent, job.tries) == ("done", 100, 1)


def test_a_failure_that_nobody_could_be_told_is_told_once_the_lease_is_over(kind, clock):
    told = []

    def tell(subject, code):
        told.append(code)
        if len(told) < 3:
            raise OSError

    kind(failed=tell)
    services.add("test", "s")
    job = claim()
    Job.objects.update(tries=queue.MOST_TRIES)
    with pytest.raises(OSError):
        queue.ended(job.pk, now())
    job.refresh_from_db()
    assert job.state == "running"
    clock.advance(seconds=60)
    other = services.add("test", "other")
    assert claim() == other
    job.refresh_from_db()
    assert job.state == "running"
    assert queue.claim(now()) is None
    job.refresh_from_db()
    assert (job.state, told) == ("failed", ["job-died"] * 3)


def test_what_is_owed_to_people_is_tried_until_it_is_done(kind, clock):
    kind(owed=True)
    services.add("test", "s")
    for attempt in range(queue.MOST_TRIES * 5):
        clock.advance(seconds=queue.LONGEST_PAUSE.total_seconds())
        taken = claim()
        assert taken.tries == min(attempt + 1, queue.TRIES_COUNTED)
        queue.ended(taken.pk, now())
    clock.advance(seconds=queue.LONGEST_PAUSE.total_seconds())
    done_by_child(claim())
    assert Job.objects.get().state == "done"


def test_a_child_that_dies_is_tried_again_three_times_in_all(kind, clock):
    told = []
    kind(failed=lambda subject, code: told.append((subject, code)))
    services.add("test", "s")
    for attempt in range(3):
        clock.advance(seconds=60)
        taken = claim()
        assert taken.tries == attempt + 1
        queue.ended(taken.pk, now())
    job = Job.objects.get()
    assert (job.state, job.code) == ("failed", "job-died")
    assert told == [("s", "job-died")]


def test_after_a_failure_there_is_a_pause(kind):
    kind()
    services.add("test", "s")
    queue.ended(claim().pk, now())
    assert queue.claim(now()) is None


def test_a_job_whose_worker_is_gone_is_taken_by_the_next_one(kind, clock):
    kind()
    services.add("test", "s")
    assert queue.claim(now()) is not None
    clock.advance(seconds=29)
    assert queue.claim(now()) is None
    clock.advance(seconds=1)
    assert queue.claim(now()) is None  # freed, and due after the pause
    clock.advance(seconds=6)
    assert claim().tries == 2


def test_a_lease_is_prolonged_while_the_worker_lives(kind, clock):
    kind()
    services.add("test", "s")
    job = claim()
    for _ in range(5):
        clock.advance(seconds=20)
        assert queue.prolong(job.pk, now(), paused=False)
        assert queue.claim(now()) is None


def test_what_cannot_be_done_is_not_tried_again(kind):
    def give_up(_job):
        raise JobFailed("not-media")

    kind(run=give_up)
    services.add("test", "s")
    job = claim()
    done_by_child(job)
    job.refresh_from_db()
    assert (job.state, job.code, job.tries) == ("failed", "not-media", 1)


def test_a_fault_is_tried_again(kind):
    def stumble(_job):
        raise OSError("secret text")

    kind(run=stumble)
    services.add("test", "s")
    job = claim()
    assert child.perform(job.pk) == 1
    queue.ended(job.pk, now())
    job.refresh_from_db()
    assert job.state == "queued"


def test_a_waiting_job_that_is_called_off_never_begins(kind):
    kind()
    job = services.add("test", "s")
    services.cancel(job.pk, now())
    assert queue.claim(now()) is None
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_running_job_that_is_called_off_is_killed_and_not_tried_again(kind):
    kind()
    services.add("test", "s")
    job = claim()
    services.cancel(job.pk, now())
    assert not queue.prolong(job.pk, now(), paused=False)
    queue.ended(job.pk, now())
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_failed_job_is_tried_again_by_hand_as_if_new(kind):
    kind()
    services.add("test", "s")
    job = claim()
    queue.failed(job, now(), code="x")
    services.retry(job.pk, now())
    assert claim().tries == 1


def test_nothing_is_done_twice(kind):
    ran = []
    kind(run=lambda job: ran.append(job.subject))
    services.add("test", "s")
    job = claim()
    done_by_child(job)
    done_by_child(job)
    assert ran == ["s"]


@pytest.mark.parametrize("percent", [-5, 250])
def test_progress_stays_between_nothing_and_all(kind, percent):
    kind(run=lambda job: job.progress(percent))
    services.add("test", "s")
    job = claim()
    running = child.RunningJob(job)
    running.progress(percent)
    job.refresh_from_db()
    assert 0 <= job.percent <= 100
