"""A part on one page: what becomes of a rendered lesson, and the pages of the built course."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from course.bank import load_bank
from course.booklet import Chapter, booklet_parts, chapter
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parent.parent
RENDERED = ROOT / "tests" / "data" / "rendered-lesson.html"
ANCHORS = {"a/first": "first", "a/second": "second"}


@pytest.fixture(scope="module")
def first() -> Chapter:
    return chapter(SimpleNamespace(key="a/first"), RENDERED.read_text(encoding="utf-8"), "a/print", ANCHORS)


@pytest.fixture(scope="module")
def text(first: Chapter) -> LexborHTMLParser:
    return LexborHTMLParser(first.text)


def links(tree: LexborHTMLParser) -> dict[str, str]:
    return {node.text(): node.attributes["href"] for node in tree.css("a")}


def test_each_id_and_what_points_to_it_gets_the_lessons_name(text):
    assert {node.attributes["id"] for node in text.css("[id]")} >= {"first--line", "first--q-price", "first--tip", "first--fn:1"}
    assert text.css_first("label[for]").attributes["for"] == "first--q-price-number"
    assert text.css_first("svg").attributes["aria-labelledby"] == "first--name first--what"
    assert text.css_first("path[marker-end]").attributes["marker-end"] == "url(#first--tip)"


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("this section", "#first--line"),
        ("the next lesson", "#second"),
        ("its section", "#second--kinds"),
        ("another part", "../../b/third/#x"),
        ("the home page", "../../"),
        ("the part", "../"),
        ("a file", "../../exercises/visit/form.csv"),
        ("another site", "https://example.org/a/second/"),
        ("a mailbox", "mailto:editor@example.org"),
    ],
)
def test_links_lead_to_this_page_or_on(text, words, target):
    assert links(text)[words] == target


def test_pictures_are_found_from_the_new_page(text):
    assert text.css_first("img").attributes["src"] == "../../assets/figures/plan.png"


def test_glossary_terms_are_plain(first, text):
    assert "line of visibility" in text.text() and "term" not in first.text


def test_headings_stand_below_the_lessons_own(text):
    assert [node.tag for node in text.css("h2, h3, h4, h5")] == ["h3", "h4"]


def test_keys_and_worked_answers_are_taken_out_in_order(first, text):
    assert [re.sub(r"<.*?>", "", key).strip() for key in first.keys] == ["2.5 EUR", "Behind the line (right)"]
    assert first.worked == [("Now you: count", "<p>Twelve.</p>")]
    assert not text.css(".key, .answer, summary + .feedback")
    assert "Twelve" not in text.text()


def test_what_is_folded_away_is_open(text):
    assert [node.attributes for node in text.css("details")] == [{"class": "text", "open": None}]


def test_controls_are_there_to_be_filled_in_by_hand(text):
    assert not text.css("form, button, select, script, link, .hint, .verdict, [name], [autocomplete], [data-question]")
    assert len(text.css("fieldset[disabled]")) == 2 and len(text.css("input[type=radio]")) == 1


def test_wide_tables_can_be_scrolled(text):
    assert text.css_first("div.scroll[tabindex] > table")


@pytest.fixture(scope="module")
def bank():
    return load_bank(ROOT)


def test_each_part_has_its_page_with_all_its_practice_questions(site, bank):
    assert booklet_parts(bank)
    for folder in booklet_parts(bank):
        page = LexborHTMLParser((site / folder / "print" / "index.html").read_text(encoding="utf-8"))
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert not [id for id, count in Counter(ids).items() if count > 1]
        own = [item.question for item in bank.items.values() if item.lesson.startswith(f"{folder}/")]
        shown = {id.partition("--q-")[2] for id in ids}
        assert {question.id for question in own if question.use == "practice"} <= shown
        assert not {question.id for question in own if question.use == "test"} & shown


def test_no_search_and_no_list_of_pages_leads_to_it(site):
    for file in [*site.rglob("sitemap.xml"), *site.rglob("search.json")]:
        assert "/print/" not in file.read_text(encoding="utf-8"), file


def test_paper_weighs_little_on_screen(site, bank):
    """What a lesson carries for paper only, a line and the letters of its choices, is a fraction of its page."""
    for key in bank.quizzes:
        page = (site / key / "index.html").read_text(encoding="utf-8")
        extra = re.findall(r'<ol class="choices".*?</ol>|<p class="colophon".*?</p>| data-section="[^"]*"', page, re.S)
        assert 0 < sum(map(len, extra)) < 0.05 * len(page), key
