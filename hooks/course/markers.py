"""Finds in a lesson's Markdown what the course needs: markers with their true lines, sections with their passages, links.

A marker is a line `{{ question ID }}`, `{{ questions }}`, `{{ exercise ID }}` or `{{ glossary }}`. It is found as a block, so it works in
lists, admonitions and tabs; code is taken away before blocks are parsed, so a marker in code stays text. To know its line after all that,
each candidate line gets one private-use character that encodes the line and is stripped from the result.
"""

from __future__ import annotations

import html
import re
import unicodedata
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

FIRST_TAG = 0xF0000
TAG = re.compile("[\U000f0000-\U000ffffd]")
CANDIDATE = re.compile(r"^\s*(?:>\s*|[-*+]\s+|\d+\.\s+)*\{\{")
MARKER = re.compile(r"^(?: {0,3})(\{\{.*)$", re.M)
FORM = re.compile(r"\{\{\s*(\w+)(?:\s+([^\s{}]+))?\s*\}\}\s*$")
TAKES_ID = {"question": True, "questions": False, "exercise": True, "glossary": False}
CONTAINERS = {"div", "blockquote", "details", "section", "figure", "aside", "summary"}
PASSAGES = {"p", "ul", "ol", "dl", "table"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
PLACEHOLDER = re.compile("\x02[^\x03]*\x03")
CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.S)


@dataclass(frozen=True)
class Marker:
    """A marker as it stands in a lesson. `fault` says what is wrong with its form."""

    text: str
    line: int
    name: str = ""
    argument: str = ""
    fault: str = ""


@dataclass
class Passage:
    """A paragraph, list or table: its element and its words as a reader sees them."""

    element: etree.Element
    text: str


@dataclass
class Findings:
    """What one page holds."""

    markers: list[Marker] = field(default_factory=list)
    sections: dict[str, list[Passage]] = field(default_factory=dict)
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)


def normal(text: str) -> str:
    """Return text with one kind of quotes, dashes and spaces, so that typography cannot part a quote from its source."""
    text = unicodedata.normalize("NFC", text)
    text = text.translate(QUOTES)
    return " ".join(text.split())


QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u2013": "-", "\u2014": "-", "\u00a0": " ", "\u202f": " "})


def parse_marker(text: str, line: int) -> Marker:
    """Read one line that begins with two braces."""
    match = FORM.match(text.strip())
    if not match:
        return Marker(text.strip(), line, fault="is no marker")
    name, argument = match[1], match[2] or ""
    if name not in TAKES_ID:
        return Marker(text.strip(), line, name, argument, fault="is no marker")
    if TAKES_ID[name] != bool(argument):
        return Marker(text.strip(), line, name, argument, fault="lacks its id" if not argument else "takes no id")
    return Marker(text.strip(), line, name, argument)


class _Tagger(Preprocessor):
    """Tags each candidate line with its number, before fences are taken away."""

    def run(self, lines: list[str]) -> list[str]:
        return [
            line + chr(FIRST_TAG + number) if "{{" in line and CANDIDATE.match(line) else line
            for number, line in enumerate(lines, start=1)
        ]


class _Blocks(BlockProcessor):
    """Turns each marker into whatever the owner puts in its place."""

    def __init__(self, parser: Any, owner: Markers):
        super().__init__(parser)
        self.owner = owner

    def test(self, parent: etree.Element, block: str) -> bool:
        return "{{" in block and MARKER.search(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = MARKER.search(block)
        before, after = block[: match.start()].rstrip("\n"), block[match.end() :].lstrip("\n")
        if before.strip():
            self.parser.parseBlocks(parent, [before])
        tag = TAG.search(match[1])
        line = ord(tag[0]) - FIRST_TAG if tag else 0
        markup = self.owner.place(parse_marker(TAG.sub("", match[1]), line))
        if markup:
            etree.SubElement(parent, "p").text = self.parser.md.htmlStash.store(markup)
        if after.strip():
            blocks.insert(0, after)


class _Survey(Treeprocessor):
    """Collects sections, passages, anchors and links of the finished tree."""

    def __init__(self, md: Markdown, owner: Markers):
        super().__init__(md)
        self.owner = owner

    def run(self, root: etree.Element) -> None:
        found = self.owner.findings
        section: list[Passage] | None = None
        for element in _blocks(root):
            if element.tag in HEADINGS:
                anchor = element.get("id", "")
                section = found.sections.setdefault(anchor, [])
            elif section is not None:
                section.append(Passage(element, words_of(element)))
        for element in root.iter():
            if element.get("id"):
                found.anchors.add(element.get("id"))
            target = element.get("href") or element.get("src")
            if target and isinstance(target, str):
                found.links.append(html.unescape(target))
        self.owner.surveyed()


class _Strip(Postprocessor):
    """Takes the tags out of the result; one that stands outside code marks a marker that no block was made of."""

    def __init__(self, md: Markdown, owner: Markers):
        super().__init__(md)
        self.owner = owner

    def run(self, text: str) -> str:
        if not TAG.search(text):
            return text
        for tag in TAG.findall(CODE.sub("", text)):
            self.owner.place(Marker("{{", ord(tag) - FIRST_TAG, fault="stands where no block can"))
        return TAG.sub("", text)


def _blocks(root: etree.Element) -> Iterator[etree.Element]:
    for element in root:
        if element.tag in HEADINGS or element.tag in PASSAGES:
            yield element
        elif element.tag in CONTAINERS:
            yield from _blocks(element)


def words_of(element: etree.Element) -> str:
    """Return the words of an element as a reader sees them, without what was stashed (questions, code blocks, formulas)."""
    text = "".join(element.itertext())
    if "\x02" in text:
        text = PLACEHOLDER.sub("", text.replace("\x02amp\x03", "&"))
    return normal(html.unescape(text) if "&" in text else text)


class Markers(Extension):
    """The extension. `place(marker)` records a marker and returns the HTML to stand in its place; subclasses render there."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.findings = Findings()

    def extendMarkdown(self, md: Markdown) -> None:
        md.registerExtension(self)
        md.preprocessors.register(_Tagger(md), "course-lines", 28)
        md.parser.blockprocessors.register(_Blocks(md.parser, self), "course-markers", 75)
        md.treeprocessors.register(_Survey(md, self), "course-survey", -20)
        md.postprocessors.register(_Strip(md, self), "course-strip", -20)

    def reset(self) -> None:
        """Begin a new page."""
        self.findings = Findings()

    def place(self, marker: Marker) -> str:
        """Record `marker`; return HTML for its place."""
        self.findings.markers.append(marker)
        return ""

    def surveyed(self) -> None:
        """Called when the tree is complete; subclasses may change it."""


