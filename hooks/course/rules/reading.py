"""A question as a reader meets it: its texts without markup, their words, and what is left of those without endings and filler.

Each question is read once and remembered as long as its bank is, since many rules ask for the same words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

from course.bank import Bank, Item
from course.display import stands_in_order
from course.kinds import Single
from course.kinds.options import Choice, Option
from course.render import MARKUP
from course.rules.markup import render

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
TRUE_FALSE = {"true", "false", "yes", "no"}
TAG = re.compile(r"<[^<>]*>")
STOP = frozenset(
    (
        "a about above across after again against all along also although always am among an and another any anybody anyone anything are"
        " around as at away back be became because become been before behind being below between both but by came can cannot come could did"
        " do does doing done down during each either else enough even ever every everybody everyone everything few first for from gave get"
        " gets give given gives go goes going gone got had has have having he her here hers herself him himself his how however i if in"
        " instead into is it its itself just last least less let like made make makes making many may me might mine more most much must my"
        " myself neither never next no nobody none nor not nothing now of off often on once one only onto or other others otherwise our out"
        " over own per rather same several shall she should since so some somebody someone something still such take taken takes than that"
        " the their them themselves then there therefore these they thing things this those though three through to together too took"
        " towards two under until up upon us very was way we well went were what when where whether which while who whole whom whose why"
        " will with within without would yet you your yours"
    ).split()
)


def plain(text: str, bank: Bank) -> str:
    """Return the words of a Markdown field on one line, with one kind of apostrophe."""
    if MARKUP.search(text):
        text = " ".join(html.unescape(TAG.sub("", render(text, bank) or text)).split())
    return text.replace("\u2019", "'")


@lru_cache(maxsize=1 << 15)
def root(word: str) -> str:
    """Return a lower-case word without its commonest endings, so that guest, guests and guest's are one."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed", "ly"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word.removesuffix(ending)
            break
    word = word.removesuffix("e") if len(word) > 3 else word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1].isalpha() else word


class Words:
    """A text without markup. `tokens` are its words in lower case; `content` the roots of those that carry meaning, numbers included."""

    def __init__(self, text: str):
        self.text = text

    @cached_property
    def tokens(self) -> list[str]:
        return WORD.findall(self.text.lower())

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.tokens)

    @cached_property
    def content(self) -> frozenset[str]:
        return frozenset(map(root, self.known - STOP))


class Choosable(Words):
    """An option: its words, its place among the options, and what the author wrote."""

    def __init__(self, index: int, option: Option, bank: Bank):
        super().__init__(plain(option.text, bank))
        self.index = index
        self.option = option

    @property
    def place(self) -> tuple:
        """Where its text stands in the question."""
        return "options", self.index, "text"


class Reading:
    """A question's stem and options. `options` is empty but for single and multiple; `key` is there where a single has exactly one."""

    def __init__(self, item: Item, bank: Bank):
        question = item.question
        self.stem = Words(plain(question.stem, bank))
        self.options = [Choosable(index, option, bank) for index, option in enumerate(question.options)] if isinstance(question, Choice) else []
        right = [option for option in self.options if option.option.correct]
        self.key = right[0] if isinstance(question, Single) and len(right) == 1 else None
        self.distractors = [option for option in self.options if option is not self.key] if self.key else []

    @cached_property
    def in_order(self) -> bool:
        """Whether the options are numbers or dates, which are shown as written."""
        return stands_in_order([option.option.text for option in self.options])

    @property
    def true_false(self) -> bool:
        """Whether the options are true and false, or yes and no."""
        return bool(self.options) and all(option.text.lower().rstrip(".") in TRUE_FALSE for option in self.options)

    @cached_property
    def comparable(self) -> bool:
        """Whether the options are wordings: no image alone, not all of them numbers or dates, and not just true and false."""
        return bool(self.options) and not self.in_order and not self.true_false and all(option.tokens for option in self.options)

    @cached_property
    def alike(self) -> dict[tuple[int, int], float]:
        """How much of their content each two options share, from 0 to 1, by their places."""
        return {(one.index, two.index): overlap(one.content, two.content) for one, two in combinations(self.options, 2)}


def overlap(one: frozenset[str], two: frozenset[str]) -> float:
    """Return the share of two sets' members that are in both (Jaccard)."""
    shared = len(one & two)
    return shared / (len(one) + len(two) - shared) if shared else 0.0


_KEPT: dict[str, tuple[Any, Any]] = {}


def kept(name: str, source: Any, make: Callable[[], Any]) -> Any:
    """Return what `make` made of `source`, remembered under `name` until the source is another."""
    entry = _KEPT.get(name)
    if entry is None or entry[0] is not source:
        entry = _KEPT[name] = source, make()
    return entry[1]


def reading(item: Item, bank: Bank) -> Reading:
    """Return an item's words."""
    known = kept("readings", bank, dict)
    found = known.get(id(item))
    if found is None or found[0] is not item:
        found = known[id(item)] = item, Reading(item, bank)
    return found[1]


def listed(words: Iterable[str]) -> str:
    """Return words in quotes, as a message names them."""
    return ", ".join(f'"{word}"' for word in words)
