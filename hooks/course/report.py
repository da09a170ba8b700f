"""The author's report: coverage, keys, guessers, warnings and reading time of a bank. Figures only; every one is counted here from the bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from course.bank import Bank, Item, Lesson
from course.guessers import Run, Verdict, verdict
from course.keys import standings, wilson
from course.kinds import TYPES
from course.lock import STATES, load_lock
from course.model import LEVELS, USES, Allow, Problem
from course.rules import check
from course.rules.coverage import lessons
from course.rules.prose import words_of_lesson

WORDS_A_MINUTE = 220


@dataclass(frozen=True)
class Objective:
    """A row of the coverage matrix: an objective, its questions by use and by level."""

    id: str
    verb: str
    uses: Counter[str]
    levels: Counter[str]


@dataclass(frozen=True)
class LessonRow:
    """A lesson: its objectives, the words of its text, and its minutes as stated and as its words suggest."""

    lesson: Lesson
    objectives: list[Objective]
    words: int
    minutes: int


@dataclass(frozen=True)
class PartRow:
    """A part: its questions by type and by level."""

    name: str
    types: Counter[str]
    levels: Counter[str]


@dataclass(frozen=True)
class FirstKeys:
    """Agreement at first keying, with its 95 % Wilson interval. Retired questions count, so that deleting a disputed one mends no figure."""

    agreed: int
    keyed: int
    low: float
    high: float
    confirmed: int


@dataclass(frozen=True)
class Report:
    """All of it."""

    lessons: list[LessonRow]
    parts: list[PartRow]
    states: Counter[str]
    first: FirstKeys
    guessers: Verdict
    warnings: list[Problem]
    allows: list[tuple[Item, Allow]]


def report_of(bank: Bank, learner: bool = False) -> Report:
    """Count everything. `learner` adds the cue learner to the guessers, which takes longer and needs scipy."""
    standing = standings(bank)
    entries = [entry for lesson in bank.quizzes for entry in load_lock(bank, lesson)[0].values()]
    agreed = sum(entry.first == "agreed" for entry in entries)
    first = FirstKeys(agreed, len(entries), *wilson(agreed, len(entries)), sum(len(entry.confirmed) for entry in entries))
    return Report(
        [_lesson_row(lesson, bank) for lesson in sorted(lessons(bank), key=lambda lesson: _place(lesson.key, bank))],
        list(_part_rows(bank)),
        Counter(found.state for found in standing),
        first,
        verdict(bank, learner),
        [problem for problem in check(bank) if problem.level == "warning"],
        [(item, allow) for item in bank.items.values() for allow in item.question.allow],
    )


def _place(key: str, bank: Bank) -> tuple[int, str]:
    """Return what sorts lessons as the navigation does, those outside it last."""
    order = bank.settings.order
    return (order.index(key) if key in order else len(order)), key


def _lesson_row(lesson: Lesson, bank: Bank) -> LessonRow:
    own = [item.question for item in bank.items.values() if item.lesson == lesson.key]
    objectives = []
    for id, verb in lesson.front.objectives.items():
        serving = [question for question in own if question.objective == id]
        objectives.append(Objective(id, verb, Counter(q.use for q in serving), Counter(q.level for q in serving)))
    words = words_of_lesson(lesson)
    return LessonRow(lesson, objectives, words, round(words / WORDS_A_MINUTE))


def _part_rows(bank: Bank) -> Iterator[PartRow]:
    parts: dict[str, list[Item]] = {}
    for item in bank.items.values():
        parts.setdefault(str(PurePosixPath(item.lesson).parent), []).append(item)
    for name, items in sorted(parts.items()):
        yield PartRow(name, Counter(item.question.type for item in items), Counter(item.question.level for item in items))


def report_text(report: Report) -> str:
    """Return the report as plain text."""
    return "\n\n".join("\n".join(section(report)) for section in (_coverage, _kinds, _keys, _guessers, _warnings, _reading))


def _coverage(report: Report) -> Iterator[str]:
    yield "Coverage (practice, test; " + ", ".join(LEVELS) + ")"
    for row in report.lessons:
        yield f"  {row.lesson.key}"
        for objective in row.objectives:
            uses = " ".join(f"{objective.uses[use]:3}" for use in USES)
            levels = " ".join(f"{objective.levels[level]:3}" for level in LEVELS)
            yield f"    {objective.id:32} {uses}  |  {levels}"


def _kinds(report: Report) -> Iterator[str]:
    yield "Questions by part"
    for part in report.parts:
        types = ", ".join(f"{part.types[kind]} {kind}" for kind in TYPES if part.types[kind])
        levels = ", ".join(f"{part.levels[level]} {level}" for level in LEVELS if part.levels[level])
        yield f"  {part.name}: {sum(part.types.values())} ({types}; {levels})"


def _keys(report: Report) -> Iterator[str]:
    first, total = report.first, sum(report.states.values())
    yield "Second keys: " + ", ".join(f"{report.states[state]} {state}" for state in STATES)
    share = f"{first.agreed / first.keyed:.1%} (95 % Wilson {first.low:.0%} to {first.high:.0%})" if first.keyed else "none yet"
    yield f"  Agreement at first keying: {first.agreed} of {first.keyed}, {share}; keyed blind: {total - report.states['unkeyed']} of {total}"
    yield f"  Confirmed after a change: {first.confirmed}"


def _guessers(report: Report) -> Iterator[str]:
    for run in (report.guessers.whole, *report.guessers.parts):
        yield from _run(run)


def _run(run: Run) -> Iterator[str]:
    yield f"Guessers, {run.name}: {run.singles} single-choice items" + (", a gate" if run.is_gate else "")
    for score in (*run.scores, *run.others):
        yield (
            f"  {score.kind:9} {score.strategy:22} {score.decisive:4} decisive  {score.rate:5.0%} against {score.chance:4.0%}"
            f"  lift {score.lift:+.3f}  Holm p {score.holm:.3f}  {score.verdict}"
        )


def _warnings(report: Report) -> Iterator[str]:
    yield f"Warnings: {len(report.warnings)}; allowed with a reason: {len(report.allows)}"
    for problem in report.warnings:
        yield f"  {problem}"
    for item, allow in report.allows:
        yield f"  {item.question.id} allows {allow.rule}: {allow.reason}"


def _reading(report: Report) -> Iterator[str]:
    yield f"Reading (words; minutes at {WORDS_A_MINUTE} words a minute; as stated)"
    for row in report.lessons:
        yield f"  {row.lesson.key:44} {row.words:5} {row.minutes:3} {row.lesson.front.minutes.read:>3}"
