"""A strategy held against the keys: so many hits, and how likely each number of hits would be if every option were as likely right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Any, NamedTuple

import numpy as np

from course.guessers.chances import hypergeometric
from course.guessers.items import AnyItem, GuessItem, MultipleItem, Stem

Values = Sequence[float] | None


class Trial(NamedTuple):
    """A strategy's luck with a decisive item: its hits, the chance of 0, 1, 2... hits, what it gained over chance, how clear the cue was."""

    item: AnyItem
    hits: int
    chances: tuple[float, ...]
    gain: float
    margin: float


@dataclass(frozen=True)
class Trials:
    """A strategy's trials by column, since a bank has many."""

    items: list[AnyItem]
    hits: np.ndarray
    chances: list[tuple[float, ...]]
    gains: np.ndarray
    margins: np.ndarray

    @classmethod
    def of(cls, trials: Sequence[Trial]) -> Trials:
        """Return trials by column."""
        items, hits, chances, gains, margins = ([trial[column] for trial in trials] for column in range(5))
        return cls(items, np.array(hits, int), chances, np.array(gains, float), np.array(margins, float))

    def where(self, mask: np.ndarray) -> Trials:
        """Return some of the trials."""
        kept = mask.tolist()
        items, chances = list(compress(self.items, kept)), list(compress(self.chances, kept))
        return Trials(items, self.hits[mask], chances, self.gains[mask], self.margins[mask])


@dataclass(frozen=True)
class Strategy:
    """A registered strategy. `about` is its function's docstring; a one-sided one cannot be turned round to advantage."""

    name: str
    kind: str
    about: str
    attempt: Callable[[Sequence[Any]], Trials]
    two_sided: bool = True


STRATEGIES: list[Strategy] = []


def strategy(name: str, *kinds: str) -> Callable:
    """Register a function from a Stem to one value an option, the highest to be chosen; None abstains."""

    def register(function: Callable[[Stem], Values]) -> Callable[[Stem], Values]:
        def attempt(items: Sequence[GuessItem | MultipleItem]) -> Trials:
            return choose(items, [function(item.seen) for item in items])

        STRATEGIES.extend(Strategy(name, kind, function.__doc__, attempt) for kind in kinds or ("single",))
        return function

    return register


def tactic(name: str, kind: str, two_sided: bool = True) -> Callable:
    """Register a function from an item of another type to a Trial; None abstains."""

    def register(function: Callable[[Any], Trial | None]) -> Callable[[Any], Trial | None]:
        def attempt(items: Sequence[AnyItem]) -> Trials:
            return Trials.of([trial for trial in map(function, items) if trial])

        STRATEGIES.append(Strategy(name, kind, function.__doc__, attempt, two_sided))
        return function

    return register


def choose(items: Sequence[GuessItem | MultipleItem], values: Sequence[Values]) -> Trials:
    """Hold each item's options with the highest value against its key. Of as many chosen blindly, the right ones are hypergeometric.

    The options of all items stand in one row; `starts` tells where those of each item begin.
    """
    items = [item for item, valued in zip(items, values, strict=True) if valued is not None]
    if not items:
        return Trials.of([])
    sizes = np.array([len(item.seen.options) for item in items])
    starts = np.cumsum(sizes) - sizes
    row = np.fromiter(chain.from_iterable(filter(None, values)), float, sizes.sum())
    right = np.zeros(len(row), bool)
    right[[start + key for item, start in zip(items, starts.tolist(), strict=True) for key in item.keys]] = True
    highest = np.maximum.reduceat(row, starts)
    chosen = row == np.repeat(highest, sizes)
    margins = highest - np.maximum.reduceat(np.where(chosen, -np.inf, row), starts)
    counts, rights, hits = (np.add.reduceat(marks, starts, dtype=int) for marks in (chosen, right, chosen & right))
    chances = list(map(hypergeometric, sizes.tolist(), rights.tolist(), counts.tolist()))
    return Trials(items, hits, chances, hits / counts - rights / sizes, margins).where(counts < sizes)
