"""The engine's parts, by what an author or a reader notices. What the check says about broken courses is in test_cases."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import course.bank
import course.source
import pytest
import yaml
from course.bank import Bank, load_bank
from course.cli import main
from course.display import display_order
from course.embed import Course, makeExtension
from course.kinds import Order, Single
from course.model import Entry, Flag, Number
from course.render import relative_url, resolve
from course.schema import quiz_schema
from course.settings import new_markdown
from course.source import line_of, parse_yaml
from courses import CASES, SOUND, read_case, replace_in, write_case
from pydantic import TypeAdapter, ValidationError
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "engine"
COURSES = yaml.safe_load((DATA / "courses.yml").read_text(encoding="utf-8"))


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A copy of the sound course, to change."""
    return shutil.copytree(SOUND, tmp_path / "course")


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The sound course."""
    return load_bank(SOUND)


def convert(text: str, bank: Bank, page: str = "a/b") -> LexborHTMLParser:
    """Return what a lesson's text becomes on a page."""
    return LexborHTMLParser(new_markdown(bank.settings, makeExtension(course=Course(bank), page=f"{page}.md")).convert(text))


def page_of(bank: Bank, page: str) -> LexborHTMLParser:
    """Return a page of a course as it is shown."""
    return convert(bank.lessons[page].text.split("---\n", 2)[2], bank, page)


def course_of(case: dict, root: Path) -> Bank:
    """Return the course of a case, written below `root`."""
    write_case(case, root)
    return load_bank(root)


def asked(tree: LexborHTMLParser, holder: str) -> list[str]:
    """Return the ids of the questions inside `holder`."""
    return [form.attributes["data-question"] for form in tree.css(f"{holder} form.question")]


def options_of(tree: LexborHTMLParser, id: str) -> list[str]:
    """Return the options, or steps, of a question in the order in which they are shown."""
    return [item.css_first("label, .text").text(strip=True) for item in tree.css(f'form[data-question="{id}"] [data-option]')]


class TestYaml:
    tree = parse_yaml((DATA / "scalars.yml").read_text(encoding="utf-8"), "scalars.yml").tree

    @pytest.mark.parametrize(
        ("name", "text", "line"),
        [
            ("negation", "no", 2),
            ("version", "1.10", 3),
            ("date", "2024-05-03", 4),
            ("hour", "12:30", 5),
            ("octal", "0o17", 6),
            ("grouped", "1_000", 7),
            ("nothing", "null", 8),
            ("tilde", "~", 9),
            ("empty", None, 10),
            ("quoted", "yes: # no comment", 11),
            ("plain", "a text that goes on", 12),
            ("block", "two\nlines\n", 14),
        ],
    )
    def test_values_stay_as_typed_and_know_their_line(self, name, text, line):
        assert self.tree[name] == text
        assert line_of(self.tree, (name,)) == line

    @pytest.mark.parametrize(("location", "line"), [(("list",), 17), (("list", 0), 18), (("list", 1, "deep"), 19), (("list", 9), 17), ((), 2)])
    def test_lines_lead_to_the_deepest_part_that_exists(self, location, line):
        assert line_of(self.tree, location) == line

    def test_front_matter_counts_lines_from_the_top_of_its_page(self):
        assert line_of(parse_yaml("title: A\nminutes: {read: 5}\n", "a.md", 2).tree, ("minutes", "read")) == 3


class TestNumbers:
    @pytest.mark.parametrize("typed", ["0", "240", "-3", "0.5", "1.10", " 12 ", "007"])
    def test_plain_numbers_are_exact(self, typed):
        assert TypeAdapter(Number).validate_python(typed) == Decimal(typed.strip())

    @pytest.mark.parametrize("typed", ["1,5", "1 000", "0x10", "1e3", "1:30", "one", "", ".5", "5.", "+5", "--5", "nan", "inf", "1_000", "9" * 16, None])
    def test_everything_else_is_refused(self, typed):
        with pytest.raises(ValidationError):
            TypeAdapter(Number).validate_python(typed)

    @pytest.mark.parametrize("typed", ["yes", "on", "1", "True", "no", "", None])
    def test_only_true_and_false_are_flags(self, typed):
        assert TypeAdapter(Flag).validate_python("true") is True
        assert TypeAdapter(Flag).validate_python("false") is False
        with pytest.raises(ValidationError):
            TypeAdapter(Flag).validate_python(typed)


class TestOrder:
    @pytest.mark.parametrize("texts", [["In", "Order", "Pay"], ["1940", "1950", "1960"], ["a", "b", "c", "d", "e"]])
    def test_what_is_to_be_ordered_never_stands_in_its_order(self, bank, texts):
        sequence = [Entry(id=f"s{number}", text=text) for number, text in enumerate(texts)]
        for number in range(50):
            question = Order(id=f"order-{number}", type="order", stem="Which order?", sequence=sequence)
            controls = Course(bank).renderer.question(item_like(bank, question), "a/b").split("<details")[0]
            shown = [node.attributes["data-option"] for node in LexborHTMLParser(controls).css("[data-option]")]
            assert sorted(shown) == sorted(entry.id for entry in sequence)
            assert shown != [entry.id for entry in sequence]

    @pytest.mark.parametrize(
        "texts", [["30 %", "7 %", "100 %"], ["1,200", "15.5", "-3"], ["EUR 5", "EUR 50"], ["3 May 2024", "4 June 2024"], ["January", "March"]]
    )
    def test_numbers_and_dates_stand_as_written(self, texts):
        assert [entry.text for entry in display_order(*shuffled("a-question", texts))] == texts

    def test_other_options_are_shuffled_alike_at_every_build(self):
        texts = ["A chance", "A risk", "Both", "Neither one"]
        orders = {tuple(entry.text for entry in display_order(*shuffled(f"question-{number}", texts))) for number in range(60)}
        assert len(orders) > 12
        assert display_order(*shuffled("question-1", texts)) == display_order(*shuffled("question-1", texts[::-1]))

    def test_numbers_keep_their_order_on_the_page(self, tmp_path):
        tree = page_of(course_of(COURSES["numbers"], tmp_path), "a/b")
        assert options_of(tree, "porter") == ["30 %", "7 %", "100 %"]
        assert options_of(tree, "visit-in-order") != ["1940", "1950", "1960"]


def shuffled(id: str, texts: list[str]) -> tuple[Single, list[Entry]]:
    """Return a question and entries named after their text."""
    options = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
    entries = [Entry(id="e" + "".join(letter for letter in text.lower() if letter in "abcdefghijklmnopqrstuvwxyz0123456789"), text=text) for text in texts]
    return Single(id=id, type="single", stem="Which?", options=options), entries


def item_like(bank: Bank, question):
    """Return an item of the sound course with another question."""
    item = bank.items["visit-in-order"]
    return type(item)(question, item.lesson, item.path, item.raw)


class TestEmbedding:
    def test_markers_make_questions_in_all_blocks(self, bank):
        tree = convert((DATA / "blocks.md").read_text(encoding="utf-8"), bank)
        assert asked(tree, "li") == ["porter", "contacts-met"]
        assert asked(tree, "div.admonition") == ["contacts-a-day"]
        assert asked(tree, "details.tip") == ["visit-in-order"]
        assert asked(tree, "div.tabbed-block") == ["who-meets-whom"]
        assert asked(tree, "blockquote") == ["contact-or-not"]
        assert tree.css_first("aside.exercise-card a").attributes["href"] == "../../exercises/visit/"
        assert "{{" not in tree.text()

    def test_markers_in_code_stay_text(self, bank):
        tree = convert((DATA / "code.md").read_text(encoding="utf-8"), bank)
        assert not tree.css("form, .problems, script, link")
        assert tree.text().count("{{ question porter }}") == 4
        assert all("{{" in code.text() for code in tree.css("code"))
        assert tree.text().isprintable() or not any("\U000f0000" <= letter for letter in tree.text())

    def test_exit_quiz_holds_the_rest_and_nothing_held_back(self, bank):
        ids = asked(page_of(bank, "a/b"), "body")
        assert ids == ["porter", "contacts-met", "contacts-a-day", "visit-in-order", "who-meets-whom", "contact-or-not"]

    def test_the_front_end_comes_once_and_only_with_a_question(self, bank, tmp_path):
        assert len(page_of(bank, "a/b").css("script")) == 1
        plain = page_of(course_of(COURSES["plain-page"], tmp_path), "index")
        assert plain.body.html == "<body><p>Text.</p></body>"

    def test_an_own_question_links_to_its_very_passage(self, bank):
        tree = page_of(bank, "a/b")
        link = tree.css_first('form[data-question="visit-in-order"] a.passage-link').attributes["href"]
        assert tree.css_first(link).parent.text() == "A guest comes in."

    def test_a_recalled_question_links_to_its_own_lesson(self, bank):
        tree = page_of(bank, "a/c")
        assert tree.css_first('form[data-question="porter"] a.passage-link').attributes["href"] == "../b/#two-sides"
        assert "From an earlier lesson" in tree.css_first('form[data-question="porter"]').text()
        assert "From an earlier lesson" not in tree.css_first('form[data-question="kitchen"]').text()

    def test_links_in_a_question_lead_from_wherever_it_is_shown(self, tmp_path):
        bank = course_of(read_case(CASES / "sound-links.yml"), tmp_path)
        link = 'form[data-question="porter"] .feedback a'
        assert page_of(bank, "a/b").css_first(link).attributes["href"] == "../c/#line"
        assert page_of(bank, "a/c").css_first(link).attributes["href"] == "#line"

    def test_options_are_shown_as_typed(self, tmp_path):
        bank = course_of(read_case(CASES / "sound-typed-as-is.yml"), tmp_path)
        assert sorted(options_of(page_of(bank, "a/c"), "kitchen")) == ["1.10", "2024-05-03", "no"]

    def test_what_cannot_be_rendered_shows_its_problem_in_place(self, tmp_path):
        tree = page_of(course_of(COURSES["broken-question"], tmp_path), "a/b")
        assert 'quizzes/a/b.yml:21 [shape] "hnt" is no field here. Did you mean "hint"?' in tree.css_first(".problems").text()
        assert "porter" not in asked(tree, "body")


@pytest.mark.parametrize(
    ("target", "page", "address"),
    [
        ("a/c/", "a/b", "../c/"),
        ("a/c/", "index", "a/c/"),
        ("a/c/#line", "a/b", "../c/#line"),
        ("a/b/#line", "a/b", "#line"),
        ("a/b/", "a/b", "./"),
        ("", "a/b", "../../"),
        ("", "index", "./"),
        ("#top", "index", "#top"),
        ("a/", "a/b", "../"),
        ("a/c/", "a/index", "c/"),
        ("assets/x.svg", "a/b", "../../assets/x.svg"),
    ],
)
def test_addresses_are_relative_to_the_page(target, page, address):
    assert relative_url(target, page) == address


@pytest.mark.parametrize(
    ("target", "source", "page", "address"),
    [
        ("c.md", "a/b", "a/b", "../c/"),
        ("c.md#line", "a/b", "d/e", "../../a/c/#line"),
        ("../index.md", "a/b", "a/b", "../../"),
        ("../x/index.md", "a/b", "a/c", "../../x/"),
        ("#two-sides", "a/b", "a/b", "#two-sides"),
        ("#two-sides", "a/b", "a/c", "../b/#two-sides"),
        ("b.md#two-sides", "a/b", "a/b", "#two-sides"),
        ("https://example.org/c.md", "a/b", "d/e", "https://example.org/c.md"),
        ("mailto:a@example.org", "a/b", "d/e", "mailto:a@example.org"),
    ],
)
def test_links_keep_their_target_on_another_page(target, source, page, address):
    assert resolve(target, source, page) == address


class TestTerms:
    def test_only_the_first_use_in_running_text_is_marked(self, bank):
        tree = convert((DATA / "terms.md").read_text(encoding="utf-8"), bank)
        marked = {link.text(): link for link in tree.css("a.term")}
        assert list(marked) == ["moments of truth", "line of visibility"]
        assert all(link.parent.tag == "li" for link in marked.values())
        assert marked["moments of truth"].attributes["href"] == "../glossary.md#moment-of-truth"
        assert marked["moments of truth"].attributes["data-definition"] == "Any contact between a customer and a firm."

    def test_a_question_explains_no_term(self, tmp_path):
        tree = page_of(course_of(COURSES["terms-in-questions"], tmp_path), "a/b")
        assert "moment of truth" in tree.css_first("form.question").text()
        assert len(tree.css("a.term")) == 1
        assert not tree.css("form a.term")

    def test_the_glossary_marks_nothing_and_leads_to_lessons(self, bank):
        tree = page_of(bank, "glossary")
        assert not tree.css("a.term")
        assert [entry.attributes["id"] for entry in tree.css(".entry")] == ["line-of-visibility", "moment-of-truth"]
        assert tree.css_first("#moment-of-truth .home a").attributes["href"] == "../a/b/"
        assert tree.css_first('#moment-of-truth i[lang="nb"]').text() == "sannhetens øyeblikk"


def test_formulas_become_mathml(bank):
    tree = convert((DATA / "math.md").read_text(encoding="utf-8"), bank)
    line, block = tree.css("math")
    assert line.css_first("mfrac") is not None
    assert (line.parent.tag, line.attributes["display"]) == ("p", "inline")
    assert (block.parent.attributes["class"], block.attributes["display"]) == ("formula", "block")
    assert tree.css_first("code").text() == "$x$"
    assert "$5 for 6$7" in tree.text()


def test_the_schema_is_current():
    assert (ROOT / "quizzes" / "schema.json").read_text(encoding="utf-8") == quiz_schema()


class TestNew:
    def test_a_skeleton_is_sound(self, sound, capsys):
        assert main(["--root", str(sound), "new", "a/waiting-well"]) == 0
        assert "docs/a/waiting-well.md" in capsys.readouterr().out
        assert main(["--root", str(sound), "check"]) == 0
        assert asked(page_of(load_bank(sound), "a/waiting-well"), "body") == ["waiting-well-first-question"]

    def test_two_skeletons_of_one_name_get_ids_of_their_own(self, sound):
        assert main(["--root", str(sound), "new", "a/waiting"]) == 0
        assert main(["--root", str(sound), "new", "docs/x/waiting.md"]) == 0
        assert main(["--root", str(sound), "check"]) == 0
        assert (sound / "quizzes/x/waiting.yml").exists()

    @pytest.mark.parametrize("gone", ["docs/a/b.md", "quizzes/a/b.yml"])
    def test_nothing_is_overwritten(self, sound, gone, capsys):
        (sound / gone).unlink()
        before = files_of(sound)
        assert main(["--root", str(sound), "new", "a/b"]) == 2
        assert "exists already" in capsys.readouterr().err
        assert files_of(sound) == before

    @pytest.mark.parametrize("name", ["", "A/b", "../b", "/tmp/b", "a//b", "a/b/", "a b", "a/b.yml", "a/-b", "docs/"])
    def test_wrong_names_are_wrong_use(self, sound, name, capsys):
        before = files_of(sound)
        assert main(["--root", str(sound), "new", name]) == 2
        assert "is no name of a lesson" in capsys.readouterr().err
        assert files_of(sound) == before

    @pytest.mark.parametrize("command", [["check"], ["new", "a/b"], ["schema"]])
    def test_a_folder_without_mkdocs_yml_is_wrong_use(self, tmp_path, command, capsys):
        assert main(["--root", str(tmp_path), *command]) == 2
        assert "mkdocs.yml is missing" in capsys.readouterr().err
        assert not files_of(tmp_path)


def files_of(root: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_second_reading_reads_what_changed_and_nothing_else(sound, monkeypatch):
    load_bank(sound)
    replace_in(sound / "quizzes/a/b.yml", {"Think of what can go wrong.": "Think of what can go well and wrong."})
    replace_in(sound / "docs/a/c.md", {"title: Behind the line": "title: Behind the line of sight"})
    read = []
    plain = course.source.read_text

    def spy(root: Path, path: str):
        read.append(path)
        return plain(root, path)

    monkeypatch.setattr(course.source, "read_text", spy)
    monkeypatch.setattr(course.bank, "read_text", spy)
    bank = load_bank(sound)
    assert bank.items["porter"].question.hint == "Think of what can go well and wrong."
    assert bank.lessons["a/c"].front.title == "Behind the line of sight"
    assert sorted(set(read) - {"mkdocs.yml"}) == ["docs/a/c.md", "quizzes/a/b.yml"]


def test_a_file_that_comes_or_goes_is_noticed(sound):
    assert len(load_bank(sound).items) == 8
    (sound / "quizzes/a/c.yml").unlink()
    assert len(load_bank(sound).items) == 7
    shutil.copy(SOUND / "quizzes/a/c.yml", sound / "quizzes/a/c.yml")
    assert len(load_bank(sound).items) == 8


def test_changed_settings_make_all_pages_be_read_anew(sound):
    assert load_bank(sound).lessons["a/b"].findings.sections.keys() >= {"two-sides"}
    replace_in(sound / "mkdocs.yml", {"  - attr_list\n": ""})
    assert "two-sides" not in load_bank(sound).lessons["a/b"].findings.sections
