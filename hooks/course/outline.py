"""In which order a course goes, and what its tests draw from. Knows the bank, nothing of how it is shown."""

from __future__ import annotations

import posixpath

from course.bank import Bank, Item, Lesson
from course.model import Test

WHOLE = "course"


def parts(bank: Bank) -> list[str]:
    """Return the folders that hold lessons, in the order of the navigation."""
    return list(dict.fromkeys(posixpath.dirname(lesson.key) for lesson in ordered_lessons(bank)))


def ordered_lessons(bank: Bank) -> list[Lesson]:
    """Return the lessons in the order of the navigation; those that it leaves out come last."""
    lessons = (lesson for lesson in bank.lessons.values() if lesson.is_lesson and lesson.front)
    return sorted(lessons, key=lambda lesson: place(bank, lesson.key))


def place(bank: Bank, key: str) -> tuple[int, str]:
    """Return what sorts a page by its place in the navigation."""
    order = bank.settings.order
    return (order.index(key) if key in order else len(order), key)


def items_of(bank: Bank, key: str) -> list[Item]:
    """Return the readable questions of a lesson."""
    return bank.quizzes[key].items if key in bank.quizzes else []


def tested_lessons(bank: Bank, test: Test) -> list[Lesson]:
    """Return the lessons that a test covers."""
    lessons = [lesson for lesson in ordered_lessons(bank) if test.source == WHOLE or posixpath.dirname(lesson.key) == test.source]
    last = next((number for number, lesson in enumerate(lessons) if lesson.key == test.until), len(lessons))
    return lessons[: last + 1]


def pool(bank: Bank, test: Test) -> list[Item]:
    """Return the questions that a test draws from."""
    return [item for lesson in tested_lessons(bank, test) for item in items_of(bank, lesson.key) if item.question.use == test.use]
