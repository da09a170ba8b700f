"""Rules on clues: what lets a reader who knows nothing find the key of a single-choice question. The guessers test the whole bank for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from course.bank import Bank, Item
from course.rules import Fault, item_rule
from course.rules.reading import Words, kept, listed, reading, root
from course.source import shown

LONGER_THAN_NEXT = 1.25
LONGER_THAN_MEAN = 1.15
MARGIN = 0.1
PAIR = 0.6
ABSOLUTE = frozenset(
    {"always", "never", "none", "every", "completely", "entirely", "impossible", "solely", "exclusively"} | {"guarantee", "guarantees", "guaranteed"}
)


@item_rule("longest", "warning")
def key_is_not_longest(item: Item, bank: Bank) -> Iterator[Fault]:
    """The key is not clearly the longest option, by a quarter over the next or 15 % over the mean: that is what guessers try first."""
    known = reading(item, bank)
    if known.key is None or not known.comparable:
        return
    lengths = [len(option.text) for option in known.options]
    own, others = len(known.key.text), max((len(option.text) for option in known.distractors), default=0)
    if own >= LONGER_THAN_NEXT * others or own > others and own * len(lengths) >= LONGER_THAN_MEAN * sum(lengths):
        fact = f'has its key as the longest option: "{shown(known.key.text)}" with {own} characters, the next {others}, the mean {sum(lengths) / len(lengths):.0f}.'
        yield known.key.place, fact, "Shorten it, or give a distractor more to say."


@item_rule("convergence", "warning")
def key_is_not_the_centre(item: Item, bank: Bank) -> Iterator[Fault]:
    """The key does not share clearly more words with the other options than any of them does: distractors made by varying it point back to it."""
    known = reading(item, bank)
    if known.key is None or not known.comparable or len(known.options) < 3:
        return
    means = [0.0] * len(known.options)
    for (one, two), share in known.alike.items():
        means[one] += share / (len(means) - 1)
        means[two] += share / (len(means) - 1)
    own = means.pop(known.key.index)
    if own >= max(means) + MARGIN:
        fact = f'has a key that shares most words with the other options ({own:.2f} against {max(means):.2f}): "{shown(known.key.text)}".'
        yield known.key.place, fact, "Vary the distractors' words, or let some of them share words without the key."


@item_rule("pair", "warning")
def key_is_in_no_pair(item: Item, bank: Bank) -> Iterator[Fault]:
    """No distractor alone is worded like the key: of two twins among strangers one is right. Where all options have a twin, nothing shows."""
    known = reading(item, bank)
    if known.key is None or not known.comparable:
        return
    twins = [pair for pair, share in known.alike.items() if share >= PAIR]
    if len({index for pair in twins for index in pair}) < len(known.options):
        for pair in twins:
            if known.key.index in pair:
                twin = known.options[sum(pair) - known.key.index]
                fact = f'has a key and a distractor, {twin.option.id}, in nearly the same words: "{shown(known.key.text)}".'
                yield known.key.place, fact, "Word the distractor otherwise, or give the others a twin too."


@item_rule("absolute", "warning")
def distractors_are_not_absolute(item: Item, bank: Bank) -> Iterator[Fault]:
    """Always, never, every and their like stand not in distractors alone: a reader rules out what leaves no exception."""
    known = reading(item, bank)
    if known.key is None or not ABSOLUTE.isdisjoint(known.key.tokens):
        return
    for option in known.distractors:
        if not ABSOLUTE.isdisjoint(option.tokens):
            words = [token for token in option.tokens if token in ABSOLUTE]
            yield option.place, f"gives distractor {option.option.id} away by {listed(dict.fromkeys(words))}.", "Take it out of the distractor."


@item_rule("clang", "warning")
def key_does_not_echo_stem(item: Item, bank: Bank) -> Iterator[Fault]:
    """The key is not the only option with a word of the stem, terms of the course aside: an echo shows the way without any knowledge."""
    known = reading(item, bank)
    if known.key is None or known.key.content.isdisjoint(known.stem.content):
        return
    stem = frozenset(word for word in without_terms(known.stem, bank) if not word.isdigit())
    shared = known.key.content & stem
    if shared and all(option.content.isdisjoint(stem) for option in known.distractors):
        words = dict.fromkeys(token for token in known.key.tokens if root(token) in shared)
        yield known.key.place, f"repeats words of the stem in the key alone: {listed(words)}.", "Use other words, or let distractors share them."


def without_terms(text: Words, bank: Bank) -> frozenset[str]:
    """Return the content of a text without the glossary's terms in it."""
    terms = kept("terms", bank.concepts, lambda: _terms(bank))
    roots = [root(token) for token in text.tokens]
    left, start = [], 0
    while start < len(roots):
        length = next((len(term) for term in terms.get(roots[start], ()) if tuple(roots[start : start + len(term)]) == term), 0)
        if not length:
            left.append(roots[start])
        start += length or 1
    return text.content.intersection(left)


def _terms(bank: Bank) -> dict[str, list[tuple[str, ...]]]:
    """Return the roots of all terms by their first root, the longest first."""
    terms = defaultdict(set)
    for concept, _ in bank.concepts:
        for term in (concept.term.en, *concept.also):
            roots = tuple(map(root, Words(term).tokens))
            terms[roots[0]].add(roots)
    return {first: sorted(found, key=len, reverse=True) for first, found in terms.items()}
