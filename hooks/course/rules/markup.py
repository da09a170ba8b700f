"""Rules over what questions render to: nothing that acts, no link that leads nowhere."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

import nh3
from selectolax.lexbor import LexborHTMLParser

from course.bank import Bank, Exercise, Item, Lesson
from course.markers import markdown_fault, tangle
from course.render import EXTERNAL, MARKUP, fields_of
from course.rules import Fault, item_rule
from course.source import Mapping, Sequence, did_you_mean, shown

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
PLAIN = re.compile(r"(?:[^<>]+|</?(?:p|em|strong|code)>)*+")  # what most fields render to; the allow-list would change none of it
SCHEMES = {"https", "http", "mailto"}
MAX_TAGS = 2_000
MAX_PATH = 400
MAX_FIELD = 5_000
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*>")
VOID = {"br", "img"}


@item_rule("markup")
def rendering_is_harmless(item: Item, bank: Bank) -> Iterator[Fault]:
    """What a question's texts render to passes the allow-list unchanged: no raw HTML, no attribute or address that acts."""
    for location, key, text in _markdown(item):
        rendered = render(text, bank)
        if rendered is None:
            yield location, *_unshowable(key, text, bank)
        elif not harmless(rendered):
            what = ", ".join(sorted(culprits(rendered))) or "markup that is not well formed"
            yield location, f"renders {shown(what, 120)}, which is not allowed.", "Write it in plain Markdown, or as code between backticks."
        elif key in INLINE_FIELDS and not re.fullmatch(r"<p>(?:(?!<p>|<(?:ul|ol|pre|div|table)\b).)*</p>", rendered, re.S):
            yield location, f'has more than one line of text in "{key}".', "Keep it to one paragraph; lists and code blocks belong in the stem."


@item_rule("link")
def links_lead_somewhere(item: Item, bank: Bank) -> Iterator[Fault]:
    """A link in a question leads to a page, and a section, that exist; it is written as from the lesson."""
    for location, _, text in _markdown(item):
        rendered = render(text, bank) or ""
        for target in dict.fromkeys(targets(rendered) if harmless(rendered) else []):
            fault = broken_link(target, item.lesson, bank)
            if fault:
                yield location, f'links to "{shown(target)}": {fault}', "Correct the address."


def render(text: str, bank: Bank) -> str | None:
    """Return what a field renders to, or None where it cannot be rendered."""
    if len(text) > MAX_FIELD or tangle(text):
        return None
    try:
        rendered = fields_of(bank).convert(text)
    except Exception:  # extensions are foreign code
        return None
    return rendered if rendered.count("<") <= MAX_TAGS else None


def _unshowable(key: str, text: str, bank: Bank) -> tuple[str, str]:
    """Return (fact, fix) for a field that cannot be rendered."""
    if len(text) > MAX_FIELD:
        return f'has {len(text):,} characters in "{shown(key)}", more than {MAX_FIELD:,}.', "Shorten it."
    fault = markdown_fault(fields_of(bank).markdown, text)
    _, fact, fix = fault or (1, "It has more elements than a question can hold.", "Write it more simply.")
    return f'cannot show its "{shown(key)}". {fact}', fix


def _markdown(item: Item) -> list[tuple[tuple, str, str]]:
    """Return (location, key, text) of each Markdown field with markup in it."""
    found: list[tuple[tuple, str, str]] = []
    _collect(item.raw, (), found)
    return found


def _collect(tree: Mapping | Sequence, location: tuple, found: list[tuple[tuple, str, str]]) -> None:
    for key, value in tree.items() if isinstance(tree, Mapping) else enumerate(tree):
        if isinstance(value, str):
            if (key == "stem" or key in INLINE_FIELDS) and MARKUP.search(value):
                found.append(((*location, key), key, value))
        elif value is not None:
            _collect(value, (*location, key), found)


@functools.lru_cache(maxsize=4096)
def harmless(rendered: str) -> bool:
    """Tell whether HTML passes the allow-list unchanged, and closes what it opens and nothing else."""
    if PLAIN.fullmatch(rendered) and _is_balanced(rendered):
        return True
    if "<!" in rendered or "<?" in rendered or not _is_balanced(rendered):
        return False
    cleaned = nh3.clean(rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, strip_comments=True)
    return _canonical(cleaned) == _canonical(rendered)


def _is_balanced(markup: str) -> bool:
    open_tags: list[str] = []
    for slash, name in TAG.findall(markup):
        name = name.lower()
        if slash and (not open_tags or open_tags.pop() != name):
            return False
        if not slash and name not in VOID:
            open_tags.append(name)
    return not open_tags


def _canonical(markup: str) -> str:
    return LexborHTMLParser(f"<body>{markup}").body.html or ""


def culprits(rendered: str) -> set[str]:
    """Return what the allow-list would take out, as an author would name it."""
    found = set()
    if "<!" in rendered or "<?" in rendered:
        found.add("a comment")
    opened = {tag.lower() for slash, tag in TAG.findall(rendered) if not slash}
    closed = {tag.lower() for slash, tag in TAG.findall(rendered) if slash}
    found |= {f"<{tag}>" for tag in opened - TAGS} | {f"</{tag}>" for tag in closed - opened - TAGS}
    for node in LexborHTMLParser(f"<body>{rendered}").body.traverse():
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
    if "href=" not in rendered and "src=" not in rendered:
        return []
    nodes = LexborHTMLParser(rendered).css("[href], [src]")
    return [target for node in nodes if (target := node.attributes.get("href") or node.attributes.get("src"))]


def broken_link(target: str, source: str, bank: Bank) -> str:
    """Return what is wrong with a link that stands on the page with key `source`, or nothing."""
    if target.startswith("/") and not target.startswith("//"):
        return "it begins at the root of the host, not of the course."
    if EXTERNAL.match(target):
        return ""
    path, _, fragment = target.partition("#")
    path = unquote(path.partition("?")[0])
    file = posixpath.normpath(posixpath.join(posixpath.dirname(source), path)) if path else f"{source}.md"
    if path and not _is_file(file, bank):
        return f"there is no {bank.settings.docs}/{shown(file)}.{did_you_mean(file, [f'{key}.md' for key in bank.pages])}"
    page = bank.pages.get(file.removesuffix(".md"))
    if not fragment or page is None or not page.text:
        return ""
    anchors = _anchors(page, bank)
    return "" if fragment in anchors else f"{page.path} has no section #{shown(fragment)}.{did_you_mean(fragment, anchors)}"


def _is_file(file: str, bank: Bank) -> bool:
    return file in bank.generated or len(file) < MAX_PATH and (bank.root / bank.settings.docs / file).is_file()


def _anchors(page: Lesson | Exercise, bank: Bank) -> set[str]:
    """Return the anchors of a page: of its text, and of what markers put there."""
    anchors = set(page.findings.anchors)
    for marker in page.findings.markers:
        if marker.name == "question":
            anchors.add(f"q-{marker.argument}")
        elif marker.name == "glossary":
            anchors.update(concept.id for concept, _ in bank.concepts)
    return anchors
