"""The course as data, and the fragments: what the reader's pages count with and fetch, and that no key is among it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from course.bank import Bank, Item, load_bank
from course.kinds import Numeric
from course.lock import load_lock
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parent.parent
FIXTURE = ROOT / "tests" / "browser" / "course"


@pytest.fixture(scope="module", params=["course", "fixture"])
def built(request) -> tuple[Path, Bank]:
    """The site and the bank of the course, and of the small one that has every type."""
    folder, root = ("site", ROOT) if request.param == "course" else ("fixture_site", FIXTURE)
    return request.getfixturevalue(folder), load_bank(root)


@pytest.fixture
def course(built) -> dict[str, Any]:
    return _read(built[0])


def _read(site: Path) -> dict[str, Any]:
    return json.loads((site / "course.json").read_text(encoding="utf-8"))


def _lessons(course: dict[str, Any]) -> list[dict[str, Any]]:
    return [lesson for part in course["parts"] for lesson in part["lessons"]]


def test_names_every_lesson_with_its_objectives_in_the_order_of_the_navigation(built, course):
    bank = built[1]
    lessons = {key: lesson for key, lesson in bank.lessons.items() if lesson.is_lesson}
    assert [lesson["id"] for lesson in _lessons(course)] == sorted(lessons, key=bank.settings.order.index)
    for lesson in _lessons(course):
        front = lessons[lesson["id"]].front
        assert (lesson["title"], lesson["objectives"]) == (front.title, front.objectives)
        assert lesson["minutes"] == front.minutes.read + front.minutes.practise


def test_names_every_question_with_its_revision_and_use(built, course):
    bank = built[1]
    locks = {key: load_lock(bank, key)[0] for key in bank.quizzes}
    found = {q["id"]: (lesson["id"], q) for lesson in _lessons(course) for q in lesson["questions"]}
    assert set(found) == set(bank.items)
    for id, (lesson, q) in found.items():
        item = bank.items[id]
        keyed = locks[lesson].get(id)
        assert (lesson, q["use"], q["objective"], q["level"]) == (item.lesson, item.question.use, item.question.objective, item.question.level)
        assert q["rev"] == (keyed.rev if keyed else 1)


def test_sections_are_headings_of_their_lesson(built, course):
    for lesson in _lessons(course):
        page = _page(built[0], lesson["url"])
        assert {q["section"] for q in lesson["questions"]} == set(lesson["sections"])
        for anchor, title in lesson["sections"].items():
            assert page.css_first(f"#{anchor}").text(strip=True) == title


def test_names_what_a_lesson_recalls(fixture_site):
    assert [lesson["recalls"] for lesson in _lessons(_read(fixture_site))] == [[], ["porter"]]


def test_tests_say_what_they_draw(fixture_site):
    part, final, ahead = _read(fixture_site)["tests"]
    assert part == {"id": "tests/part", "title": "Test of part A", "from": "a", "draw": 8, "use": "test"}
    assert (final["from"], final["draw"], final["pass"], ahead["use"]) == ("course", 4, 3, "practice")


def test_no_key_and_no_words_of_a_question_are_among_it(built, course):
    text = json.dumps(course, ensure_ascii=False)
    titles = {entry["title"] for entry in _mappings(course) if "title" in entry}  # which an option may name
    for item in built[1].items.values():
        assert not [words for words in _words(item) if words in text and words not in titles], item.question.id
    fields = {field for lesson in _lessons(course) for q in lesson["questions"] for field in q}
    assert fields == {"id", "rev", "use", "objective", "level", "section"}


def _words(item: Item) -> Iterator[str]:
    """Yield what only somebody who has seen the question knows: texts, feedback, hint and quote, as far as they are long enough to tell."""
    q = item.question
    texts = [entry["text"] for entry in _mappings(q.model_dump()) if "text" in entry]
    said = [value for entry in _mappings(q.model_dump()) for name, value in entry.items() if name in ("stem", "hint", "feedback", "quote", "left", "right")]
    yield from (text for text in texts + said if isinstance(text, str) and len(text) > 20)
    if isinstance(q, Numeric):
        yield f'"{q.answer.value}"'


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _mappings(part)


def _page(site: Path, url: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / url / "index.html").read_text(encoding="utf-8"))


def test_each_fragment_holds_every_question_of_its_lesson_once(built, course):
    for lesson in _lessons(course):
        page = _page(built[0], lesson["fragment"])
        forms = [(form.attributes["data-question"], int(form.attributes["data-rev"]), form.attributes["id"]) for form in page.css("form.question")]
        assert forms == [(q["id"], q["rev"], f"q-{q['id']}") for q in lesson["questions"]]


def test_links_of_fragments_lead_to_pages_and_their_anchors(built, course):
    site = built[0]
    for lesson in _lessons(course):
        folder = site / lesson["fragment"]
        for node in _page(site, lesson["fragment"]).css("main [href], main [src]"):
            address = node.attributes.get("href") or node.attributes["src"]
            if re.match(r"[a-z]+:", address):
                continue
            path, _, anchor = address.partition("#")
            target = (folder / path).resolve()
            page = LexborHTMLParser((target / "index.html" if target.is_dir() else target).read_text(encoding="utf-8"))
            assert not anchor or page.css_first(f"#{anchor}"), address


def test_fragments_ask_not_to_be_found(built, course):
    site = built[0]
    for lesson in _lessons(course):
        assert _page(site, lesson["fragment"]).css_first("meta[name=robots]").attributes["content"] == "noindex"
    assert "questions/" not in (site / "sitemap.xml").read_text(encoding="utf-8")
