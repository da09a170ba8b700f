"""Formulas between dollar signs become MathML while the page is built: `$x$` in a line, `$$` around a block on lines of their own."""

from __future__ import annotations

import html
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


def mathml(formula: str, display: str, strict: bool) -> str:
    """Return the MathML of a LaTeX formula; `display` is inline or block.

    A formula that cannot be read raises whatever the converter raises where `strict`; elsewhere it stays as it was typed, as code.
    """
    try:
        return re.sub(r"\s+xmlns=\"[^\"]*\"", "", convert(formula, display=display))
    except Exception:  # the preview goes on; the check, which is strict, tells the author
        if strict:
            raise
        return f"<code>{html.escape(formula)}</code>"


class _Inline(InlineProcessor):
    strict = False

    def handleMatch(self, match: re.Match, data: str) -> tuple[str, int, int]:
        return self.md.htmlStash.store(mathml(match[1], "inline", self.strict)), match.start(0), match.end(0)


class _Block(BlockProcessor):
    strict = False

    def test(self, parent: etree.Element, block: str) -> bool:
        return BLOCK.match(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        formula = BLOCK.match(blocks.pop(0))[1]
        etree.SubElement(parent, "p", {"class": "formula"}).text = self.parser.md.htmlStash.store(mathml(formula, "block", self.strict))


class Math(Extension):
    """The extension."""

    def __init__(self, **kwargs: Any):
        self.config = {"strict": [False, "Raise on a formula that cannot be read"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]
        inline, block = _Inline(INLINE, md), _Block(md.parser)
        inline.strict = block.strict = self.getConfig("strict")
        md.inlinePatterns.register(inline, "course-math", 185)
        md.parser.blockprocessors.register(block, "course-math", 76)


def makeExtension(**kwargs: Any) -> Math:
    """Name of the entry that Python-Markdown looks for."""
    return Math(**kwargs)
