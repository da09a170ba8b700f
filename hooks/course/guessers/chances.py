"""Exact chances: of the hits of blind choice in one item and in many, and what several tests at once are worth.

The hits of one item are hypergeometric. Those of a bank are a sum of items that differ, the Poisson-binomial distribution where each item
has one hit at most (Wang 1993), here by convolution. Nothing is approximated, so small banks and far tails are right as well.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from math import comb, factorial

import numpy as np


@functools.cache
def hypergeometric(count: int, right: int, chosen: int) -> tuple[float, ...]:
    """Return the chance of 0, 1, ... `chosen` hits where `chosen` of `count` options are drawn blindly and `right` are right."""
    ways = (comb(right, hits) * comb(count - right, chosen - hits) for hits in range(chosen + 1))
    return tuple(way / comb(count, chosen) for way in ways)[: min(right, chosen) + 1]


@functools.cache
def _concordance(lines: int) -> tuple[float, ...]:
    """Return the chance of each number of pairs in the right order, over all orders of `lines` lines but the right one (Kendall 1938)."""
    ways = np.ones(1)
    for placed in range(2, lines + 1):
        ways = np.convolve(ways, np.ones(placed))
    return tuple(ways[:-1] / (factorial(lines) - 1)) + (0.0,)


def expected(chances: Sequence[float]) -> float:
    """Return the mean number of hits."""
    return sum(hits * chance for hits, chance in enumerate(chances))


def distribution(outcomes: Mapping[tuple[float, ...], int]) -> np.ndarray:
    """Return the chance of each sum of hits over independent items: how many have which chances of 0, 1, ... hits."""
    total = np.ones(1)
    for chances, count in sorted(outcomes.items(), key=lambda pair: pair[1]):
        total = np.convolve(total, _power(np.array(chances), count))
    return total


def _power(chances: np.ndarray, count: int) -> np.ndarray:
    """Return the distribution of the sum of `count` items alike, by squaring."""
    result = np.ones(1)
    while count:
        if count & 1:
            result = np.convolve(result, chances)
        count >>= 1
        chances = np.convolve(chances, chances) if count else chances
    return result


def tails(hits: int, outcomes: Mapping[tuple[float, ...], int]) -> tuple[float, float]:
    """Return the chances of as few hits or fewer, and of as many or more."""
    total = distribution(outcomes)
    return min(1.0, float(total[: hits + 1].sum())), min(1.0, float(total[hits:].sum()))


def adjusted(values: Sequence[float]) -> list[float]:
    """Return p values with Holm's correction (Holm 1979): the smallest times their number, the next times one less, never falling."""
    result, highest = [0.0] * len(values), 0.0
    for rank, index in enumerate(sorted(range(len(values)), key=lambda index: values[index])):
        highest = max(highest, min(1.0, values[index] * (len(values) - rank)))
        result[index] = highest
    return result
