"""Does everything hold? The one command, here and in CI.

    python -m tests          format, lint, types, floors, every test
    python -m tests fast     the same without the slow tests
    python -m tests bless    write the golden files anew (review the diff)
    python -m tests bench    the benchmarks, which check their answers and print times
    python -m tests docs …   anything else is handed to pytest as it stands

Exit status 0 when every step passed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
CODE = ["kg", "seed", "tests"]
STEPS: dict[str, list[str]] = {
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", *CODE],
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", *CODE],
    "floors": [PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
}


def say(line: str) -> None:
    """One line, before whatever the next step prints."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def step(name: str, command: list[str], *, aside: bool = False, **env: str) -> bool:
    """Run one step, say how long it took, and whether it passed.

    `aside` holds back what it prints until it has ended, since another step prints meanwhile.
    """
    if not aside:
        say(f"── {name}")
    begin = time.monotonic()
    # The tests start many processes: none of them shall compile the program anew.
    whole = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **env}
    out: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if aside else {}
    done = subprocess.run(command, cwd=ROOT, env=whole, check=False, text=True, **out)
    verdict = "passed" if done.returncode == 0 else f"FAILED (exit {done.returncode})"
    told = f"── {name} {verdict} in {time.monotonic() - begin:.1f} s"
    say(f"\n{done.stdout}{told}" if aside else told)
    return done.returncode == 0


def main(words: list[str]) -> int:
    """Run what the words ask for."""
    pytest = [PYTHON, "-m", "pytest", "-p", "no:cacheprovider"]
    if words == ["bless"]:
        return 0 if step("bless", [*pytest, "-m", "golden"], KG_BLESS="1") else 1
    if words[:1] == ["bench"]:
        names = sorted(path.stem for path in (ROOT / "tests" / "benchmarks").glob("bench_*.py"))
        commands = {name: [PYTHON, "-m", f"tests.benchmarks.{name}", *words[1:]] for name in names}
        return 0 if {step(name, command) for name, command in commands.items()} == {True} else 1
    if words and words != ["fast"]:
        return 0 if step("tests", [*pytest, *words]) else 1
    parallel = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    parallel.append("--no-loadscope-reorder")  # tests/conftest.py puts the long ones first
    chosen = ["-m", "not slow"] if words == ["fast"] else []
    results = [step(name, command) for name, command in STEPS.items()]
    # The tests come last: the runner's closing line is the last thing that CI reads. Types are
    # looked at beside them, which needs one core for a fraction of their time.
    # A worker that the kernel ends fails the run at once; restarted, it can wait for ever.
    gate = [*pytest, *parallel, "--max-worker-restart", "0", "--durations", "25", *chosen]
    with ThreadPoolExecutor() as pool:
        types = pool.submit(step, "types", [PYTHON, "-m", "mypy"], aside=True)
        results += [step("tests", gate, KG_GATE="1"), types.result()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
