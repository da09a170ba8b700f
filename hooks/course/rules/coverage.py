"""Rules over coverage: what a lesson promises is practised, tested and assessed. Drafts are exempt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from course.bank import Bank, Lesson
from course.model import Concept, Problem
from course.rules import bank_rule
from course.source import line_of

NEEDED = {"practice": 2, "test": 2}


@bank_rule("coverage", "warning")
def objectives_are_practised_and_tested(bank: Bank) -> Iterator[Problem]:
    """Each objective has at least two practice and two held-back test questions, so that one lucky guess is no evidence."""
    counts = Counter((item.question.objective, item.question.use) for item in bank.items.values())
    for lesson in lessons(bank):
        if lesson.key not in bank.quizzes or bank.quizzes[lesson.key].problems:
            continue
        for objective in lesson.front.objectives:
            for use, needed in NEEDED.items():
                if counts[objective, use] < needed:
                    fact = f'The objective "{objective}" has {counts[objective, use]} {use} questions, fewer than {needed}.'
                    yield Problem(lesson.path, line_of(lesson.raw, ("objectives", objective)), "coverage", fact, "Write what is missing.", "warning")


@bank_rule("coverage", "warning")
def concepts_are_assessed(bank: Bank) -> Iterator[Problem]:
    """Each concept is named by at least one question, in its words or in the passage that settles it, or by an exercise."""
    if any(quiz.problems for quiz in bank.quizzes.values()):
        return
    by_lesson = assessed_texts(bank)
    whole = "\n".join(by_lesson.values())
    homes = {id: lesson.key for lesson in lessons(bank) for id in lesson.front.concepts}
    for concept, line in bank.concepts:
        if not names(concept, by_lesson.get(homes.get(concept.id), "")) and not names(concept, whole):
            path = f"{bank.settings.docs}/concepts.yml"
            yield Problem(path, line, "coverage", f'No question or exercise names "{concept.term.en}".', "Write one.", "warning")


@bank_rule("coverage", "warning")
def rows_are_covered(bank: Bank) -> Iterator[Problem]:
    """Each row that a part's page says it covers is covered by a concept that a lesson of that part introduces."""
    rows = {concept.id: concept.rows for concept, _ in bank.concepts}
    for page in bank.lessons.values():
        claimed = expand(getattr(page.front, "covers", [])) if page.front else []
        part = page.key.rpartition("/")[0]
        own = [lesson for lesson in lessons(bank) if lesson.key.startswith(part + "/")]
        covered = {row for lesson in own for concept in lesson.front.concepts for row in rows.get(concept, [])}
        for row in claimed:
            if row not in covered:
                line = line_of(page.raw, ("covers",))
                yield Problem(page.path, line, "coverage", f"No concept of this part covers {row}.", "Introduce one, or correct the list.", "warning")


def lessons(bank: Bank) -> list[Lesson]:
    """Return the lessons that can be judged."""
    return [lesson for lesson in bank.lessons.values() if lesson.is_lesson and lesson.front]


def assessed_texts(bank: Bank) -> dict[str, str]:
    """Return, by lesson, the words by which its questions and exercises assess, in lower case."""
    words: dict[str, list[str]] = defaultdict(list)
    for item in bank.items.values():
        question = item.question
        words[item.lesson] += [question.stem, *question.parts.values(), question.evidence.quote if question.evidence else ""]
        words[item.lesson] += [option.feedback or "" for option in getattr(question, "options", [])]
    for exercise in bank.exercises.values():
        if exercise.front:
            words[exercise.front.lesson] += [exercise.front.title, exercise.text]
    return {lesson: "\n".join(texts).lower() for lesson, texts in words.items()}


def names(concept: Concept, text: str) -> bool:
    """Tell whether lower-case text names a concept by its English term or another form of it."""
    return any(_begins_a_word(word.lower(), text) for word in (concept.term.en, *concept.also))


def _begins_a_word(word: str, text: str) -> bool:
    """Tell whether `word` stands in `text` where a word begins. A pattern would search a whole course a hundred times slower."""
    place = text.find(word)
    while place > 0 and text[place - 1].isalnum():
        place = text.find(word, place + 1)
    return place >= 0


def expand(rows: list[str]) -> list[str]:
    """Return rows with ranges such as A01-A19 written out."""
    found = []
    for entry in rows:
        match = re.fullmatch(r"([A-Z])(\d+)-\1(\d+)", entry)
        if match:
            width = len(match[2])
            found += [f"{match[1]}{number:0{width}}" for number in range(int(match[2]), int(match[3]) + 1)]
        else:
            found.append(entry)
    return found
