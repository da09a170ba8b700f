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

WORD = re.compile(r"\w+")
TEXTS = {"p", "li", "dd", "td"}
CLOSED = {"a", "code", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "button", "details", "dfn"}


class Terms:
    """The terms of a course, ready to be marked on a page."""

    def __init__(self, concepts: Iterable[Concept]):
        self.by_word = {word.lower(): concept for concept in concepts for word in (concept.term.en, *concept.also)}
        self.by_first: dict[str, list[str]] = {}
        for word in sorted(self.by_word, key=len, reverse=True):
            self.by_first.setdefault(WORD.search(word)[0], []).append(word)

    def mark(self, root: etree.Element, address: Callable[[str], str]) -> None:
        """Mark the first use of each term below `root`; `address` maps a concept's id to its glossary entry."""
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
        for begin, end, concept in self._found(text):
            if concept.id in seen:
                continue
            seen.add(concept.id)
            link = etree.Element("a", {"class": "term", "href": address(concept.id), "data-definition": concept.definition})
            link.text = AtomicString(text[begin:end])
            if links:
                links[-1].tail = text[start:begin]
            else:
                head = text[:begin]
            link.tail = text[end:]
            links.append(link)
            start = end
        return head, links

    def _found(self, text: str) -> Iterator[tuple[int, int, Concept]]:
        """Yield (begin, end, concept) of each term in `text`, the longest where several begin. Looked up by first word: one pattern of
        all terms would try each of them at each word of the course."""
        lower, behind = text.lower(), 0
        for first in WORD.finditer(lower):
            begin = first.start()
            for word in self.by_first.get(first[0], ()) if begin >= behind else ():
                end = begin + len(word)
                if lower.startswith(word, begin) and not lower[end : end + 1].isalnum():
                    behind = end
                    yield begin, end, self.by_word[word]
                    break


def _texts(element: etree.Element, inside: bool) -> Iterator[etree.Element]:
    """Yield the elements whose own text may hold terms."""
    if element.tag in CLOSED or "card" in (element.get("class") or ""):
        return
    inside = inside or element.tag in TEXTS
    if inside:
        yield element
    for child in element:
        yield from _texts(child, inside)
