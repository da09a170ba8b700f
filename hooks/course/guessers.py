"""Test-wise guessers: measures whether a reader who knows nothing of the subject could beat chance on the bank's questions.

How it works. A strategy sees a stem and its options in the order of the page, never the key, and gives each option a value. It would choose
among the options with the highest one, the set T; if that is all of them, it abstains. Held against the key, that is a Trial: so many
hits, and how likely each number of hits would be if every option were as likely right as any other. Convolving these gives the exact
distribution of all hits in the bank. Tests are two-sided, since "never the longest" helps as much as "the longest", and Holm's correction
pays for the number of strategies. What a strategy gains is its lift: 1/|T| where T holds the key, less what blind choice gains, over all
items. The cue learner, which needs scipy, weighs the cues together and so catches mixtures of them.

All is pure functions over plain data; only `materials` and `verdict` look into a bank. To add a strategy, add a function here. True or false
is no type of question in this course, so its strategies are left out. The method is described in item-quality.md, section 4C.
"""

from __future__ import annotations

import functools
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, combinations, compress
from math import comb, factorial
from statistics import median
from typing import Any, ClassVar, NamedTuple

import numpy as np

from course.bank import Bank, Item
from course.kinds import Match, Multiple, Numeric, Order, Single
from course.markers import normal
from course.render import MARKUP, display_order, fields_of, stands_in_order

ALPHA = 0.01
LIFT = 0.05  # with a p below ALPHA, it fails
LARGE_LIFT = 0.10  # with MIN_DECISIVE items, it warns whatever its p
MIN_DECISIVE = 30
GATE = 80  # single-choice items from which on the whole bank is judged; below, the tests have no power
FOLDS = 5
PENALTY = 1.0
LEARNER = "cue learner"
NO_SCIPY = "course guessers --learner needs scipy: pip install -r requirements-dev.txt"

STOP = frozenset(
    "a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing "
    "down during each few for from further had has have having he her here hers him his how i if in into is it its itself just may me might more "
    "most must my no nor not now of off on once one only or other our out over own per s same shall she should so some such than that the their "
    "theirs them then there these they this those through to too two under until up upon us very was we were what when where whether which while "
    "who whom whose why will with within without would you your".split()
)
ABSOLUTES = frozenset("always never none every completely entirely impossible guarantee guarantees guaranteed solely exclusively".split())
HEDGES = frozenset("usually often generally typically may might can sometimes tends likely depends partly mostly".split())
PRAISE = frozenset(
    "best better care careful clear friendly gain good happy help helpful honest improve improved kind loyal pleasant pleased praise quality "
    "reliable respect right safe satisfied smile success thank trust value warm welcome well".split()
)
BLAME = frozenset(
    "angry bad blame broken complain complaint confuse cost costly delay dirty fail failure fault hurt ignore late lose loss lost neglect poor "
    "problem punish refuse risk rude slow unfair unfriendly unhappy waste weak worse worst wrong".split()
)
NEGATIONS = frozenset("no not never without cannot nothing nobody none do does did is are".split())
OPPOSITES = {
    frozenset(pair.split("/"))
    for pair in (
        "more/less more/fewer higher/lower high/low before/after above/below inside/outside in/out front/behind front/back first/last "
        "increase/decrease increases/decreases rise/fall rises/falls raise/lower gain/loss longer/shorter long/short larger/smaller large/small "
        "early/late earlier/later better/worse good/bad same/different true/false with/without always/never all/none open/closed internal/external "
        "visible/invisible seen/unseen new/old strong/weak stronger/weaker positive/negative active/passive direct/indirect faster/slower"
    ).split()
}
LETTERS = "".join("'" if c in "'\u2019" else c if c.isalnum() else " " for c in map(chr, range(0x2300)))  # a table for str.translate: fast
NUMERAL = re.compile(r"(?<![\w.,])[-\u2212]?(?:\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?)")
GROUPING = re.compile(r"[, \u00a0\u202f](?=\d{3}(?:\D|$))")
SPECIFIC = re.compile(r"\d+|(?<=\s)[A-Z]\w+|\w{10,}")
VOWEL_SOUND = re.compile(r"\W*(?:(?!uni(?![nm])|us[eu]|util|eu|one\b|once\b)[aeiou]|hour|honest|honour|heir)", re.I)
ENDINGS = ("'s", "ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y")


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


class Trial(NamedTuple):
    """A strategy's luck with a decisive item: its hits, the chance of 0, 1, 2... hits, what it gained over chance, how clear the cue was."""

    item: AnyItem
    hits: int
    chances: tuple[float, ...]
    gain: float
    margin: float


@dataclass(frozen=True)
class Trials:
    """A strategy's trials by column, since a bank has many."""

    items: list[AnyItem]
    hits: np.ndarray
    chances: list[tuple[float, ...]]
    gains: np.ndarray
    margins: np.ndarray

    @classmethod
    def of(cls, trials: Iterable[Trial]) -> Trials:
        """Return trials by column."""
        items, hits, chances, gains, margins = ([trial[column] for trial in trials] for column in range(5))
        return cls(items, np.array(hits, int), chances, np.array(gains, float), np.array(margins, float))

    def where(self, mask: np.ndarray) -> Trials:
        """Return some of the trials."""
        kept = mask.tolist()
        items, chances = list(compress(self.items, kept)), list(compress(self.chances, kept))
        return Trials(items, self.hits[mask], chances, self.gains[mask], self.margins[mask])


@dataclass(frozen=True)
class Strategy:
    """A registered strategy. `about` is its function's docstring; a one-sided one cannot be turned round to advantage."""

    name: str
    kind: str
    about: str
    attempt: Callable[[Sequence[Any]], Trials]
    two_sided: bool = True


@dataclass(frozen=True)
class Attempt:
    """A strategy, the number of items that it tried in each part, and its trials on those that were decisive."""

    strategy: Strategy
    tried: Counter[str]
    trials: Trials


@dataclass(frozen=True)
class Score:
    """How a strategy did. `rate` and `chance` are shares of what the decisive items hold; `culprits` are ids, the most to blame first."""

    strategy: str
    kind: str
    items: int
    decisive: int
    hits: int
    rate: float
    chance: float
    lift: float
    p: float
    holm: float
    verdict: str
    culprits: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """All scores of a part or of the whole bank: on its single-choice items, and on the other types. Only the former can be a gate."""

    name: str
    singles: int
    scores: list[Score]
    others: list[Score]
    is_gate: bool = False

    @property
    def failures(self) -> list[Score]:
        """The scores that stop a strict build."""
        return [score for score in self.scores if score.verdict == "fail"] if self.is_gate else []


@dataclass(frozen=True)
class Verdict:
    """The whole bank, which is the gate, and each part, which is only shown."""

    whole: Run
    parts: list[Run]


STRATEGIES: list[Strategy] = []
Values = Sequence[float] | None


def strategy(name: str, *kinds: str) -> Callable:
    """Register a function from a Stem to one value an option, the highest to be chosen; None abstains."""

    def register(function: Callable[[Stem], Values]) -> Callable[[Stem], Values]:
        def attempt(items: Sequence[GuessItem | MultipleItem]) -> Trials:
            return choose(items, [function(item.seen) for item in items])

        STRATEGIES.extend(Strategy(name, kind, function.__doc__, attempt) for kind in kinds or ("single",))
        return function

    return register


def tactic(name: str, kind: str, two_sided: bool = True) -> Callable:
    """Register a function from an item of another type to a Trial; None abstains."""

    def register(function: Callable[[Any], Trial | None]) -> Callable[[Any], Trial | None]:
        def attempt(items: Sequence[AnyItem]) -> Trials:
            return Trials.of([trial for trial in map(function, items) if trial])

        STRATEGIES.append(Strategy(name, kind, function.__doc__, attempt, two_sided))
        return function

    return register


def choose(items: Sequence[GuessItem | MultipleItem], values: Sequence[Values]) -> Trials:
    """Hold each item's options with the highest value against its key. Of as many chosen blindly, the right ones are hypergeometric.

    The options of all items stand in one row; `starts` tells where those of each item begin.
    """
    items = [item for item, valued in zip(items, values, strict=True) if valued is not None]
    if not items:
        return Trials.of([])
    sizes = np.array([len(item.seen.options) for item in items])
    starts = np.cumsum(sizes) - sizes
    row = np.fromiter(chain.from_iterable(filter(None, values)), float, sizes.sum())
    right = np.zeros(len(row), bool)
    right[[start + key for item, start in zip(items, starts.tolist(), strict=True) for key in item.keys]] = True
    highest = np.maximum.reduceat(row, starts)
    chosen = row == np.repeat(highest, sizes)
    margins = highest - np.maximum.reduceat(np.where(chosen, -np.inf, row), starts)
    counts, rights, hits = (np.add.reduceat(marks, starts, dtype=int) for marks in (chosen, right, chosen & right))
    chances = list(map(hypergeometric, sizes.tolist(), rights.tolist(), counts.tolist()))
    return Trials(items, hits, chances, hits / counts - rights / sizes, margins).where(counts < sizes)


# What an option looks like


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


def _count(seen: Stem, listed: frozenset[str]) -> list[int] | None:
    if listed.isdisjoint(seen.vocabulary):
        return None
    return [sum(word in listed for word in words) for words in seen.words]


@functools.cache
def _at(options: int, *places: int) -> tuple[bool, ...]:
    return tuple(index in places for index in range(options))


# Strategies for single choice


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


# Strategies for the other types


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


# Exact tests


@functools.cache
def hypergeometric(count: int, right: int, chosen: int) -> tuple[float, ...]:
    """Return the chance of 0, 1, ... `chosen` hits where `chosen` of `count` options are drawn blindly and `right` are right."""
    ways = (comb(right, hits) * comb(count - right, chosen - hits) for hits in range(chosen + 1))
    return tuple(way / comb(count, chosen) for way in ways)[: min(right, chosen) + 1]


@functools.cache
def _concordance(lines: int) -> tuple[float, ...]:
    """Return the chance of each number of pairs in the right order, over all orders of `lines` lines but the right one."""
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
    """Return p values with Holm's correction: the smallest times their number, the next times one less, never falling."""
    result, highest = [0.0] * len(values), 0.0
    for rank, index in enumerate(sorted(range(len(values)), key=lambda index: values[index])):
        highest = max(highest, min(1.0, values[index] * (len(values) - rank)))
        result[index] = highest
    return result


def judgement(p: float, lift: float, decisive: int) -> str:
    """Return fail, warn or pass for a corrected p and a lift, which is without its sign where both directions count."""
    if p < ALPHA and lift >= LIFT:
        return "fail"
    return "warn" if p < ALPHA or lift >= LARGE_LIFT and decisive >= MIN_DECISIVE else "pass"


# From items to a verdict


def score(items: Sequence[AnyItem]) -> list[Score]:
    """Return a Score for each strategy that applies to the items' types, corrected together."""
    return judged(attempts(items))


def attempts(items: Sequence[AnyItem]) -> list[Attempt]:
    """Try each strategy on all items of its type; types without items are left out."""
    by_kind: dict[str, list[AnyItem]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    tried = {kind: Counter(item.part for item in group) for kind, group in by_kind.items()}
    return [Attempt(entry, tried[entry.kind], entry.attempt(by_kind[entry.kind])) for entry in STRATEGIES if entry.kind in by_kind]


def judged(family: Sequence[Attempt]) -> list[Score]:
    """Return the scores of a family of strategies, corrected for their number."""
    scores = list(map(tally, family))
    corrected = adjusted([entry.p for entry in scores])
    return [judge(entry, p, attempt.strategy.two_sided) for entry, p, attempt in zip(scores, corrected, family, strict=True)]


def judge(entry: Score, p: float, two_sided: bool) -> Score:
    """Return a score with its corrected p and the verdict that this means."""
    return replace(entry, holm=p, verdict=judgement(p, abs(entry.lift) if two_sided else entry.lift, entry.decisive))


def tally(attempt: Attempt) -> Score:
    """Return the Score of one strategy by itself, not judged yet."""
    entry, trials, items = attempt.strategy, attempt.trials, attempt.tried.total()
    outcomes = Counter(trials.chances)
    hits = int(trials.hits.sum())
    most = sum(count * (len(chances) - 1) for chances, count in outcomes.items()) or 1
    chance = sum(count * expected(chances) for chances, count in outcomes.items())
    fewer, more = tails(hits, outcomes)
    p = min(1.0, 2 * min(fewer, more)) if entry.two_sided else more
    lift = float(trials.gains.sum()) / max(1, items)
    culprits = _culprits(trials, lift)
    return Score(entry.name, entry.kind, items, len(trials.items), hits, hits / most, chance / most, lift, p, p, "pass", culprits)


def _culprits(trials: Trials, lift: float) -> tuple[str, ...]:
    """Return the ids of the items that brought the lift, those that brought most first, then those with the clearest cue."""
    gains = trials.gains * np.sign(lift)
    ranked = np.lexsort((-trials.margins, -gains.round(9)))
    return tuple(trials.items[index].id for index in ranked.tolist() if gains[index] > 0)


def verdict(bank: Bank, learner: bool = False) -> Verdict:
    """Return what guessing earns on a bank and on each part; with the cue learner, which takes longer, on the whole bank."""
    items = materials(bank)
    singles = [item for item in items if item.kind == "single"]
    tried = attempts(singles), attempts([item for item in items if item.kind != "single"])
    parts = [_run(part, *(only(part, family) for family in tried)) for part in sorted({item.part for item in items})]
    whole = _run("whole bank", *tried)
    learned = learn(singles) if learner else None
    scores = [*whole.scores, learned] if learned else whole.scores
    return Verdict(replace(whole, scores=scores, is_gate=len(singles) >= GATE), parts)


def _run(name: str, singles: Sequence[Attempt], others: Sequence[Attempt]) -> Run:
    return Run(name, singles[0].tried.total() if singles else 0, judged(singles), judged(others))


def only(part: str, family: Sequence[Attempt]) -> list[Attempt]:
    """Return what strategies did in one part; those that tried nothing there are left out."""
    return [_only(part, attempt) for attempt in family if attempt.tried[part]]


def _only(part: str, attempt: Attempt) -> Attempt:
    here = np.array([item.part == part for item in attempt.trials.items], bool)
    return Attempt(attempt.strategy, Counter({part: attempt.tried[part]}), attempt.trials.where(here))


def materials(bank: Bank) -> list[AnyItem]:
    """Return what a reader sees of a bank's questions, and their keys. Questions with a faulty key are left to the rules."""
    plain = _Plain(bank)
    sound = (item for item in bank.items.values() if type(item.question) in _VIEWS and not any(item.question.key_faults()))
    return [_VIEWS[type(item.question)](item, plain) for item in sound]


class _Plain:
    """Takes the markup from fields; a formula counts once."""

    def __init__(self, bank: Bank):
        self.fields = fields_of(bank)

    def __call__(self, text: str) -> str:
        if MARKUP.search(text):
            markup = re.sub(r"<annotation\b.*?</annotation>", "", self.fields.convert(text), flags=re.S)
            text = html.unescape(re.sub(r"<[^>]+>", "", markup))
        return normal(text)


def _home(item: Item) -> tuple[str, str]:
    """Return an item's lesson and part; a part is a folder."""
    return item.lesson, item.lesson.split("/")[0]


def _single(item: Item, plain: _Plain) -> GuessItem:
    options = display_order(item.question, item.question.options)
    key = next(index for index, option in enumerate(options) if option.correct)
    return GuessItem(item.question.id, _seen(item, options, plain), key, *_home(item))


def _multiple(item: Item, plain: _Plain) -> MultipleItem:
    options = display_order(item.question, item.question.options)
    keys = tuple(index for index, option in enumerate(options) if option.correct)
    return MultipleItem(item.question.id, _seen(item, options, plain), keys, *_home(item))


def _seen(item: Item, options: Sequence[Any], plain: _Plain) -> Stem:
    return Stem(plain(item.question.stem), tuple(plain(option.text) for option in options))


def _numeric(item: Item, plain: _Plain) -> GuessItem:
    numbers = (item.question.answer.value, *(near.value for near in item.question.near))
    return GuessItem(item.question.id, Stem(plain(item.question.stem), tuple(map(str, numbers))), 0, *_home(item), "numeric")


def _order(item: Item, plain: _Plain) -> OrderItem:
    sequence = item.question.sequence
    if stands_in_order([entry.text for entry in sequence]):
        return OrderItem(item.question.id, (), *_home(item))
    places = {entry.id: place for place, entry in enumerate(sequence)}
    return OrderItem(item.question.id, tuple(places[entry.id] for entry in display_order(item.question, sequence)), *_home(item))


def _match(item: Item, plain: _Plain) -> MatchItem:
    return MatchItem(item.question.id, len(item.question.pairs), len(item.question.choices), *_home(item))


_VIEWS = {Single: _single, Multiple: _multiple, Numeric: _numeric, Order: _order, Match: _match}


# The cue learner: a conditional logit, the model of a choice among options by their features

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
    entry = Strategy(LEARNER, "single", "The option that all cues favour, weighed as the keys of other lessons suggest.", Trials.of, False)
    learned = tally(Attempt(entry, Counter(item.part for item in items), choose(items, values)))
    return judge(learned, learned.p, two_sided=False)


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
