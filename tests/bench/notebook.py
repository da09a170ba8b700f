"""Figures of the notebook page: what it weighs, and how long its cells take."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
from measure import BIN, ROOT, Figure, gz, run
from nbclient import NotebookClient

ROUNDS = 3


def figures(folder: Path) -> Iterator[Figure]:
    """Build the real site below `folder` and yield the figures of each notebook page in it."""
    run([BIN / "mkdocs", "build", "--site-dir", folder / "site"], ROOT)
    for source in sorted((ROOT / "exercises").glob("*/*.ipynb")):
        page = folder / "site" / source.relative_to(ROOT).with_suffix("") / "index.html"
        if page.is_file():
            name = source.relative_to(ROOT / "exercises")
            yield Figure(f"notebook page {name}, gz", gz(page.read_bytes()) / 1000, "KB", 60, f"{page.stat().st_size / 1000:.0f} KB unpacked")
            seconds = [_execute(source) for _ in range(ROUNDS)]
            yield Figure("  its execution, kernel start included", statistics.median(seconds), "s", 10, f"median of {ROUNDS}")


def _execute(source: Path) -> float:
    client = NotebookClient(nbformat.read(source, as_version=4), resources={"metadata": {"path": str(source.parent)}})
    began = time.perf_counter()
    client.execute(stderr=subprocess.DEVNULL)
    return time.perf_counter() - began
