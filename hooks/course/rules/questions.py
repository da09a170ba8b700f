"""Rules over single questions: their keys, feedback, options and fields."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from course.bank import Bank, Item
from course.kinds import Classify, Match, Numeric, Order
from course.kinds.options import Choice
from course.markers import normal
from course.model import Problem, Question
from course.rules import Fault, bank_rule, item_rule
from course.source import did_you_mean, shown


@item_rule("key")
def key_is_sound(item: Item, bank: Bank) -> Iterator[Fault]:
    """Each type has the key that its score needs: one for single, some but not all for multiple, near misses outside a numeric key."""
    location = ("options",) if isinstance(item.question, Choice) else ("answer",) if isinstance(item.question, Numeric) else ()
    for fact, fix in item.question.key_faults():
        yield location, fact, fix


@item_rule("formula")
def formula_gives_value(item: Item, bank: Bank) -> Iterator[Fault]:
    """A numeric key is computed from its formula at every build, so that a typing slip cannot grade readers wrong."""
    if not isinstance(item.question, Numeric):
        return
    strange = _strange_in(item.question.formula or "")
    if strange:
        yield ("formula",), f'has a formula with "{shown(strange)}", which is no arithmetic.', "Use numbers, + - * / ** and brackets."
        return
    for fact, fix in item.question.formula_faults():
        yield ("formula",), fact, fix


def _strange_in(formula: str) -> str:
    """Return the first word or sign that is no part of arithmetic; nothing else is ever handed to the evaluator."""
    rest = formula[ARITHMETIC.match(formula).end() :]
    return re.match(r"\w+|//|.", rest, re.S)[0] if rest else ""


ARITHMETIC = re.compile(r"(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?!\w)|\*\*?|/(?!/)|[-+()\s])*+")


@item_rule("feedback")
def feedback_is_complete(item: Item, bank: Bank) -> Iterator[Fault]:
    """Each option has feedback, since a reader learns from the very option chosen; other types say why right and why wrong."""
    question = item.question
    if isinstance(question, Choice):
        for index, option in enumerate(question.options):
            if option.feedback is None:
                yield ("options", index), f"has no feedback on option {option.id}.", "Say what is right or wrong in that very choice."
    elif question.feedback is None:
        yield (), "has no feedback.", "Add feedback with right and wrong."


@item_rule("options")
def parts_are_distinct(item: Item, bank: Bank) -> Iterator[Fault]:
    """Options differ in id and in what they say, else two would be right, or one could not be graded."""
    for entries in _entries(item.question):
        ids: set[str] = set()
        texts: dict[str, str] = {}
        for location, entry_id, text in entries:
            if entry_id in ids:
                yield location, f'uses the id "{entry_id}" twice.', "Give each its own."
            elif same(text) in texts:
                yield location, f'says the same in {texts[same(text)]} and {entry_id} ("{shown(text)}").', "Change or delete one."
            ids.add(entry_id)
            texts.setdefault(same(text), entry_id)


NUMBER = re.compile(r"(-?\d{1,3}(?:[ ,]\d{3})+|-?\d{1,15})(?:[.,](\d{1,15}))?( ?%)?")
NUMBER_ENDS = frozenset("0123456789%")


def same(text: str) -> str:
    """Return what two texts share that say the same: letter case, spacing and end punctuation aside; 0.5 and 0.50 and 50 % are one number."""
    words = normal(text).lower().rstrip(".!")
    number = NUMBER.fullmatch(words) if words[-1:] in NUMBER_ENDS else None
    if not number:
        return words
    value = Decimal(f"{re.sub('[ ,]', '', number[1])}.{number[2] or 0}")
    return str((value / 100 if number[3] else value).normalize())


def _entries(question: Question) -> Iterator[list[tuple[tuple, str, str]]]:
    """Yield each list of parts that must differ, as (location, id, text)."""
    if isinstance(question, Choice):
        yield [(("options", index), option.id, option.text) for index, option in enumerate(question.options)]
    elif isinstance(question, Order):
        yield [(("sequence", index), entry.id, entry.text) for index, entry in enumerate(question.sequence)]
    elif isinstance(question, Match):
        yield [(("pairs", index), pair.id, pair.left) for index, pair in enumerate(question.pairs)]
        rights = [(("pairs", index), pair.id, pair.right) for index, pair in enumerate(question.pairs)]
        yield rights + [(("decoys", index), decoy.id, decoy.text) for index, decoy in enumerate(question.decoys)]
    elif isinstance(question, Classify):
        yield [(("groups", index), group.id, group.text) for index, group in enumerate(question.groups)]
        members = [(row, column, member) for row, group in enumerate(question.groups) for column, member in enumerate(group.members)]
        yield [(("groups", row, "members", column), member.id, member.text) for row, column, member in members]


@item_rule("field")
def course_fields_are_there(item: Item, bank: Bank) -> Iterator[Fault]:
    """A question of this course says whether it is held back, which objective it serves, at which level, and what settles it."""
    for name in ("use", "objective", "level", "evidence"):
        if getattr(item.question, name) is None:
            yield (), f'has no "{name}".', "Add it."


@item_rule("objective")
def objective_is_declared(item: Item, bank: Bank) -> Iterator[Fault]:
    """The objective stands in the front matter of the question's own lesson."""
    lesson = bank.lessons.get(item.lesson)
    objective = item.question.objective
    if objective is None or lesson is None or lesson.front is None:
        return
    if objective not in lesson.front.objectives:
        hint = did_you_mean(objective, lesson.front.objectives)
        yield ("objective",), f'serves "{objective}", which {lesson.path} does not declare.{hint}', "Use an objective of the lesson."


@item_rule("misconception")
def misconception_is_listed(item: Item, bank: Bank) -> Iterator[Fault]:
    """A misconception that a distractor names stands in misconceptions.yml, with its reply."""
    known = bank.misconception_ids
    if f"{bank.settings.docs}/misconceptions.yml" in bank.faulty:
        return
    for field in ("options", "near"):
        for index, part in enumerate(getattr(item.question, field, [])):
            if part.misconception and part.misconception not in known:
                hint = did_you_mean(part.misconception, known)
                yield (field, index, "misconception"), f'names the misconception "{part.misconception}", which is not listed.{hint}', (
                    "Add it to misconceptions.yml."
                )


@bank_rule("id")
def ids_are_unique(bank: Bank) -> Iterator[Problem]:
    """A question's id is unique in the whole bank: answers, keys and translations hang on it."""
    places = defaultdict(list)
    for quiz in bank.quizzes.values():
        for item in quiz.items:
            places[item.question.id].append(item)
    for id, items in places.items():
        for item in items[1:]:
            first = f"{items[0].path}:{items[0].line('id')}"
            yield Problem(item.path, item.line("id"), "id", f'The id "{id}" is taken, at {first}.', "Choose another; ids are never reused.")
