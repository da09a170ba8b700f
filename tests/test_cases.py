"""Each file of tests/cases is a small course, every error that the check must report in it and, where the case is about them, every warning."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from course.cli import main
from course.rules import RULES
from courses import CASES, read_case, write_case

FILES = sorted(CASES.glob("*.yml"))
SECONDS = 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_case(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    case = read_case(file)
    write_case(case, tmp_path)
    start = time.perf_counter()
    status = main(["--root", str(tmp_path), "check"])
    seconds = time.perf_counter() - start
    said = capsys.readouterr().out.splitlines()
    assert counted([line for line in said if not is_advice(line)], case) == case["problems"]
    if "warnings" in case:
        assert [line for line in said if is_advice(line)] == case["warnings"]
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
    cases = [read_case(file) for file in FILES]
    said = "\n".join(line for case in cases for line in case["problems"] + case.get("warnings", []))
    assert not {rule.name for rule in RULES if f": [{rule.name}] " not in said}
