"""Runs commands and times them, side by side: what is compared takes turns, so that a noisy machine is noisy for all."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv" / "bin"
ROUNDS = 5
PATIENCE = 60


@dataclass(frozen=True)
class Run:
    """What one run took, in seconds: on the clock, and on the processor, its children included."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Figure:
    """One row of the report. Without a limit it is shown for comparison; with a limit and no value it is missed."""

    name: str
    value: float | None
    unit: str = ""
    limit: float | None = None
    note: str = ""

    @property
    def missed(self) -> bool:
        return self.limit is not None and (self.value is None or self.value > self.limit)


def run(command: Sequence[str | Path], folder: Path, allowed: Sequence[int] = (0,)) -> Run:
    """Run a command in `folder` to its end. An exit status that is not allowed raises RuntimeError with the last line it wrote."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=output, stderr=output, env=quiet())
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in allowed:
            output.seek(0)
            last = output.read().decode(errors="replace").strip().splitlines()[-1:]
            raise RuntimeError(f"{' '.join(process.args[:3])} ended with {process.returncode}: {' '.join(last)}")
    return Run(wall, usage.ru_utime + usage.ru_stime)


def quiet() -> dict[str, str]:
    """Return the environment of all that is measured."""
    return os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}


def told(script: str, *arguments: str | Path) -> Iterator[dict[str, Any]]:
    """Run a script of this folder by node and yield what it tells, one JSON object a line. RuntimeError where it fails."""
    command = ["node", script, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT / "tests" / "bench", stdout=subprocess.PIPE, text=True, env=quiet()) as process:
        yield from map(json.loads, process.stdout)
    if process.returncode:
        raise RuntimeError(f"{script} ended with {process.returncode}")


def side_by_side(actions: Mapping[str, Callable[[], Run]], rounds: int = ROUNDS) -> dict[str, list[Run]]:
    """Run all actions once to warm up, then `rounds` times in turns, the first place changing; return the runs of each.

    Where a round takes longer than PATIENCE, the first one must do: what is that slow has missed its limit.
    """
    names = list(actions)
    began = time.perf_counter()
    warm = {name: [actions[name]()] for name in names}
    if time.perf_counter() - began > PATIENCE:
        return warm
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            runs[name].append(actions[name]())
    return runs


def median(runs: Sequence[Run], kind: str) -> float:
    """Return the median of the runs' wall or cpu time."""
    return statistics.median(getattr(run, kind) for run in runs)


def ratio(runs: Mapping[str, Sequence[Run]], name: str, base: str, kind: str) -> float:
    """Return the median over all rounds of what `name` took as a multiple of what `base` took in the same round."""
    return statistics.median(getattr(one, kind) / getattr(other, kind) for one, other in zip(runs[name], runs[base], strict=True))


def gz(*contents: bytes) -> int:
    """Return the bytes that contents take when each is sent compressed by gzip."""
    return sum(len(gzip.compress(content, 9, mtime=0)) for content in contents)
