"""Small wrong changes to a sound bank, each of which the strict check must notice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from course.bank import Bank, Item
from course.keys import key_problems
from course.kinds import Classify, Match, Numeric, Order
from course.kinds.options import Choice
from course.markers import Passage, find_passage, normal
from course.model import Problem, Question
from course.rules import check


@dataclass(frozen=True)
class Mutant:
    """A bank with one thing wrong."""

    name: str
    item: Item
    bank: Bank


@dataclass(frozen=True)
class Verdict:
    """Whether the rules, and whether the locks, tell a mutant from the sound bank."""

    mutant: Mutant
    rules: bool
    locks: bool


def judge(mutant: Mutant, sound: Bank) -> Verdict:
    """Return what notices a mutant: problems that the sound bank does not have. Warnings count, since the strict check fails on them."""
    rules, locks = (found - known for found, known in zip(_problems(mutant.bank), _sound_problems(sound), strict=True))
    return Verdict(mutant, bool(rules), bool(locks))


def _problems(bank: Bank) -> tuple[set[Problem], set[Problem]]:
    return set(check(bank)), {problem for problem in key_problems(bank) if problem.level == "error"}


_SOUND: dict[int, tuple[set[Problem], set[Problem]]] = {}


def _sound_problems(bank: Bank) -> tuple[set[Problem], set[Problem]]:
    if id(bank) not in _SOUND:
        _SOUND[id(bank)] = _problems(bank)
    return _SOUND[id(bank)]


def mutants(bank: Bank, seed: int = 1) -> Iterator[Mutant]:
    """Yield every mutant of every item."""
    chance = random.Random(seed)
    for item in bank.items.values():
        for name, question in _questions(item.question):
            yield Mutant(name, item, _with_question(bank, item, question))
        yield from _lesson_mutants(bank, item, chance)


def _questions(question: Question) -> Iterator[tuple[str, Question]]:
    if isinstance(question, Choice):
        yield "flip the key", question.model_copy(update={"options": _flipped(question)})
        yield "swap two options' text", question.model_copy(update={"options": _swapped(question.options, "text", question.right[0].id)})
    elif isinstance(question, Numeric):
        answer = question.answer.model_copy(update={"value": question.answer.value * 2 + question.answer.tolerance + Decimal(1)})
        yield "alter the value", question.model_copy(update={"answer": answer})
    elif isinstance(question, Order):
        moved = [*question.sequence[1:], question.sequence[0]]
        yield "move an item of the order", question.model_copy(update={"sequence": moved})
        yield "swap two items' text", question.model_copy(update={"sequence": _swapped(question.sequence, "text", question.sequence[0].id)})
    elif isinstance(question, Match):
        yield "flip the key", question.model_copy(update={"pairs": _swapped(question.pairs, "right", question.pairs[0].id)})
    elif isinstance(question, Classify):
        first, second, *rest = question.groups
        groups = [
            first.model_copy(update={"members": first.members[1:]}),
            second.model_copy(update={"members": [*second.members, first.members[0]]}),
            *rest,
        ]
        yield "flip the key", question.model_copy(update={"groups": groups})


def _flipped(question: Choice) -> list:
    """Return options of which the first right one is wrong and the first wrong one right."""
    right = question.right[0].id
    wrong = next(option.id for option in question.options if not option.correct)
    return [option.model_copy(update={"correct": not option.correct}) if option.id in (right, wrong) else option for option in question.options]


def _swapped(entries: list, field: str, id: str) -> list:
    """Return entries of which the one with `id` and a neighbour have changed a field."""
    one = next(index for index, entry in enumerate(entries) if entry.id == id)
    other = one - 1 if one else 1
    texts = {one: getattr(entries[other], field), other: getattr(entries[one], field)}
    return [entry.model_copy(update={field: texts[index]}) if index in texts else entry for index, entry in enumerate(entries)]


def _with_question(bank: Bank, item: Item, question: Question) -> Bank:
    quiz = bank.quizzes[item.lesson]
    items = [replace(other, question=question) if other is item else other for other in quiz.items]
    return replace(bank, quizzes={**bank.quizzes, item.lesson: replace(quiz, items=items)})


def _lesson_mutants(bank: Bank, item: Item, chance: random.Random) -> Iterator[Mutant]:
    evidence, lesson = item.question.evidence, bank.lessons[item.lesson]
    words = normal(evidence.quote).split()
    place = chance.randrange(len(words))
    without = " ".join(words[:place] + words[place + 1 :])
    other = " ".join([*words[:place], "marmalade", *words[place + 1 :]])
    yield Mutant("delete a word of the cited sentence", item, _with_passage(bank, item, without))
    yield Mutant("change a word of the cited sentence", item, _with_passage(bank, item, other))
    elsewhere = next(anchor for anchor in lesson.findings.sections if anchor != evidence.section)
    moved = item.question.model_copy(update={"evidence": evidence.model_copy(update={"section": elsewhere})})
    yield Mutant("point evidence at another section", item, _with_question(bank, item, moved))


def _with_passage(bank: Bank, item: Item, words: str) -> Bank:
    """Return the bank with other words in place of an item's quote in its lesson."""
    lesson, evidence = bank.lessons[item.lesson], item.question.evidence
    passages = lesson.findings.sections[evidence.section]
    cited = find_passage(passages, evidence.quote)
    text = cited.text.replace(normal(evidence.quote), words)
    changed = [Passage(cited.element, text) if passage is cited else passage for passage in passages]
    findings = replace(lesson.findings, sections={**lesson.findings.sections, evidence.section: changed})
    return replace(bank, lessons={**bank.lessons, lesson.key: replace(lesson, findings=findings)})
