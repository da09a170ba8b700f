"""Figures of accessibility: what axe finds on each page with questions, in every state of them and in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measure import BIN, ROOT, Figure, run, told


def figures(folder: Path) -> Iterator[Figure]:
    """Build the site, and let a browser look at it."""
    site = folder / "site"
    run([BIN / "mkdocs", "build", "--strict", "--quiet", "--site-dir", site], ROOT)
    for figure in told("axe.mjs", site):
        yield Figure(figure["name"], figure["value"], limit=0)
