"""Makes the index that the reader's search looks into: what each section of a page says, and each term in four languages.

Reads finished pages as HTML and knows nothing of what made them. Questions are left out whole: options, feedback and keys are in no index.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from course.bank import Bank, Exercise, Lesson
from course.model import Concept
from course.outline import ordered_lessons

UNREAD = re.compile(r"<(form|svg|script|style|template|pre)\b.*?</\1>|<!--.*?-->", re.S)
HEADING = re.compile(r"<h[1-6]\b([^>]*)>(.*?)</h[1-6]>", re.S)
ANCHOR = re.compile(r'\bid="([^"]*)"')
WITHIN = re.compile(r"</?(?:a|abbr|b|cite|code|dfn|em|i|kbd|m[inos]|mrow|q|s|small|span|strong|sub|sup|u)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Shown:
    """A finished page: the key of its source (a notebook's ends in .ipynb), its address below the site's root, its content as HTML."""

    key: str
    title: str
    address: str
    content: str


def search_index(bank: Bank, pages: Iterable[Shown], words: Mapping[str, Any]) -> str:
    """Return the index as JSON, with what is said about that which is found, since no page needs these words before.

    `pages` are [title, kind, address]; `sections` [number of the page, heading, anchor, words], of which a page's opening has neither heading
    nor anchor; `terms` have `names` by language, `also`, `text`, `url`, and as `home` the number of the lesson that introduces them.
    """
    pages = [page for page in pages if page.key != "index"]
    numbers = {page.key: number for number, page in enumerate(pages)}
    homes = {id: numbers.get(lesson.key) for lesson in ordered_lessons(bank) for id in lesson.front.concepts}
    glossary = next((page for page in pages if _is_glossary(bank, page.key)), None)
    index = {
        "pages": [[page.title, _kind(bank, page.key), page.address] for page in pages],
        "sections": [[number, *section] for number, page in enumerate(pages) for section in _sections(bank, page)],
        "terms": [_term(concept, homes.get(concept.id), glossary.address) for concept, _ in bank.concepts if glossary],
        "words": words["found"],
        "languages": words["languages"],
    }
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))


def _sections(bank: Bank, page: Shown) -> Iterator[tuple[str, str, str]]:
    """Yield (heading, anchor, words) of a page's opening and of its sections; the glossary's terms have entries of their own."""
    content = "" if _is_glossary(bank, page.key) else page.content
    (_, _, opening), *rest = sections(content)
    yield "", "", f"{_lead(bank.pages.get(page.key))} {opening}".strip()
    yield from (section for section in rest if section[2])


def sections(content: str) -> list[tuple[str, str, str]]:
    """Return (heading, anchor, words) of HTML: first of what stands above all headings, then of each heading and what follows it."""
    opening, *rest = HEADING.split(UNREAD.sub(" ", content))
    found = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    return [("", "", words_of(opening)), *((words_of(heading), _anchor(attributes), words_of(text)) for attributes, heading, text in found)]


def words_of(markup: str) -> str:
    """Return the words of HTML in one line; only a tag that stands within a line does not part them."""
    return " ".join(html.unescape(TAG.sub(" ", WITHIN.sub("", markup))).split())


def _anchor(attributes: str) -> str:
    found = ANCHOR.search(attributes)
    return found[1] if found else ""


def _lead(source: Lesson | Exercise | None) -> str:
    """Return what the page's front matter says to a reader."""
    front = source.front if source else None
    objectives = getattr(front, "objectives", None)
    return " ".join([front.description, *(objectives.values() if isinstance(objectives, dict) else [])]) if front else ""


def _kind(bank: Bank, key: str) -> str:
    if key.endswith(".ipynb"):
        return "notebook"
    source = bank.pages.get(key)
    if isinstance(source, Exercise):
        return "exercise"
    return "page" if source is None else "lesson" if source.is_lesson else "test" if source.front and source.front.test else "page"


def _is_glossary(bank: Bank, key: str) -> bool:
    return key in bank.lessons and any(marker.name == "glossary" for marker in bank.lessons[key].findings.markers)


def _term(concept: Concept, home: int | None, glossary: str) -> dict[str, Any]:
    names = concept.term.model_dump()
    return {"names": names, "also": concept.also, "text": concept.definition, "url": f"{glossary}#{concept.id}", "home": home}
