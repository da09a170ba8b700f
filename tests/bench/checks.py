"""Figures of `course check`: on a very large course, on a tenth of it, and on the real one.

The clock is judged for the large course, which two processes share; processor time for the others, so that other work on the machine
does not fail the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import generate
from course.bank import Bank, Item, load_bank
from course.lock import Keyed, surroundings, write_lock
from measure import BIN, ROOT, Figure, Run, median, ratio, run, side_by_side

LESSONS, WORDS, EACH = 250, 1200, 40


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the figures; the courses are written below `folder`."""
    kinds = generate.TEN_OF_ALL * (EACH // len(generate.TEN_OF_ALL))
    pages = generate.make_pages(LESSONS, WORDS, kinds, concepts=3, held_back=0.4)
    generate.write_course(folder / "large", pages)
    generate.write_course(folder / "tenth", pages[: LESSONS // 10])
    runs = side_by_side({"tenth": lambda: _check(folder / "tenth"), "large": lambda: _check(folder / "large")})
    name = f"course check, {LESSONS} lessons of {WORDS:,} words, {LESSONS * EACH:,} questions"
    yield Figure(name, median(runs["large"], "wall"), "s", 5, f"CPU of both processes {median(runs['large'], 'cpu'):.2f} s")
    _key(folder / "large")
    strict = side_by_side({"strict": lambda: _check(folder / "large", (0, 1), "--strict")})["strict"]
    yield Figure("  the same, strict, with all keys given", median(strict, "wall"), "s", 6, f"CPU of both processes {median(strict, 'cpu'):.2f} s")
    note = f"tenth: CPU {median(runs['tenth'], 'cpu'):.2f} s; on the clock {ratio(runs, 'large', 'tenth', 'wall'):.1f} x"
    yield Figure("  the same / a tenth of it, CPU", ratio(runs, "large", "tenth", "cpu"), "x", 11, note)


def real(folder: Path) -> Iterator[Figure]:
    """Yield the figure of the real course, whether it is sound today or not."""
    runs = side_by_side({"real": lambda: _check(ROOT, (0, 1))})["real"]
    yield Figure("course check, the real course, CPU", median(runs, "cpu"), "s", 2, f"on the clock {median(runs, 'wall'):.2f} s")


def _key(root: Path) -> None:
    """Give every question of a made course the second key that agrees."""
    bank = load_bank(root)
    for quiz in bank.quizzes.values():
        write_lock(bank, quiz.lesson, {item.question.id: _keyed(item, bank) for item in quiz.items})


def _keyed(item: Item, bank: Bank) -> Keyed:
    question, words = item.question, surroundings(item, bank)
    given = {"rev": 1, "answer": question.key, "by": "bench", "date": "2026-11-21", "first": "agreed"}
    return Keyed(**given, stem=question.stem, parts=question.parts, **words)


def _check(root: Path, allowed: tuple[int, ...] = (0,), *options: str) -> Run:
    return run([BIN / "course", "--root", root, "check", *options], root, allowed)
