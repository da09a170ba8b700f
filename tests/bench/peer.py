"""Sets up mkdocs-quiz in an environment of its own, on top of the very packages that the course is built with."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).parent
PINS = HERE / "requirements-peer.txt"
VENV = HERE / ".venv-peer"
PYTHON = VENV / "bin" / "python"


def environment() -> Path:
    """Return the Python that has mkdocs-quiz, installing it when it is not there as pinned."""
    packages = sysconfig.get_path("purelib")
    wanted = hashlib.sha256(PINS.read_bytes() + packages.encode()).hexdigest()
    ready = VENV / "ready"
    if ready.is_file() and ready.read_text() == wanted:
        return PYTHON
    _call(sys.executable, "-m", "venv", "--clear", VENV)
    _call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "-r", PINS)
    own = _call(PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(own, "course-packages.pth").write_text(f"import site; site.addsitedir({packages!r})\n")
    ready.write_text(wanted)
    return PYTHON


def _call(*words: object) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"mkdocs-quiz cannot be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    return done.stdout
