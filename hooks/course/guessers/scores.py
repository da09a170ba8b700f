"""What a strategy's trials come to: its lift over chance, how likely that is by chance, a verdict, and the questions to blame.

Tests are two-sided, since "never the longest" helps as much as "the longest", and Holm's correction pays for the number of strategies. The
lift is 1/n where the key is among the n options chosen, less what blind choice gains, over all items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from course.guessers import strategies, tactics  # noqa: F401  registers them
from course.guessers.chances import adjusted, expected, tails
from course.guessers.items import AnyItem
from course.guessers.trials import STRATEGIES, Strategy, Trials

ALPHA = 0.01
LIFT = 0.05  # with a p below ALPHA, it fails
LARGE_LIFT = 0.10  # with MIN_DECISIVE items, it warns whatever its p
MIN_DECISIVE = 30


@dataclass(frozen=True)
class Attempt:
    """A strategy, the number of items that it tried in each part, and its trials on those that were decisive."""

    strategy: Strategy
    tried: Counter[str]
    trials: Trials

    def within(self, part: str) -> Attempt:
        """Return what the strategy did in one part."""
        here = np.array([item.part == part for item in self.trials.items], bool)
        return Attempt(self.strategy, Counter({part: self.tried[part]}), self.trials.where(here))


@dataclass(frozen=True)
class Score:
    """How a strategy did. `rate` and `chance` are shares of what the decisive items hold; `culprits` are ids, the most to blame first."""

    strategy: str
    kind: str
    items: int
    decisive: int
    hits: int
    rate: float
    chance: float
    lift: float
    p: float
    holm: float
    verdict: str
    culprits: tuple[str, ...]


def score(items: Sequence[AnyItem]) -> list[Score]:
    """Return a Score for each strategy that applies to the items' types, corrected together."""
    return judged(attempts(items))


def attempts(items: Sequence[AnyItem]) -> list[Attempt]:
    """Try each strategy on all items of its type; types without items are left out."""
    by_kind: dict[str, list[AnyItem]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    tried = {kind: Counter(item.part for item in group) for kind, group in by_kind.items()}
    return [Attempt(entry, tried[entry.kind], entry.attempt(by_kind[entry.kind])) for entry in STRATEGIES if entry.kind in by_kind]


def judged(family: Sequence[Attempt]) -> list[Score]:
    """Return the scores of a family of strategies, corrected for their number."""
    scores = list(map(tally, family))
    corrected = adjusted([entry.p for entry in scores])
    return [judge(entry, p, attempt.strategy.two_sided) for entry, p, attempt in zip(scores, corrected, family, strict=True)]


def tally(attempt: Attempt) -> Score:
    """Return the Score of one strategy by itself, not judged yet."""
    entry, trials, items = attempt.strategy, attempt.trials, attempt.tried.total()
    outcomes = Counter(trials.chances)
    hits = int(trials.hits.sum())
    most = sum(count * (len(chances) - 1) for chances, count in outcomes.items()) or 1
    chance = sum(count * expected(chances) for chances, count in outcomes.items())
    fewer, more = tails(hits, outcomes)
    p = min(1.0, 2 * min(fewer, more)) if entry.two_sided else more
    lift = float(trials.gains.sum()) / items
    return Score(
        entry.name, entry.kind, items, len(trials.items), hits, hits / most, chance / most, lift, p, p, "pass", _culprits(trials, lift)
    )


def _culprits(trials: Trials, lift: float) -> tuple[str, ...]:
    """Return the ids of the items that brought the lift, those that brought most first, then those with the clearest cue."""
    gains = trials.gains * np.sign(lift)
    ranked = np.lexsort((-trials.margins, -gains.round(9)))
    return tuple(trials.items[index].id for index in ranked.tolist() if gains[index] > 0)


def judge(entry: Score, p: float, two_sided: bool) -> Score:
    """Return a score with its corrected p and the verdict that this means."""
    return replace(entry, holm=p, verdict=judgement(p, abs(entry.lift) if two_sided else entry.lift, entry.decisive))


def judgement(p: float, lift: float, decisive: int) -> str:
    """Return fail, warn or pass for a corrected p and a lift, which is without its sign where both directions count."""
    if p < ALPHA and lift >= LIFT:
        return "fail"
    return "warn" if p < ALPHA or lift >= LARGE_LIFT and decisive >= MIN_DECISIVE else "pass"
