"""Makes one printable page of a part: its lessons as rendered, one after the other, the questions to fill in, all keys behind them.

The page needs no script. What was unique on a lesson's own page must be so beside the others: ids get the lesson's name in front, and a link
to a lesson of the part becomes an anchor. Knows the bank and rendered lessons, no engine.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from course.bank import Bank, Lesson
from course.outline import ordered_lessons, parts
from course.render import EXTERNAL, Renderer, relative_url, url_of

PRINT = "print"
POINTERS = ("for", "aria-labelledby", "aria-describedby")
FOR_SCREENS = "script, link, .verdict, .do, .doubt, .hint, .moves, .question select"
LOOKS = ("tokens", "site", "lesson", "figure", "question", "print", "booklet")


@dataclass(frozen=True)
class Imprint:
    """What a page says about the site that it is printed from: `address` is empty where none is set, `assets` lies below the site's root."""

    name: str
    licence: str
    address: str
    assets: str


@dataclass(frozen=True)
class Chapter:
    """A lesson on the page of its part: its anchor, its text, the keys of its questions in their order, and its worked answers."""

    lesson: Lesson
    anchor: str
    text: str
    keys: list[str]
    worked: list[tuple[str, str]]


def booklet_parts(bank: Bank) -> list[str]:
    """Return the folders of the parts that have a start page, from which the printable page is reached."""
    return [folder for folder in parts(bank) if f"{folder}/index" in bank.lessons]


def write_booklets(bank: Bank, renderer: Renderer, shown: Mapping[str, str], imprint: Imprint, site: Path) -> None:
    """Write each part's page into a built site; `shown` maps a lesson's key to its rendered text."""
    for folder in booklet_parts(bank):
        file = site / folder / PRINT / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(booklet(bank, renderer, folder, shown, imprint), encoding="utf-8", newline="\n")


def booklet(bank: Bank, renderer: Renderer, folder: str, shown: Mapping[str, str], imprint: Imprint) -> str:
    """Return the HTML of a part's printable page."""
    page = f"{folder}/{PRINT}"
    anchors = {lesson.key: posixpath.basename(lesson.key) for lesson in _lessons(bank, folder) if lesson.key in shown}
    return renderer.templates.get_template("booklet.html").render(
        part=bank.lessons[f"{folder}/index"].front,
        chapters=[chapter(bank.lessons[key], shown[key], page, anchors) for key in anchors],
        looks=[relative_url(f"{imprint.assets}/css/{name}.css", page) for name in LOOKS],
        home=relative_url(f"{folder}/", page),
        imprint=imprint,
        address=imprint.address and f"{imprint.address}{folder}/",
        words=renderer.words["paper"],
    )


def _lessons(bank: Bank, folder: str) -> Iterator[Lesson]:
    return (lesson for lesson in ordered_lessons(bank) if posixpath.dirname(lesson.key) == folder)


def chapter(lesson: Lesson, markup: str, page: str, anchors: Mapping[str, str]) -> Chapter:
    """Return a lesson as it stands on `page`, where the lessons with the keys of `anchors` stand as well."""
    tree = LexborHTMLParser(markup, is_fragment=True)
    anchor = anchors[lesson.key]
    _settle_links(tree, lesson.key, page, anchors)
    _name_apart(tree, anchor)
    _strip(tree)
    keys = [_taken(key) for key in tree.css(".question .key")]
    worked = [(_task(answer), _taken(answer)) for answer in tree.css("details.answer")]
    for details in tree.css("details"):
        details.attrs["open"] = ""
    return Chapter(lesson, anchor, _plain(tree.html or "", anchor), keys, worked)


def _settle_links(tree: LexborHTMLParser, key: str, page: str, anchors: Mapping[str, str]) -> None:
    """Let each link lead on: to a place on this page, or from this page to where it led; terms of the glossary become plain text."""
    for term in tree.css("a.term"):
        term.unwrap()
    for name in ("href", "src"):
        for node in tree.css(f"[{name}]"):
            node.attrs[name] = _seen_from(page, node.attrs[name] or "", key, anchors)


def _seen_from(page: str, target: str, key: str, anchors: Mapping[str, str]) -> str:
    """Return as seen from `page` what `target` is as seen from the lesson with `key`."""
    if EXTERNAL.match(target):
        return target
    path, mark, fragment = target.partition("#")
    place = posixpath.normpath(posixpath.join(url_of(key), path))
    if place in anchors:
        return f"#{_name(anchors[place], fragment) if fragment else anchors[place]}"
    return relative_url(place + "/" * path.endswith(("/", "..", ".")) + mark + fragment, page)


def _name_apart(tree: LexborHTMLParser, anchor: str) -> None:
    """Put the lesson's anchor in front of each id, and of what points to one."""
    for node in tree.css("[id]"):
        node.attrs["id"] = _name(anchor, node.attrs["id"] or "")
    for pointer in POINTERS:
        for node in tree.css(f"[{pointer}]"):
            node.attrs[pointer] = " ".join(_name(anchor, id) for id in (node.attrs[pointer] or "").split())


def _name(anchor: str, id: str) -> str:
    return f"{anchor}--{id}"


def _strip(tree: LexborHTMLParser) -> None:
    """Take out what only a screen needs; what is left of a question's controls is there to be filled in by hand."""
    for label in tree.css(".rows label"):
        del label.attrs["for"]
    for node in tree.css(FOR_SCREENS):
        node.decompose()
    for fieldset in tree.css(".question fieldset"):
        fieldset.attrs["disabled"] = ""
    for field in tree.css(".question input"):
        del field.attrs["name"]
    for form in tree.css("form.question"):
        for name in [name for name in form.attrs if name not in ("class", "id")]:
            del form.attrs[name]


def _taken(details: LexborNode) -> str:
    """Return what a folded element holds, and take it out."""
    details.css_first("summary").decompose()
    content = details.inner_html or ""
    details.decompose()
    return content.strip()


def _task(answer: LexborNode) -> str:
    """Return the title of the task that a worked answer belongs to."""
    node = answer.parent
    while node is not None and "admonition" not in (node.attributes.get("class") or "").split():
        node = node.parent
    title = node.css_first(".admonition-title") if node is not None else None
    return title.text().strip() if title is not None else answer.css_first("summary").text().strip()


def _plain(markup: str, anchor: str) -> str:
    """Return markup with headings below that of the lesson, drawings that find their own parts, tables that may be wider than a screen,
    no form that could be sent, and no landmarks, since those of several lessons would be named alike."""
    markup = re.sub(r"(</?h)([2-5])\b", lambda match: f"{match[1]}{int(match[2]) + 1}", markup)
    markup = (
        markup.replace("url(#", f"url(#{anchor}--")
        .replace("<table", '<div class="scroll" tabindex="0"><table')
        .replace("</table>", "</table></div>")
    )
    markup = re.sub(r' (disabled|open)=""', r" \1", markup)
    return re.sub(r"(</?)(?:form|aside)\b", r"\1div", markup)
