"""The garbage collector rests while a ledger is processed, and always runs again afterwards."""

from __future__ import annotations

import gc
import threading

import pytest

from beancount_relance.report.gc_pause import paused_collector


def test_it_runs_again_when_the_last_of_several_blocks_ends() -> None:
    first, second = paused_collector(), paused_collector()
    assert gc.isenabled()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_runs_again_after_blocks_in_several_threads() -> None:
    all_inside = threading.Barrier(4)

    def work() -> None:
        for _ in range(50):
            with paused_collector():
                all_inside.wait(timeout=30)
                assert not gc.isenabled()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not all_inside.broken
    assert gc.isenabled()


def test_it_runs_again_after_an_error() -> None:
    @paused_collector()
    def fail() -> None:
        message = "no such day"
        raise ValueError(message)

    with pytest.raises(ValueError, match="no such day"):
        fail()
    assert gc.isenabled()


def test_a_collector_that_somebody_stopped_stays_stopped() -> None:
    gc.disable()
    try:
        with paused_collector(), paused_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_made_is_of_the_oldest_generation_at_once() -> None:
    with paused_collector():
        made = [object()]
    assert any(each is made for each in gc.get_objects(generation=2))
