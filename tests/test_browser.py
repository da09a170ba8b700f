"""Runs the browser tests of tests/browser against the course's own site and the fixture course, and passes on what node says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FILES = sorted((TESTS / "browser").glob("*.test.mjs"))
SECONDS = 600


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the packages that the browser tests need."""
    found = shutil.which("node")
    assert found, "Node 20 or later is needed for the browser tests, and no node is installed."
    assert (TESTS / "node_modules" / "playwright").is_dir(), "The browser tests need their packages. Run: cd tests && npm ci"
    return found


def test_in_a_browser(node: str, site: Path, fixture_site: Path):
    """All files at once, since most of their time is spent in waiting for a page."""
    environment = {**os.environ, "SITE": str(site), "FIXTURE": str(fixture_site), "PYTHON": sys.executable}
    command = [node, "--test", "--test-reporter=./quiet.mjs", f"--test-concurrency={os.cpu_count() or 2}", *map(str, FILES)]
    run = subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, timeout=SECONDS)
    if run.returncode:
        pytest.fail(run.stdout + run.stderr, pytrace=False)
