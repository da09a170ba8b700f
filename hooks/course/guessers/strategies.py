"""Strategies that choose among options: most for single choice, places for multiple choice too. Each gives every option a value."""

from __future__ import annotations

import functools
import re
from itertools import combinations
from statistics import median

from course.guessers.items import Stem
from course.guessers.trials import Values, strategy
from course.guessers.words import ABSOLUTES, BLAME, HEDGES, NEGATIONS, OPPOSITES, PRAISE, content_of, number_in, words_of

VOWEL_SOUND = re.compile(r"\W*(?:(?!uni(?![nm])|us[eu]|util|eu|one\b|once\b)[aeiou]|hour|honest|honour|heir)", re.I)


@strategy("longest")
def longest(seen: Stem) -> Values:
    """The option with most characters."""
    return seen.lengths


@strategy("shortest")
def shortest(seen: Stem) -> Values:
    """The option with fewest characters."""
    return [-length for length in seen.lengths]


@strategy("notably longest")
def notably_longest(seen: Stem) -> Values:
    """The longest option, where it is at least a quarter longer than the next."""
    second, first = sorted(seen.lengths)[-2:]
    return seen.lengths if first >= 1.25 * second else None


@strategy("most words")
def most_words(seen: Stem) -> Values:
    """The option with most words."""
    return [option.count(" ") for option in seen.options]


@strategy("stem overlap")
def stem_overlap(seen: Stem) -> Values:
    """The option that shares most content words with the stem."""
    stem = content_of(words_of(seen.text))
    return [len(content & stem) for content in seen.content]


@strategy("convergence")
def convergence(seen: Stem) -> Values:
    """The option whose content words are most like those of the other options, by the mean of their Jaccard overlaps."""
    contents = seen.content
    if sum(map(len, contents)) == len(frozenset().union(*contents)):
        return None
    sums = [0.0] * len(contents)
    for i, content in enumerate(contents):
        for j in range(i):
            if shared := len(content & contents[j]):
                overlap = shared / (len(content) + len(contents[j]) - shared)
                sums[i] += overlap
                sums[j] += overlap
    return [round(total / (len(contents) - 1), 9) for total in sums]


@strategy("avoid absolutes")
def avoid_absolutes(seen: Stem) -> Values:
    """The options with fewest words such as always and never."""
    counts = _count(seen, ABSOLUTES)
    return counts and [-count for count in counts]


@strategy("most hedged")
def most_hedged(seen: Stem) -> Values:
    """The option with most words such as usually and may."""
    return _count(seen, HEDGES)


@strategy("numeric middle")
def numeric_middle(seen: Stem) -> Values:
    """Where each option holds one number: the number nearest the median."""
    numbers = []
    for option in seen.options:
        number = number_in(option)
        if number is None:
            return None
        numbers.append(number)
    middle = median(numbers)
    return [-abs(number - middle) for number in numbers]


@strategy("a or an")
def article(seen: Stem) -> Values:
    """Where the stem ends in a or an: the options that go with it."""
    last = seen.text.rstrip(" _.:\u2026").rpartition(" ")[2]
    return [bool(VOWEL_SOUND.match(option)) == (last == "an") for option in seen.options] if last in ("a", "an") else None


@strategy("middle position")
def middle_position(seen: Stem) -> Values:
    """Neither the first nor the last option; turned round, the first and the last."""
    return _at(len(seen.options), *range(1, len(seen.options) - 1))


@strategy("position 1", "single", "multiple")
def position_1(seen: Stem) -> Values:
    """The first option."""
    return _at(len(seen.options), 0)


@strategy("position 2", "single", "multiple")
def position_2(seen: Stem) -> Values:
    """The second option."""
    return _at(len(seen.options), 1)


@strategy("position 3", "single", "multiple")
def position_3(seen: Stem) -> Values:
    """The third option."""
    return _at(len(seen.options), 2)


@strategy("last position", "single", "multiple")
def last_position(seen: Stem) -> Values:
    """The last option."""
    return _at(len(seen.options), len(seen.options) - 1)


@strategy("opposites")
def opposites(seen: Stem) -> Values:
    """The options that say the opposite of another, in the same words but for a negation or a pair such as more and less."""
    sets = list(map(frozenset, seen.words))
    opposed = {index for pair in combinations(range(len(sets)), 2) if _opposed(sets[pair[0]], sets[pair[1]]) for index in pair}
    return _at(len(sets), *opposed) if opposed else None


def _opposed(words: frozenset[str], others: frozenset[str]) -> bool:
    if abs(len(words) - len(others)) > 2:
        return False
    difference = words ^ others
    if not 0 < len(difference) <= 2:
        return False
    if difference in OPPOSITES or difference <= NEGATIONS:
        return True
    short, long = min(difference, key=len), max(difference, key=len)
    return long in {prefix + short for prefix in ("un", "in", "im", "dis", "non")}


@strategy("technical term")
def technical_term(seen: Stem) -> Values:
    """The option with the longest single word."""
    return [max(map(len, words), default=0) for words in seen.words]


@strategy("positive tone")
def positive_tone(seen: Stem) -> Values:
    """The option with most words of praise and fewest of blame."""
    praise, blame = _count(seen, PRAISE), _count(seen, BLAME)
    none = [0] * len(seen.options)
    return [good - bad for good, bad in zip(praise or none, blame or none, strict=True)]


def _count(seen: Stem, listed: frozenset[str]) -> list[int] | None:
    """Return how many of the listed words each option has, or None where none has any."""
    if listed.isdisjoint(seen.vocabulary):
        return None
    return [sum(word in listed for word in words) for words in seen.words]


@functools.cache
def _at(options: int, *places: int) -> tuple[bool, ...]:
    return tuple(index in places for index in range(options))
