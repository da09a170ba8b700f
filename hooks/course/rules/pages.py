"""Rules over pages, exercises and the concept inventory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from course.bank import Bank, Exercise, Lesson
from course.model import Problem
from course.rules import bank_rule
from course.rules.markup import broken_link
from course.source import did_you_mean, line_of, nearest, shown


@bank_rule("front")
def objectives_are_unique(bank: Bank) -> Iterator[Problem]:
    """An objective's id is unique in the course, since progress and coverage are counted by it."""
    homes: dict[str, str] = {}
    for lesson in bank.lessons.values():
        if not lesson.is_lesson or lesson.front is None:
            continue
        for objective in lesson.front.objectives:
            if objective in homes:
                line = line_of(lesson.raw, ("objectives", objective))
                yield Problem(lesson.path, line, "front", f'The objective "{objective}" is taken, in {homes[objective]}.', "Choose another id.")
            homes.setdefault(objective, lesson.path)


@bank_rule("concept")
def concepts_are_introduced_once(bank: Bank) -> Iterator[Problem]:
    """Each concept of the inventory is introduced by one lesson, and a lesson introduces concepts that are in the inventory."""
    path = f"{bank.settings.docs}/concepts.yml"
    inventory = {concept.id: line for concept, line in bank.concepts}
    homes: dict[str, str] = {}
    for lesson, index, concept in _introduced(bank):
        line = line_of(lesson.raw, ("concepts", index))
        if concept in homes:
            yield Problem(lesson.path, line, "concept", f'"{concept}" is introduced in {homes[concept]} already.', "Keep one.")
        elif concept not in inventory and path not in bank.faulty:
            hint = did_you_mean(concept, inventory)
            yield Problem(lesson.path, line, "concept", f'"{concept}" is not in concepts.yml.{hint}', "Correct it, or add the concept.")
        homes.setdefault(concept, lesson.path)
    meant = {nearest(concept, inventory) for concept in homes if concept not in inventory}
    if all(lesson.front for lesson in bank.lessons.values()) and bank.quizzes.keys() <= bank.lessons.keys():
        for concept in inventory.keys() - homes.keys() - meant:
            fact = f'No lesson introduces "{concept}".'
            yield Problem(path, inventory[concept], "concept", fact, "Name it in the front matter of its lesson.")


def _introduced(bank: Bank) -> Iterator[tuple[Lesson, int, str]]:
    """Yield (lesson, index, concept) for what the lessons' front matter introduces."""
    for lesson in bank.lessons.values():
        if lesson.is_lesson and lesson.front:
            yield from ((lesson, index, concept) for index, concept in enumerate(lesson.front.concepts))


@bank_rule("id")
def entry_ids_are_unique(bank: Bank) -> Iterator[Problem]:
    """An id stands once in concepts.yml and once in misconceptions.yml."""
    for name, entries in (("concepts", bank.concepts), ("misconceptions", bank.misconceptions)):
        first: dict[str, int] = {}
        for entry, line in entries:
            if entry.id in first:
                path = f"{bank.settings.docs}/{name}.yml"
                yield Problem(path, line, "id", f'The id "{entry.id}" is taken, on line {first[entry.id]}.', "Choose another.")
            first.setdefault(entry.id, line)


@bank_rule("link")
def page_links_lead_somewhere(bank: Bank) -> Iterator[Problem]:
    """A link or an image on a page leads to a file, and a section, that exist."""
    for page in bank.pages.values():
        for target in dict.fromkeys(page.findings.links):
            fault = broken_link(target, page.key, bank)
            if fault:
                for line in _lines_with(target, page.text):
                    yield Problem(page.path, line, "link", f'"{shown(target)}" leads nowhere: {fault}', "Correct the address.")


def _lines_with(target: str, text: str) -> list[int]:
    """Return the lines on which an address is linked to, or else the first that holds it."""
    address = re.compile(rf"(?:\]\(\s*<?|\]:\s*<?|\b(?:href|src)=[\"'])({re.escape(target)})(?=[\s)>\"']|$)", re.M)
    places = [match.start(1) for match in address.finditer(text)] or [max(0, text.find(target))]
    return sorted({text.count("\n", 0, place) + 1 for place in places})


@bank_rule("exercise")
def exercises_fit_their_lesson(bank: Bank) -> Iterator[Problem]:
    """An exercise names its lesson, serves its objectives, and publishes files of its own folder that exist."""
    for exercise in bank.exercises.values():
        if exercise.front is not None:
            yield from _exercise_faults(exercise, bank)


def _exercise_faults(exercise: Exercise, bank: Bank) -> Iterator[Problem]:
    def problem(location: tuple, fact: str, fix: str) -> Problem:
        return Problem(exercise.path, line_of(exercise.raw, location), "exercise", fact, fix)

    front, lesson = exercise.front, bank.lessons.get(exercise.front.lesson)
    if lesson is None:
        hint = did_you_mean(front.lesson, bank.lessons)
        yield problem(("lesson",), f'There is no lesson "{front.lesson}".{hint}', "Name it as its path below docs, without .md.")
    elif not lesson.is_lesson:
        yield problem(("lesson",), f'"{front.lesson}" is a page, but no lesson.', "Name the lesson that the exercise belongs to.")
    elif lesson.front:
        for index, objective in enumerate(front.objectives):
            if objective not in lesson.front.objectives:
                hint = did_you_mean(objective, lesson.front.objectives)
                yield problem(("objectives", index), f'"{objective}" is no objective of {front.lesson}.{hint}', "Correct it.")
    folder = bank.root / "exercises" / exercise.id
    for index, name in enumerate(front.publish):
        if PurePosixPath(name).name != name or name.startswith("solution"):
            yield problem(("publish", index), f'"{name}" may not be published.', "Name files of this folder; the solution stays in it.")
        elif not (folder / name).is_file():
            yield problem(("publish", index), f'There is no file "{name}" in this folder.', "Correct the name.")
