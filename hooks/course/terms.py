"""Marks the first use of each glossary term on a page, so that its definition opens by pointer, tap and key.

A term is a link to its glossary entry, which works without JavaScript; the definition travels in an attribute. Headings, links, code, bold
definitions and questions are left alone: in a question a definition would give the answer away.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator

from markdown.util import AtomicString

from course.model import Concept

TEXTS = {"p", "li", "dd", "td"}
CLOSED = {"a", "code", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "button", "details", "dfn"}


class Terms:
    """The terms of a course, ready to be marked on a page."""

    def __init__(self, concepts: Iterable[Concept]):
        self.by_word = {word.lower(): concept for concept in concepts for word in (concept.term.en, *concept.also)}
        words = sorted(self.by_word, key=len, reverse=True)
        self.pattern = re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b", re.I) if words else None

    def mark(self, root: etree.Element, address: Callable[[str], str]) -> None:
        """Mark the first use of each term below `root`; `address` maps a concept's id to its glossary entry."""
        if self.pattern is None:
            return
        seen: set[str] = set()
        for element in list(_texts(root, False)):
            self._mark_text(element, seen, address)

    def _mark_text(self, element: etree.Element, seen: set[str], address: Callable[[str], str]) -> None:
        if element.text and not isinstance(element.text, AtomicString):
            rest, links = self._split(element.text, seen, address)
            if links:
                element.text = rest
                for position, link in enumerate(links):
                    element.insert(position, link)
        for child in list(element):
            if child.tail and not isinstance(child.tail, AtomicString):
                rest, links = self._split(child.tail, seen, address)
                if links:
                    child.tail = rest
                    position = list(element).index(child) + 1
                    for offset, link in enumerate(links):
                        element.insert(position + offset, link)

    def _split(self, text: str, seen: set[str], address: Callable[[str], str]) -> tuple[str, list[etree.Element]]:
        """Return the text before the first new term, and a link for each new term with the text behind it as its tail."""
        head, links, start = text, [], 0
        for match in self.pattern.finditer(text):
            concept = self.by_word[match[0].lower()]
            if concept.id in seen:
                continue
            seen.add(concept.id)
            link = etree.Element("a", {"class": "term", "href": address(concept.id), "data-definition": concept.definition})
            link.text = AtomicString(match[0])
            if links:
                links[-1].tail = text[start : match.start()]
            else:
                head = text[: match.start()]
            link.tail = text[match.end() :]
            links.append(link)
            start = match.end()
        return head, links


def _texts(element: etree.Element, inside: bool) -> Iterator[etree.Element]:
    """Yield the elements whose own text may hold terms."""
    if element.tag in CLOSED or "card" in (element.get("class") or ""):
        return
    inside = inside or element.tag in TEXTS
    if inside:
        yield element
    for child in element:
        yield from _texts(child, inside)
