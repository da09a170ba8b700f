"""Reads a whole course once: settings, pages, quizzes, exercises, concepts. What has not changed since the last reading is kept.

Everything that cannot be read becomes a Problem and the rest is read all the same, so that one pass tells everything.
"""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from markdown import Markdown
from pydantic import BaseModel, TypeAdapter, ValidationError

from course.kinds import AnyQuestion
from course.markers import Findings, Markers, markdown_fault, without_output
from course.model import Concept, ExercisePage, LessonPage, Misconception, Page, Problem, Question
from course.parallel import in_turn
from course.settings import EMBED, Settings, new_markdown, read_settings
from course.shape import QUESTIONS, shape_problems
from course.source import (
    MAX_PROBLEMS,
    TOO_MANY,
    Mapping,
    Sequence,
    Source,
    did_you_mean,
    explain,
    line_of,
    parse_yaml,
    read_text,
    read_yaml,
    shown,
    split_front_matter,
)

LESSON_KEYS = {"minutes", "objectives", "concepts"}
QUESTION = TypeAdapter(AnyQuestion)
T = TypeVar("T")


@dataclass(frozen=True)
class Item:
    """A question and where it stands. `raw` is its YAML, which knows the lines."""

    question: Question
    lesson: str
    path: str
    raw: Mapping

    def line(self, *location: Any) -> int:
        """Return the line of a part of the question, or of the question itself."""
        return line_of(self.raw, location)



@dataclass
class Quiz:
    """A quiz file: its items, the raw questions that could not be read, and what was wrong. Not `complete`, it may hold more."""

    path: str
    lesson: str
    author: str = ""
    items: list[Item] = field(default_factory=list)
    broken: dict[str, list[Problem]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True


@dataclass
class Lesson:
    """A page of the site. `front` is None where its front matter could not be read; `is_lesson` tells lessons from other pages."""

    key: str
    path: str
    front: Page | None
    raw: Mapping
    text: str
    findings: Findings
    is_lesson: bool
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Exercise:
    """An exercise folder."""

    id: str
    path: str
    front: ExercisePage | None
    raw: Mapping
    text: str
    findings: Findings
    problems: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Where its page stands below docs."""
        return f"exercises/{self.id}/index"


@dataclass
class Bank:
    """The whole course."""

    root: Path
    settings: Settings
    lessons: dict[str, Lesson]
    quizzes: dict[str, Quiz]
    exercises: dict[str, Exercise]
    concepts: list[tuple[Concept, int]]
    misconceptions: list[tuple[Misconception, int]]
    problems: list[Problem]

    @functools.cached_property
    def items(self) -> dict[str, Item]:
        """All readable questions by id; of two with one id the first."""
        items: dict[str, Item] = {}
        for quiz in self.quizzes.values():
            for item in quiz.items:
                items.setdefault(item.question.id, item)
        return items

    @functools.cached_property
    def misconception_ids(self) -> set[str]:
        """The ids of misconceptions.yml."""
        return {entry.id for entry, _ in self.misconceptions}

    @functools.cached_property
    def broken(self) -> dict[str, list[Problem]]:
        """The problems of each question that could not be read, by id."""
        return {id: problems for quiz in self.quizzes.values() for id, problems in quiz.broken.items()}

    @functools.cached_property
    def pages(self) -> dict[str, Lesson | Exercise]:
        """All Markdown pages of the site by their key."""
        return self.lessons | {exercise.key: exercise for exercise in self.exercises.values()}

    @functools.cached_property
    def generated(self) -> set[str]:
        """The files that exercises add to docs."""
        tasks = {f"{exercise.key}.md" for exercise in self.exercises.values()}
        fronts = [(exercise.id, exercise.front.publish) for exercise in self.exercises.values() if exercise.front]
        return tasks | {f"exercises/{id}/{name}" for id, names in fronts for name in names}

    @functools.cached_property
    def faulty(self) -> set[str]:
        """The paths of files with problems of their own, where something may stand that could not be read."""
        return {problem.path for problem in self.problems}


class Reader:
    """Reads a course below `root`, keeping each file's result until the file changes."""

    def __init__(self, root: Path):
        self.root = root
        self.kept: dict[tuple[str, str], tuple[Any, Any]] = {}
        self.settings = Settings()
        self.markdown = Markdown()
        self.markers = Markers()

    def read(self, together: Callable = in_turn) -> Bank:
        """Return the course as it is on disk now; without settings that can be read, nothing but the problem."""
        problems = self.configure()
        if problems:
            return Bank(self.root, Settings(), {}, {}, {}, [], [], problems)
        docs = self.root / self.settings.docs
        quizzes, lessons = together(
            lambda: [self.keep("quiz", path, self.read_quiz) for path in self.files("quizzes", "*.yml")],
            lambda: [self.keep("page", path, self.read_page) for path in self.files(self.settings.docs, "*.md")],
        )
        with_quiz = {quiz.lesson for quiz in quizzes}
        lessons = [self.as_lesson(page) if page.key in with_quiz and not page.is_lesson else page for page in lessons]
        exercises = [self.keep("exercise", path, self.read_exercise) for path in self.files("exercises", "*/exercise.md")]
        concepts, faults = self.entries(docs / "concepts.yml", Concept)
        misconceptions, more = self.entries(docs / "misconceptions.yml", Misconception)
        for part in (*quizzes, *lessons, *exercises):
            problems += part.problems
        return Bank(
            self.root,
            self.settings,
            {lesson.key: lesson for lesson in lessons},
            {quiz.lesson: quiz for quiz in quizzes},
            {exercise.id: exercise for exercise in exercises},
            concepts,
            misconceptions,
            problems + faults + more,
        )

    def files(self, folder: str, pattern: str) -> list[str]:
        """Return the paths of files below a folder, sorted. Locks and translations of quizzes are no quizzes."""
        found = (self.root / folder).rglob(pattern) if "/" not in pattern else (self.root / folder).glob(pattern)
        paths = (path.relative_to(self.root).as_posix() for path in found if path.is_file())
        paths = (path for path in paths if not any(part.startswith(".") for part in path.split("/")))
        return sorted(path for path in paths if not path.endswith(".yml") or posixpath.basename(path).count(".") == 1)

    def keep(self, kind: str, path: str, read: Callable[[str], T]) -> T:
        """Return what `read` made of the file, from memory where the file has not changed."""
        stamp = _stamp(self.root / path)
        known = self.kept.get((kind, path))
        if known is None or known[0] != stamp:
            known = self.kept[kind, path] = (stamp, read(path))
        return known[1]

    def configure(self) -> list[Problem]:
        """Read mkdocs.yml; a changed one makes every page be read anew. Return what is wrong with it."""
        text, problems = read_text(self.root, "mkdocs.yml")
        if text is None:
            return problems
        try:
            settings = read_settings(text)
        except yaml.YAMLError as error:
            row, fact, fix = explain(error, text.split("\n"))
            return [Problem("mkdocs.yml", row + 1, "yaml", fact, fix)]
        if EMBED not in settings.extensions:
            fact = f"markdown_extensions does not name {EMBED}, which puts the questions on the pages."
            return [Problem("mkdocs.yml", _line_with(text, "markdown_extensions:"), "file", fact, "Add it.")]
        if settings == self.settings:
            return []
        markers = Markers()
        try:
            self.markdown = new_markdown(settings, markers)
            without_output(self.markdown)
        except Exception as error:  # an extension is foreign code
            fact = f"The Markdown extensions cannot be loaded: {shown(error, 120)}."
            return [Problem("mkdocs.yml", _line_with(text, "markdown_extensions:"), "file", fact, "Correct their names or options.")]
        self.settings, self.markers = settings, markers
        self.kept.clear()
        return []

    def read_quiz(self, path: str) -> Quiz:
        """Read one quiz file; each question that cannot be read is kept apart with its problems."""
        lesson = path.removeprefix("quizzes/").removesuffix(".yml")
        source = read_yaml(self.root, path)
        quiz = Quiz(path, lesson, problems=list(source.problems), complete=source.complete)
        quiz.author = str(source.tree.get("author", "")) if isinstance(source.tree, Mapping) else ""
        for raw in _questions(source, quiz):
            if len(quiz.problems) >= MAX_PROBLEMS:
                quiz.problems.append(Problem(path, raw.line, "file", *TOO_MANY))
                quiz.complete = False
                break
            self.read_question(raw, quiz)
        quiz.problems = _without_echoes(quiz.problems)
        return quiz

    def read_question(self, raw: Mapping, quiz: Quiz) -> None:
        """Read one question into `quiz`."""
        id = raw.get("id")
        try:
            question = QUESTION.validate_python(raw)
        except ValidationError as error:
            kind = QUESTIONS.get(raw["type"]) if isinstance(raw.get("type"), str) else None
            found = shape_problems(error, raw, quiz.path, _label(raw, "This question"), kind)
            quiz.problems += found
            if isinstance(id, str):
                quiz.broken[id] = found
            if any(problem.rule == "id" for problem in found) or not isinstance(id, str):
                quiz.complete = False
        else:
            quiz.items.append(Item(question, quiz.lesson, quiz.path, raw))

    def read_page(self, path: str) -> Lesson:
        """Read one Markdown page."""
        key = path.removeprefix(self.settings.docs + "/").removesuffix(".md")
        text, raw, findings, problems = self.read_markdown(path)
        is_lesson = bool(LESSON_KEYS & raw.keys())
        page = Lesson(key, path, None, raw, text, findings, is_lesson, problems)
        return self.as_lesson(page) if is_lesson else replace(page, **_front(Page, page))

    def read_markdown(self, path: str) -> tuple[str, Mapping, Findings, list[Problem]]:
        """Return the text of a page, its front matter, what stands in it, and its problems. Front matter and text are empty if unusable."""
        text, problems = read_text(self.root, path)
        if text is None or not text.strip():
            return "", Mapping(0), Findings(), problems or [Problem(path, 1, "file", "The file is empty.", "Write the page, or delete the file.")]
        raw, body, first, faults = _front_matter(text, path)
        findings, more = self.survey(body, first, path)
        return "" if more else text, raw, findings, faults + more

    def survey(self, body: str, first_line: int, path: str) -> tuple[Findings, list[Problem]]:
        """Convert a page's Markdown as the site does; return what stands in it, or why it cannot be converted."""
        fault = markdown_fault(self.markdown, body)
        if fault:
            line, fact, fix = fault
            return Findings(), [Problem(path, line + first_line - 1, "markup", fact, fix)]
        findings = self.markers.findings
        findings.markers = [replace(marker, line=marker.line + first_line - 1) for marker in findings.markers]
        return findings, []

    def as_lesson(self, page: Lesson) -> Lesson:
        """Return a page as a lesson, with the problems of a lesson."""
        return replace(page, is_lesson=True, **_front(LessonPage, page))

    def read_exercise(self, path: str) -> Exercise:
        """Read one exercise."""
        text, raw, findings, problems = self.read_markdown(path)
        exercise = Exercise(path.split("/")[1], path, None, raw, text, findings, problems)
        return replace(exercise, **_front(ExercisePage, exercise))

    def entries(self, file: Path, model: type[BaseModel]) -> tuple[list, list[Problem]]:
        """Read a YAML list of entries; return (entry, line) pairs and problems. A missing file holds no entries."""
        if not file.exists():
            return [], []
        path = file.relative_to(self.root).as_posix()
        return self.keep("entries", path, lambda path: _read_entries(read_yaml(self.root, path), model))


def _read_entries(source: Source, model: type[BaseModel]) -> tuple[list, list[Problem]]:
    problems = list(source.problems)
    if source.tree is None:
        return [], problems
    if not source.complete and isinstance(source.tree, Sequence):
        del source.tree[-1:]
    if not isinstance(source.tree, Sequence):
        return [], [*problems, Problem(source.path, 1, "shape", "The file is no list.", "Begin each entry with a hyphen and its id.")]
    entries = []
    for raw, line in zip(source.tree, source.tree.lines, strict=False):
        if not isinstance(raw, Mapping):
            problems.append(Problem(source.path, line, "shape", "This entry has no fields.", "Begin it with its id."))
            continue
        entry, faults = _shaped(model, raw, source.path, _label(raw, "This entry"))
        problems += faults
        if entry:
            entries.append((entry, line))
    return entries, _without_echoes(problems)


def _questions(source: Source, quiz: Quiz) -> Iterator[Mapping]:
    """Yield the raw questions of a quiz file, reporting a file of another shape. Of a file that breaks off, the last is left out."""

    def problem(line: int, fact: str, fix: str) -> None:
        quiz.problems.append(Problem(source.path, line, "shape", fact, fix))

    tree = source.tree
    if not isinstance(tree, Mapping):
        quiz.complete = False
        if tree is not None and source.complete:
            problem(1, "The file is no quiz.", 'Begin it with "author:" and "questions:".')
        return
    unknown = [key for key in tree if key not in ("author", "questions")][:MAX_PROBLEMS]
    for key in unknown:
        problem(tree.lines[key], f'"{shown(key)}" is no field of a quiz.{did_you_mean(key, ("author", "questions"))}', "Correct or delete it.")
    meant = "".join(did_you_mean(key, ("author", "questions")) for key in unknown)
    if not isinstance(tree.get("author"), str) and source.complete and "author" not in meant:
        problem(tree.lines.get("author", 1), "The quiz names no author.", 'Add "author:" with a role, such as first-author, and no person\'s name.')
    questions = tree.get("questions")
    if not isinstance(questions, Sequence) or not questions:
        quiz.complete = False
        if source.complete and "questions" not in meant:
            problem(tree.lines.get("questions", 1), "The quiz has no list of questions.", 'Add "questions:" and a question below it, with a hyphen.')
        return
    for raw, line in list(zip(questions, questions.lines, strict=True))[: None if source.complete else -1]:
        if isinstance(raw, Mapping):
            yield raw
        else:
            quiz.complete = False
            if len(quiz.problems) < MAX_PROBLEMS:
                problem(line, "This question has no fields.", "Give it id, type, stem and key.")


def _label(raw: Mapping, otherwise: str) -> str:
    """Return how to name an entry in a message."""
    return shown(raw["id"]) if isinstance(raw.get("id"), str) and raw["id"].strip() else otherwise


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """Leave out problems of shape on lines where YAML itself was misread."""
    lines = {problem.line for problem in problems if problem.rule == "yaml"}
    return [problem for problem in problems if problem.rule == "yaml" or problem.line not in lines]


def _front_matter(text: str, path: str) -> tuple[Mapping, str, int, list[Problem]]:
    """Return (front matter, body, the line on which the body begins, problems); the front matter has line 0 if it is unusable."""
    front, body, first = split_front_matter(text)
    if front is None:
        return Mapping(0), body, first, [Problem(path, 1, "front", *_no_front_matter(text))]
    source = parse_yaml(front, path, 2)
    if not source.complete:
        return Mapping(0), body, first, source.problems
    if source.tree is not None and not isinstance(source.tree, Mapping):
        fault = Problem(path, 2, "front", "The front matter holds no fields.", "Write title and description as fields, each with a colon.")
        return Mapping(0), body, first, [fault]
    return source.tree or Mapping(1), body, first, source.problems


def _no_front_matter(text: str) -> tuple[str, str]:
    if text.startswith("---"):
        return "The front matter that begins here is never closed.", "End it with a line of three hyphens."
    if text.lstrip().startswith("---"):
        return "The front matter does not begin on the first line.", "Take out the empty lines above it."
    return "The page has no front matter.", "Begin it with title and description between two lines of three hyphens."


def _front(model: type[BaseModel], page: Lesson | Exercise) -> dict[str, Any]:
    """Return what the front matter of a page is as `model`: the fields front and problems."""
    if page.raw.line == 0:
        return {"front": None, "problems": page.problems}
    front, faults = _shaped(model, page.raw, page.path, "The front matter")
    kept = [problem for problem in page.problems if problem.rule not in ("shape", "id")]
    return {"front": front, "problems": _without_echoes(kept + faults)}


def _shaped(model: type[BaseModel], raw: Mapping, path: str, label: str) -> tuple[Any, list[Problem]]:
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        return None, shape_problems(error, raw, path, label, model)


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _line_with(text: str, words: str) -> int:
    """Return the first line of `text` that holds `words`."""
    position = text.find(words)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1


@functools.cache
def reader(root: Path) -> Reader:
    """Return the one reader of a course, which remembers what it has read."""
    return Reader(root)


def load_bank(root: Path, together: Callable = in_turn) -> Bank:
    """Return the course below `root`, as it is on disk now. `together` says how to do two things: in turn, or at once (course.parallel)."""
    return reader(root.resolve()).read(together)
