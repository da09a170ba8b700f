"""Rules on the wording of options: each stands for itself, none by its form tells anything. They hold for single and multiple."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import combinations, permutations

from course.bank import Bank, Item
from course.display import DATE
from course.kinds import Single
from course.rules import Fault, item_rule
from course.rules.reading import STOP, Choosable, kept, listed, reading
from course.source import shown

FEWEST, MOST = 3, 5
MAX_RATIO = 2
MAX_TRUE_FALSE = 0.1

REFERRED = r"(?:(?:these|them)|(?:the |these |those )(?:other )?(?:options|answers|alternatives|statements|others))"
CATCH_ALL = re.compile(
    r"\b(?:all|both|each|any|none|neither)(?: of)?(?: the| these)? above\b"
    rf"|^(?:all|both|each|none|neither) of {REFERRED}(?: (?:is|are|was|were|apply|applies|fits?)\b.{{0,20}})?\W*$",
    re.I,
)
REFERRING = frozenset("above these them options answers alternatives statements others".split())
LABEL = r"\(?(?:i{1,3}|iv|[a-f]|\d)\)?"
COMBINED = re.compile(
    rf"^(?:only |both |neither |either )?{LABEL}(?:, {LABEL})*,? (?:and|&|or|nor) {LABEL}(?: only)?\W*$|^(?:only {LABEL}|{LABEL} only)\W*$", re.I
)
VAGUE = frozenset({"often", "sometimes", "usually", "frequently", "rarely", "many", "few", "several", "may", "might"})
EXACT = re.compile(r"\b(?:how|as|so|too|that|more|less) (?:many|few|often|frequently|rarely)\b|\bMay\b", re.I)
NEGATED = re.compile(r"(?:not|never|no)\s|\w+n't\b", re.I)
ARTICLE = re.compile(r"\b(an?)[\s_.:\u2026]*$", re.I)
MUTE = re.compile(r"hour|hon(?:est|or|our)|heir", re.I)
LIKE_YOU = re.compile(r"eu|ewe|one\b|once\b|u(?:ni(?![mn])|ti|s[aeiu]|k\b)", re.I)
ABBREVIATED = re.compile(r"(?:\b[a-z]\.[a-z]|\betc|\bco|\bltd|\binc|\bno|\be\.g|\bapprox|\.\.)\.$", re.I)
AMOUNT = re.compile(r"(?P<before>\D*?)(?P<number>-?\d[\d\s.,\u202f]*)(?P<after>.*)$", re.S)
RANGE = re.compile(r"(\D{0,12}?)(\d+(?:[.,]\d+)?)\s?(?:[^\W\d]+\s|%)?\s?(?:-|\u2013|to|and)\s?(\d+(?:[.,]\d+)?)(\D{0,16})$")
MARKS = (".", "!", "?", ";")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@item_rule("catch-all")
def no_catch_all(item: Item, bank: Bank) -> Iterator[Fault]:
    """No option is "all of the above" or "none of these": partial knowledge solves it, and shuffling moves what is above."""
    for option in reading(item, bank).options:
        if not REFERRING.isdisjoint(option.tokens) and CATCH_ALL.search(option.text):
            yield option.place, f'offers "{shown(option.text)}".', 'Write an option that says something itself, or make it "type: multiple".'


@item_rule("combination")
def no_combinations(item: Item, bank: Bank) -> Iterator[Fault]:
    """No option combines others ("A and B", "I only"): ruling out one rules out several, so it measures test-wiseness."""
    for option in reading(item, bank).options:
        if COMBINED.match(option.text):
            yield option.place, f'combines others in the option "{shown(option.text)}".', 'Name what they say, or make it "type: multiple".'


@item_rule("sequence")
def numbers_stand_in_order(item: Item, bank: Bank) -> Iterator[Fault]:
    """Options that are all numbers or dates rise or fall: they are shown as written, and a reader seeks a number in its order."""
    known = reading(item, bank)
    if not known.options or not known.in_order:
        return
    measured = [measure(option.text) for option in known.options]
    if None in measured or len({unit for unit, _ in measured}) > 1:
        return
    values = [value for _, value in measured]
    if values not in (sorted(values), sorted(values, reverse=True)):
        yield ("options",), f"has its options out of order: {listed(option.text for option in known.options)}.", "Let them rise or fall."


def measure(text: str) -> tuple[str, tuple] | None:
    """Return the unit and the value of an option that is one number or date; None where that is not certain."""
    if DATE.match(text):
        words = text.lower().replace(".", "").split()
        month = next(index for index, word in enumerate(words) if word[0].isalpha())
        day, year = int(words[0]) if month else 0, int(words[-1]) if month < len(words) - 1 else 0
        return f"{bool(month)} month {month < len(words) - 1}", (year, MONTHS.index(words[month][:3]), day)
    match = AMOUNT.match(text)
    number = re.sub(r"[\s\u202f]", "", match["number"]).rstrip(".,") if match else ""
    number = number.replace(",", "" if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", number) else ".")
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    after = re.sub(r"^(?:st|nd|rd|th)\b", "th", match["after"].strip().lower())
    return f"{match['before'].strip().lower()} {after.rstrip('.').removesuffix('s')}", (value,)


@item_rule("option-count", "warning")
def options_are_three_to_five(item: Item, bank: Bank) -> Iterator[Fault]:
    """A single choice has three to five options: two are guessed half the time, a sixth is read by all and believed by nobody."""
    known = reading(item, bank)
    if isinstance(item.question, Single) and not FEWEST <= len(known.options) <= MOST and not known.true_false:
        yield ("options",), f"has {len(known.options)} options.", "Offer three to five; three that somebody would believe are enough."


@item_rule("true-false", "warning")
def true_false_is_rare(item: Item, bank: Bank) -> Iterator[Fault]:
    """At most a tenth of the questions ask for true or false, which half of those who know nothing get right."""
    if reading(item, bank).true_false:
        asked, total = kept("true-false", bank, lambda: _true_false(bank))
        if asked > MAX_TRUE_FALSE * total:
            yield ("options",), f"asks for true or false, as {asked} of {total} questions do, more than a tenth.", "Offer options that say something."


def _true_false(bank: Bank) -> tuple[int, int]:
    items = [item for quiz in bank.quizzes.values() for item in quiz.items]
    return sum(reading(item, bank).true_false for item in items), len(items)


@item_rule("overlap", "warning")
def options_exclude_each_other(item: Item, bank: Bank) -> Iterator[Fault]:
    """No option holds another one whole: if the longer is right, the shorter is right too, or both can be ruled out at once."""
    known = reading(item, bank)
    if not known.comparable:
        return
    texts = [f" {' '.join(option.tokens)} " for option in known.options]
    for inner, outer in permutations(range(len(texts)), 2):
        if len(texts[inner]) < len(texts[outer]) and texts[inner] in texts[outer]:
            small, large = known.options[inner], known.options[outer]
            yield large.place, f'says in option {large.option.id} all of option {small.option.id}, "{shown(small.text)}".', "Make them exclude each other."


@item_rule("overlap", "warning")
def ranges_are_disjoint(item: Item, bank: Bank) -> Iterator[Fault]:
    """Ranges of numbers have no number in common, since two of them would be right for it."""
    ranges = [(option, match) for option in reading(item, bank).options if (match := RANGE.match(option.text))]
    for (one, left), (two, right) in combinations(ranges, 2):
        same_unit = left[1] == right[1] and left[4].strip() == right[4].strip()
        (low, high), (other_low, other_high) = _ends(left), _ends(right)
        if same_unit and max(low, other_low) <= min(high, other_high):
            yield two.place, f'has two ranges that share {max(low, other_low)}: "{one.text}" and "{two.text}".', "Let one end below where the other begins."


def _ends(match: re.Match) -> list[Decimal]:
    return sorted(Decimal(match[group].replace(",", ".")) for group in (2, 3))


@item_rule("lengths", "warning")
def lengths_are_alike(item: Item, bank: Bank) -> Iterator[Fault]:
    """No option is more than twice as long as another: one that stands out is chosen, or left out, by its looks."""
    known = reading(item, bank)
    if not known.comparable:
        return
    short, *_, long = sorted(known.options, key=lambda option: len(option.text))
    if len(long.text) > MAX_RATIO * len(short.text):
        fact = f'has options of {len(short.text)} and {len(long.text)} characters, "{shown(short.text)}" and "{shown(long.text)}".'
        yield long.place, fact, "Bring them to a like length."


@item_rule("vague", "warning")
def quantities_are_definite(item: Item, bank: Bank) -> Iterator[Fault]:
    """Options avoid often, sometimes, many, may and their like: everybody reads them differently, and "sometimes" is never quite wrong."""
    for option in reading(item, bank).options:
        if not VAGUE.isdisjoint(option.tokens):
            left = EXACT.sub(lambda match: "" if match[0] != "may" else match[0], option.text).lower()
            words = [token for token in option.tokens if token in VAGUE and re.search(rf"\b{token}\b", left)]
            if words:
                yield option.place, f"is vague in option {option.option.id}: {listed(dict.fromkeys(words))}.", "Say how often, how many, or that it is so."


@item_rule("negative-option", "warning")
def options_are_positive(item: Item, bank: Bank) -> Iterator[Fault]:
    """An option says what is: one that begins with a negation is read twice, and makes a sentence hard to affirm."""
    for option in reading(item, bank).options:
        match = NEGATED.match(option.text)
        if match:
            yield option.place, f'begins option {option.option.id} with "{match[0].strip()}".', "Say what is the case instead."


@item_rule("article", "warning")
def article_fits_options(item: Item, bank: Bank) -> Iterator[Fault]:
    """A stem that ends in a or an fits every option, else its grammar rules some of them out."""
    known = reading(item, bank)
    match = ARTICLE.search(known.stem.text[-12:]) if known.options else None
    if match:
        misfits = [option.text for option in known.options if takes_an(option.text) == (match[1].lower() == "a")]
        if misfits:
            yield ("stem",), f'ends its stem in "{match[1]}", which does not fit {listed(map(shown, misfits))}.', "Move the article into the options."


def takes_an(text: str) -> bool | None:
    """Tell whether a text is spoken with a vowel first; None where it begins with a digit or sign."""
    first = unicodedata.normalize("NFD", text[:1]).lower()[:1]
    return bool(MUTE.match(text)) or first in "aeiouæø" and not LIKE_YOU.match(text) if first.isalpha() else None


@item_rule("ending", "warning")
def options_end_alike(item: Item, bank: Bank) -> Iterator[Fault]:
    """All options end with a full stop, or none: the one that differs was written at another time, mostly the key."""
    options = reading(item, bank).options
    if not any([option.text.endswith(MARKS) for option in options]):
        return
    with_mark, without = [], []
    for option in options:
        if not option.text.endswith(('"', "'", ")", "\u201d")) and not ABBREVIATED.search(option.text[-8:]):
            (with_mark if option.text.endswith(MARKS) else without).append(option.option.id)
    if with_mark and without:
        yield ("options",), f"ends options {', '.join(with_mark)} in a mark, but {', '.join(without)} in none.", "End all alike."


@item_rule("capital", "warning")
def options_begin_alike(item: Item, bank: Bank) -> Iterator[Fault]:
    """All options begin with a capital, or none, names aside: a difference in form is a clue or a distraction."""
    options = [option for option in reading(item, bank).options if option.text[:1].isalpha()]
    lower = [option for option in options if option.text[0].islower()]
    upper = [option for option in options if option.text[0].isupper() and _common(option)] if lower else []
    if lower and upper:
        yield ("options",), f'begins "{shown(upper[0].text)}" with a capital, but "{shown(lower[0].text)}" with none.', "Begin all alike."


def _common(option: Choosable) -> bool:
    """Tell whether an option begins with a word that is no name."""
    return option.tokens[0] in STOP - {"i", "may", "will"}


@item_rule("distractor", "warning")
def distractors_name_misconceptions(item: Item, bank: Bank) -> Iterator[Fault]:
    """A distractor names the misconception that leads to it: what nobody believes nobody chooses, and so it measures nothing."""
    for option in reading(item, bank).options:
        if not option.option.correct and option.option.misconception is None:
            fact = f'has no misconception for its distractor {option.option.id}, "{shown(option.text)}".'
            yield ("options", option.index), fact, "Name one of misconceptions.yml, or offer what somebody would believe."
