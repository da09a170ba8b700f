"""Second keys: what state each question's key is in, and how a paper's answers and an author's confirmations change it."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from course.bank import Bank, Item
from course.lock import Confirmation, Keyed, load_lock, lock_path, state_of, surroundings, write_lock
from course.model import Problem
from course.paper import Answered, answer_of, missing, reference

ADVICE = {
    "unkeyed": 'Write a paper with "course key paper {lesson}" and have somebody else answer it.',
    "changed": 'See "course key confirm {id}"; where the sense has changed, have it keyed again.',
    "suspect": 'See "course key confirm {id}"; where the passage no longer settles it, mend it and have it keyed again.',
    "disputed": "Mend the question or the lesson, then have it keyed again.",
}
FACTS = {
    "unkeyed": "{id} has no second key.",
    "changed": "{id} has changed since its second key was given.",
    "suspect": "{id} rests on a passage that has changed since its second key was given.",
    "disputed": "{id} is disputed: the second key says {answer}, the author {key}.",
}


@dataclass(frozen=True)
class Standing:
    """A question, its entry in the lock if it has one, the state of its key, and whether the words around have moved."""

    item: Item
    entry: Keyed | None
    state: str
    moved: bool


def standings(bank: Bank) -> list[Standing]:
    """Return where the key of every readable question stands, in the order of the files. Drafts are left out."""
    found = []
    for quiz in bank.quizzes.values():
        lock, _ = load_lock(bank, quiz.lesson)
        found += [_standing(item, lock.get(item.question.id), bank) for item in quiz.items]
    return found


def _standing(item: Item, entry: Keyed | None, bank: Bank) -> Standing:
    now = surroundings(item, bank) if entry else {}
    return Standing(item, entry, state_of(item, entry, now), entry is not None and entry.around != now["around"])


def lock_problems(bank: Bank, lessons: Iterable[str]) -> list[Problem]:
    """Return what is wrong with the locks of some lessons."""
    return [problem for lesson in lessons for problem in load_lock(bank, lesson)[1]]


def key_problems(bank: Bank, found: Sequence[Standing] | None = None) -> Iterator[Problem]:
    """Yield a problem for each key that is not agreed, a notice for each whose surroundings have moved, and what locks hold wrongly."""
    problems = lock_problems(bank, bank.quizzes)
    yield from problems
    unreadable = {problem.path for problem in problems}
    for standing in standings(bank) if found is None else found:
        item, entry = standing.item, standing.entry
        if standing.state == "unkeyed" and lock_path(item.lesson) in unreadable:
            continue
        if standing.state != "agreed":
            words = {"id": item.question.id, "lesson": item.lesson, "key": item.question.key, "answer": entry.answer if entry else None}
            fact, fix = FACTS[standing.state].format(**words), ADVICE[standing.state].format(**words)
            yield Problem(item.path, item.line("id"), "second-key", fact, fix)
        elif standing.moved:
            fact = f"{item.question.id}: other words of #{entry.section} have changed since its second key was given."
            fix = f'Read the section once more, then "course key confirm {item.question.id}".'
            yield Problem(item.path, item.line("id"), "second-key", fact, fix, "notice")


@dataclass
class Recorded:
    """What recording a paper came to: how many answers were stored, the disputed ones, and what was wrong with the paper."""

    stored: int
    first: int
    agreed_at_first: int
    disputed: list[tuple[Item, Keyed]]
    problems: list[Problem]


def record(bank: Bank, answers: Sequence[Answered], path: str, role: str, partial: bool = False) -> Recorded:
    """Store a paper's answers as second keys given by `role`.

    Nothing is stored while a lock of these lessons cannot be read, which would lose the keys in it, nor, unless `partial`, while anything
    is wrong with the paper.
    """
    by_reference = {reference(item, bank): item for item in bank.items.values()}
    times = Counter(answered.reference for answered in answers)
    keyed: list[tuple[Item, Keyed]] = []
    problems: list[Problem] = []
    for answered in answers:
        item = by_reference.get(answered.reference)
        try:
            keyed.append((item, _keyed(bank, item, answered, role, times[answered.reference])))
        except _Unusable as fault:
            problems.append(missing(answered, path, *fault.args))
    if not answers:
        problems.append(Problem(path, 1, "paper", "The file holds no questions of a paper.", "Give the paper that was answered."))
    lessons = dict.fromkeys(item.lesson for item, _ in keyed)
    unreadable = lock_problems(bank, lessons)
    if unreadable or problems and not partial:
        return Recorded(0, 0, 0, [], problems + unreadable)
    for lesson in lessons:
        own = {item.question.id: entry for item, entry in keyed if item.lesson == lesson}
        write_lock(bank, lesson, {**load_lock(bank, lesson)[0], **own})
    first = [entry for item, entry in keyed if entry.rev == 1]
    disputed = [(item, entry) for item, entry in keyed if not item.question.agrees(entry.answer)]
    return Recorded(len(keyed), len(first), sum(entry.first == "agreed" for entry in first), disputed, problems)


class _Unusable(Exception):
    """An answer that cannot be stored; its arguments are the fact and what to do."""


def _keyed(bank: Bank, item: Item | None, answered: Answered, role: str, times: int) -> Keyed:
    """Return the entry for an answer of a paper that holds its question `times` times. Raises _Unusable."""
    if item is None:
        fact = "the question, or the passage that settles it, has changed since the paper was written."
        raise _Unusable(fact, 'Write a new paper with "course key paper".')
    if times > 1:
        raise _Unusable("it stands twice on the paper.", "Keep one.")
    if same_role(role, bank.quizzes[item.lesson].author):
        raise _Unusable(f"{role} wrote it, so {role} cannot key it.", "Have somebody else answer, and record that role.")
    if not answered.typed:
        raise _Unusable("there is no answer.", 'Write one behind "answer:".')
    try:
        answer = answer_of(item.question, answered.typed)
    except ValueError as error:
        raise _Unusable(str(error), "Correct the answer.") from None
    before = load_lock(bank, item.lesson)[0].get(item.question.id)
    outcome = "agreed" if item.question.agrees(answer) else "disputed"
    return Keyed(
        rev=before.rev + 1 if before else 1,
        answer=answer,
        by=role,
        date=date.today().isoformat(),
        first=before.first if before else outcome,
        stem=item.question.stem,
        parts=item.question.parts,
        doubt=answered.doubt or None,
        **surroundings(item, bank),
    )


def same_role(one: str, other: str) -> bool:
    """Tell whether two texts name one role, however they are capitalised and hyphenated."""
    return re.split(r"[\W_]+", one.strip().casefold()) == re.split(r"[\W_]+", other.strip().casefold())


class CannotConfirm(Exception):
    """The key is in a state that a confirmation cannot settle; the message says what would."""


def difference(item: Item, entry: Keyed, bank: Bank) -> list[str]:
    """Return, a line for each changed text, what has changed since a question was keyed: [-old-] and {+new+} words.

    Of a section's other words the lock holds only a digest, so it is only said that they have changed.
    """
    around = surroundings(item, bank)
    now = {"stem": item.question.stem, **item.question.parts, "section": around["section"] or "", "passage": around["passage"] or ""}
    then = {"stem": entry.stem, **entry.parts, "section": entry.section or "", "passage": entry.passage or ""}
    changed = [name for name in dict.fromkeys([*then, *now]) if then.get(name, "") != now.get(name, "")]
    moved = [f"#{around['section']}: other words of this section"] if entry.around != around["around"] else []
    return [f"{name}: {word_difference(then.get(name, ''), now.get(name, ''))}" for name in changed] or moved


def word_difference(old: str, new: str) -> str:
    """Return both texts in one, with [-words that went-] and {+words that came+}."""
    before, after = old.split(), new.split()
    parts = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts += before[i1:i2]
            continue
        if i1 < i2:
            parts.append(f"[-{' '.join(before[i1:i2])}-]")
        if j1 < j2:
            parts.append(f"{{+{' '.join(after[j1:j2])}+}}")
    return " ".join(parts)


def confirmable(bank: Bank, item: Item) -> Keyed:
    """Return the entry of a question whose key may be kept although it or its section has changed. Raises CannotConfirm for any other."""
    lock, problems = load_lock(bank, item.lesson)
    if problems:
        raise CannotConfirm(f"its lock cannot be read. {problems[0]}")
    entry = lock.get(item.question.id)
    now = surroundings(item, bank)
    state = state_of(item, entry, now)
    if state == "agreed" and entry.around == now["around"]:
        raise CannotConfirm("its key is agreed, so there is nothing to confirm.")
    if state not in ("agreed", "changed", "suspect"):
        fact = FACTS[state].format(id="it", answer=entry.answer if entry else None, key=item.question.key)
        raise CannotConfirm(f"{fact} {ADVICE[state].format(lesson=item.lesson, id=item.question.id)}")
    if not item.question.agrees(entry.answer):
        raise CannotConfirm("its key is no longer the one that was given blind. Have it keyed again.")
    if now["passage"] is None:
        raise CannotConfirm("its quote stands in no passage. Correct the evidence first.")
    return entry


def confirm(bank: Bank, item: Item, role: str, why: str) -> None:
    """Keep the key and rev of a question in its present words. Raises CannotConfirm as `confirmable` does."""
    entry = confirmable(bank, item)
    note = Confirmation(by=role, date=date.today().isoformat(), why=why)
    update = {"stem": item.question.stem, "parts": item.question.parts, "confirmed": [*entry.confirmed, note], **surroundings(item, bank)}
    write_lock(bank, item.lesson, {**load_lock(bank, item.lesson)[0], item.question.id: entry.model_copy(update=update)})


def wilson(hits: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share (Wilson 1927)."""
    if n == 0:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)
