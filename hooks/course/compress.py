"""Writes .gz and .br copies beside a site's text files, for hosts that send such a copy instead of compressing at each request.

A host does not compare a copy with its file. So a copy of a former build must not outlive the file that it was made of.
"""

from __future__ import annotations

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import brotli

TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".csv", ".ipynb", ".webmanifest", ".map"}
SMALLEST = 1024  # bytes; a smaller file fits into one packet as it is


@dataclass(frozen=True)
class Saving:
    """How many files were compressed, and their bytes before and after, by brotli."""

    files: int
    before: int
    after: int


def compress(site: Path) -> Saving:
    """Write both copies of each text file of a site that is worth it, and remove all others."""
    drop_copies(site)
    files = [file for file in site.rglob("*") if file.suffix in TEXTS and file.is_file()]
    sizes = {file: file.stat().st_size for file in files}
    worth = sorted((file for file in files if sizes[file] >= SMALLEST), key=lambda file: -sizes[file])
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both libraries let other threads run while they work
        after = sum(pool.map(_write_copies, worth))
    return Saving(len(worth), sum(sizes[file] for file in worth), after)


def _write_copies(file: Path) -> int:
    """Write a file's copies, the same bytes for the same file; return the size of the smaller one."""
    data = file.read_bytes()
    small = brotli.compress(data, quality=11)
    file.with_name(f"{file.name}.br").write_bytes(small)
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    return len(small)


def drop_copies(site: Path) -> None:
    """Remove the copies that stand beside their files."""
    for copy in [file for file in site.rglob("*") if file.suffix in (".gz", ".br")]:
        if copy.with_suffix("").is_file():
            copy.unlink()
