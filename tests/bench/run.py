"""Measures what the course promises of its speed and weight, prints each figure with its limit, and fails when one is missed.

`python tests/bench/run.py` measures all; names behind it (build check real serve notebook mutants reader axe) measure those alone; `--keep DIR` keeps the courses.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import axe
import bites
import builds
import checks
import notebook
import reader
import serves
from measure import Figure

GROUPS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "build": builds.figures,
    "check": checks.figures,
    "real": checks.real,
    "serve": serves.figures,
    "notebook": notebook.figures,
    "mutants": bites.figures,
    "reader": reader.figures,
    "axe": axe.figures,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)} (default: all)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write the made courses here and keep them")
    options = parser.parse_args()
    if unknown := set(options.groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    began, missed = time.perf_counter(), 0
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name in options.groups or GROUPS:
            for figure in _measured(name, Path(folder).resolve() / name):
                print(_row(figure), flush=True)
                missed += figure.missed
    print(f"{missed or 'No'} limit{'' if missed == 1 else 's'} missed, {time.perf_counter() - began:.0f} s.")
    return 1 if missed else 0


def _measured(name: str, folder: Path) -> Iterator[Figure]:
    """Yield the figures of a group; what stops it becomes a missed figure, so that the others are measured all the same."""
    try:
        folder.mkdir(parents=True)
        yield from GROUPS[name](folder)
    except Exception as error:  # whatever is wrong with one group must not hide the others
        yield Figure(f"{name}: not measured", None, limit=0, note=f"{error}" or type(error).__name__)


def _row(figure: Figure) -> str:
    value = "-" if figure.value is None else f"{figure.value:.2f} {figure.unit}"
    limit = "" if figure.limit is None else f"at most {figure.limit:g} {figure.unit}"
    verdict = "" if figure.limit is None else "MISSED" if figure.missed else "ok"
    return f"{figure.name:<72}{value:>10}  {limit:<14} {verdict:<7} {figure.note}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
