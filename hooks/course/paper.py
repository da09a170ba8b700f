"""The paper for a second key: lessons and questions without keys, to be answered in any editor, and its way back.

Questions carry a reference instead of their id, since an id may tell the key. The reference is made of the question's words and of the
passage that settles it, so a question is not found again when one of them has changed since the paper was written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from course.bank import Bank, Item
from course.display import stands_in_order
from course.kinds import Classify, Match, Multiple, Numeric, Order, Single
from course.kinds.options import Choice
from course.lock import surroundings
from course.model import Problem, Question
from course.source import split_front_matter

HEAD = """\
SECOND KEY: a paper of {count} questions, about {minutes} minutes, to be answered in one sitting, in any text editor.

1. Read the lesson. The words below settle every question; use nothing else, and open no other file of the course.
2. Behind each "answer:" write what the line above it asks for. Answer every question.
3. Is a question unclear, or does more than one answer fit? Answer all the same, and say why behind "doubt:".
4. Change nothing else. Save the file and give it back to whoever sent it, who runs:  course key record FILE --as ROLE

Whoever wrote the questions cannot be the one who answers here.
"""
LESSON = "===== Lesson: {key} ====="
QUESTIONS = "----- Questions -----"
REFERENCE = re.compile(r"^Question (\d+) \(ref ([0-9a-f]{10})\)")
NEXT_LESSON = re.compile(r"^===== Lesson: .* =====$")
SETTLING_NOTHING = ("exit-quiz", "discuss", "further-reading")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MINUS = str.maketrans("\u2212\u2013", "--")
ROW = r"\[?(\d+)\]?\s*[=:.)]?\s*\[?([A-Za-z])\]?"


@dataclass(frozen=True)
class Answered:
    """An answer as it stands on a paper: the reference of its question, what was typed, and where."""

    number: int
    reference: str
    typed: str
    doubt: str
    line: int


def reference(item: Item, bank: Bank) -> str:
    """Return a name for a question that tells nothing of its key, and changes with its words and those of the passage that settles it."""
    question = item.question
    words = question.id, question.stem, sorted(question.parts.items()), surroundings(item, bank)["passage"]
    return _digest(repr(words))[:10]


def write_paper(bank: Bank, items: Sequence[Item]) -> str:
    """Return the paper for `items`, lesson by lesson."""
    lessons = list(dict.fromkeys(item.lesson for item in items))
    words = sum(len(_plain_lesson(bank, lesson).split()) for lesson in lessons)
    parts = [HEAD.format(count=len(items), minutes=round(words / 220 + 0.75 * len(items)))]
    number = 0
    for lesson in lessons:
        parts += [LESSON.format(key=lesson), _plain_lesson(bank, lesson), QUESTIONS]
        own = {reference(item, bank): item.question for item in items if item.lesson == lesson}
        for name, question in sorted(own.items()):
            number += 1
            parts.append(_question(number, name, question))
    return "\n\n".join(parts) + "\n"


def _plain_lesson(bank: Bank, lesson: str) -> str:
    """Return a lesson's Markdown without front matter, comments, markers, anchors, links to questions, and the sections that settle nothing."""
    _, body, _ = split_front_matter(bank.lessons[lesson].text)
    body = re.sub(r"<!--.*?-->|(?<=\])\([^()\s]*#q-[\w-]+\)", "", body, flags=re.S)
    body = re.sub(rf"^## [^\n]*\{{#(?:{'|'.join(SETTLING_NOTHING)})\}}.*?(?=^## |\Z)", "", body, flags=re.M | re.S)
    body = re.sub(r"^\s*(?:>\s*|[-*+]\s+|\d+\.\s+)*\{\{.*$\n?", "", body, flags=re.M)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"\s*\{#[\w-]+\}", "", body)).strip()


def _question(number: int, name: str, question: Question) -> str:
    form = FORMS[type(question)]
    lines = [f"Question {number} (ref {name})", "", question.stem.strip(), ""]
    lines += [f"  [{label}] {text}" for label, text in form.shown(question)]
    return "\n".join([*lines, "", form.ask(question), "answer:", "doubt:"])


def read_paper(text: str) -> list[Answered]:
    """Return what stands on an answered paper."""
    return list(_answers(text.split("\n")))


def _answers(rows: list[str]) -> Iterator[Answered]:
    starts = [row for row, line in enumerate(rows) if REFERENCE.match(line.strip()) or NEXT_LESSON.match(line.strip())]
    for start, end in pairwise([*starts, len(rows)]):
        match = REFERENCE.match(rows[start].strip())
        if match:
            yield _answered(int(match[1]), match[2], rows[start:end], start + 1)


def _answered(number: int, name: str, rows: list[str], line: int) -> Answered:
    """Return the answer in the rows of one question, of which the first stands on `line`. A doubt may run on to their end."""
    typed, place = "", 0
    for row, text in enumerate(rows):
        field, _, value = text.partition(":")
        if field.strip().lower() == "answer":
            typed, place = value.strip(), row
        elif field.strip().lower() == "doubt":
            return Answered(number, name, typed, " ".join(" ".join([value, *rows[row + 1 :]]).split()), line + place)
    return Answered(number, name, typed, "", line + place)


def answer_of(question: Question, typed: str) -> Any:
    """Return a typed answer in the form that the question grades; raises ValueError with what is wrong."""
    return FORMS[type(question)].read(question, typed)


@dataclass(frozen=True)
class _Form:
    """How a type is asked on paper: what it shows, what it asks for, and how the answer is read."""

    shown: Callable[[Any], list[tuple[str, str]]]
    ask: Callable[[Any], str]
    read: Callable[[Any, str], Any]


def _numbered(question: Question, entries: Iterable[Any]) -> dict[str, Any]:
    """Return entries by their numbers on paper. Options that are numbers or dates stay as written; in other types the file's order is the key."""
    entries = list(entries)
    fixed = isinstance(question, Choice) and stands_in_order([entry.text for entry in entries])
    shown = entries if fixed else _mixed(entries, f"paper/{question.id}")
    return {str(number): entry for number, entry in enumerate(shown, start=1)}


def _mixed(entries: list[Any], seed: str) -> list[Any]:
    """Return entries in an order that depends on `seed` and is not the one in which they stand."""
    mixed = sorted(entries, key=lambda entry: _digest(seed, entry.id))
    return mixed if mixed != entries else [*mixed[1:], mixed[0]]


def _digest(*words: str) -> str:
    return hashlib.sha256("/".join(words).encode()).hexdigest()


def _numbers(question: Question, typed: str, entries: Iterable[Any]) -> list[str]:
    labelled = _numbered(question, entries)
    typed_labels = re.findall(r"[^\s,;.\[\]]+", typed)
    for label in typed_labels:
        if label not in labelled:
            raise ValueError(f'"{label}" is none of the numbers 1 to {len(labelled)}.')
    if len(set(typed_labels)) < len(typed_labels):
        raise ValueError("A number stands twice.")
    return [labelled[label].id for label in typed_labels]


def _one(question: Single, typed: str) -> list[str]:
    ids = _numbers(question, typed, question.options)
    if len(ids) != 1:
        raise ValueError("One number is asked for.")
    return ids


def _some(question: Multiple, typed: str) -> list[str]:
    return sorted(_numbers(question, typed, question.options))


def _number(question: Numeric, typed: str) -> str:
    number = re.sub(r"\s", "", typed.removesuffix(question.answer.unit or "")).translate(MINUS)
    if re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+", number):
        raise ValueError(f'"{typed}" can be read in two ways.')
    number = number.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", number, re.A):
        raise ValueError(f'"{typed}" is no plain number, such as 1200 or 2.5.')
    return number


def _sequence(question: Order, typed: str) -> list[str]:
    ids = _numbers(question, typed, question.sequence)
    if len(ids) != len(question.sequence):
        raise ValueError(f"All {len(question.sequence)} numbers are asked for, in their order.")
    return ids


def _rows_shown(question: Match | Classify) -> list[tuple[str, str]]:
    rows = [(label, row.text) for label, row in _numbered(question, question.rows).items()]
    return rows + [(letter, choice.text) for letter, choice in _lettered(question).items()]


def _lettered(question: Match | Classify) -> dict[str, Any]:
    return dict(zip(LETTERS, sorted(question.choices, key=lambda choice: choice.text.lower()), strict=False))


def _rows(question: Match | Classify, typed: str) -> dict[str, str]:
    rows, letters = _numbered(question, question.rows), _lettered(question)
    if not re.fullmatch(rf"(?:{ROW}[\s,;.]*)*", typed, re.A):
        raise ValueError(f'"{typed}" is no list of numbers, each with a letter, as in 1A 2C.')
    pairs = re.findall(ROW, typed, re.A)
    for label, letter in pairs:
        if label not in rows or letter.upper() not in letters:
            raise ValueError(f'"{label}{letter}" is no row with a letter.')
    if len({label for label, _ in pairs}) < len(pairs):
        raise ValueError("A number stands twice.")
    if len(pairs) != len(rows):
        raise ValueError(f"A letter for each of the {len(rows)} numbers is asked for, as in 1A 2C.")
    answer = {rows[label].id: letters[letter.upper()].id for label, letter in pairs}
    return {row.id: answer[row.id] for row in question.rows}


def _options_shown(question: Single | Multiple) -> list[tuple[str, str]]:
    return [(label, option.text) for label, option in _numbered(question, question.options).items()]


FORMS: dict[type, _Form] = {
    Single: _Form(_options_shown, lambda q: "Write one number.", _one),
    Multiple: _Form(_options_shown, lambda q: "Write the numbers of all that apply.", _some),
    Numeric: _Form(
        lambda q: [], lambda q: "Write a number" + (f", in {q.answer.unit}." if q.answer.unit else "."), _number
    ),
    Order: _Form(
        lambda q: [(label, entry.text) for label, entry in _numbered(q, q.sequence).items()],
        lambda q: "Write all numbers in the right order.",
        _sequence,
    ),
    Match: _Form(_rows_shown, lambda q: "Write a letter for each number, as in 1A 2C; letters may be left over.", _rows),
    Classify: _Form(_rows_shown, lambda q: "Write a letter for each number, as in 1A 2A 3B.", _rows),
}


def missing(answered: Answered, path: str, fact: str, fix: str) -> Problem:
    """Return a problem at an answer of the paper at `path`."""
    return Problem(path, answered.line, "paper", f"Question {answered.number}: {fact}", fix)
