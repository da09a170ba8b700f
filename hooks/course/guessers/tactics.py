"""Strategies for the other types: what the near misses, the number of right options, the order shown or a pair left over give away."""

from __future__ import annotations

from decimal import Decimal
from math import comb

from course.guessers.chances import _concordance, expected, hypergeometric
from course.guessers.items import MatchItem, MultipleItem, OrderItem, Stem
from course.guessers.trials import Trial, Values, strategy, tactic


@strategy("round number", "numeric")
def round_number(seen: Stem) -> Values:
    """Of the key and what the near misses lead to, the number with fewest digits before its zeros."""
    return [-len(Decimal(option).normalize().as_tuple().digits) for option in seen.options]


@tactic("select all", "multiple", two_sided=False)
def select_all(item: MultipleItem) -> Trial | None:
    """Every option, which pays where most options of most questions are right."""
    share = len(item.keys) / len(item.seen.options)
    return None if share == 0.5 else Trial(item, int(share > 0.5), (0.5, 0.5), share - 0.5, abs(share - 0.5))


@tactic("the longest ones", "multiple")
def the_longest_ones(item: MultipleItem) -> Trial | None:
    """As many options as are right, the longest first; abstains where two of equal length are at the border."""
    lengths, right = item.seen.lengths, len(item.keys)
    ranked = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    margin = lengths[ranked[right - 1]] - lengths[ranked[right]]
    hits = sum(index in item.keys for index in ranked[:right])
    gain = hits / right - right / len(lengths)
    return Trial(item, hits, hypergeometric(len(lengths), right, right), gain, margin) if margin else None


@tactic("as shown", "order")
def as_shown(item: OrderItem) -> Trial | None:
    """The lines as they stand: the pairs of lines in the right order, which is Kendall's tau of the order shown and the key."""
    places = item.shown
    pairs = comb(len(places), 2)
    hits = sum(places[i] < places[j] for j in range(len(places)) for i in range(j))
    if not places or hits == pairs:  # the page then turns the lines, which tells nothing
        return None
    chances = _concordance(len(places))
    gain = (hits - expected(chances)) / pairs
    return Trial(item, hits, chances, gain, abs(gain))


@tactic("the last pair", "match", two_sided=False)
def the_last_pair(item: MatchItem) -> Trial:
    """The pair that is left over, free where there are no more choices than rows. A fair bank has no such question, so its chance is 0."""
    free = item.choices <= item.rows
    return Trial(item, int(free), (1.0, 0.0), free / item.rows, float(free))
