"""The lock beside a quiz: what was keyed blind, by whom, in which words. One entry a question, so that two branches merge well.

The words themselves are kept, not their hashes, so that a change can be shown. Entries of retired questions stay.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, ValidationError

from course.bank import Bank, Item, reader
from course.markers import find_passage
from course.model import Id, Problem, Strict, Text
from course.shape import shape_problems
from course.source import Mapping, Source, line_of, parse_yaml, read_text, shown

HEAD = "# Written by `course key`: what was keyed blind, and in which words. Not to be edited by hand.\n"
RESTORE = "Restore the file from version control."
CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.M)
STATES = ("agreed", "changed", "suspect", "disputed", "unkeyed")


def _count(value: Any) -> int:
    """Read a number as typed; raises ValueError for anything else."""
    if not re.fullmatch(r"[1-9]\d{0,5}", str(value), re.A):
        raise ValueError(f"is no count|{RESTORE}")
    return int(value)


def _answer(value: Any) -> Any:
    """Read an answer: a text, a list of texts, or a text by text; raises ValueError for anything else."""
    texts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"is no answer|{RESTORE}")
    return value


class Confirmation(Strict):
    """A change that somebody looked at and found not to touch the key."""

    by: Text
    date: Text
    why: Text


class Keyed(Strict):
    """A question's blind answer and the words that it was given to. `around` is a digest of the section's other words."""

    rev: Annotated[int, BeforeValidator(_count)]
    answer: Annotated[Any, BeforeValidator(_answer)]
    by: Text
    date: Text
    first: Literal["agreed", "disputed"]
    stem: Text
    parts: dict[str, Text] = {}
    section: Id | None = None
    passage: Text | None = None
    around: Text | None = None
    doubt: Text | None = None
    confirmed: list[Confirmation] = []


Lock = dict[str, Keyed]


def lock_path(lesson: str) -> str:
    """Return the path of a lesson's lock."""
    return f"quizzes/{lesson}.lock.yml"


def load_lock(bank: Bank, lesson: str) -> tuple[Lock, list[Problem]]:
    """Return the entries of a lesson's lock by question id, and what could not be read. Without a lock nothing is keyed."""
    path = lock_path(lesson)
    if not (bank.root / path).is_file():
        return {}, []
    return reader(bank.root).keep("lock", path, lambda path: _read_lock(bank.root, path))


def _read_lock(root: Path, path: str) -> tuple[Lock, list[Problem]]:
    text, problems = read_text(root, path)
    mark = CONFLICT.search(text or "")
    if mark:
        line = text.count("\n", 0, mark.start()) + 1
        return {}, [Problem(path, line, "lock", "Git has left two versions here.", "Keep one whole entry of each question, and none of git's marks.")]
    source = parse_yaml(text, path) if text is not None else Source(path, problems=problems)
    entries, problems = _entries(source)
    return entries, [replace(problem, rule="lock", fix=RESTORE) for problem in problems]


def _entries(source: Source) -> tuple[Lock, list[Problem]]:
    """Return the entries of a lock that can be read, and a problem for each that cannot."""
    entries, problems = {}, list(source.problems)
    if not isinstance(source.tree, Mapping):
        return {}, problems or [Problem(source.path, 1, "lock", "The file is no lock: it holds no entries.", RESTORE)]
    for id, raw in source.tree.items():
        if not isinstance(raw, Mapping):
            problems.append(Problem(source.path, line_of(source.tree, (id,)), "lock", f"The key of {shown(id)} has no fields.", RESTORE))
            continue
        try:
            entries[id] = Keyed.model_validate(raw)
        except ValidationError as error:
            problems += shape_problems(error, raw, source.path, f"The key of {shown(id)}", Keyed)
    return entries, problems


def write_lock(bank: Bank, lesson: str, lock: Lock) -> None:
    """Write a lesson's lock, sorted by id. A question that is not keyed holds its place by a comment, so that branches meet less often."""
    quiz = bank.quizzes[lesson]
    ids = {*lock, *(item.question.id for item in quiz.items)}
    texts = [_entry(id, lock[id]) if id in lock else f"# {id}: not keyed yet\n" for id in sorted(ids)]
    (bank.root / lock_path(lesson)).write_text(HEAD + "\n".join(texts), encoding="utf-8")


def _entry(id: str, entry: Keyed) -> str:
    data = {id: entry.model_dump(exclude_none=True, exclude_defaults=True)}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=130)


def surroundings(item: Item, bank: Bank) -> dict[str, str | None]:
    """Return where a question's evidence stands now: the section, the passage's words and a digest of the section's other words."""
    evidence, lesson = item.question.evidence, bank.lessons.get(item.lesson)
    if evidence is None or lesson is None:
        return {"section": None, "passage": None, "around": None}
    passages = lesson.findings.sections.get(evidence.section, [])
    passage = find_passage(passages, evidence.quote)
    others = "\n".join(other.text for other in passages if other is not passage and other.text)
    words = passage.text if passage else None
    return {"section": evidence.section, "passage": words, "around": hashlib.sha256(others.encode()).hexdigest()[:12]}


def state_of(item: Item, entry: Keyed | None, now: dict[str, str | None]) -> str:
    """Return the state of a question's key, one of STATES; `now` is what surrounds it today."""
    if entry is None:
        return "unkeyed"
    question = item.question
    if (entry.stem, entry.parts) != (question.stem, question.parts):
        return "changed"
    if not question.agrees(entry.answer):
        return "disputed"
    return "agreed" if (entry.section, entry.passage) == (now["section"], now["passage"]) else "suspect"
