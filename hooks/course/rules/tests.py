"""Rules over tests: what a test page asks for is there, and each part has one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import date

from course.bank import Bank, Lesson
from course.model import Problem
from course.outline import WHOLE, parts, pool
from course.rules import bank_rule
from course.source import did_you_mean, line_of


@bank_rule("test")
def tests_can_be_drawn(bank: Bank) -> Iterator[Problem]:
    """A test page names a part, or the whole course, that holds enough questions to draw from."""
    if any(quiz.problems for quiz in bank.quizzes.values()):
        return
    for page in _tests(bank):
        for field, fact, fix in _faults(page, bank):
            yield Problem(page.path, line_of(page.raw, ("test", field)), "test", fact, fix)


def _faults(page: Lesson, bank: Bank) -> Iterator[tuple[str, str, str]]:
    test = page.front.test
    sources = [*parts(bank), WHOLE]
    if test.source not in sources:
        yield "from", f'There is no part "{test.source}".{did_you_mean(test.source, sources)}', "Name a folder of lessons, or course."
        return
    if test.until and test.until not in {item.lesson for item in pool(bank, test)}:
        yield "until", f'The part has no lesson "{test.until}" with questions.', "Name the last lesson that the test covers, as folder/lesson."
        return
    there = len(pool(bank, test))
    if test.draw != int(test.draw) or not 0 < test.draw <= there:
        yield "draw", f"The test draws {test.draw} questions of {there}.", "Draw fewer, or write more."
    if test.needed and not 0 < test.needed <= test.draw:
        yield "pass", f"{test.needed} right answers are needed of {test.draw}.", "Correct the number."


@bank_rule("coverage", "warning")
def parts_have_a_test(bank: Bank) -> Iterator[Problem]:
    """Each part that lists what it covers has a test drawn from its held-back questions."""
    tested = {page.front.test.source for page in _tests(bank)}
    for page in bank.lessons.values():
        folder = posixpath.dirname(page.key)
        if page.front and getattr(page.front, "covers", None) and folder in parts(bank) and folder not in tested:
            fix = f'Add a page with "test: {{from: {folder}, draw: 12}}" to it.'
            yield Problem(page.path, line_of(page.raw, ("covers",)), "coverage", "This part has no test.", fix, "warning")


@bank_rule("recheck", "notice")
def rechecks_are_kept(bank: Bank) -> Iterator[Problem]:
    """A page that depends on law or prices says when to look again; past that day it says so, without stopping an old edition's build."""
    for page in bank.lessons.values():
        if not page.front or not page.front.recheck:
            continue
        line = line_of(page.raw, ("recheck",))
        try:
            past = date.fromisoformat(page.front.recheck) < date.today()
        except ValueError:
            yield Problem(page.path, line, "recheck", f'"{page.front.recheck}" is no date.', "Write it as 2027-11-01.")
            continue
        if past:
            fix = "Check what it says against its sources, and set the next date."
            yield Problem(page.path, line, "recheck", f"This page was to be checked again by {page.front.recheck}.", fix, "notice")


def _tests(bank: Bank) -> list[Lesson]:
    return [page for page in bank.lessons.values() if page.front and page.front.test]
