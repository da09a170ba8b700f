"""Rules over what mkdocs.yml tells hosts."""

from __future__ import annotations

from collections.abc import Iterator

from course.bank import Bank
from course.headers import FRAMERS_FIX, framers
from course.model import Problem
from course.rules import bank_rule


@bank_rule("hosting")
def framers_are_sources(bank: Bank) -> Iterator[Problem]:
    """Who may frame the pages is named in the words of a Content-Security-Policy, since browsers leave out what they cannot read."""
    try:
        framers(bank.settings.course)
    except ValueError as error:
        lines = (bank.root / "mkdocs.yml").read_text(encoding="utf-8").split("\n")
        line = next((number for number, text in enumerate(lines, 1) if "frame_ancestors:" in text), 1)
        yield Problem("mkdocs.yml", line, "hosting", str(error), FRAMERS_FIX)
