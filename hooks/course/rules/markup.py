"""Rules over what questions render to: nothing that acts, no link that leads nowhere."""

from __future__ import annotations

import functools
import html
import posixpath
import re
from collections.abc import Iterator

import nh3
from selectolax.lexbor import LexborHTMLParser

from course.bank import Bank, Item
from course.render import EXTERNAL, MARKUP, fields_of
from course.rules import Fault, item_rule
from course.source import did_you_mean, walk

INLINE_FIELDS = {"text", "left", "right", "wrong", "feedback", "hint"}
MATH = set(["math", "mrow", "mi", "mn", "mo", "mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "mtext", "mspace", "mtable", "mtr", "mtd", "mover", "munder", "munderover", "mstyle", "mpadded"])
TAGS = set(["p", "em", "strong", "code", "pre", "ul", "ol", "li", "a", "br", "sub", "sup", "span", "div", "table", "thead", "tbody", "tr", "th", "td", "img"]) | MATH
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "code": {"class"},
    "div": {"class"},
    "span": {"class"},
    "td": {"align"},
    "th": {"align"},
    "ol": {"start"},
    "math": {"display"},
    **{tag: {"stretchy", "fence", "form", "separator", "mathvariant", "columnalign", "displaystyle", "width"} for tag in MATH - {"math"}},
}
SCHEMES = {"https", "http", "mailto"}


@item_rule("markup")
def rendering_is_harmless(item: Item, bank: Bank) -> Iterator[Fault]:
    """What a question's texts render to passes the allow-list unchanged: no raw HTML, no attribute or address that acts."""
    for location, key, text in _markdown(item):
        rendered = fields_of(bank).convert(text)
        if not harmless(rendered):
            what = ", ".join(sorted(culprits(rendered))) or "markup that is not well formed"
            yield location, f"renders {what}, which is not allowed.", "Write it in plain Markdown, or as code between backticks."
        elif key in INLINE_FIELDS and not re.fullmatch(r"<p>(?:(?!<p>|<(?:ul|ol|pre|div|table)\b).)*</p>", rendered, re.S):
            yield location, f'has more than one line of text in "{key}".', "Keep it to one paragraph; lists and code blocks belong in the stem."


@item_rule("link")
def links_lead_somewhere(item: Item, bank: Bank) -> Iterator[Fault]:
    """A link in a question leads to a page, and a section, that exist; it is written as from the lesson."""
    for location, _, text in _markdown(item):
        for target in targets(fields_of(bank).convert(text)):
            fault = broken_link(target, item.lesson, bank)
            if fault:
                yield location, f'links to "{target}": {fault}', "Correct the address."


def _markdown(item: Item) -> Iterator[tuple[tuple, str, str]]:
    """Yield (location, key, text) of each Markdown field with markup in it."""
    for location, key, value in walk(item.raw):
        if (key == "stem" or key in INLINE_FIELDS) and isinstance(value, str) and MARKUP.search(value):
            yield location, key, value


@functools.lru_cache(maxsize=4096)
def harmless(rendered: str) -> bool:
    """Tell whether HTML passes the allow-list unchanged."""
    cleaned = nh3.clean(rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, strip_comments=True)
    return _canonical(cleaned) == _canonical(rendered)


def _canonical(markup: str) -> str:
    return LexborHTMLParser(markup).body.html or ""


def culprits(rendered: str) -> set[str]:
    """Return what the allow-list would take out, as an author would name it."""
    found = set()
    if "<!--" in rendered:
        found.add("a comment")
    for tag in re.findall(r"<([a-zA-Z][\w-]*)", rendered):
        if tag.lower() not in TAGS:
            found.add(f"<{tag.lower()}>")
    for node in LexborHTMLParser(rendered).body.traverse():
        allowed = ATTRIBUTES.get(node.tag, set())
        for name, value in node.attributes.items():
            scheme = re.match(r"\s*([^/?#:]*):", value or "")
            if name not in allowed and node.tag in TAGS:
                found.add(f'the attribute "{name}"')
            elif name in ("href", "src") and scheme and scheme[1].lower() not in SCHEMES:
                found.add(f'an address with "{scheme[1][:20]}:"')
    return found


def targets(rendered: str) -> list[str]:
    """Return the addresses that HTML links to or shows."""
    return [html.unescape(target) for target in re.findall(r'\b(?:href|src)="([^"]*)"', rendered)]


def broken_link(target: str, source: str, bank: Bank) -> str:
    """Return what is wrong with a link that stands on the page with key `source`, or nothing."""
    if EXTERNAL.match(target):
        return ""
    path, _, fragment = target.partition("#")
    key = source
    if path:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if not (bank.root / bank.settings.docs / file).is_file():
            near = did_you_mean(file, [f"{key}.md" for key in bank.lessons])
            return f"there is no {bank.settings.docs}/{file}.{near}"
        key = file.removesuffix(".md")
    page = bank.lessons.get(key)
    if fragment and page and page.findings.anchors and fragment not in page.findings.anchors:
        return f"{page.path} has no section #{fragment}.{did_you_mean(fragment, page.findings.anchors)}"
    return ""
