"""Rules on the text of lessons and questions: how long a lesson is, and that one thing has one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course.bank import Bank, Item, Lesson
from course.model import Concept, Problem
from course.rules import Fault, bank_rule, item_rule
from course.rules.reading import kept, listed, reading
from course.source import split_front_matter, walk

UNSEEN = re.compile(r"`[^`\n]*`|\{\{[^{}\n]*\}\}|\{[^{}\n]*\}|\]\([^)\n]*\)|<[^<>\n]*>|\w+://\S+")


def words_of_lesson(lesson: Lesson) -> int:
    """Return the words of a lesson's text, without its further reading, its questions, and what stands folded away."""
    _, body, _ = split_front_matter(lesson.text)
    body = re.sub(r"^## [^\n]*\{#further-reading\}.*", "", body, flags=re.M | re.S)
    body = re.sub(r"^\s*\?\?\?.*\n(?:(?:    .*)?\n)*", "", body, flags=re.M)
    return len(re.findall(r"\w[\w'-]*", UNSEEN.sub(" ", body)))


@bank_rule("length", "warning")
def lessons_keep_their_length(bank: Bank) -> Iterator[Problem]:
    """A lesson is as long as `lesson_words` in mkdocs.yml asks, such as [800, 1300]: a reader plans by it."""
    limits = bank.settings.course.get("lesson_words")
    if limits is None:
        return
    if not (isinstance(limits, list) and len(limits) == 2 and all(type(limit) is int for limit in limits) and limits[0] <= limits[1]):
        yield Problem("mkdocs.yml", 1, "length", "lesson_words is no pair of numbers.", 'Write the fewest and the most, as in "lesson_words: [800, 1300]".', "warning")
        return
    for lesson in bank.lessons.values():
        if lesson.is_lesson:
            words = words_of_lesson(lesson)
            if words < limits[0]:
                yield Problem(lesson.path, 1, "length", f"The lesson has {words} words, and {limits[0]} are the fewest.", "Say more, or join it to another.", "warning")
            if words > limits[1]:
                yield Problem(lesson.path, 1, "length", f"The lesson has {words} words, and {limits[1]} are the most.", "Shorten it, or make two of it.", "warning")


@dataclass(frozen=True)
class Avoided:
    """The words that concepts.yml wants avoided: where they stand, where they stand within a term, and the terms to use instead."""

    pattern: re.Pattern
    terms: re.Pattern
    instead: dict[str, list[str]]

    def within(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Yield (offset, fact, fix) for each avoided word of a text. What is quoted, or part of a term, may stand."""
        if not self.pattern.search(text):
            return
        text = self.terms.sub(_blank, UNSEEN.sub(_blank, text))
        for match in self.pattern.finditer(text):
            terms = self.instead[match[0].lower()]
            what = "the term" if len(terms) == 1 else "the one that is meant"
            yield match.start(), f'"{match[0]}" is avoided in this course, which has the term {listed(terms)}.', f"Use {what}, or quote the word."


def _blank(match: re.Match) -> str:
    """Return nothing to see of the same length, lines kept."""
    return re.sub(r"[^\n]", " ", match[0])


def avoided(bank: Bank) -> Avoided | None:
    """Return the words that the course avoids, if any."""
    return kept("avoided", bank, lambda: _avoided([concept for concept, _ in bank.concepts]))


def _avoided(concepts: list[Concept]) -> Avoided | None:
    instead: dict[str, list[str]] = {}
    for concept in concepts:
        for word in concept.avoid:
            instead.setdefault(word.lower(), []).append(concept.term.en)
    if not instead:
        return None
    forms = [form for concept in concepts for form in (concept.term.en, *concept.also) if form.lower() not in instead]
    holding = [form for form in forms if any(word in form.lower() for word in instead)]
    terms = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(holding, key=len, reverse=True))
    words = "|".join(map(re.escape, sorted(instead, key=len, reverse=True)))
    return Avoided(re.compile(rf'(?<![\w"\u201c-])(?:{words})(?![\w"\u201d-])', re.I), re.compile(rf"\b(?:{terms})\b" if terms else r"(?!)", re.I), instead)


@bank_rule("term", "warning")
def pages_use_the_terms(bank: Bank) -> Iterator[Problem]:
    """A thing has one name on all pages: what `avoid` lists in concepts.yml gives way to the term."""
    words = avoided(bank)
    for page in bank.pages.values() if words else ():
        for offset, fact, fix in words.within(page.text):
            yield Problem(page.path, page.text.count("\n", 0, offset) + 1, "term", fact, fix, "warning")


@item_rule("term", "warning")
def questions_use_the_terms(item: Item, bank: Bank) -> Iterator[Fault]:
    """A thing has one name in lessons and questions, or the reader is asked about a word that nobody taught."""
    words = avoided(bank)
    if words is None or not words.pattern.search(reading(item, bank).written):
        return
    for location, _, text in walk(item.raw):
        if isinstance(text, str) and " " in text:
            for _, fact, fix in words.within(text):
                yield location, f"says what it should not: {fact}", fix
