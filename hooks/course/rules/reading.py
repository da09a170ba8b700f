"""A question as a reader meets it: its texts without markup, their words, and what is left of those without endings and filler.

Each question is read once and remembered, since many rules ask for the same words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
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


def content_of(tokens: Iterable[str]) -> frozenset[str]:
    """Return the roots of the words that carry meaning."""
    return frozenset(map(root, frozenset(tokens) - STOP))


class Words:
    """A text without markup. `tokens` are its words in lower case; `content` the roots of those that carry meaning, numbers included."""

    __slots__ = ("text", "tokens", "_content")

    def __init__(self, text: str):
        self.text = text
        self.tokens = tuple(WORD.findall(text.lower()))
        self._content: frozenset[str] | None = None

    @property
    def content(self) -> frozenset[str]:
        if self._content is None:
            self._content = content_of(self.tokens)
        return self._content


class Choosable(Words):
    """An option: its words, its place among the options, and what the author wrote."""

    __slots__ = ("index", "option")

    def __init__(self, index: int, option: Option, bank: Bank):
        super().__init__(plain(option.text, bank))
        self.index = index
        self.option = option

    @property
    def place(self) -> tuple:
        """Where its text stands in the question."""
        return "options", self.index, "text"


class Reading:
    """A question's stem and options, which are empty but for single and multiple. `written` is all its text, to see quickly what it holds.

    `key` is there where a single has exactly one. `in_order` are options that are numbers or dates and shown as written; `comparable` are
    wordings: not those, no image alone, and not just true and false.
    """

    __slots__ = ("item", "stem", "options", "key", "distractors", "true_false", "in_order", "comparable", "written", "_alike")

    def __init__(self, item: Item, bank: Bank):
        question = item.question
        options = question.options if isinstance(question, Choice) else []
        self.item = item
        self.stem = Words(plain(question.stem, bank))
        self.options = [Choosable(index, option, bank) for index, option in enumerate(options)]
        right = [option for option in self.options if option.option.correct]
        self.key = right[0] if isinstance(question, Single) and len(right) == 1 else None
        self.distractors = [option for option in self.options if option is not self.key] if self.key else []
        self.true_false = bool(options) and all(option.text.lower().rstrip(".") in TRUE_FALSE for option in self.options)
        self.in_order = stands_in_order([option.text for option in options])
        self.comparable = bool(options) and not self.in_order and not self.true_false and all([option.tokens for option in self.options])
        self.written = _written(question) if options else str(item.raw)
        self._alike: dict[tuple[int, int], float] | None = None

    @property
    def alike(self) -> dict[tuple[int, int], float]:
        """How much of their content each two options share, from 0 to 1, by their places."""
        if self._alike is None:
            self._alike = {(one.index, two.index): overlap(one.content, two.content) for one, two in combinations(self.options, 2)}
        return self._alike


def _written(question: Choice) -> str:
    texts = [question.stem, question.hint or ""]
    for option in question.options:
        texts += (option.text, option.feedback or "")
    return "\n".join(texts)


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


_READ: dict[int, Reading] = {}


def reading(item: Item, bank: Bank) -> Reading:
    """Return an item's words, from memory where it has not been read anew since."""
    found = _READ.get(id(item))
    if found is None or found.item is not item:
        kept("bank", bank, _READ.clear)
        found = _READ[id(item)] = Reading(item, bank)
    return found


def listed(words: Iterable[str]) -> str:
    """Return words in quotes, as a message names them."""
    return ", ".join(f'"{word}"' for word in words)
