"""Each file of tests/cases is a small course and every error that the check must report in it. Warnings have tests of their own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from course.cli import main
from course.rules import RULES, evidence, markup, pages, placement, questions
from courses import CASES, read_case, write_case

FILES = sorted(CASES.glob("*.yml"))
SHOWN = (evidence, markup, pages, placement, questions)
SECONDS = 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_case(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    case = read_case(file)
    write_case(case, tmp_path)
    start = time.perf_counter()
    status = main(["--root", str(tmp_path), "check"])
    seconds = time.perf_counter() - start
    lines = [line for line in capsys.readouterr().out.splitlines() if not is_advice(line)]
    assert counted(lines, case) == case["problems"]
    assert status == bool(case["problems"])
    assert seconds < SECONDS
    assert not list(tmp_path.rglob("executed"))


def is_advice(line: str) -> bool:
    """Tell whether a line is a warning or a notice, which breaks nothing."""
    return "] warning: " in line or "] notice: " in line


def counted(lines: list[str], case: dict) -> list[str]:
    """Return all lines, or the first and the last where the case gives only their count."""
    if "count" not in case:
        return lines
    assert len(lines) == case["count"]
    return [lines[0], lines[-1]]


def test_every_case_says_what_it_is_about():
    assert not [file.name for file in FILES if not read_case(file).get("about")]


def test_every_rule_is_shown_red():
    said = "\n".join(line for file in FILES for line in read_case(file)["problems"])
    shown = {module.__name__ for module in SHOWN}
    names = {rule.name for rule in RULES if rule.function.__module__ in shown}
    assert len(names) >= 15
    assert not {name for name in names if f": [{name}] " not in said}
