"""Rules over where questions and exercises stand."""

from __future__ import annotations

from collections.abc import Iterator

from course.bank import Bank, Item, Lesson
from course.markers import Marker
from course.model import Problem
from course.rules import bank_rule
from course.source import did_you_mean, nearest, shown

NAMES = ("question", "questions", "exercise", "glossary")
FORMS = "{{ question ID }}, {{ questions }}, {{ exercise ID }} or {{ glossary }}"
OWN_BLOCK = "Put it on a line of its own, after an empty line, indented like the paragraph above it."


@bank_rule("marker")
def markers_are_well_formed(bank: Bank) -> Iterator[Problem]:
    """A line that begins with two braces is a marker, outside code; a misspelt one would be printed as text."""
    for page in bank.pages.values():
        for marker in page.findings.markers:
            if marker.fault:
                hint = did_you_mean(marker.name, NAMES) if marker.fault == "is no marker" and marker.name not in NAMES else ""
                fix = OWN_BLOCK if marker.fault.startswith("stands") else f"Write {FORMS} on a line of its own."
                yield Problem(page.path, marker.line, "marker", f'"{shown(marker.text)}" {marker.fault}.{hint}', fix)


@bank_rule("placement")
def markers_lead_somewhere(bank: Bank) -> Iterator[Problem]:
    """A marker names a question or an exercise that exists; a held-back question is never shown on a page."""
    for page in bank.pages.values():
        seen: dict[tuple[str, str], int] = {}
        for marker in page.findings.markers:
            if marker.fault:
                continue
            what = (marker.name, marker.argument)
            if what in seen and marker.name != "exercise":
                fact = f'"{shown(marker.text)}" stands twice on this page, first on line {seen[what]}.'
                yield Problem(page.path, marker.line, "placement", fact, "Keep one.")
            elif what not in seen:
                yield from (Problem(page.path, marker.line, "placement", *fault) for fault in _target_faults(marker, page.key, bank))
            seen.setdefault(what, marker.line)


def _target_faults(marker: Marker, page: str, bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield (fact, fix) for a marker on the page with key `page` that leads nowhere, or where it must not."""
    id = marker.argument
    if marker.name == "exercise" and id not in bank.exercises:
        hint = did_you_mean(id, bank.exercises)
        yield f'There is no exercise "{shown(id)}".{hint}', "Correct the id." if hint else f"Write exercises/{shown(id)}/exercise.md."
    elif marker.name == "questions" and page not in bank.quizzes and not _is_lesson(page, bank):
        yield "This page has no quiz, so nothing stands here.", "Take the line out."
    elif marker.name == "question" and id not in bank.broken:
        yield from _question_faults(id, page, bank)


def _question_faults(id: str, page: str, bank: Bank) -> Iterator[tuple[str, str]]:
    item = _own(id, page, bank) or bank.items.get(id)
    if item is None:
        if not _may_be_unread(bank):
            hint = did_you_mean(id, bank.items)
            yield f'There is no question "{shown(id)}".{hint}', "Correct the id, or write the question."
    elif item.question.use == "test":
        yield f'"{id}" is held back for tests ({item.path}:{item.line("use")}).', 'Take the line out, or make it "use: practice".'
    elif _comes_later(item.lesson, page, bank):
        yield f'"{id}" belongs to a later lesson, {item.lesson}.', "Recall questions of earlier lessons."


def _own(id: str, page: str, bank: Bank) -> Item | None:
    """Return the question of this id in the page's own quiz."""
    items = bank.quizzes[page].items if page in bank.quizzes else []
    return next((item for item in items if item.question.id == id), None)


def _may_be_unread(bank: Bank) -> bool:
    """Tell whether a question may be missing only because its file is, or cannot be read to its end: that is said once, elsewhere."""
    return bool(_without_quiz(bank)) or not all(quiz.complete for quiz in bank.quizzes.values())


def _is_lesson(page: str, bank: Bank) -> bool:
    return page in bank.lessons and bank.lessons[page].is_lesson


def _comes_later(other: str, here: str, bank: Bank) -> bool:
    order = bank.settings.order
    return other in order and here in order and order.index(other) > order.index(here)


@bank_rule("placement")
def practice_is_placed_once(bank: Bank) -> Iterator[Problem]:
    """Every practice question of a lesson appears once on it: by its id, or among the rest in the exit quiz."""
    for quiz in bank.quizzes.values():
        lesson = bank.lessons.get(quiz.lesson)
        if lesson is None or not lesson.text:
            continue
        markers = lesson.findings.markers
        named = {marker.argument for marker in markers if marker.name == "question"}
        exits = [marker for marker in markers if marker.name == "questions" and not marker.fault]
        rest = [item for item in quiz.items if item.question.use != "test" and item.question.id not in named]
        if exits and not rest and not quiz.broken and quiz.complete:
            fact = "No practice question is left for the exit quiz."
            yield Problem(lesson.path, exits[0].line, "placement", fact, "Take the line out, or leave some questions unnamed.")
        if not exits and not any(marker.fault for marker in markers):
            meant = {nearest(id, bank.items) for id in named - bank.items.keys()}
            for item in rest:
                if item.question.use and item.question.id not in meant:
                    yield _unplaced(item, lesson)


def _unplaced(item: Item, lesson: Lesson) -> Problem:
    id = item.question.id
    fix = f"Add {{{{ question {id} }}}} or {{{{ questions }}}} to the lesson."
    return Problem(item.path, item.line("id"), "placement", f"{id} appears nowhere on {lesson.path}.", fix)


@bank_rule("lesson")
def quizzes_have_lessons(bank: Bank) -> Iterator[Problem]:
    """A quiz belongs to the lesson at the same path below docs."""
    for quiz in bank.quizzes.values():
        if quiz.lesson not in bank.lessons:
            hint = did_you_mean(quiz.lesson, bank.lessons.keys() - bank.quizzes.keys())
            fact = f"There is no lesson {bank.settings.docs}/{quiz.lesson}.md for this quiz.{hint}"
            yield Problem(quiz.path, 1, "lesson", fact, "Rename the quiz, or write the lesson.")


@bank_rule("quiz")
def lessons_have_quizzes(bank: Bank) -> Iterator[Problem]:
    """A lesson has a quiz at the same path below quizzes; a page is a lesson when its front matter declares objectives."""
    stray = bank.quizzes.keys() - bank.lessons.keys()
    for lesson in _without_quiz(bank):
        other = f"quizzes/{lesson.key}.yaml"
        if (bank.root / other).exists():
            yield Problem(lesson.path, 1, "quiz", f"This lesson has no quiz that ends in .yml, but {other}.", "Rename it.")
        elif not nearest(lesson.key, stray):
            fact = f"This lesson has no quiz, quizzes/{lesson.key}.yml."
            yield Problem(lesson.path, 1, "quiz", fact, f'Write it; "course new {lesson.key}" makes a skeleton.')


def _without_quiz(bank: Bank) -> list[Lesson]:
    return [lesson for lesson in bank.lessons.values() if lesson.is_lesson and lesson.key not in bank.quizzes]
