"""The audit of the npm package `graphql-http` finds nothing to object to.

npm install graphql-http graphql    # in a folder, which KG_AUDIT then names
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.endtoend.world import data_folder

FOLDER = os.environ.get("KG_AUDIT", "")
pytestmark = pytest.mark.skipif(
    not (FOLDER and shutil.which("node")), reason="KG_AUDIT names no folder with graphql-http"
)
AUDIT = """
import { createRequire } from "node:module";
const { auditServer } = createRequire(process.cwd() + "/")("graphql-http");
const found = await auditServer({ url: process.argv[1], fetchFn: fetch });
console.log(JSON.stringify(found.map(({ status, name, reason }) => [status, name, reason])));
"""


def unbounded() -> None:
    """Take back the bound on memory that tests have: node reserves more than it uses."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def test_every_audit_passes():
    serve = [sys.executable, "-m", "kg.cli", "serve", "--data", str(data_folder()), "--port", "0"]
    server = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://\S+/graphql", server.stderr.readline())[0]
        command = ["node", "--input-type=module", "-e", AUDIT, address]
        done = subprocess.run(
            command,
            cwd=Path(FOLDER),
            check=True,
            capture_output=True,
            text=True,
            preexec_fn=unbounded,
        )
    finally:
        server.terminate()
        server.communicate(timeout=30)
    found = json.loads(done.stdout)
    assert len(found) > 50
    assert [one for one in found if one[0] != "ok"] == []
