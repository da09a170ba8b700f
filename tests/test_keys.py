"""Second keys as a user meets them: papers, answers, states, confirmations, the lock, the report and the build, on the course of data/keys."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from course.bank import reader
from course.cli import main
from course.rules import RULES

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "data" / "keys"
QUIZ, LESSON, LOCK = "quizzes/a/b.yml", "docs/a/b.md", "quizzes/a/b.lock.yml"
KEYED: list[str] = []
IN_COUNTING = {"july-change", "waiting-time", "visit-in-order", "who-is-met", "staff-met", "coat-room-shut"}


@dataclass(frozen=True)
class Run:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Course:
    """A copy of the small course, and a folder outside it for papers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]):
        self.root, self.desk, self.capsys, self.papers = folder / "course", folder / "desk", capsys, 0
        shutil.copytree(SMALL, self.root)
        self.desk.mkdir()

    def run(self, *arguments: str | Path) -> Run:
        """Run one command as a process of its own would: with nothing remembered."""
        reader.cache_clear()
        try:
            status = main(["--root", str(self.root), *map(str, arguments)])
        except SystemExit as stop:
            status = stop.code
        return Run(status, *self.capsys.readouterr())

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def questions(self) -> list[dict[str, Any]]:
        return [question for path in sorted(self.root.glob("quizzes/a/?.yml")) for question in yaml.safe_load(path.read_text("utf-8"))["questions"]]

    def lock(self) -> dict[str, Any]:
        return yaml.safe_load(self.read(LOCK))

    def paper(self, *arguments: str) -> Path:
        """Write a new paper."""
        self.papers += 1
        path = self.desk / f"paper-{self.papers}.txt"
        run = self.run("key", "paper", *(arguments or ("a/b",)), "--to", path)
        assert (run.status, path.is_file()) == (0, True), run
        return path

    def answered(self, *arguments: str, wrong: Iterable[str] = (), typed: dict[str, str] | None = None, doubts: dict[str, str] | None = None) -> Path:
        """Write a paper and answer it: right, but for the ids in `wrong`, and for what is `typed` by id."""
        path = self.paper(*arguments)
        typed, doubts, by_stem = typed or {}, doubts or {}, {question["stem"]: question for question in self.questions()}
        for asked in reversed(asked_on(path)):
            question = by_stem[asked.stem]
            answer = typed.get(question["id"], solved(question, asked.labels, question["id"] not in wrong))
            fill(path, asked.line, answer, doubts.get(question["id"], ""))
        return path

    def record(self, paper: Path, *more: str, role: str = "reader") -> Run:
        return self.run("key", "record", paper, "--as", role, *more)

    def keyed(self) -> Course:
        """Have every question of the unchanged course answered right. The first lock that comes of it serves all tests."""
        if not KEYED:
            assert self.record(self.answered()).status == 0
            KEYED.append(self.read(LOCK))
        (self.root / LOCK).write_text(KEYED[0], encoding="utf-8")
        return self

    def states(self) -> dict[str, str]:
        """Return the state of each key that is not agreed, as `key status` lists them."""
        return dict(re.findall(r"^quizzes/\S+:\d+: (\S+) is (\w+)\.$", self.run("key", "status").out, re.M))

    def line(self, id: str) -> int:
        return self.read(QUIZ).split("\n").index(f"  - id: {id}") + 1


@dataclass(frozen=True)
class Asked:
    """A question as it stands on a paper. `line` is that of its answer."""

    stem: str
    labels: dict[str, str]
    line: int


def asked_on(paper: Path) -> list[Asked]:
    text = paper.read_text(encoding="utf-8")
    found = []
    for match in re.finditer(r"^Question \d+ \(ref \w+\)\n\n(.*)\n\n((?:  \[\w+\] .*\n)*)\n.*\n(?=answer:)", text, re.M):
        labels = {words: label for label, words in re.findall(r"^  \[(\w+)\] (.*)$", match[2], re.M)}
        found.append(Asked(match[1], labels, text.count("\n", 0, match.end()) + 1))
    return found


def fill(paper: Path, line: int, answer: str, doubt: str = "") -> None:
    """Write an answer on the line for it, and a doubt on the next."""
    rows = paper.read_text(encoding="utf-8").split("\n")
    assert rows[line - 1].startswith("answer:") and rows[line].startswith("doubt:")
    rows[line - 1 : line + 1] = [f"answer: {answer}", f"doubt: {doubt}"]
    paper.write_text("\n".join(rows), encoding="utf-8")


def solved(question: dict[str, Any], labels: dict[str, str], right: bool = True) -> str:
    """Return what to write on paper for the right answer, or for a wrong one."""
    match question:
        case {"type": "single", "options": options}:
            return next(labels[option["text"]] for option in options if option.get("correct", False) == right)
        case {"type": "multiple", "options": options}:
            keys = [labels[option["text"]] for option in options if option.get("correct")]
            return " ".join(keys if right else keys[1:])
        case {"type": "numeric", "answer": {"value": value}}:
            return str(value if right else value + 1)
        case {"type": "order", "sequence": sequence}:
            numbers = [labels[entry["text"]] for entry in sequence]
            return " ".join(numbers if right else numbers[::-1])
        case {"type": "match", "pairs": pairs}:
            rights = [pair["right"] for pair in pairs]
            rights = rights if right else rights[::-1]
            return " ".join(labels[pair["left"]] + labels[choice] for pair, choice in zip(pairs, rights, strict=True))
        case {"type": "classify", "groups": groups}:
            sides = [group["text"] for group in groups]
            sides = sides if right else sides[::-1]
            return " ".join(labels[member["text"]] + labels[side] for group, side in zip(groups, sides, strict=True) for member in group["members"])
    raise AssertionError(question["type"])


def walked(tree: Any) -> Iterable[tuple[str, str]]:
    """Yield (field, text) of every text in YAML."""
    for field, value in tree.items() if isinstance(tree, dict) else (("", entry) for entry in tree):
        if isinstance(value, dict | list):
            yield from walked(value)
        elif isinstance(value, str):
            yield field, value


@pytest.fixture
def course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Course:
    return Course(tmp_path, capsys)


def test_the_small_course_is_sound_and_has_all_types(course):
    run = course.run("check")
    assert (run.status, run.out) == (0, "")
    assert {question["type"] for question in course.questions()} == {"single", "multiple", "numeric", "order", "match", "classify"}
    assert len(course.questions()) == 10


# The paper


def test_a_paper_lies_outside_the_checkout_under_a_new_name(course, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(course.desk))
    first, second = course.run("key", "paper", "a/b"), course.run("key", "paper", "a/b")
    assert (first.status, second.status) == (0, 0)
    papers = sorted(course.desk.iterdir())
    assert len(papers) == 2
    assert str(papers[0]) in first.out and str(papers[1]) in second.out
    assert "10 questions" in first.out


@pytest.mark.parametrize("place", ["paper.txt", "docs/paper.txt", "../course/paper.txt"])
def test_a_paper_is_refused_inside_the_checkout(course, place):
    run = course.run("key", "paper", "a/b", "--to", course.root / place)
    assert run.status == 2
    assert "outside" in run.err
    assert not list(course.root.rglob("paper.txt"))


def test_a_paper_overwrites_nothing(course):
    paper = course.answered()
    before = paper.read_text("utf-8")
    run = course.run("key", "paper", "a/b", "--to", paper)
    assert run.status == 2 and "exists already" in run.err
    assert paper.read_text("utf-8") == before


def test_a_paper_for_a_folder_that_is_not_there_is_refused(course):
    run = course.run("key", "paper", "a/b", "--to", course.desk / "nowhere" / "paper.txt")
    assert run.status == 2 and "cannot be written" in run.err


def secrets(question: dict[str, Any]) -> Iterable[str]:
    """Yield what a paper must not tell of a question: ids, feedback, hints, misconceptions, formulas, near misses, the objective."""
    yield question["objective"]
    yield from (text for text in (question.get("hint"), question.get("formula")) if text)
    yield from (question["feedback"].values() if "feedback" in question else ())
    for field, value in walked(question):
        if field in ("id", "misconception", "feedback"):
            yield value
    yield from (f"{near['value']}" for near in question.get("near", []))


def test_a_paper_tells_nothing_of_the_keys(course):
    course.edit(LESSON, "A café can move the line.", "<!-- the key is opt-hidden --> A café can move [the line](#q-open-hatch).")
    text = course.paper().read_text("utf-8")
    lesson, questions = text.split("----- Questions -----")
    hidden = [secret for question in course.questions() for secret in secrets(question)]
    assert len(hidden) > 90
    assert [secret for secret in hidden if secret in text] == []
    for question in course.questions():
        assert question["evidence"]["quote"] in lesson
        if question["id"] != "watched-work":  # its quote is an option
            assert question["evidence"]["quote"] not in questions
    for word in ("border", "{#", "-60", "correct", "feedback", "hint", "misconception", "evidence", "quote", "practice", "first-author"):
        assert word not in text, word


def test_a_paper_holds_the_lesson_without_its_questions(course):
    lesson, questions = course.paper().read_text("utf-8").split("----- Questions -----")
    body = course.read(LESSON).split("---\n")[2].split("## Exit quiz")[0]
    rows = [re.sub(r" \{#.*\}", "", row) for row in body.split("\n") if row and not row.startswith("{{")]
    assert len(rows) == 18
    assert [row for row in rows if row not in lesson.split("\n")] == []
    assert "{{" not in lesson and "{#" not in lesson and "minutes:" not in lesson
    for question in course.questions():
        assert question["stem"] not in lesson and question["stem"] in questions


def orders(paper: Path) -> dict[str, list[str]]:
    """Return the numbered texts of each question in the order of the paper, by stem."""
    return {asked.stem: [words for words, label in asked.labels.items() if label.isdigit()] for asked in asked_on(paper)}


def in_file(question: dict[str, Any]) -> list[str]:
    match question:
        case {"options": entries} | {"sequence": entries}:
            return [entry["text"] for entry in entries]
        case {"pairs": pairs}:
            return [pair["left"] for pair in pairs]
        case {"groups": groups}:
            return [member["text"] for group in groups for member in group["members"]]
    return []


def test_options_stand_in_an_order_of_the_papers_own_which_is_kept(course):
    first, second = course.paper(), course.paper()
    shown = orders(first)
    for question in course.questions():
        texts, written = shown[question["stem"]], in_file(question)
        assert sorted(texts) == sorted(written)
        if written and question["id"] != "coat-room-shut":
            assert texts != written, question["id"]
    assert shown["How many meetings are left in June, each day, when one of the two is given up?"] == ["60", "120", "240"]
    assert first.read_text("utf-8") == second.read_text("utf-8")


def test_numbers_to_order_or_to_sort_do_not_stand_in_the_order_of_the_key(course):
    for old, new in (("The coat is taken", "1908"), ("The order is taken", "1923"), ("The money is taken", "1969")):
        course.edit(QUIZ, f"text: {old}", f'text: "{new}"')
    for old, new in (("Ringing the bell", "1"), ("Handing out menus", "3"), ("Kneading dough at night", "4"), ("Paying the suppliers", "2")):
        course.edit(QUIZ, f"text: {old}", f'text: "{new}"')
    shown = orders(course.paper())
    assert shown["In which order does a visit go?"] != ["1908", "1923", "1969"]
    assert shown["On which side of the line does each piece of work stand?"] != ["1", "3", "4", "2"]


def test_a_paper_says_at_its_head_how_to_answer_and_how_long_it_takes(course):
    head = course.paper().read_text("utf-8").split("=====")[0]
    assert "10 questions, about 8 minutes" in head  # 10 × 45 s, and 202 words at 220 a minute
    for words in ('"answer:"', '"doubt:"', "text editor", "one sitting", "course key record"):
        assert words in head
    course.edit(LESSON, "A café can move the line.", "A café can move the line. " + "More words. " * 440)
    assert "10 questions, about 12 minutes" in course.paper().read_text("utf-8")


def test_a_paper_asks_only_what_is_not_agreed(course):
    course.keyed()
    unwritten = course.desk / "none.txt"
    run = course.run("key", "paper", "a/b", "--to", unwritten)
    assert run.status == 0 and "nothing to ask" in run.out
    assert not unwritten.exists()
    assert len(asked_on(course.paper("a/b", "--all"))) == 10
    course.edit(QUIZ, "In which order does a visit go?", "In which order does each visit go?")
    assert [asked.stem for asked in asked_on(course.paper())] == ["In which order does each visit go?"]


@pytest.mark.parametrize("name", ["a/b", "docs/a/b.md", "a", "a/"])
def test_a_lesson_goes_by_its_path_or_by_its_part(course, name):
    assert len(asked_on(course.paper(name))) == 10


def test_an_unknown_lesson_is_refused(course):
    for command in (("paper", "a/bb"), ("status", "a/bb")):
        run = course.run("key", *command)
        assert run.status == 2
        assert 'Did you mean "a/b"?' in run.err


def test_a_quiz_without_its_lesson_gives_no_paper(course):
    (course.root / LESSON).unlink()
    run = course.run("key", "paper", "a/b", "--to", course.desk / "p.txt")
    assert run.status == 1
    assert re.match(r"quizzes/a/b\.yml:1: \[lesson\] .*docs/a/b\.md", run.out)
    assert not (course.desk / "p.txt").exists()


# Answers


def test_right_answers_to_all_six_types_are_agreed(course):
    run = course.record(course.answered())
    assert run.status == 0
    assert "10 answers stored, 0 of them disputed." in run.out
    assert course.states() == {}
    assert course.run("key", "status").lines[-1] == "Second keys: 10 agreed."
    assert {(entry["by"], entry["first"], entry["rev"]) for entry in course.lock().values()} == {("reader", "agreed", 1)}


def test_wrong_answers_to_all_six_types_are_disputed(course):
    ids = {question["id"] for question in course.questions()}
    run = course.record(course.answered(wrong=ids))
    assert "10 answers stored, 10 of them disputed." in run.out
    assert course.states() == dict.fromkeys(ids, "disputed")


@pytest.mark.parametrize(
    ("id", "typed", "fact"),
    [
        ("dirty-glass", "", "there is no answer"),
        ("dirty-glass", "abc", '"abc" is none of the numbers 1 to 3'),
        ("dirty-glass", "4", '"4" is none of the numbers 1 to 3'),
        ("dirty-glass", "1 2", "One number is asked for"),
        ("watched-work", "1, 9", '"9" is none of the numbers 1 to 4'),
        ("watched-work", "2 2", "A number stands twice"),
        ("july-change", "abc", '"abc" is no plain number'),
        ("july-change", "1 or 2", "is no plain number"),
        ("july-change", "1,200", '"1,200" can be read in two ways'),
        ("visit-in-order", "1 2", "All 3 numbers are asked for"),
        ("visit-in-order", "1 2 2", "A number stands twice"),
        ("visit-in-order", "1 2 3 4", '"4" is none of the numbers 1 to 3'),
        ("who-is-met", "1A 2Z 3B", '"2Z" is no row with a letter'),
        ("who-is-met", "1A 2B", "A letter for each of the 3 numbers"),
        ("who-is-met", "1A 2B 3C 1D", "A number stands twice"),
        ("who-is-met", "A1 B2 C3", "is no list of numbers"),
        ("who-is-met", "1A 2B 3C or 3D", "is no list of numbers"),
        ("sorted-work", "1A 2A 3B", "A letter for each of the 4 numbers"),
        ("sorted-work", "1A 2A 3B 9A", '"9A" is no row with a letter'),
        ("sorted-work", "1A 2A 3B 4C", '"4C" is no row with a letter'),
    ],
)
def test_a_malformed_answer_is_told_by_its_line_and_nothing_is_stored(course, id, typed, fact):
    paper = course.answered(typed={id: typed})
    stem = next(question["stem"] for question in course.questions() if question["id"] == id)
    line = next(asked.line for asked in asked_on(paper) if asked.stem == stem)
    run = course.record(paper)
    assert run.status == 1
    assert len(run.lines) == 1
    assert run.out.startswith(f"{paper}:{line}: [paper] Question ") and fact in run.out
    assert "Nothing was stored" in run.err
    assert not (course.root / LOCK).exists()


def test_all_that_is_missing_is_told_in_one_pass(course):
    paper = course.paper()
    run = course.record(paper)
    told = [int(line) for line in re.findall(rf"^{re.escape(str(paper))}:(\d+): \[paper\] .*no answer", run.out, re.M)]
    assert run.status == 1
    assert told == [asked.line for asked in asked_on(paper)]
    assert [paper.read_text("utf-8").split("\n")[line - 1] for line in told] == ["answer:"] * 10
    assert not (course.root / LOCK).exists()


def test_partial_stores_the_rest(course):
    run = course.record(course.answered(typed={"dirty-glass": "", "staff-met": "abc"}), "--partial")
    assert run.status == 1
    assert "8 answers stored" in run.out and len(re.findall(r"\[paper\]", run.out)) == 2
    assert course.states() == {"dirty-glass": "unkeyed", "staff-met": "unkeyed"}


@pytest.mark.parametrize("role", ["first-author", "First author", " first-author "])
def test_the_role_that_wrote_the_items_cannot_key_them(course, role):
    run = course.record(course.answered(), role=role)
    assert run.status == 1
    assert len(run.lines) == 10 and all("wrote it" in line for line in run.lines)
    assert not (course.root / LOCK).exists()


def test_a_role_is_required(course):
    paper = course.answered()
    for role in ((), ("--as", ""), ("--as", "  ")):
        run = course.run("key", "record", paper, *role)
        assert run.status == 2 and "--as" in run.err
    assert not (course.root / LOCK).exists()


@pytest.mark.parametrize(
    ("path", "old", "new", "id"),
    [
        (QUIZ, "In which order does a visit go?", "In which order does each visit go?", "visit-in-order"),
        (QUIZ, "text: Plates are washed by a machine", "text: Plates are washed by two machines", "staff-met"),
        (LESSON, "since a wall hides it", "since no wall hides it", "dirty-glass"),
    ],
    ids=["stem", "option", "passage"],
)
def test_an_answer_to_other_words_than_now_is_refused(course, path, old, new, id):
    paper = course.answered()
    course.edit(path, old, new)
    run = course.record(paper, "--partial")
    assert run.status == 1
    assert len(re.findall(r"\[paper\].*has changed since the paper was written", run.out)) == 1
    assert "9 answers stored" in run.out
    assert course.states() == {id: "unkeyed"}


def test_a_question_that_stands_twice_is_refused(course):
    paper = course.answered()
    text = paper.read_text("utf-8")
    paper.write_text(text + text[text.index("Question 10 ") :], encoding="utf-8")
    run = course.record(paper)
    assert run.status == 1
    assert [line.split("]")[1] for line in run.lines] == [" Question 10: it stands twice on the paper. Keep one."] * 2


def test_agreement_is_printed_with_its_interval(course):
    run = course.record(course.answered(wrong=["dirty-glass"]))
    assert "9 of 10, 90.0% (95 % Wilson 60% to 98%)" in run.out
    again = course.record(course.answered())
    assert "Agreement" not in again.out, "a second key of one question is no first one"


def test_disputed_items_are_listed_with_the_doubt(course):
    doubt = "the glass may be\n  rinsed at the bar: who knows?"
    paper = course.answered(wrong=["dirty-glass", "july-change"], doubts={"dirty-glass": doubt, "staff-met": "none really"})
    run = course.record(paper)
    said = run.out.split(f"{QUIZ}:{course.line('dirty-glass')}: dirty-glass:")[1].split("\n")
    assert "opt-hidden" in said[0]
    assert said[1].strip() == "doubt: the glass may be rinsed at the bar: who knows?"
    assert f"{QUIZ}:{course.line('july-change')}: july-change: the paper says -59, the author -60." in run.lines
    assert "none really" not in run.out
    assert course.lock()["staff-met"]["doubt"] == "none really"
    assert "doubt" not in course.lock()["open-hatch"]


def test_a_doubt_ends_where_the_next_lesson_begins(course):
    shutil.copy(course.root / LESSON, course.root / "docs/a/c.md")
    quiz = course.read(QUIZ)
    for question in course.questions():
        quiz = quiz.replace(f"id: {question['id']}\n", f"id: two-{question['id']}\n").replace(question["stem"], f"Again: {question['stem']}")
    (course.root / "quizzes/a/c.yml").write_text(quiz.replace("stem: Again: ", "stem: Once more, "), encoding="utf-8")
    paper = course.answered("a")
    last = asked_on(paper)[9].line
    rows = paper.read_text("utf-8").split("\n")
    rows[last] = "doubt: none to speak of"
    paper.write_text("\n".join(rows), encoding="utf-8")
    assert "20 answers stored, 0 of them disputed." in course.record(paper).out
    assert [entry["doubt"] for entry in course.lock().values() if "doubt" in entry] == ["none to speak of"]


@pytest.mark.parametrize(
    ("id", "typed"),
    [
        ("waiting-time", "2,5"),
        ("waiting-time", "2.50 minutes"),
        ("july-change", "\u221260"),
        ("july-change", "- 60 contacts"),
        ("july-change", "\u201360,0"),
        ("visit-in-order", "3, 1, 2."),
        ("visit-in-order", "[3] [1] [2]"),
        ("who-is-met", "1d, 2a, 3c"),
        ("who-is-met", "1=D 2: A 3) C"),
        ("who-is-met", "[1] [D], [2] [A], [3] [C]"),
    ],
)
def test_what_a_person_may_write_is_understood(course, id, typed):
    assert "0 of them disputed" in course.record(course.answered(typed={id: typed})).out


def test_a_paper_from_another_editor_is_read(course):
    paper = course.answered()
    paper.write_bytes(b"\xef\xbb\xbf" + paper.read_bytes().replace(b"\n", b"\r\n"))
    assert "10 answers stored, 0 of them disputed." in course.record(paper).out


def test_what_is_no_paper_is_refused(course):
    other = course.desk / "letter.txt"
    other.write_text("Dear reader,\nthe answer: 42.\n", encoding="utf-8")
    run = course.record(other)
    assert run.status == 1 and f"{other}:1: [paper] The file holds no questions of a paper." in run.out
    assert course.record(course.desk / "none.txt").status == 2
    other.write_bytes(b"\xff\xfe\x00")
    assert course.record(other).status == 2
    assert not (course.root / LOCK).exists()


# States


def test_without_a_lock_every_key_is_unkeyed(course):
    assert Counter(course.states().values()) == {"unkeyed": 10}
    assert course.run("key", "status").status == 1


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (QUIZ, "rinses a glass badly", "rinses a plate badly", {"dirty-glass": "changed"}),
        (QUIZ, "text: Among what the room can see", "text: Among what a guest can see", {"dirty-glass": "changed"}),
        (QUIZ, "text: Plates are washed by a machine", "text: Plates are washed by hand", {"staff-met": "changed"}),
        (QUIZ, "unit: minutes", "unit: hours", {"waiting-time": "changed"}),
        (QUIZ, "text: The coat is taken", "text: The hat is taken", {"visit-in-order": "changed"}),
        (QUIZ, "left: Choosing a dish", "left: Choosing a wine", {"who-is-met": "changed"}),
        (QUIZ, "text: The cook}", "text: The baker}", {"who-is-met": "changed"}),
        (QUIZ, "text: Ringing the bell", "text: Ringing a bell", {"sorted-work": "changed"}),
        (QUIZ, "text: At the back", "text: Behind", {"sorted-work": "changed"}),
        (LESSON, "since a wall hides it", "since walls hide it", {"dirty-glass": "suspect"}),
        (LESSON, "The cashier takes the money", "The waiter takes the money", {"visit-in-order": "suspect", "who-is-met": "suspect", "staff-met": "suspect"}),
        (LESSON, "3. The cashier takes the money.\n", "", {"visit-in-order": "suspect", "who-is-met": "suspect", "staff-met": "suspect"}),
        (LESSON, "| Counting the stock | back |", "| Counting the stock | front |", {"watched-work": "suspect"}),
        (LESSON, "a fifth of the time", "a sixth of the time", {"waiting-time": "suspect"}),
        (QUIZ, "{section: border, quote: An open hatch brings", "{section: counting, quote: An open hatch brings", {"open-hatch": "suspect"}),
        (QUIZ, "value: -60", "value: -61", {"july-change": "disputed"}),
        (QUIZ, "Bills are paid with a phone\n        correct: true", "Bills are paid with a phone", {"staff-met": "disputed"}),
        (QUIZ, "right: A fifth it is.", "right: One fifth it is.", {}),
        (QUIZ, "hint: Ask who could", "hint: Say who could", {}),
    ],
)
def test_each_change_has_its_state(course, path, old, new, expected):
    course.keyed()
    course.edit(path, old, new)
    assert course.states() == expected
    assert course.run("key", "status").status == bool(expected)


def test_a_flipped_key_is_disputed_in_every_type(course):
    course.keyed()
    course.edit(QUIZ, "        correct: true\n        feedback: No diner", "        feedback: No diner")
    course.edit(QUIZ, "text: Among what the room can see\n", "text: Among what the room can see\n        correct: true\n")
    course.edit(QUIZ, "text: Counting the stock\n", "text: Counting the stock\n        correct: true\n")
    course.edit(QUIZ, "value: 2.5", "value: 2.6")
    first, second = "      - {id: seq-coat, text: The coat is taken}\n", "      - {id: seq-order, text: The order is taken}\n"
    course.edit(QUIZ, first + second, second + first)
    bell = "          - {id: mem-bell, text: Ringing the bell, feedback: The bell is heard in the room.}\n"
    course.edit(QUIZ, bell, "")
    course.edit(QUIZ, "          - {id: mem-dough", bell + "          - {id: mem-dough")
    flipped = ("dirty-glass", "watched-work", "waiting-time", "visit-in-order", "sorted-work")
    assert course.states() == dict.fromkeys(flipped, "disputed")
    course.edit(QUIZ, "right: The porter", "right: The nobody")
    course.edit(QUIZ, "right: The waiter", "right: The porter")
    course.edit(QUIZ, "right: The nobody", "right: The waiter")
    assert course.states()["who-is-met"] == "changed", "the words of its pairs are its key"
    assert "the second key says 2.5, the author 2.6" in course.run("check", "--strict").out


def test_a_change_elsewhere_in_the_section_is_a_notice(course):
    course.keyed()
    course.edit(LESSON, "The till is emptied at night", "The till is emptied at dawn")
    assert course.states() == {}
    run = course.run("check", "--strict")
    assert run.status == 0
    notices = re.findall(r"^quizzes/a/b\.yml:(\d+): \[second-key\] notice: (\S+): other words of #counting", run.out, re.M)
    assert len(run.lines) == len(notices)
    assert {(int(line), id) for line, id in notices} == {(course.line(id), id) for id in IN_COUNTING}


NEW = """
  - id: how-many
    type: numeric
    use: practice
    objective: count-contacts
    level: apply
    stem: How many guests come in June, a month of thirty days?
    answer: {value: 3600, tolerance: 0}
    feedback: {right: So it is., wrong: Multiply.}
    evidence: {section: counting, quote: Kafé Ljungen has 120 guests}
"""
MARKER = "{{ question visit-in-order }}\n\n"


@pytest.mark.parametrize(
    ("place", "placed"),
    [
        ("A visit lasts 50 minutes.", "{{ question how-many }}\n\nA visit lasts 50 minutes."),
        ("The till is emptied", "- {{ question how-many }}\n\nThe till is emptied"),
        ("1. The porter takes", "> {{ question how-many }}\n\n1. The porter takes"),
        ("2. The waiter takes the order.\n", "2. The waiter takes the order.\n\n    {{ question how-many }}\n\n"),
    ],
    ids=["between", "in-a-list", "quoted", "inside-the-passage"],
)
def test_a_question_that_is_added_changes_nothing_for_the_others(course, place, placed):
    course.keyed()
    (course.root / QUIZ).write_text(course.read(QUIZ) + NEW, encoding="utf-8")
    course.edit(LESSON, place, placed)
    assert course.states() == {"how-many": "unkeyed"}
    assert len(course.run("check", "--strict").lines) == 1


def test_a_question_that_is_moved_changes_nothing(course):
    course.keyed()
    course.edit(LESSON, MARKER, "")
    course.edit(LESSON, "A visit lasts", MARKER + "A visit lasts")
    run = course.run("check", "--strict")
    assert (run.status, run.out) == (0, "")


def test_a_retired_question_stays_in_the_lock(course):
    course.keyed()
    kept = course.lock()["open-hatch"]
    quiz = course.read(QUIZ)
    start = quiz.index("  - id: open-hatch")
    (course.root / QUIZ).write_text(quiz[:start] + quiz[quiz.index("  - id: watched-work") :], encoding="utf-8")
    assert course.states() == {}
    assert course.record(course.answered("a/b", "--all")).status == 0
    assert course.lock()["open-hatch"] == kept


def test_a_new_key_raises_rev_and_keeps_the_first(course):
    course.record(course.answered(wrong=["dirty-glass"]))
    assert course.states() == {"dirty-glass": "disputed"}
    run = course.record(course.answered(), role="third-reader")
    assert "1 answers stored, 0 of them disputed." in run.out
    entry = course.lock()["dirty-glass"]
    assert (entry["rev"], entry["first"], entry["by"]) == (2, "disputed", "third-reader")
    assert course.lock()["open-hatch"]["rev"] == 1
    assert course.states() == {}


def test_words_that_yaml_could_misread_come_back_as_they_were(course):
    course.edit(QUIZ, "stem: In which order does a visit go?", "stem: 'Yes: \"no\" # 1.10, {a} & *b* – in which\u00a0order? ☕'")
    course.edit(QUIZ, "text: The coat is taken", "text: \"no\"")
    course.edit(LESSON, "The waiter takes the order.", "The waiter takes the order. 'Null': - # yes & \"no\" {x}")
    assert course.record(course.answered()).status == 0
    assert course.states() == {}


# Confirmation


def confirmed(course: Course, id: str, *more: str) -> Run:
    return course.run("key", "confirm", id, "--as", "editor", *(more or ("--why", "a slip of the pen")))


@pytest.mark.parametrize(
    ("path", "old", "new", "id", "shown"),
    [
        (QUIZ, "and a diner finds", "and one diner finds red", "dirty-glass", "stem: A dishwasher rinses a glass badly, and [-a-] {+one+} diner finds {+red+} lipstick"),
        (QUIZ, "text: Plates are washed by a machine", "text: Plates are washed by machines", "staff-met", "opt-room: Plates are washed by [-a machine-] {+machines+}"),
        (LESSON, "since a wall hides it", "because a wall hides it", "dirty-glass", "passage: The kitchen stands behind the line, [-since-] {+because+} a wall hides it."),
        (LESSON, "| Counting the stock | back |", "| Counting the stock | rear |", "watched-work", "[-back-] {+rear+} Ordering fish by mail back"),
    ],
    ids=["stem", "option", "paragraph", "table"],
)
def test_confirm_shows_the_change_word_by_word_and_keeps_the_key(course, path, old, new, id, shown):
    course.keyed()
    before = course.lock()
    course.edit(path, old, new)
    run = confirmed(course, id)
    assert run.status == 0
    assert len(run.lines) == 2 and shown in run.lines[0]
    assert course.states() == {}
    entry = course.lock().pop(id)
    assert [(note["by"], note["why"]) for note in entry["confirmed"]] == [("editor", "a slip of the pen")]
    kept = ("rev", "answer", "by", "first", "date")
    assert {field: entry[field] for field in kept} == {field: before[id][field] for field in kept}
    assert {other: entry for other, entry in course.lock().items() if other != id} == {other: entry for other, entry in before.items() if other != id}
    assert course.run("check", "--strict").status == 0


def test_confirm_shows_a_section_that_has_moved(course):
    course.keyed()
    course.edit(LESSON, "{#border}", "{#the-border}")
    (course.root / QUIZ).write_text(course.read(QUIZ).replace("section: border", "section: the-border"), encoding="utf-8")
    assert course.states() == dict.fromkeys(("dirty-glass", "open-hatch", "watched-work", "sorted-work"), "suspect")
    assert confirmed(course, "dirty-glass").lines[0] == "section: [-border-] {+the-border+}"


def test_confirm_settles_several_at_once_whose_section_alone_has_moved(course):
    course.keyed()
    course.edit(LESSON, "The waiter takes the order.", "A waiter takes the order.")
    noticed = [line for line in course.run("check", "--strict").lines if "other words of #" in line]
    ids = [re.search(r"notice: (\S+):", line)[1] for line in noticed]
    assert len(ids) > 1 and all(f'"course key confirm {id}"' in line for id, line in zip(ids, noticed, strict=True))
    run = course.run("key", "confirm", *ids, "--as", "editor", "--why", "another article")
    assert run.status == 0 and run.lines[0].endswith(": other words of this section")
    assert "other words of #" not in course.run("check", "--strict").out


def test_confirmations_are_counted_apart(course):
    course.record(course.answered(wrong=["open-hatch"]))
    for old, new in (("since a wall hides it", "as a wall hides it"), ("as a wall hides it", "for a wall hides it")):
        course.edit(LESSON, old, new)
        assert confirmed(course, "dirty-glass").status == 0
    report = course.run("report").out
    assert "Confirmed after a change: 2" in report
    assert "Agreement at first keying: 9 of 10" in report


def test_without_why_confirm_only_shows_the_change(course):
    course.keyed()
    course.edit(LESSON, "since a wall hides it", "because a wall hides it")
    before = course.read(LOCK)
    for more in ((), ("--as", "editor"), ("--why", "a typo"), ("--as", "editor", "--why", " "), ("--as", "", "--why", "a typo")):
        run = course.run("key", "confirm", "dirty-glass", *more)
        assert run.status == 2 and "--why" in run.err + run.out or "--as" in run.err
        assert course.read(LOCK) == before
    assert "[-since-] {+because+}" in course.run("key", "confirm", "dirty-glass").out
    assert course.states() == {"dirty-glass": "suspect"}


def refuse_nothing(course: Course) -> None:
    course.keyed()


def refuse_unkeyed(course: Course) -> None:
    pass


def refuse_disputed(course: Course) -> None:
    course.record(course.answered(wrong=["open-hatch"]))


def refuse_lost_quote(course: Course) -> None:
    course.keyed()
    course.edit(LESSON, "An open hatch brings the stove", "An open hatch puts the stove")


def refuse_other_key(course: Course) -> None:
    course.keyed()
    course.edit(QUIZ, "cuts a hole in the wall", "cuts two holes in the wall")
    course.edit(QUIZ, "to be seen from them\n        correct: true", "to be seen from them")
    course.edit(QUIZ, "text: The stove stays as hidden as before\n", "text: The stove stays as hidden as before\n        correct: true\n")


@pytest.mark.parametrize(
    ("prepare", "fact"),
    [
        (refuse_nothing, "its key is agreed"),
        (refuse_unkeyed, "it has no second key"),
        (refuse_disputed, "it is disputed"),
        (refuse_lost_quote, "its quote stands in no passage"),
        (refuse_other_key, "no longer the one that was given blind"),
    ],
    ids=["agreed", "unkeyed", "disputed", "quote-not-found", "another-key"],
)
def test_confirm_refuses_what_it_cannot_settle(course, prepare, fact):
    prepare(course)
    before = (course.root / LOCK).read_bytes() if (course.root / LOCK).exists() else None
    run = confirmed(course, "open-hatch")
    assert run.status == 1
    assert run.lines[-1].startswith(f"{QUIZ}:{course.line('open-hatch')}: [second-key] open-hatch: ") and fact in run.lines[-1]
    assert ((course.root / LOCK).read_bytes() if (course.root / LOCK).exists() else None) == before


def test_confirm_knows_no_such_question(course):
    run = confirmed(course, "open-hatches")
    assert run.status == 2 and 'Did you mean "open-hatch"?' in run.err


# The check


def test_keys_count_only_in_a_strict_check(course):
    assert course.run("check").status == 0
    run = course.run("check", "--strict")
    assert run.status == 1
    expected = {f"{QUIZ}:{course.line(question['id'])}: [second-key] {question['id']} has no second key." for question in course.questions()}
    assert {line.partition(" Write a paper")[0] for line in run.lines} == expected
    assert len(run.lines) == 10
    course.keyed()
    run = course.run("check", "--strict")
    assert (run.status, run.out) == (0, "")
    assert "10 agreed" in run.err


def test_a_strict_check_names_each_state_and_what_to_do(course):
    course.record(course.answered(wrong=["july-change"], typed={"open-hatch": ""}), "--partial")
    course.edit(QUIZ, "In which order does a visit go?", "In which order does each visit go?")
    course.edit(LESSON, "since a wall hides it", "as a wall hides it")
    run = course.run("check", "--strict")
    said = {match[1]: match[2] for match in re.finditer(r"^quizzes/a/b\.yml:\d+: \[second-key\] (?!notice)(\S+) (.*)$", run.out, re.M)}
    assert set(said) == {"july-change", "open-hatch", "visit-in-order", "dirty-glass"}
    assert "second key says -59, the author -60" in said["july-change"] and "Mend the question or the lesson" in said["july-change"]
    assert "course key paper a/b" in said["open-hatch"]
    assert "has changed since" in said["visit-in-order"] and "course key confirm visit-in-order" in said["visit-in-order"]
    assert "passage that has changed" in said["dirty-glass"] and "course key confirm dirty-glass" in said["dirty-glass"]
    assert course.run("check").status == 0


def test_warnings_fail_only_a_strict_check(course):
    course.keyed()
    course.edit(QUIZ, "feedback: The menu goes from hand to hand.", "feedback: By hand.")
    course.edit(QUIZ, "feedback: No diner could watch the rinsing, only what came of it.", "feedback: Nobody watched.")
    plain, strict = course.run("check"), course.run("check", "--strict")
    assert "warning:" in plain.out and plain.out == strict.out
    assert (plain.status, strict.status) == (0, 1)


KEYED_WRONGLY = [
    ("conflict", lambda text: re.sub(r"^(  rev: 1\n)", r"<<<<<<< HEAD\n\1=======\n  rev: 2\n>>>>>>> other\n", text, count=1, flags=re.M), 3),
    ("field-missing", lambda text: text.replace("  by: reader\n", "", 1), 3),
    ("rev-empty", lambda text: text.replace("rev: 1", "rev:", 1), 3),
    ("rev-a-word", lambda text: text.replace("rev: 1", "rev: one", 1), 3),
    ("answer-of-another-kind", lambda text: text.replace("  - opt-120", "  - {a: b}", 1), 4),
    ("unknown-field", lambda text: text.replace("  rev: 1\n", "  rev: 1\n  ref: 1\n", 1), 4),
    ("entry-twice", lambda text: text + "\ncoat-room-shut:\n  rev: 1\n", None),
    ("entry-empty", lambda text: "coat-room-shut:\n" + text.partition("\n\n")[2], 1),
    ("not-yaml", lambda text: "{[", 1),
    ("no-mapping", lambda text: "once upon a time", 1),
    ("list", lambda text: "- a\n- b\n", 1),
    ("empty", lambda text: "", 1),
    ("tab", lambda text: text.replace("  rev: 1", "\trev: 1", 1), 3),
]


@pytest.mark.parametrize(("spoil", "line"), [case[1:] for case in KEYED_WRONGLY], ids=[case[0] for case in KEYED_WRONGLY])
def test_a_broken_lock_is_told_by_its_line_and_never_overwritten(course, spoil, line):
    paper = course.keyed().answered("a/b", "--all")
    text = spoil(course.read(LOCK))
    (course.root / LOCK).write_text(text, encoding="utf-8")
    line = line or text.count("\n", 0, text.rindex("coat-room-shut")) + 1
    run = course.run("check", "--strict")
    assert run.status == 1
    assert re.search(rf"^{re.escape(LOCK)}:{line}: \[lock\] \S.*\.$", run.out, re.M), run.out
    assert "has no second key" not in run.out, "what cannot be read is not called missing"
    assert f"{LOCK}:{line}: " in course.run("key", "status").out
    for command in (("record", paper, "--as", "reader"), ("record", paper, "--as", "reader", "--partial"), ("paper", "a/b", "--to", course.desk / "p.txt")):
        refused = course.run("key", *command)
        assert refused.status == 1 and f"{LOCK}:{line}: " in refused.out
    refused = confirmed(course, "dirty-glass")
    assert refused.status == 1 and f"{LOCK}:{line}: " in refused.out
    assert course.read(LOCK) == text


# The lock


def test_the_lock_has_one_entry_an_item_sorted_by_id(course):
    course.keyed()
    heads = re.findall(r"^([\w-]+):", course.read(LOCK), re.M)
    assert heads == sorted(question["id"] for question in course.questions())


def differing(before: str, after: str) -> list[tuple[str, str]]:
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return [(old, new) for old, new in pairs if old != new]


def test_recording_again_touches_only_what_is_new(course):
    course.keyed()
    before = course.read(LOCK)
    course.record(course.answered("a/b", "--all"))
    assert differing(before, course.read(LOCK)) == [("  rev: 1", "  rev: 2")] * 10
    course.edit(LESSON, "since a wall hides it", "when a wall hides it")
    before = course.read(LOCK)
    course.record(course.answered())
    changed = differing(before, course.read(LOCK))
    assert len(changed) == 2 and changed[0] == ("  rev: 2", "  rev: 3")
    assert changed[1][0].replace("since a wall", "when a wall") == changed[1][1]


class Repository:
    """A git repository around a course."""

    def __init__(self, course: Course):
        self.course = course
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> subprocess.CompletedProcess:
        command = ["git", "-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false", *arguments]
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        return subprocess.run(command, cwd=self.course.root, env=environment, capture_output=True, text=True, timeout=20)

    def commit(self, branch: str = "") -> None:
        if branch:
            self.git("checkout", "--quiet", "-b", branch)
        self.git("add", "--all")
        assert self.git("commit", "--quiet", "--message", "keys").returncode == 0


def only(course: Course, id: str, *more: str) -> Run:
    """Key one question alone."""
    others = {question["id"]: "" for question in course.questions() if question["id"] != id}
    return course.record(course.answered("a/b", *more, typed=others), "--partial")


@pytest.mark.parametrize("again", [(), ("--all",)], ids=["first-keys", "new-keys"])
def test_branches_that_key_neighbours_merge(course, again):
    unkeyed = {} if again else {"staff-met": "", "visit-in-order": ""}
    course.record(course.answered(typed=unkeyed), "--partial")
    repository = Repository(course)
    repository.commit()
    for id in ("staff-met", "visit-in-order"):
        assert "1 answers stored" in only(course, id, *again).out
        repository.commit(f"key-{id}")
        repository.git("checkout", "--quiet", "main")
    for id in ("staff-met", "visit-in-order"):
        merge = repository.git("merge", "--no-edit", f"key-{id}")
        assert merge.returncode == 0, merge.stdout
    assert course.run("check", "--strict").out == ""
    assert [course.lock()[id]["rev"] for id in ("staff-met", "visit-in-order", "dirty-glass")] == ([2, 2, 1] if again else [1, 1, 1])


def test_branches_that_key_one_question_conflict_and_are_told_what_to_keep(course):
    course.record(course.answered(typed={"staff-met": ""}), "--partial")
    repository = Repository(course)
    repository.commit()
    for role in ("second-reader", "third-reader"):
        assert course.record(course.answered(), role=role).status == 0
        repository.commit(f"by-{role}")
        repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--no-edit", "by-second-reader")
    assert repository.git("merge", "--no-edit", "by-third-reader").returncode == 1
    line = course.read(LOCK).split("\n").index("<<<<<<< HEAD") + 1
    run = course.run("check", "--strict")
    assert run.status == 1
    assert [f"{LOCK}:{line}: [lock] Git has left two versions here. Keep one whole entry of each question, and none of git's marks."] == run.lines


# Report and rules


def test_the_report_prints_coverage_states_and_agreement(course):
    course.record(course.answered(wrong=["open-hatch"], typed={"staff-met": ""}), "--partial")
    course.edit(LESSON, "since a wall hides it", "as a wall hides it")
    run = course.run("report")
    assert run.status == 0
    assert re.search(r"^    place-work +2 +3 +\| +2 +1 +2 +0 +0$", run.out, re.M)
    assert re.search(r"^    count-contacts +2 +3 +\| +1 +1 +3 +0 +0$", run.out, re.M)
    assert "a: 10 (3 single, 2 multiple, 2 numeric, 1 order, 1 match, 1 classify; 3 remember, 2 understand, 5 apply)" in run.out
    assert "Second keys: 7 agreed, 0 changed, 1 suspect, 1 disputed, 1 unkeyed" in run.out
    assert "Agreement at first keying: 8 of 9, 88.9% (95 % Wilson 57% to 98%); keyed blind: 9 of 10" in run.out
    assert "Warnings: 0; allowed with a reason: 0" in run.out


def test_a_disputed_question_that_is_deleted_still_counts_at_first_keying(course):
    course.record(course.answered(wrong=["coat-room-shut"]))
    (course.root / QUIZ).write_text(course.read(QUIZ).partition("  - id: coat-room-shut")[0], encoding="utf-8")
    assert "Agreement at first keying: 9 of 10, 90.0% (95 % Wilson 60% to 98%); keyed blind: 9 of 9" in course.run("report").out


def test_every_rule_is_listed_with_its_documentation(course):
    run = course.run("rules")
    assert run.status == 0
    expected = [f"{rule.name} ({rule.level}): {' '.join(rule.function.__doc__.split())}" for rule in RULES]
    assert run.lines == sorted(expected)
    assert len(expected) > 40


# The build


def built(course: Course, *options: str) -> subprocess.CompletedProcess:
    """Build the small course with the repository's hooks and theme."""
    config = course.root / "mkdocs.yml"
    if "hooks:" not in config.read_text("utf-8"):
        theme = f"theme: {{name: material, custom_dir: {ROOT / 'hooks' / 'theme'}, font: false}}\nplugins: []\n"
        config.write_text(config.read_text("utf-8") + f"hooks: [{ROOT / 'hooks' / 'mkdocs_hooks.py'}]\n{theme}", encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(config), "--site-dir", str(course.desk / "site"), *options]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=60)


def test_a_strict_build_stops_at_a_suspect_key_and_a_plain_one_goes_on(course):
    course.keyed()
    sound = built(course, "--strict")
    assert sound.returncode == 0, sound.stderr
    course.edit(LESSON, "since a wall hides it", "as a wall hides it")
    line = course.line("dirty-glass")
    shutil.rmtree(course.desk / "site")
    suspect = built(course, "--strict")
    assert suspect.returncode == 1
    assert f"{QUIZ}:{line}: [second-key] dirty-glass rests on a passage that has changed" in suspect.stderr
    assert "Traceback" not in suspect.stderr
    assert not (course.desk / "site" / "a").exists()
    plain = built(course)
    assert plain.returncode == 0, plain.stderr
    assert (course.desk / "site" / "a" / "b" / "index.html").exists()
