"""The lock beside a quiz: what was keyed blind, by whom, in which words. One entry a question, so that two branches merge well.

The words themselves are kept, not their hashes, so that a change can be shown. Entries of retired questions stay.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, ValidationError

from course.bank import Bank, Item, reader
from course.markers import find_passage
from course.model import Id, Problem, Strict, Text
from course.shape import shape_problems
from course.source import Mapping, line_of, read_yaml

HEAD = "# Written by `course key`: what was keyed blind, and in which words. Not to be edited by hand.\n"
STATES = ("agreed", "changed", "suspect", "disputed", "unkeyed")


class Confirmation(Strict):
    """A change that somebody looked at and found not to touch the key."""

    by: Text
    date: Text
    why: Text


class Keyed(Strict):
    """A question's blind answer and the words that it was given to. `around` is a digest of the section's other words."""

    rev: Annotated[int, BeforeValidator(int)]
    answer: Any
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
    source = read_yaml(root, path)
    if not isinstance(source.tree, Mapping):
        return {}, source.problems
    entries, problems = {}, list(source.problems)
    for id, raw in source.tree.items():
        try:
            entries[id] = Keyed.model_validate(raw)
        except ValidationError as error:
            if isinstance(raw, Mapping):
                problems += shape_problems(error, raw, path, f"The key of {id}")
            else:
                line = line_of(source.tree, (id,))
                problems.append(Problem(path, line, "shape", f"The key of {id} has no fields.", "Restore the file from version control."))
    return entries, problems


def write_lock(root: Path, lesson: str, lock: Lock) -> None:
    """Write a lesson's lock, its entries sorted by id."""
    data = {id: lock[id].model_dump(exclude_none=True, exclude_defaults=True) for id in sorted(lock)}
    entries = (yaml.safe_dump({id: entry}, sort_keys=False, allow_unicode=True, width=130) for id, entry in data.items())
    (root / lock_path(lesson)).write_text(HEAD + "\n".join(entries), encoding="utf-8")


def surroundings(item: Item, bank: Bank) -> dict[str, str | None]:
    """Return where a question's evidence stands now: the section, the passage's words and a digest of the section's other words."""
    evidence, lesson = item.question.evidence, bank.lessons.get(item.lesson)
    if evidence is None or lesson is None:
        return {"section": None, "passage": None, "around": None}
    passages = lesson.findings.sections.get(evidence.section, [])
    passage = find_passage(passages, evidence.quote)
    others = "\n".join(other.text for other in passages if other is not passage)
    words = passage.text if passage else None
    return {"section": evidence.section, "passage": words, "around": hashlib.sha256(others.encode()).hexdigest()[:12]}


def state_of(item: Item, entry: Keyed | None, bank: Bank) -> str:
    """Return the state of a question's key: one of STATES."""
    if entry is None:
        return "unkeyed"
    question = item.question
    if (entry.stem, entry.parts) != (question.stem, question.parts):
        return "changed"
    if not question.agrees(entry.answer):
        return "disputed"
    now = surroundings(item, bank)
    return "agreed" if (entry.section, entry.passage) == (now["section"], now["passage"]) else "suspect"


def moved_around(item: Item, entry: Keyed, bank: Bank) -> bool:
    """Tell whether other words of the section than the passage have changed since the key was given."""
    return entry.around != surroundings(item, bank)["around"]
