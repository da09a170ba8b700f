"""Makes HTML of questions, exercises and the glossary: complete without JavaScript, the same wherever it is shown.

A question becomes a string, not a tree: fields without markup are only escaped, the few with markup go through the site's own Markdown.
"""

from __future__ import annotations

import functools
import html
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown import Markdown
from markupsafe import Markup

from course.bank import Bank, Exercise, Item
from course.display import display_order, scattered, stands_in_order
from course.kinds import Classify, Match, Multiple, Numeric, Order, Single
from course.lock import Lock, load_lock
from course.model import Problem
from course.settings import Settings, new_markdown
from course.source import parse_yaml

HERE = Path(__file__).parent
MARKUP = re.compile(r"[*_`\[\]<>&\\{}$~^=\n]|https?:")
TARGET = re.compile(r'\b(href|src)="([^"]*)"')
EXTERNAL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/")


def url_of(key: str) -> str:
    """Return a page's address below the site's root; pages are folders."""
    return posixpath.dirname(key) + "/" if posixpath.basename(key) == "index" and "/" in key else "" if key == "index" else key + "/"


def relative_url(target: str, page: str) -> str:
    """Return the address of `target` (below the root) as seen from the page with key `page`."""
    path, mark, fragment = target.partition("#")
    here = url_of(page)
    relative = posixpath.relpath(path or ".", here or ".") if path != here else "."
    if (path.endswith("/") or not path) and not relative.endswith("/"):
        relative += "/"
    return ("" if path == here and fragment else relative) + mark + fragment


def resolve(target: str, source: str, page: str) -> str:
    """Return a link's address as seen from `page`, where it was written on the page with key `source`."""
    if EXTERNAL.match(target):
        return target
    path, mark, fragment = target.partition("#")
    if not path:
        return target if source == page else relative_url(url_of(source) + mark + fragment, page)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    path = url_of(path.removesuffix(".md")) if path.endswith(".md") else path
    return relative_url(path + mark + fragment, page)


@functools.cache
def load_words(language: str = "en") -> dict[str, Any]:
    """Return the catalogue of interface words in a language."""
    path = HERE / "words" / f"{language}.yml"
    return dict(parse_yaml(path.read_text(encoding="utf-8"), path.name).tree)


class Renderer:
    """Renders what belongs to one course."""

    def __init__(self, bank: Bank):
        self.bank = bank
        self.words = load_words()
        self.locks: dict[str, Lock] = {}
        self.shown: dict[tuple[str, str], str] = {}
        self.fields = fields_of(bank)
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=False, auto_reload=False
        )
        self.templates.filters |= {"inline": self.inline, "plain": self.plain, "shown": shown}

    def question(self, item: Item, page: str, *, recalled: bool = False) -> str:
        """Return the HTML of a question for the page with key `page`; one that is `recalled` says that it is from an earlier lesson."""
        known = self.shown.get((item.question.id, page))
        if known is None:
            known = self.shown[item.question.id, page] = self._question(item, page, recalled)
        return known

    def fragment(self, item: Item, page: str) -> str:
        """Return the HTML of a question for a page that is not read but fetched from; its links lead where they lead from the lesson."""
        here = url_of(item.lesson)

        def replaced(match: re.Match) -> str:
            target = html.unescape(match[2])
            if EXTERNAL.match(target):
                return match[0]
            path, mark, fragment = target.partition("#")
            found = posixpath.normpath(posixpath.join(here, path)) + ("/" if not path or path.endswith("/") else "")
            return f'{match[1]}="{html.escape(relative_url(found + mark + fragment, page))}"'

        return TARGET.sub(replaced, self.question(item, item.lesson))

    def _question(self, item: Item, page: str, recalled: bool) -> str:
        q = item.question
        stem = self.fields.block(q.stem)
        return self._localised(
            self.templates.get_template(_TEMPLATES[type(q)]).render(
                q=q,
                words=self.words,
                rev=self.revision(item),
                lesson=item.lesson,
                stem=stem,
                recalled=recalled,
                passage=self.passage(item, page),
                section=self.section(item, page),
                report=self.bank.settings.course.get("report"),
                verdicts=getattr(q, "feedback", None),
                **_CONTROLS[type(q)](q),
            ),
            item.lesson,
            page,
        )

    def revision(self, item: Item) -> int:
        """Return how often a question has been keyed anew; before its first key that is 1."""
        if item.lesson not in self.locks:
            self.locks[item.lesson] = load_lock(self.bank, item.lesson)[0]
        entry = self.locks[item.lesson].get(item.question.id)
        return entry.rev if entry else 1

    def passage(self, item: Item, page: str) -> str | None:
        """Return the address of the words that settle a key: the very passage on its own lesson, else the section."""
        evidence = item.question.evidence
        if evidence is None:
            return None
        placed = item.lesson == page and item.question.use != "test"
        anchor = f"passage-{item.question.id}" if placed else evidence.section
        return relative_url(f"{url_of(item.lesson)}#{anchor}", page)

    def section(self, item: Item, page: str) -> str:
        """Return the title of the section that settles a key, for paper, where no link leads; on another page, with its lesson's."""
        lesson, evidence = self.bank.lessons.get(item.lesson), item.question.evidence
        if lesson is None or evidence is None:
            return ""
        title = lesson.findings.titles.get(evidence.section, "")
        return title if item.lesson == page or not lesson.front else f"{lesson.front.title}: {title}"

    def exercise(self, exercise: Exercise, page: str) -> str:
        """Return the card that leads to an exercise."""
        front = exercise.front
        address = relative_url(f"exercises/{exercise.id}/", page)
        return self.templates.get_template("exercise.html").render(front=front, address=address, points=points(exercise), words=self.words)

    def rubric(self, exercise: Exercise) -> str:
        """Return the rubric of an exercise as a table."""
        return self.templates.get_template("rubric.html").render(front=exercise.front, points=points(exercise), words=self.words)

    def glossary(self, page: str) -> str:
        """Return all concepts, by their English term, with the lesson that introduces each."""
        homes = {id: lesson for lesson in self.bank.lessons.values() if lesson.is_lesson and lesson.front for id in lesson.front.concepts}
        concepts = sorted((concept for concept, _ in self.bank.concepts), key=lambda concept: concept.term.en.lower())
        entries = [(concept, homes.get(concept.id)) for concept in concepts]
        return self.templates.get_template("glossary.html").render(
            entries=entries, address=lambda key: self.address(key, page), languages=self.words["languages"]
        )

    def problems(self, problems: Sequence[Problem]) -> str:
        """Return what stands, in the preview, where something could not be rendered."""
        return self.templates.get_template("problems.html").render(problems=problems)

    def address(self, key: str, page: str) -> str:
        """Return the address of the page with key `key` as seen from the page with key `page`."""
        return relative_url(url_of(key), page)

    def inline(self, text: str) -> Markup:
        """Return the HTML of an inline field."""
        return self.fields.inline(text)

    def plain(self, text: str) -> str:
        """Return the words of a field, for places that can hold no markup."""
        return html.unescape(re.sub(r"<[^>]+>", "", self.fields.inline(text)))

    def _localised(self, markup: str, source: str, page: str) -> str:
        """Return markup with the links that were written in the lesson `source` resolved for `page`."""
        if ".md" not in markup:
            return markup

        def replaced(match: re.Match) -> str:
            target = html.unescape(match[2])
            if not target.endswith(".md") and ".md#" not in target:
                return match[0]
            return f'{match[1]}="{html.escape(resolve(target, source, page))}"'

        return TARGET.sub(replaced, markup)


@dataclass(frozen=True)
class _Stem:
    """A stem's first paragraph, which is the legend, and what follows it."""

    first: Markup
    rest: Markup


class Fields:
    """Markdown of single fields, remembered, since feedback and options repeat from build to build."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.markdown: Markdown = new_markdown(settings)
        self.known: dict[str, str] = {}

    def convert(self, text: str) -> str:
        if not MARKUP.search(text):
            return f"<p>{html.escape(text, quote=False)}</p>"
        if text not in self.known:
            self.markdown.reset()
            self.known[text] = self.markdown.convert(text)
        return self.known[text]

    def inline(self, text: str) -> Markup:
        return Markup(re.sub(r"^<p>(.*)</p>$", r"\1", self.convert(text), flags=re.S))

    def block(self, text: str) -> _Stem:
        match = re.match(r"<p>(.*?)</p>\s*(.*)$", self.convert(text), re.S)
        return _Stem(Markup(match[1]), Markup(match[2])) if match else _Stem(Markup(""), Markup(self.convert(text)))


_LATEST: list[Fields] = []


def fields_of(bank: Bank) -> Fields:
    """Return the one converter of fields for a course's settings, kept while they stay the same."""
    if not _LATEST or _LATEST[0].settings != bank.settings:
        _LATEST[:] = [Fields(bank.settings)]
    return _LATEST[0]


def points(exercise: Exercise) -> Decimal:
    """Return what an exercise's rubric adds up to."""
    return sum((criterion.points for criterion in exercise.front.rubric), Decimal(0))


def shown(number: Decimal) -> str:
    """Return a number as a reader would write it, with digits grouped from five digits on."""
    return f"{number:,}".replace(",", "\u202f") if abs(number) >= 10_000 else str(number)


def _options(q: Single | Multiple, box: str) -> dict[str, Any]:
    return {"box": box, "options": display_order(q, q.options), "fixed": stands_in_order([option.text for option in q.options])}


def _match(q: Match) -> dict[str, Any]:
    return {"ask": "unit-match", "rows": display_order(q, q.rows), "choices": sorted(q.choices, key=lambda choice: choice.text.lower())}


_CONTROLS = {
    Single: lambda q: _options(q, "radio"),
    Multiple: lambda q: _options(q, "checkbox"),
    Numeric: lambda q: {},
    Order: lambda q: {"entries": _scrambled(q)},
    Match: _match,
    Classify: lambda q: {"ask": "unit-sort", "rows": scattered(q.members, q.id), "choices": q.choices},
}
_TEMPLATES = {Single: "options.html", Multiple: "options.html"} | {
    kind: f"{kind.__name__.lower()}.html" for kind in (Numeric, Order, Match, Classify)
}


def _scrambled(q: Order) -> list[Any]:
    """Return the entries in an order that is not the key."""
    entries = display_order(q, q.sequence) if not stands_in_order([entry.text for entry in q.sequence]) else list(q.sequence[::-1])
    return entries if entries != list(q.sequence) else entries[1:] + entries[:1]
