"""The words and numbers of a text, and the lists of words that guessers go by. The lists are data: words.yml beside this module."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from course.source import parse_yaml


def _lists() -> dict[str, frozenset[str]]:
    file = Path(__file__).with_name("words.yml")
    return {name: frozenset(words.split()) for name, words in parse_yaml(file.read_text(encoding="utf-8"), file.name).tree.items()}


LISTS = _lists()
STOP = LISTS["stop"]
ABSOLUTES = LISTS["absolutes"]
HEDGES = LISTS["hedges"]
PRAISE = LISTS["praise"]
BLAME = LISTS["blame"]
NEGATIONS = LISTS["negations"]
OPPOSITES = frozenset(frozenset(pair.split("/")) for pair in LISTS["opposites"])
ENDINGS = ("'s", "ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y")
LETTERS = "".join("'" if c in "'\u2019" else c if c.isalnum() else " " for c in map(chr, range(0x2300)))  # a table for str.translate: fast
NUMERAL = re.compile(r"(?<![\w.,])[-\u2212]?(?:\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?)")
GROUPING = re.compile(r"[, \u00a0\u202f](?=\d{3}(?:\D|$))")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return text.lower().translate(LETTERS).split()


def content_of(words: Iterable[str]) -> frozenset[str]:
    """Return the roots of the words that carry content."""
    return frozenset(filter(None, map(_root, words)))


@functools.lru_cache(maxsize=100_000)
def _root(word: str) -> str:
    """Return a word without its ending, or nothing for a stop word: guest and guests, plan and planning are one."""
    word = word.strip("'")
    if word in STOP:
        return ""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def number_in(text: str) -> Decimal | None:
    """Return the one number that stands in a text, or None where there is none or more."""
    found = NUMERAL.findall(text)
    if len(found) != 1:
        return None
    return Decimal(GROUPING.sub("", found[0]).replace(",", ".").replace("\u2212", "-"))
