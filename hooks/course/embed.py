"""The Python-Markdown extension that puts quizzes, figures and glossary terms into a lesson.

Any engine that runs Python-Markdown can use it: name `course.embed` in its configuration. The engine may hand over, as configuration, the
bank that it has loaded and the page that it is on; otherwise the bank is read from `root` and the page asked of Zensical's context.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
import xml.etree.ElementTree as etree
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from course.bank import Bank, Item, load_bank
from course.markers import Marker, Markers, find_passage
from course.model import Problem
from course.render import Renderer, load_words, relative_url
from course.terms import Terms

SCRIPT_WORDS = ["again", "right", "wrong", "wrong-number", "partly", "missed", "choose-first", "choose-all-first", "number-first", "not-a-number", "unsaved", "changed", "up", "down", "moved", "doubt-copied", "doubt-plain", "score", "how-sure", "sure", "fairly", "guess", "sure-first"]


class Course:
    """What embedding needs of one course, made once a build."""

    def __init__(self, bank: Bank):
        self.bank = bank
        self.renderer = Renderer(bank)
        self.terms = Terms(concept for concept, _ in bank.concepts)

    def front_end(self, page: str, assets: str) -> str:
        """Return the elements that load the quiz's style and script for a page, with the words that the script says.

        They stand in a block, since Python-Markdown would put anything else, and the question behind it, into a paragraph.
        """
        words = load_words()
        data = json.dumps({name: words[name] for name in SCRIPT_WORDS}, ensure_ascii=False)
        base = relative_url(assets + "/", page)
        course = str(self.bank.settings.course.get("id", "course"))
        return (
            f'<div><link rel="stylesheet" href="{base}css/question.css">'
            f'<script type="module" src="{base}quiz/quiz.js" data-course="{html.escape(course)}"'
            f' data-words="{html.escape(data)}"></script></div>\n'
        )


class Embed(Markers):
    """The extension."""

    def __init__(self, **kwargs: Any):
        self.config = {
            "root": [".", "Folder of mkdocs.yml"],
            "page": ["", "Path of the page below docs"],
            "course": ["", "A Course that is loaded already"],
            "assets": ["assets", "Folder of the front end below the site's root"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        self.md = md
        super().extendMarkdown(md)
        md.treeprocessors.register(_Figures(md, self), "course-figures", 15)
        md.treeprocessors.register(_Marked(md, self), "course-terms", 6)

    def reset(self) -> None:
        super().reset()
        self.placed: list[Item] = []

    @property
    def course(self) -> Course:
        """The course, read on first use where no engine handed it over."""
        if not self.getConfig("course"):
            self.setConfig("course", Course(load_bank(Path(self.getConfig("root")))))
        return self.getConfig("course")

    @property
    def page(self) -> str:
        """The key of the page that is being converted."""
        return (self.getConfig("page") or _page_of_context(self.md)).removesuffix(".md")

    def place(self, marker: Marker) -> str:
        super().place(marker)
        if marker.fault:
            return self.fault(marker, f'"{marker.text}" {marker.fault}.')
        markup = {
            "question": self.question,
            "questions": self.questions,
            "exercise": self.exercise,
            "glossary": lambda marker: self.course.renderer.glossary(self.page),
        }[marker.name](marker)
        return markup if self.getConfig("page") else _from_source(markup, self.page)

    def question(self, marker: Marker) -> str:
        item = self.course.bank.items.get(marker.argument)
        if item is not None:
            return self.rendered(item)
        problems = self.course.bank.broken.get(marker.argument)
        return self.course.renderer.problems(problems) if problems else self.fault(marker, f'There is no question "{marker.argument}".')

    def questions(self, marker: Marker) -> str:
        return "\n".join(self.rendered(item) for item in exit_quiz(self.course.bank, self.page))

    def exercise(self, marker: Marker) -> str:
        exercise = self.course.bank.exercises.get(marker.argument)
        if exercise is None or exercise.front is None:
            return self.fault(marker, f'There is no exercise "{marker.argument}".')
        return self.course.renderer.exercise(exercise, self.page)

    def rendered(self, item: Item) -> str:
        """Return a question's HTML, preceded on the page's first question by what plays it."""
        front_end = "" if self.placed else self.course.front_end(self.page, self.getConfig("assets"))
        self.placed.append(item)
        try:
            return front_end + self.course.renderer.question(item, self.page, recalled=item.lesson != self.page)
        except Exception as error:  # a text that Markdown cannot read; the check has its line, and the preview goes on
            fact = f"{item.question.id} cannot be rendered ({type(error).__name__})."
            return self.course.renderer.problems([Problem(item.path, item.line(), "markup", fact, "See the problems of the course.")])

    def fault(self, marker: Marker, message: str) -> str:
        problem = Problem(f"{self.course.bank.settings.docs}/{self.page}.md", marker.line, "marker", message, "See the course check.")
        return self.course.renderer.problems([problem])

    def surveyed(self) -> None:
        """Give each passage that settles a placed question an address of its own."""
        for item in self.placed:
            if item.lesson == self.page and item.question.evidence:
                passage = find_passage(self.findings.sections.get(item.question.evidence.section, []), item.question.evidence.quote)
                if passage:
                    _anchor(passage.element, f"passage-{item.question.id}")


def exit_quiz(bank: Bank, page: str) -> list[Item]:
    """Return the practice questions of a lesson that its page does not place by name."""
    lesson, quiz = bank.lessons.get(page), bank.quizzes.get(page)
    named = {marker.argument for marker in lesson.findings.markers if marker.name == "question"} if lesson else set()
    items = quiz.items if quiz else []
    return [item for item in items if item.question.use != "test" and item.question.id not in named]


def _anchor(element: etree.Element, id: str) -> None:
    """Put an empty target at the start of a passage, inside the first place that holds words: an empty corner of a table stays empty."""
    places = (node for node in element.iter() if node.tag in ("p", "li", "td", "th", "dd", "dt"))
    holder = next((place for place in places if "".join(place.itertext()).strip()), element)
    target = etree.Element("span", {"class": "passage", "id": id})
    target.tail, holder.text = holder.text, ""
    holder.insert(0, target)
    holder.set("class", " ".join(dict.fromkeys([*holder.get("class", "").split(), "settles"])))


def _from_source(markup: str, page: str) -> str:
    """Return markup for Zensical, which takes each relative address as seen from the source file and adds the page's own folder."""
    return markup if posixpath.basename(page) == "index" else re.sub(r'\b(href|src)="\.\./', r'\1="', markup)


def _page_of_context(md: Markdown) -> str:
    """Return the page that Zensical says it is on, or nothing."""
    for processor in md.preprocessors:
        path = getattr(getattr(processor, "page", None), "path", None)
        if path:
            return path
    return ""


class _Figures(Treeprocessor):
    """Turns an SVG image that stands alone into a figure drawn into the page, so that it follows the page's colours."""

    def __init__(self, md: Markdown, owner: Embed):
        super().__init__(md)
        self.owner = owner

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for element in list(parent):
                image = _lone_image(element)
                if image is not None:
                    self.draw(parent, element, image)

    def draw(self, parent: etree.Element, element: etree.Element, image: etree.Element) -> None:
        bank = self.owner.course.bank
        docs = (bank.root / bank.settings.docs).resolve()
        file = (docs / self.owner.page).parent.joinpath(image.get("src", "")).resolve()
        if not file.is_file() or not file.is_relative_to(docs):
            return
        drawing = re.sub(r"<\?xml.*?\?>|<!--.*?-->", "", file.read_text(encoding="utf-8"), flags=re.S).strip()
        figure = etree.Element("figure", {"class": "figure"})
        figure.tail = element.tail
        etree.SubElement(figure, "p").text = self.md.htmlStash.store(f"<div class=\"drawing\">{drawing}</div>")
        if image.get("title"):
            etree.SubElement(figure, "figcaption").text = image.get("title")
        parent[list(parent).index(element)] = figure


def _lone_image(element: etree.Element) -> etree.Element | None:
    if element.tag != "p" or len(element) != 1 or (element.text or "").strip() or (element[0].tail or "").strip():
        return None
    image = element[0]
    return image if image.tag == "img" and image.get("src", "").endswith(".svg") else None


class _Marked(Treeprocessor):
    """Marks glossary terms, on all pages but the glossary itself."""

    def __init__(self, md: Markdown, owner: Embed):
        super().__init__(md)
        self.owner = owner

    def run(self, root: etree.Element) -> None:
        page = self.owner.page
        glossary = posixpath.relpath("glossary.md", posixpath.dirname(page) or ".")
        if page != "glossary" and page in self.owner.course.bank.lessons:
            self.owner.course.terms.mark(root, lambda id: f"{glossary}#{id}")


def makeExtension(**kwargs: Any) -> Embed:
    """Name of the entry that Python-Markdown looks for."""
    return Embed(**kwargs)
