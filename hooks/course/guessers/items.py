"""What a guesser sees of a question, what it must not see, and how both are taken from a bank."""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass
from typing import ClassVar

from course.bank import Bank, Item
from course.display import display_order, stands_in_order
from course.guessers.words import content_of, words_of
from course.kinds import Match, Multiple, Numeric, Order, Single
from course.kinds.options import Choice
from course.markers import normal, tangle
from course.render import MARKUP, fields_of

MAX_FIELD = 5_000  # characters; a rule refuses a field that has more


@dataclass(frozen=True)
class Stem:
    """What a strategy sees: the stem and the options in the order of the page, without markup."""

    text: str
    options: tuple[str, ...]

    @functools.cached_property
    def lengths(self) -> list[int]:
        """The options' characters."""
        return [len(option) for option in self.options]

    @functools.cached_property
    def words(self) -> list[list[str]]:
        """The options' words in lower case."""
        return [words_of(option) for option in self.options]

    @functools.cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words of the options."""
        return frozenset().union(*self.words)

    @functools.cached_property
    def content(self) -> list[frozenset[str]]:
        """The roots of the options' content words."""
        return [content_of(words) for words in self.words]


@dataclass(frozen=True)
class GuessItem:
    """A question with one right option. Of a numeric one, the options are the key and the near misses."""

    id: str
    seen: Stem
    key: int
    lesson: str
    part: str
    kind: str = "single"

    @property
    def keys(self) -> tuple[int, ...]:
        """The right options."""
        return (self.key,)


@dataclass(frozen=True)
class MultipleItem:
    """A question with several options, some of them right."""

    kind: ClassVar[str] = "multiple"
    id: str
    seen: Stem
    keys: tuple[int, ...]
    lesson: str
    part: str


@dataclass(frozen=True)
class OrderItem:
    """Lines to put in order: the right place of each, in the order shown; none where the order shown is no chance."""

    kind: ClassVar[str] = "order"
    id: str
    shown: tuple[int, ...]
    lesson: str
    part: str


@dataclass(frozen=True)
class MatchItem:
    """Pairs to match: the number of rows, and of choices for them."""

    kind: ClassVar[str] = "match"
    id: str
    rows: int
    choices: int
    lesson: str
    part: str


AnyItem = GuessItem | MultipleItem | OrderItem | MatchItem


def materials(bank: Bank) -> list[AnyItem]:
    """Return what a reader sees of a bank's questions, and their keys. Questions with a faulty key are left to the rules."""
    sound = (item for item in bank.items.values() if not any(item.question.key_faults()))
    return [view for item in sound if (view := _view(item, bank))]


def _view(item: Item, bank: Bank) -> AnyItem | None:
    """Return what a reader sees of a question, or None for a type that has no strategy. A part is a folder of lessons."""
    question, home = item.question, (item.lesson, item.lesson.split("/")[0])
    match question:
        case Single():
            seen, (key,) = _choice(question, bank)
            return GuessItem(question.id, seen, key, *home)
        case Multiple():
            return MultipleItem(question.id, *_choice(question, bank), *home)
        case Numeric():
            numbers = (question.answer.value, *(near.value for near in question.near))
            return GuessItem(question.id, Stem(plain(question.stem, bank), tuple(map(str, numbers))), 0, *home, "numeric")
        case Order():
            return OrderItem(question.id, _places(question), *home)
        case Match():
            return MatchItem(question.id, len(question.pairs), len(question.choices), *home)
    return None


def _choice(question: Choice, bank: Bank) -> tuple[Stem, tuple[int, ...]]:
    """Return the stem with the options in the order of the page, and which of them are right."""
    options = display_order(question, question.options)
    seen = Stem(plain(question.stem, bank), tuple(plain(option.text, bank) for option in options))
    return seen, tuple(index for index, option in enumerate(options) if option.correct)


def _places(question: Order) -> tuple[int, ...]:
    if stands_in_order([entry.text for entry in question.sequence]):
        return ()
    places = {entry.id: place for place, entry in enumerate(question.sequence)}
    return tuple(places[entry.id] for entry in display_order(question, question.sequence))


def plain(text: str, bank: Bank) -> str:
    """Return a field without its markup, a formula counted once. What cannot be rendered counts as typed, and a rule tells."""
    if MARKUP.search(text) and len(text) <= MAX_FIELD and not tangle(text):
        try:
            markup = fields_of(bank).convert(text)
        except Exception:  # extensions are foreign code
            return normal(text)
        markup = re.sub(r"<annotation\b.*?</annotation>", "", markup, flags=re.S)
        text = html.unescape(re.sub(r"<[^>]+>", "", markup))
    return normal(text)
