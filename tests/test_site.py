"""The built site: what is on it, what must not be, and what a reader without JavaScript gets."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course.bank import load_bank
from course.catalogue import FRAGMENTS
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def bank():
    return load_bank(ROOT)


def page(site: Path, key: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / key / "index.html").read_text(encoding="utf-8"))


def test_solutions_and_unnamed_files_stay_out(site, bank):
    """No file of the site holds a sentence of what an exercise keeps for the teacher."""
    folders = {ROOT / "exercises" / exercise.id: {"exercise.md", *exercise.front.publish} for exercise in bank.exercises.values()}
    tasks = _words("\n".join((folder / name).read_text(encoding="utf-8") for folder, published in folders.items() for name in published))
    secrets = []
    for folder, published in folders.items():
        for file in folder.iterdir():
            if file.name not in published:
                lines = map(str.strip, file.read_text(encoding="utf-8").splitlines())
                secrets += [line for line in lines if len(line) > 60 and _words(line) not in tasks]
                assert not list(site.rglob(file.name)), f"{file.name} is published"
    assert secrets
    words = [_words(secret) for secret in secrets]
    for file in site.rglob("*"):
        if file.suffix in (".html", ".json", ".js", ".md", ".txt", ".xml", ".ipynb", ".csv", ".gz"):
            data = file.read_bytes()
            text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8", "replace")
            for word in words:
                assert word not in text, f"{file.relative_to(site)} holds: {word}"


def _words(text: str) -> str:
    """Return text without marks of Markdown; of a line its first fifty characters."""
    plain = re.sub(r"[*`#|>-]", "", text)
    return plain if "\n" in text else plain[:50].strip()


def test_held_back_questions_are_on_no_page_but_the_fragments_that_tests_fetch(site, bank):
    stems = [item.question.stem[:60] for item in bank.items.values() if item.question.use == "test"]
    assert len(stems) >= 28
    for file in site.rglob("*.html"):
        if file.relative_to(site).parts[0] == FRAGMENTS:
            continue
        text = file.read_text(encoding="utf-8")
        assert not [stem for stem in stems if stem in text], file


def test_every_practice_question_is_playable_once_on_its_lesson(site, bank):
    for key, quiz in bank.quizzes.items():
        forms = page(site, key).css("form.question")
        own = [form.attributes["data-question"] for form in forms if form.attributes["data-lesson"] == key]
        assert sorted(own) == sorted(item.question.id for item in quiz.items if item.question.use == "practice")


def test_questions_are_complete_without_javascript(site, bank):
    """Form, fieldset, legend, native controls, key and feedback in closed details; buttons that need a script are hidden."""
    for key in bank.quizzes:
        for form in page(site, key).css("form.question"):
            assert form.css_first("fieldset > legend").text().strip()
            assert form.css("fieldset input, fieldset select")
            details = form.css_first("details.key")
            assert "open" not in details.attributes and len(details.text().split()) > 8
            assert "hidden" in form.css_first("p.do").attributes
            assert form.css_first("[role=status]").text().strip() == ""


def test_each_passage_link_leads_to_the_words_that_settle_the_key(site, bank):
    for key in bank.quizzes:
        lesson = page(site, key)
        for form in lesson.css("form.question"):
            item = bank.items[form.attributes["data-question"]]
            target = form.css_first("a.passage-link").attributes["href"]
            if item.lesson == key:
                assert lesson.css_first(target), f"{item.question.id}: {target}"
            else:
                other = (site / key / target.split("#")[0]).resolve()
                assert LexborHTMLParser((other / "index.html").read_text(encoding="utf-8")).css_first("#" + target.split("#")[1])


def test_no_table_has_a_header_cell_without_words(site):
    for file in site.rglob("*.html"):
        empty = [cell.html for cell in LexborHTMLParser(file.read_text(encoding="utf-8")).css("th") if not cell.text().strip()]
        assert not empty, file


def test_glossary_has_all_concepts_in_four_languages(site, bank):
    glossary = page(site, "glossary")
    for concept, _ in bank.concepts:
        entry = glossary.css_first("#" + concept.id)
        assert concept.term.en in entry.text()
        assert {node.attributes["lang"]: node.text() for node in entry.css("[lang]")} == {
            "sv": concept.term.sv,
            "nb": concept.term.nb,
            "da": concept.term.da,
        }


def test_terms_stay_out_of_questions(site, bank):
    for key in bank.quizzes:
        assert not page(site, key).css("form.question a.term")
    assert any(page(site, key).css("a.term") for key in bank.quizzes)


def test_formulas_are_mathml(site):
    assert page(site, "interactive-marketing/moments-of-truth").css("math mn")


def test_figures_are_drawn_into_the_page_with_a_text_alternative(site, bank):
    for key in bank.quizzes:
        figures = page(site, key).css("figure.figure")
        assert figures, key
        for figure in figures:
            drawing = figure.css_first("svg[role=img]")
            names = drawing.attributes["aria-labelledby"].split()
            assert all(drawing.css_first("#" + name).text().strip() for name in names)
            following = figure.next
            while following is not None and following.tag == "-text":
                following = following.next
            assert following.tag == "details", f"{key}: the content of a figure stands as text below it"


def test_notebook_is_executed_small_and_in_the_sites_own_look(site):
    file = site / "exercises" / "servqual" / "notebook" / "index.html"
    assert len(gzip.compress(file.read_bytes())) <= 60_000
    notebook = LexborHTMLParser(file.read_text(encoding="utf-8")).css_first(".notebook")
    assert notebook.css("table") and notebook.css("svg") and "still open" in notebook.text()
    assert not notebook.css("style, script, [style], [class^=jp-]")
    assert (site / "exercises" / "servqual" / "survey.csv").is_file()
    assert (site / "exercises" / "servqual" / "notebook" / "notebook.ipynb").is_file()


def test_a_notebook_whose_cell_fails_stops_the_build_with_a_line(tmp_path):
    for name in ("docs", "quizzes", "exercises", "hooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    notebook = tmp_path / "exercises" / "servqual" / "notebook.ipynb"
    text = notebook.read_text(encoding="utf-8")
    broken = text.replace("survey = pd.read_csv(", "survey = 1/0; pd.read_csv(", 1)
    assert broken != text
    notebook.write_text(broken, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path / "site")]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert run.returncode == 1
    assert "[notebook] A cell fails with ZeroDivisionError" in run.stderr
    assert "Traceback" not in run.stdout + run.stderr


def test_front_end_lies_in_a_folder_named_after_its_content(site):
    script = page(site, "interactive-marketing/moments-of-truth").css_first("script[data-words]").attributes["src"]
    assert re.fullmatch(r"../../assets/[0-9a-f]{10}/quiz/quiz.js", script)


def test_no_page_asks_a_third_party_for_anything(site):
    for file in site.rglob("*.html"):
        for node in LexborHTMLParser(file.read_text(encoding="utf-8")).css("[src], link[href]"):
            address = node.attributes.get("src") or node.attributes.get("href") or ""
            assert not re.match(r"(https?:)?//", address), f"{file}: {address}"


def test_home_leads_to_the_first_lesson_and_to_every_other(site, bank):
    home = LexborHTMLParser((site / "index.html").read_text(encoding="utf-8"))
    assert home.css_first("a.button").attributes["href"] == "interactive-marketing/moments-of-truth/"
    linked = [node.attributes["href"].rstrip("/") for node in home.css(".part ol a")]
    assert linked == sorted(bank.quizzes, key=bank.settings.order.index) and not home.css(".coming")
