"""Rules over where questions and exercises stand."""

from __future__ import annotations

from collections.abc import Iterator

from course.bank import Bank, Lesson
from course.markers import Marker
from course.model import Problem
from course.rules import bank_rule
from course.source import did_you_mean

FORMS = "{{ question ID }}, {{ questions }}, {{ exercise ID }} or {{ glossary }}"


@bank_rule("marker")
def markers_are_well_formed(bank: Bank) -> Iterator[Problem]:
    """A line that begins with two braces is a marker, outside code; a misspelt one would be printed as text."""
    for lesson in bank.lessons.values():
        for marker in lesson.findings.markers:
            if marker.fault:
                hint = did_you_mean(marker.name, ("question", "questions", "exercise", "glossary")) if marker.fault == "is no marker" else ""
                text = marker.text if marker.text != "{{" else lesson.text.split("\n")[marker.line - 1].strip()
                yield Problem(lesson.path, marker.line, "marker", f'"{text[:60]}" {marker.fault}.{hint}', f"Write {FORMS} on a line of its own.")


@bank_rule("placement")
def markers_lead_somewhere(bank: Bank) -> Iterator[Problem]:
    """A marker names a question or an exercise that exists; a held-back question is never shown on a page."""
    for lesson in bank.lessons.values():
        seen: dict[str, int] = {}
        for marker in lesson.findings.markers:
            if marker.fault:
                continue
            what = marker.argument or marker.name
            if what in seen and marker.name != "exercise":
                fact = f'"{marker.text}" stands twice on this page, first on line {seen[what]}.'
                yield Problem(lesson.path, marker.line, "placement", fact, "Keep one.")
            seen.setdefault(what, marker.line)
            yield from _target_faults(marker, lesson, bank)


def _target_faults(marker: Marker, lesson: Lesson, bank: Bank) -> Iterator[Problem]:
    def problem(fact: str, fix: str) -> Problem:
        return Problem(lesson.path, marker.line, "placement", fact, fix)

    if marker.name == "exercise" and marker.argument not in bank.exercises:
        hint = did_you_mean(marker.argument, bank.exercises)
        yield problem(f'There is no exercise "{marker.argument}".{hint}', f"Write exercises/{marker.argument}/exercise.md.")
    if marker.name != "question" or marker.argument in bank.broken:
        return
    item = bank.items.get(marker.argument)
    if item is None:
        yield problem(f'There is no question "{marker.argument}".{did_you_mean(marker.argument, bank.items)}', "Correct the id, or write the question.")
    elif item.question.use == "test":
        yield problem(f'"{marker.argument}" is held back for tests ({item.path}:{item.line("use")}).', 'Take the line out, or make it "use: practice".')
    elif item.lesson != lesson.key and _comes_later(item.lesson, lesson.key, bank):
        yield problem(f'"{marker.argument}" belongs to a later lesson, {item.lesson}.', "Recall questions of earlier lessons.")


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
        markers = [marker for marker in lesson.findings.markers if not marker.fault]
        named = {marker.argument for marker in markers if marker.name == "question"}
        exits = [marker for marker in markers if marker.name == "questions"]
        rest = [item for item in quiz.items if item.question.use != "test" and item.question.id not in named]
        if exits and not rest and not quiz.broken:
            fact = "No practice question is left for the exit quiz."
            yield Problem(lesson.path, exits[0].line, "placement", fact, "Take the line out, or leave some questions unnamed.")
        if not exits:
            for item in rest:
                fix = f"Add {{{{ question {item.question.id} }}}} or {{{{ questions }}}} to the lesson."
                yield Problem(item.path, item.line("id"), "placement", f"{item.question.id} appears nowhere on {lesson.path}.", fix)


@bank_rule("lesson")
def quizzes_have_lessons(bank: Bank) -> Iterator[Problem]:
    """A quiz belongs to the lesson at the same path below docs."""
    for quiz in bank.quizzes.values():
        if quiz.lesson not in bank.lessons:
            hint = did_you_mean(quiz.lesson, bank.lessons)
            fact = f"There is no lesson {bank.settings.docs}/{quiz.lesson}.md for this quiz.{hint}"
            yield Problem(quiz.path, 1, "lesson", fact, "Rename the quiz, or write the lesson.")


@bank_rule("quiz")
def lessons_have_quizzes(bank: Bank) -> Iterator[Problem]:
    """A lesson has a quiz at the same path below quizzes; a page is a lesson when its front matter declares objectives."""
    for lesson in bank.lessons.values():
        if lesson.is_lesson and lesson.key not in bank.quizzes:
            fact = f"This lesson has no quiz, quizzes/{lesson.key}.yml."
            yield Problem(lesson.path, 1, "quiz", fact, f'Write it; "course new {lesson.key}" makes a skeleton.')
