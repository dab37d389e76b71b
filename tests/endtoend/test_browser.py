"""A browser opens the pages: what it shows, and that it asks nobody else."""

from __future__ import annotations

import shutil
import subprocess
import threading
from pathlib import Path

import pytest
import uvicorn

import kg
from kg.server import Fixed, listen
from kg.server.run import address, config
from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Debian's chromium is not installed: apt-get install chromium"
)
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--virtual-time-budget=8000",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    snapshot = kg.build(
        ROOT / "schema/examples/good/whole", tmp_path_factory.mktemp("data")
    ).snapshot
    settings = Settings(port=0)
    door = listen(settings)
    server = uvicorn.Server(config(Fixed(snapshot), settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    yield address(door).removesuffix("/graphql")
    server.should_exit = True
    thread.join(20)
    door.close()


# A browser reserves far more address space than it uses: the limit of tests/conftest.py goes.
FREELY = ("sh", "-c", 'ulimit -S -v "$(ulimit -H -v)" && exec "$0" "$@"')


def shown(url, folder):
    done = subprocess.run(
        [*FREELY, CHROMIUM, *QUIET, f"--user-data-dir={folder}", "--dump-dom", url],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_page_to_ask_in_runs_and_reads_the_schema(base, tmp_path):
    page = shown(f"{base}/graphql", tmp_path)
    assert "<textarea" in page
    assert "One month" in page  # the examples are put in by the page's script: it ran
    assert "TimelineConnection" in page  # the types come from an introspection query: it answered


def test_the_landing_page_tells_what_is_here(base, tmp_path):
    page = shown(f"{base}/", tmp_path)
    for link in ("/graphql", "/graphiql", "/export.ttl", "/timeline.vis.json"):
        assert f'href="{link}"' in page
