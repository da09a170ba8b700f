"""The cue learner: a conditional logit (McFadden 1974), which weighs the cues together and so catches mixtures of them. It needs scipy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from course.guessers.items import GuessItem, Stem
from course.guessers.scores import Attempt, Score, judge, tally
from course.guessers.strategies import avoid_absolutes, convergence, longest, most_hedged, most_words, numeric_middle, stem_overlap
from course.guessers.trials import Strategy, Trials, Values, choose

FOLDS = 5
PENALTY = 1.0
NO_SCIPY = "course report --learner needs scipy: pip install -r requirements-dev.txt"
SPECIFIC = re.compile(r"\d+|(?<=\s)[A-Z]\w+|\w{10,}")

FEATURES: dict[str, Callable[[Stem], Values]] = {
    "length": longest,
    "longest": lambda seen: [length == max(seen.lengths) for length in seen.lengths],
    "words": most_words,
    "convergence": convergence,
    "overlap": stem_overlap,
    "absolutes": avoid_absolutes,
    "hedges": most_hedged,
    "specificity": lambda seen: [len(SPECIFIC.findall(option)) for option in seen.options],
    "middle": lambda seen: (values := numeric_middle(seen)) and [value == max(values) for value in values],
}
LEARNER = Strategy(
    "cue learner", "single", "The option that all cues favour, weighed as keys of other lessons suggest.", Trials.of, two_sided=False
)


def learn(items: Sequence[GuessItem]) -> Score | None:
    """Return how a learner of cues does on lessons that it has not seen, or None where there are too few to learn from.

    Items are split by lesson into FOLDS; the weights that fit the keys of all other folds choose in each. One-sided, and no part of
    Holm's family. Folds learn from each other's keys, so hits are not quite independent: 14 of 600 random banks failed, not 6. Raises
    ModuleNotFoundError without scipy.
    """
    folds = _folds(items)
    if max(folds, default=0) == 0:
        return None
    features, keys = _features(items), np.array([item.key for item in items])
    values: list[Values] = [None] * len(items)
    for fold in sorted(set(folds)):
        held = np.array([other == fold for other in folds])
        weights = _fit(features[~held], keys[~held])
        for index in np.flatnonzero(held):
            utilities = features[index] @ weights
            values[index] = utilities[~np.isnan(utilities)].round(9).tolist()
    learned = tally(Attempt(LEARNER, Counter(item.part for item in items), choose(items, values)))
    return judge(learned, learned.p, LEARNER.two_sided)


def _folds(items: Sequence[GuessItem]) -> list[int]:
    """Return the fold of each item: lessons, the largest first, go to the fold that holds fewest."""
    sizes = Counter(item.lesson for item in items)
    filled = [0] * min(FOLDS, len(sizes))
    home = {}
    for lesson, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        home[lesson] = filled.index(min(filled))
        filled[home[lesson]] += size
    return [home[item.lesson] for item in items]


def _features(items: Sequence[GuessItem]) -> np.ndarray:
    """Return items x options x features, each feature less its mean in the item; nan where an item has no more options."""
    most = max(len(item.seen.options) for item in items)
    table = np.full((len(items), most, len(FEATURES)), np.nan)
    for row, item in zip(table, items, strict=True):
        count = len(item.seen.options)
        for column, feature in enumerate(FEATURES.values()):
            row[:count, column] = feature(item.seen) or 0
        row[:count] -= row[:count].mean(axis=0)
    return table


def _fit(features: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Return the weights with the highest penalised likelihood: a convex problem, so the same data give the same weights."""
    try:
        from scipy.optimize import minimize
    except ModuleNotFoundError:
        raise ModuleNotFoundError(NO_SCIPY, name="scipy") from None
    absent = np.isnan(features[:, :, 0])
    scale = np.sqrt(np.nanmean(features**2, axis=(0, 1)))
    scale[scale < 1e-9] = 1.0
    cues = np.nan_to_num(features / scale)
    right = cues[np.arange(len(keys)), keys].sum(axis=0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        utilities = np.where(absent, -np.inf, cues @ weights)
        highest = utilities.max(axis=1, keepdims=True)
        shares = np.exp(utilities - highest)
        sums = shares.sum(axis=1, keepdims=True)
        likelihood = right @ weights - (np.log(sums) + highest).sum()
        slope = right - np.einsum("ik,ikf->f", shares / sums, cues)
        return PENALTY / 2 * weights @ weights - likelihood, PENALTY * weights - slope

    return minimize(loss, np.zeros(features.shape[2]), jac=True, method="L-BFGS-B").x / scale
