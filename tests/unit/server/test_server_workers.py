"""Processes that are started, replaced when they die, and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")
SOON = 30

# In a process of its own: it forks and takes signals.
SCENE = """
import os, signal, sys, time
from kg.server import workers
from kg.server.workers import Workers

def work(which):
    os.write(1, f"begun{{which}} {{os.getpid()}}\\n".encode())  # in one piece
    {work}

workers.TOO_SOON = {soon}
Workers(work, {count}).run()
print("ended", flush=True)
"""


def scene(work: str, count: int = 2, soon: float = 0.0) -> subprocess.Popen[str]:
    code = SCENE.format(work=work, count=count, soon=soon)
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def begun(running: subprocess.Popen[str], count: int) -> dict[str, int]:
    """The processes that say that they have begun, by which of the workers each is."""
    lines = [running.stdout.readline().split() for _ in range(count)]
    return {word: int(pid) for word, pid in lines}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_workers_are_replaced_and_stopped(number):
    running = scene("time.sleep(60)")
    first = begun(running, 2)
    assert first.keys() == {"begun0", "begun1"}
    os.kill(first["begun1"], signal.SIGKILL)
    third = begun(running, 1)
    assert third.keys() == {"begun1"}
    assert third["begun1"] not in first.values()
    running.send_signal(number)
    out, _ = running.communicate(timeout=SOON)
    assert (out, running.returncode) == ("ended\n", 0)


def test_workers_that_cannot_start_are_not_tried_for_ever():
    running = scene("raise RuntimeError('no')", count=1, soon=60.0)
    out, err = running.communicate(timeout=SOON)
    assert out.count("begun") == 5
    assert "a worker cannot go on" in err
    assert "ChildProcessError: 5 workers in a row" in err
    assert running.returncode == 1


def test_nothing_of_the_first_process_goes_on_in_a_worker():
    running = scene("signal.raise_signal(signal.SIGTERM)", count=1, soon=60.0)
    out, _ = running.communicate(timeout=SOON)
    assert "ended" not in out
    assert len(set(out.split("\n"))) == 6
