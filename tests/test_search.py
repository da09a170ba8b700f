"""The search index: what a reader can find, and what nobody must."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from course.bank import Bank, load_bank
from course.render import Renderer
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parent.parent
FIXTURE = ROOT / "tests" / "browser" / "course"
NO_WORDS = {"id", "type", "use", "objective", "level", "unit", "formula", "evidence", "allow", "misconception"}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(ROOT)


@pytest.fixture(scope="module")
def index(site: Path) -> dict[str, Any]:
    return json.loads(_file(site).read_text(encoding="utf-8"))


def _file(site: Path) -> Path:
    (file,) = site.glob("assets/*/search.json")
    return file


def test_every_section_of_a_lesson_can_be_found_and_reached(site, bank, index):
    sections: dict[str, list] = {address: [] for _, _, address in index["pages"]}
    for page, heading, anchor, words in index["sections"]:
        sections[index["pages"][page][2]].append((heading, anchor, words))
    for key in bank.quizzes:
        page = LexborHTMLParser((site / key / "index.html").read_text(encoding="utf-8"))
        assert sections[f"{key}/"][0][2].startswith(bank.lessons[key].front.description)
        found = {anchor: heading for heading, anchor, _ in sections[f"{key}/"][1:]}
        headings = {node.attributes["id"]: node.text() for node in page.css("article h2[id]")}
        assert len(found) > 4 and found == {anchor: headings[anchor] for anchor in found}
        assert all(words for _, _, words in sections[f"{key}/"])


def test_exercises_and_notebooks_can_be_found(bank, index):
    kinds = {address: kind for _, kind, address in index["pages"]}
    assert all(kinds[f"exercises/{id}/"] == "exercise" for id in bank.exercises)
    assert kinds["exercises/servqual/notebook/"] == "notebook"
    assert kinds["interactive-marketing/test/"] == "test"


def test_every_term_has_its_four_names_and_the_lesson_that_introduces_it(bank, index):
    terms = {term["url"]: term for term in index["terms"]}
    for concept, _ in bank.concepts:
        term = terms[f"glossary/#{concept.id}"]
        assert term["names"] == concept.term.model_dump()
        assert term["text"] == concept.definition and term["also"] == concept.also
        assert concept.id in bank.lessons[index["pages"][term["home"]][2].rstrip("/")].front.concepts


@pytest.mark.parametrize("course", ["site", "fixture_site"])
def test_no_word_of_a_question_is_in_the_index(course, request):
    """Only where a page says the same outside of its questions."""
    site = request.getfixturevalue(course)
    index = " ".join(_texts(json.loads(_file(site).read_text(encoding="utf-8"))))
    bank = load_bank(ROOT if course == "site" else FIXTURE)
    renderer, checked, said = Renderer(bank), 0, _said(site)
    for item in bank.items.values():
        for text in _texts(item.raw):
            plain = " ".join(renderer.plain(text).split())
            if len(plain) > 20 and plain not in said:
                checked += 1
                assert plain not in index, f"{item.question.id}: {plain}"
    assert checked > 3 * len(bank.items)


def _said(site: Path) -> str:
    """Return what the pages say outside of their questions, cells and lines of it parted by a space."""
    texts = []
    for path in site.rglob("*.html"):
        page = LexborHTMLParser(path.read_text(encoding="utf-8"))
        if page.css_first(".md-header"):
            for node in page.css("form"):
                node.decompose()
            texts += [page.css_first("article").text(separator=separator) for separator in ("", " ")]
    return " ".join(" ".join(texts).split())


def _texts(raw: Any) -> Iterator[str]:
    """Yield the texts of a question or of an index."""
    if isinstance(raw, str):
        yield raw
    for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ():
        if key not in NO_WORDS:
            yield from _texts(value)


def test_the_index_lies_in_a_folder_named_after_its_content_and_every_page_knows_it(site):
    file = _file(site)
    assert file.parent.name == hashlib.sha256(file.read_bytes()).hexdigest()[:10]
    for path in site.rglob("*.html"):
        page = LexborHTMLParser(path.read_text(encoding="utf-8"))
        if page.css_first(".md-header"):
            address = page.css_first("[data-search]").attributes["data-search"]
            assert (site / address.lstrip("/") if address.startswith("/") else (path.parent / address)).resolve() == file.resolve(), path


def test_the_theme_searches_nothing(site):
    assert not (site / "search").exists()
    assert not [path for name in ("lunr", "workers") for path in site.glob(f"assets/javascripts/{name}")]
    for path in site.rglob("*.html"):
        page = LexborHTMLParser(path.read_text(encoding="utf-8"))
        assert not page.css("input[name=search], [data-md-component=search]"), path
