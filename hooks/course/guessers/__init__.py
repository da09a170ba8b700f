"""Test-wise guessers: measures whether a reader who knows nothing of the subject could beat chance on the bank's questions.

Such readers go by cues in the wording (Millman, Bishop and Ebel 1965). A strategy is one cue: it sees a stem and its options in the order of
the page, never the key, and gives each option a value. It would choose among the options with the highest one; if that is all of them, it
abstains. Held against the key, that is a trial, and the trials of all questions are a score. To add a strategy, write a function in
`strategies` or `tactics`. True or false is no type of question in this course, so its strategies are left out.

Each module knows those to its left: words <- items, chances <- trials <- strategies, tactics <- scores <- learner. Only `items` and what
stands here look into a bank; all else is pure functions over plain data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from course.bank import Bank
from course.guessers.chances import _concordance, adjusted, distribution, hypergeometric, tails
from course.guessers.items import GuessItem, MatchItem, MultipleItem, OrderItem, Stem, materials
from course.guessers.learner import _folds, learn
from course.guessers.scores import ALPHA, Attempt, Score, attempts, judged, judgement, score
from course.guessers.strategies import stem_overlap
from course.guessers.trials import STRATEGIES
from course.guessers.words import number_in
from course.model import Problem

__all__ = [
    "ALPHA",
    "STRATEGIES",
    "GuessItem",
    "MatchItem",
    "MultipleItem",
    "OrderItem",
    "Run",
    "Score",
    "Stem",
    "Verdict",
    "_concordance",
    "_folds",
    "adjusted",
    "distribution",
    "guesser_problems",
    "hypergeometric",
    "judgement",
    "learn",
    "materials",
    "number_in",
    "score",
    "stem_overlap",
    "tails",
    "verdict",
]

GATE = 80  # single-choice items from which on the whole bank is judged; below, the tests have no power
NAMED = 3  # culprits in a message


@dataclass(frozen=True)
class Run:
    """All scores of a part or of the whole bank: on its single-choice items, and on the other types. Only the former can be a gate."""

    name: str
    singles: int
    scores: list[Score]
    others: list[Score]
    is_gate: bool = False

    @property
    def failures(self) -> list[Score]:
        """The scores that stop a strict build."""
        return [entry for entry in self.scores if entry.verdict == "fail"] if self.is_gate else []


@dataclass(frozen=True)
class Verdict:
    """The whole bank, which is the gate, and each part, which is only shown."""

    whole: Run
    parts: list[Run]


def verdict(bank: Bank, learner: bool = False) -> Verdict:
    """Return what guessing earns on a bank and on each part; with the cue learner, which takes longer, on the whole bank."""
    items = materials(bank)
    singles = [item for item in items if item.kind == "single"]
    tried = attempts(singles), attempts([item for item in items if item.kind != "single"])
    parts = [_run(part, *(_within(part, family) for family in tried)) for part in sorted({item.part for item in items})]
    whole = _run("whole bank", *tried)
    learned = learn(singles) if learner else None
    scores = [*whole.scores, learned] if learned else whole.scores
    return Verdict(replace(whole, scores=scores, is_gate=len(singles) >= GATE), parts)


def _run(name: str, singles: Sequence[Attempt], others: Sequence[Attempt]) -> Run:
    return Run(name, singles[0].tried.total() if singles else 0, judged(singles), judged(others))


def _within(part: str, family: Sequence[Attempt]) -> list[Attempt]:
    """Return what strategies did in one part; those that tried nothing there are left out."""
    return [attempt.within(part) for attempt in family if attempt.tried[part]]


def guesser_problems(bank: Bank) -> Iterator[Problem]:
    """Yield an error for each strategy that fails on the whole bank where that is a gate, at the question most to blame."""
    for failure in verdict(bank).whole.failures:
        worst = bank.items[failure.culprits[0]]
        against = f"gets {100 * failure.rate:.0f} % of {failure.decisive} questions right, against {100 * failure.chance:.0f} % by chance"
        pays = "." if failure.lift > 0 else ", so that avoiding it pays."
        fix = f"Reword these first: {', '.join(failure.culprits[:NAMED])}."
        yield Problem(worst.path, worst.line("id"), "guesser", f'Choosing "{failure.strategy}" {against}{pays}', fix)
