"""Finds in a lesson's Markdown what the course needs: markers with their true lines, sections with their passages, links.

A marker is a line `{{ question ID }}`, `{{ questions }}`, `{{ exercise ID }}` or `{{ glossary }}`. It is found as a block, so it works in
lists, admonitions and tabs; code is taken away before blocks are parsed, so a marker in code stays text. To know its line after all that,
each candidate gets one private-use character that encodes the line and is stripped from the result.
"""

from __future__ import annotations

import html
import re
import unicodedata
import xml.etree.ElementTree as etree
from bisect import bisect_left
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
LAST_TAG = 0x10FFFD
TAG = re.compile("[\U000f0000-\U0010fffd]")
CANDIDATE = re.compile(r"^\s*(?:>\s*|[-*+:]\s+|\d+\.\s+|\[\^[^\]]*\]:\s*)*\{\{|\{\{(?=\s*(?:questions?|exercise|glossary)\b)")
MARKER = re.compile(r"^(?: {0,3})(\{\{.*)$", re.M)
FORM = re.compile(r"\{\{\s*(\w+)(?:\s+([^\s{}]+))?\s*\}\}\s*$")
TAKES_ID = {"question": True, "questions": False, "exercise": True, "glossary": False}
CONTAINERS = {"div", "blockquote", "details", "section", "figure", "aside", "summary"}
PASSAGES = {"p", "ul", "ol", "dl", "table"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
AMPERSAND = "\x02amp\x03"
PLACEHOLDER = re.compile("\x02[^\x03]*\x03")
CODE = re.compile(r"<(pre|code)\b.*?</\1>|<!--.*?-->", re.S)
DEEP = re.compile(r"^(?:[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>)){40}|^[ ]{160}", re.M)
NESTED = ("Lists or quotes are nested too deeply here.", "Nest fewer levels.")
TANGLED = 8_000_000
SEARCHED = 30_000


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
    titles: dict[str, str] = field(default_factory=dict)
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
    """Tags each marker, and what looks like one, with the number of its line, before fences are taken away."""

    def __init__(self, md: Markdown, owner: Markers):
        super().__init__(md)
        self.owner = owner

    def run(self, lines: list[str]) -> list[str]:
        self.owner.lines = lines
        return [self.tagged(line, number) if "{{" in line else line for number, line in enumerate(lines, start=1)]

    def tagged(self, line: str, number: int) -> str:
        tag = chr(min(FIRST_TAG + number, LAST_TAG))
        return CANDIDATE.sub(lambda match: match[0] + tag, line)


class _Blocks(BlockProcessor):
    """Turns each marker into whatever the owner puts in its place."""

    def __init__(self, parser: Any, owner: Markers):
        super().__init__(parser)
        self.owner = owner

    def test(self, parent: etree.Element, block: str) -> bool:
        return "{{" in block and MARKER.search(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block, start = blocks.pop(0), 0
        for match in MARKER.finditer(block):
            self.text(parent, block[start : match.start()].rstrip("\n"))
            self.marker(parent, match[1])
            start = match.end()
        rest = block[start:].lstrip("\n")
        if rest.strip():
            blocks.insert(0, rest)

    def text(self, parent: etree.Element, text: str) -> None:
        if text.strip():
            self.parser.parseBlocks(parent, [text.lstrip("\n")])

    def marker(self, parent: etree.Element, text: str) -> None:
        tag = TAG.search(text)
        line = ord(tag[0]) - FIRST_TAG if tag else 0
        markup = self.owner.place(parse_marker(TAG.sub("", text), line))
        if markup:
            etree.SubElement(parent, "p").text = self.parser.md.htmlStash.store(markup)


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
                found.titles[anchor] = words_of(element)
            elif section is not None:
                section.append(Passage(element, words_of(element)))
        for element in root.iter():
            if element.get("id"):
                found.anchors.add(element.get("id"))
            target = element.get("href") or element.get("src")
            if target and isinstance(target, str):
                found.links.append(html.unescape(target.replace(AMPERSAND, "&")))
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
            line = ord(tag) - FIRST_TAG
            text = self.owner.lines[line - 1] if line <= len(self.owner.lines) else ""
            self.owner.place(Marker(TAG.sub("", text).strip(), line, fault="stands where nothing can be shown"))
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
        text = PLACEHOLDER.sub("", text.replace(AMPERSAND, "&"))
    return normal(html.unescape(text) if "&" in text else text)


class Markers(Extension):
    """The extension. `place(marker)` records a marker and returns the HTML to stand in its place; subclasses render there."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.findings = Findings()
        self.lines: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:
        md.registerExtension(self)
        md.preprocessors.register(_Tagger(md, self), "course-lines", 28)
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


def markdown_fault(md: Markdown, text: str) -> tuple[int, str, str] | None:
    """Convert `text`; return (line, fact, fix) where that fails or would take minutes, else None."""
    line = tangle(text)
    if line:
        return line, "Brackets are opened here by the hundred and never closed.", "Close them, or put them in a code block."
    deep = DEEP.search(text)
    if deep:
        return text.count("\n", 0, deep.start()) + 1, *NESTED
    error = _failure(md, text)
    if error is None:
        return None
    lines = text.split("\n")
    line = bisect_left(range(len(lines)), True, key=lambda end: _failure(md, "\n".join(lines[: end + 1])) is not None)
    line = min(line, len(lines) - 1) if len(text) <= SEARCHED else 0
    return line + 1, *_why(error, lines[line])


def _failure(md: Markdown, text: str) -> Exception | None:
    """Return what converting `text` raises."""
    try:
        md.reset()
        md.convert(text)
    except Exception as error:  # extensions are foreign code
        md.parser.state.clear()
        return error
    return None


def _why(error: Exception, line: str) -> tuple[str, str]:
    if "$" in line:
        reason = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
        return f"A formula on this line cannot be read ({reason}).", "Correct the LaTeX between the dollar signs."
    if isinstance(error, RecursionError):
        return NESTED
    return f"Markdown cannot be read here ({type(error).__name__}: {error}).", "Write it more simply."


def tangle(text: str) -> int:
    """Return the line of the block where open brackets would keep Markdown busy for minutes, or 0.

    Markdown looks from each open bracket to the end of its block, so the cost is open brackets times length.
    """
    cost = 0
    for block in BLOCK.finditer(text):
        cost += sum(len(block[0]) * _depth(block[0], *pair) for pair in ("[]", "()", "<>"))
        if cost > TANGLED:
            return text.count("\n", 0, block.start()) + 1
    return 0


def _depth(block: str, opening: str, closing: str) -> int:
    """Return how many brackets are open at once."""
    if block.count(opening) * len(block) < TANGLED // 100:
        return 0
    depth = most = 0
    for bracket in re.findall(f"[{re.escape(opening + closing)}]", block):
        depth = depth + 1 if bracket == opening else max(0, depth - 1)
        most = max(most, depth)
    return most


BLOCK = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def without_output(md: Markdown) -> None:
    """Let a converter that only surveys pages write no HTML, but where a tagged line is left that the output must tell from code."""
    write = md.serializer

    def serializer(root: etree.Element) -> str:
        stashed = (block for block in md.htmlStash.rawHtmlBlocks if isinstance(block, str))
        left = TAG.search("".join(root.itertext())) or any(TAG.search(block) for block in stashed)
        return write(root) if left else "<div></div>"

    md.serializer = serializer


def find_passage(passages: list[Passage], quote: str) -> Passage | None:
    """Return the passage that holds the words of `quote`."""
    words = normal(quote)
    return next((passage for passage in passages if words in passage.text), None)
