"""Fixtures that several test modules share: sites that are built once for the whole run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the course's own site, built strictly."""
    return build(ROOT / "mkdocs.yml", tmp_path_factory.mktemp("site"), "--strict")


@pytest.fixture(scope="session")
def fixture_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small course in tests/browser/course. Its questions have no second key, so it is not built strictly."""
    return build(ROOT / "tests" / "browser" / "course" / "mkdocs.yml", tmp_path_factory.mktemp("fixture"))


def build(config: Path, folder: Path, *options: str) -> Path:
    """Build a site into `folder` and return that; a build that fails, fails the tests with what it said."""
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(config), "--site-dir", str(folder), *options]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    if run.returncode:
        pytest.fail(f"The site cannot be built:\n{run.stdout}{run.stderr}", pytrace=False)
    return folder
