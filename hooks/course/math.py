"""Formulas between dollar signs become MathML while the page is built: `$x$` in a line, `$$` around a block on lines of their own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Any

from latex2mathml.converter import convert
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

INLINE = r"(?<![\\$\w])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?![\w$])"
BLOCK = re.compile(r"^\$\$\s*(.+?)\s*\$\$$", re.S)


def mathml(formula: str, display: str) -> str:
    """Return the MathML of a LaTeX formula; `display` is inline or block. The formula itself is kept as its annotation."""
    return re.sub(r"\s+xmlns=\"[^\"]*\"", "", convert(formula, display=display))


class _Inline(InlineProcessor):
    def handleMatch(self, match: re.Match, data: str) -> tuple[str, int, int]:
        return self.md.htmlStash.store(mathml(match[1], "inline")), match.start(0), match.end(0)


class _Block(BlockProcessor):
    def test(self, parent: etree.Element, block: str) -> bool:
        return BLOCK.match(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        formula = BLOCK.match(blocks.pop(0))[1]
        etree.SubElement(parent, "p", {"class": "formula"}).text = self.parser.md.htmlStash.store(mathml(formula, "block"))


class Math(Extension):
    """The extension."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(_Inline(INLINE, md), "course-math", 185)
        md.parser.blockprocessors.register(_Block(md.parser), "course-math", 76)


def makeExtension(**kwargs: Any) -> Math:
    """Name of the entry that Python-Markdown looks for."""
    return Math(**kwargs)
