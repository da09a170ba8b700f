"""Rules that hold a question against what stands elsewhere: other questions of its objective, and its own lesson."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from course.bank import Bank, Item, Lesson
from course.rules import Fault, item_rule
from course.rules.reading import WORD, content_of, kept, listed, reading
from course.source import shown

NEAR = 0.85
GRAM = 8


@item_rule("duplicate", "warning")
def stems_differ(item: Item, bank: Bank) -> Iterator[Fault]:
    """Two questions of one objective do not ask in nearly the same words: the second measures only who remembers the first."""
    other = kept("duplicates", bank, lambda: dict(_duplicates(bank))).get(id(item))
    if other:
        fact = f"asks in nearly the same words as {other.question.id} ({other.path}:{other.line('stem')})."
        yield ("stem",), fact, "Ask about another case, or delete one."


def _duplicates(bank: Bank) -> Iterator[tuple[int, Item]]:
    """Yield (identity of an item, an earlier item of its objective whose stem has nearly its words)."""
    groups = defaultdict(list)
    for quiz in bank.quizzes.values():
        for item in quiz.items:
            groups[item.lesson, item.question.objective].append(item)
    for items in groups.values():
        yield from _near(items, [frozenset(reading(item, bank).stem.tokens) for item in items])


def _near(items: list[Item], stems: list[frozenset[str]]) -> Iterator[tuple[int, Item]]:
    """Compare only stems that share one of their rarest words, as two that are near enough always do."""
    counts = Counter(word for words in stems for word in words)
    ranks = {word: rank for rank, word in enumerate(sorted(counts, key=lambda word: (counts[word], word)))}
    holders: dict[int, list[int]] = defaultdict(list)
    for number, words in enumerate(stems):
        rare = sorted(map(ranks.__getitem__, words))[: int((1 - NEAR) * len(words) + 1e-9) + 1]
        for other in dict.fromkeys(other for rank in rare for other in holders[rank]):
            shared = len(words & stems[other])
            if shared >= NEAR * (len(words) + len(stems[other]) - shared):
                yield id(items[number]), items[other]
                break
        for rank in rare:
            holders[rank].append(number)


@item_rule("copied", "warning")
def higher_levels_are_new(item: Item, bank: Bank) -> Iterator[Fault]:
    """From apply upwards a stem brings a case of its own: eight words in a row from the lesson make it a question of memory."""
    lesson = bank.lessons.get(item.lesson)
    if lesson is None or item.question.level in (None, "remember", "understand"):
        return
    tokens, known = reading(item, bank).stem.tokens, taught(lesson).grams
    if known.isdisjoint(map(hash, grams(tokens))):
        return
    gram = next(gram for gram in grams(tokens) if hash(gram) in known)
    fact = f'is at level {item.question.level}, but its stem repeats the lesson: "{" ".join(gram)}".'
    yield ("stem",), fact, "Write a case of its own, or lower the level."


@item_rule("uncited", "warning")
def cited_section_has_key(item: Item, bank: Bank) -> Iterator[Fault]:
    """At remember and understand the cited section has a word of the key: else the reader is sent to a place that does not settle it."""
    known, lesson, evidence = reading(item, bank), bank.lessons.get(item.lesson), item.question.evidence
    if item.question.level not in ("remember", "understand") or not lesson or not evidence or known.in_order:
        return
    right = [option for option in known.options if option.option.correct]
    section = taught(lesson).content.get(evidence.section)
    if section and any(option.content for option in right) and all(option.content.isdisjoint(section) for option in right):
        words = listed(shown(option.text) for option in right)
        yield ("evidence", "section"), f"cites #{evidence.section}, which has no word of its key, {words}.", "Cite what settles it."


@dataclass(frozen=True)
class Taught:
    """What a lesson says: all its runs of eight words, as hashes, and the content of each section by its anchor."""

    grams: set[int]
    content: dict[str, frozenset[str]]


def taught(lesson: Lesson) -> Taught:
    """Return what a lesson says, from memory where its page has not been read anew."""
    return kept(f"taught {lesson.key}", lesson.findings, lambda: _taught(lesson))


def _taught(lesson: Lesson) -> Taught:
    said = Taught(set(), {})
    for anchor, passages in lesson.findings.sections.items():
        words: set[str] = set()
        for passage in passages:
            tokens = WORD.findall(passage.text.lower())
            said.grams.update(map(hash, grams(tokens)))
            words.update(tokens)
        said.content[anchor] = content_of(words)
    return said


def grams(tokens: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Return all runs of eight words."""
    return zip(*(tokens[start:] for start in range(GRAM)), strict=False)
