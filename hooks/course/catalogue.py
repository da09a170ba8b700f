"""The course as data for the reader's pages: parts, lessons, objectives, questions and tests, and each lesson's questions as a fragment.

Holds ids, revisions and addresses, no key. Progress is counted with it, and review and tests know from it which fragment to fetch.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.bank import Bank, Item, Lesson
from course.model import Test
from course.outline import items_of, ordered_lessons, parts, place
from course.render import Renderer, url_of

FRAGMENTS = "questions"


def catalogue(bank: Bank, renderer: Renderer) -> dict[str, Any]:
    """Return what site/course.json holds: `course`, `parts` in the order of the navigation, `tests`, and `words` that are seldom needed."""
    tests = [page for page in bank.lessons.values() if page.front and page.front.test]
    return {
        "v": 1,
        "words": renderer.words["keepsake"],
        "course": str(bank.settings.course.get("id", "course")),
        "parts": [_part(bank, renderer, folder) for folder in parts(bank)],
        "tests": [_test(page) for page in sorted(tests, key=lambda page: place(bank, page.key))],
    }


def _part(bank: Bank, renderer: Renderer, folder: str) -> dict[str, Any]:
    start = bank.lessons.get(f"{folder}/index")
    lessons = [lesson for lesson in ordered_lessons(bank) if posixpath.dirname(lesson.key) == folder]
    return {
        "id": folder,
        "title": start.front.title if start and start.front else folder,
        "lessons": [_lesson(bank, renderer, lesson) for lesson in lessons],
    }


def _lesson(bank: Bank, renderer: Renderer, lesson: Lesson) -> dict[str, Any]:
    front = lesson.front
    items = items_of(bank, lesson.key)
    sections = {item.question.evidence.section for item in items if item.question.evidence}
    return {
        "id": lesson.key,
        "title": front.title,
        "url": url_of(lesson.key),
        "minutes": int(front.minutes.read + front.minutes.practise),
        "fragment": f"{FRAGMENTS}/{lesson.key}/",
        "objectives": dict(front.objectives),
        "sections": {section: lesson.findings.titles.get(section, "") for section in sorted(sections)},
        "questions": [_question(item, renderer) for item in items],
        "recalls": [marker.argument for marker in lesson.findings.markers if _is_recall(bank, marker.argument, lesson)],
    }


def _is_recall(bank: Bank, id: str, lesson: Lesson) -> bool:
    return id in bank.items and bank.items[id].lesson != lesson.key


def _question(item: Item, renderer: Renderer) -> dict[str, Any]:
    q = item.question
    section = q.evidence.section if q.evidence else ""
    return {"id": q.id, "rev": renderer.revision(item), "use": q.use, "objective": q.objective, "level": q.level, "section": section}


def _test(page: Lesson) -> dict[str, Any]:
    test: Test = page.front.test
    found = {
        "id": page.key,
        "title": page.front.title,
        "from": test.source,
        "draw": int(test.draw),
        "use": test.use,
        "until": test.until,
        "pass": int(test.needed) if test.needed else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def fragments(bank: Bank, renderer: Renderer) -> Iterator[tuple[str, str]]:
    """Yield (path below the site, HTML) of each lesson's questions, practised and held back, as a document that asks not to be indexed."""
    template = renderer.templates.get_template("fragment.html")
    for lesson in ordered_lessons(bank):
        page = f"{FRAGMENTS}/{lesson.key}"
        questions = [renderer.fragment(item, page) for item in items_of(bank, lesson.key)]
        yield f"{page}/index.html", template.render(title=lesson.front.title, questions=questions, lesson=renderer.address(lesson.key, page))


def write_catalogue(bank: Bank, renderer: Renderer, site: Path) -> None:
    """Write course.json and the fragments into a built site."""
    text = json.dumps(catalogue(bank, renderer), ensure_ascii=False, separators=(",", ":"))
    (site / "course.json").write_text(text, encoding="utf-8")
    for path, markup in fragments(bank, renderer):
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(markup, encoding="utf-8")
