"""Rules over evidence: the words of the lesson that settle a key."""

from __future__ import annotations

from collections.abc import Iterator

from course.bank import Bank, Item
from course.markers import Passage, normal
from course.rules import Fault, item_rule
from course.source import did_you_mean, shown


@item_rule("evidence")
def section_exists(item: Item, bank: Bank) -> Iterator[Fault]:
    """The section that evidence names is a heading's anchor on the lesson page."""
    lesson, evidence = bank.lessons.get(item.lesson), item.question.evidence
    if lesson and evidence and lesson.text and evidence.section not in lesson.findings.sections:
        hint = did_you_mean(evidence.section, lesson.findings.sections)
        fix = "" if hint else "Name a heading's anchor."
        yield ("evidence", "section"), f'points to "{evidence.section}", but {lesson.path} has no such section.{hint}', fix or "Correct it."


@item_rule("evidence")
def quote_stands_in_section(item: Item, bank: Bank) -> Iterator[Fault]:
    """The quote stands, word for word, in one paragraph, list or table of its section; embedded questions do not count."""
    lesson, evidence = bank.lessons.get(item.lesson), item.question.evidence
    if not lesson or not evidence:
        return
    passages = lesson.findings.sections.get(evidence.section)
    if passages is None or _stands_in(evidence.quote, passages):
        return
    elsewhere = [anchor for anchor, others in lesson.findings.sections.items() if anchor and _stands_in(evidence.quote, others)]
    hint = f" They stand in #{elsewhere[0]}." if elsewhere else ""
    fact = f'quotes words that are not in #{evidence.section}: "{shown(evidence.quote)}".{hint}'
    yield ("evidence", "quote"), fact, "Name that section." if hint else "Quote the lesson's words, then confirm the key."


def _stands_in(quote: str, passages: list[Passage]) -> bool:
    words = normal(quote)
    return any(words in passage.text for passage in passages)
