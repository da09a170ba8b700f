"""Reads a whole course once: settings, pages, quizzes, exercises, concepts. What has not changed since the last reading is kept.

Everything that cannot be read becomes a Problem and the rest is read all the same, so that one pass tells everything.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from markdown import Markdown
from pydantic import BaseModel, TypeAdapter, ValidationError

from course.kinds import TYPES, AnyQuestion
from course.markers import Findings, Markers
from course.model import Concept, ExercisePage, LessonPage, Misconception, Page, Problem, Question
from course.shape import shape_problems
from course.source import Mapping, Sequence, Source, line_of, parse_yaml, read_text, read_yaml, split_front_matter

LESSON_KEYS = {"minutes", "objectives", "concepts"}
QUESTION = TypeAdapter(AnyQuestion)
T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """What mkdocs.yml says about the course."""

    docs: str = "docs"
    extensions: tuple[str, ...] = ()
    extension_configs: dict[str, dict] = field(default_factory=dict)
    course: dict[str, Any] = field(default_factory=dict)
    order: tuple[str, ...] = ()


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
    """A quiz file: its items, the raw questions that could not be read, and what was wrong."""

    path: str
    lesson: str
    items: list[Item] = field(default_factory=list)
    broken: dict[str, list[Problem]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Lesson:
    """A page of the site. `front` is None where its front matter could not be read; `lesson` tells lessons from other pages."""

    key: str
    path: str
    front: Page | None
    raw: Mapping
    text: str
    findings: Findings
    is_lesson: bool
    problems: list[Problem] = field(default_factory=list)

    def line_with(self, words: str) -> int:
        """Return the first line that holds `words`."""
        position = self.text.find(words)
        return self.text.count("\n", 0, position) + 1 if position >= 0 else 1


@dataclass
class Exercise:
    """An exercise folder."""

    id: str
    path: str
    front: ExercisePage | None
    raw: Mapping
    body: str
    problems: list[Problem] = field(default_factory=list)


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
    def broken(self) -> dict[str, list[Problem]]:
        """The problems of each question that could not be read, by id."""
        return {id: problems for quiz in self.quizzes.values() for id, problems in quiz.broken.items()}


class Reader:
    """Reads a course below `root`, keeping each file's result until the file changes."""

    def __init__(self, root: Path):
        self.root = root
        self.kept: dict[tuple[str, str], tuple[Any, Any]] = {}
        self.settings = Settings()
        self.markdown = Markdown()
        self.markers = Markers()

    def read(self) -> Bank:
        """Return the course as it is on disk now."""
        self.configure()
        problems: list[Problem] = []
        docs = self.root / self.settings.docs
        quizzes = [self.keep("quiz", path, self.read_quiz) for path in self.files("quizzes", "*.yml")]
        with_quiz = {quiz.lesson for quiz in quizzes}
        lessons = [self.keep("page", path, self.read_page) for path in self.files(self.settings.docs, "*.md")]
        lessons = [self.as_lesson(page) if page.key in with_quiz else page for page in lessons]
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
        return sorted(path for path in paths if path.count(".") == 1 or not path.endswith(".yml"))

    def keep(self, kind: str, path: str, read: Callable[[str], T]) -> T:
        """Return what `read` made of the file, from memory where the file has not changed."""
        stamp = _stamp(self.root / path)
        known = self.kept.get((kind, path))
        if known is None or known[0] != stamp:
            known = self.kept[kind, path] = (stamp, read(path))
        return known[1]

    def configure(self) -> None:
        """Read mkdocs.yml; a changed one makes every page be read anew."""
        settings = read_settings(self.root)
        if settings != self.settings:
            self.settings = settings
            self.kept.clear()
            self.markers = Markers()
            self.markdown = new_markdown(settings, self.markers)

    def read_quiz(self, path: str) -> Quiz:
        """Read one quiz file; each question that cannot be read is kept apart with its problems."""
        lesson = path.removeprefix("quizzes/").removesuffix(".yml")
        source = read_yaml(self.root, path)
        quiz = Quiz(path, lesson, problems=list(source.problems))
        for raw in _questions(source, quiz.problems):
            self.read_question(raw, quiz)
        return quiz

    def read_question(self, raw: Mapping, quiz: Quiz) -> None:
        """Read one question into `quiz`."""
        try:
            question = QUESTION.validate_python(raw)
        except ValidationError as error:
            label = raw.get("id") if isinstance(raw.get("id"), str) else "This question"
            found = shape_problems(error, raw, quiz.path, label, drop=TYPES)
            quiz.problems += found
            if isinstance(raw.get("id"), str):
                quiz.broken[raw["id"]] = found
        else:
            quiz.items.append(Item(question, quiz.lesson, quiz.path, raw))

    def read_page(self, path: str) -> Lesson:
        """Read one Markdown page."""
        key = path.removeprefix(self.settings.docs + "/").removesuffix(".md")
        text, problems = read_text(self.root, path)
        if text is None or not text.strip():
            problems = problems or [Problem(path, 1, "file", "The file is empty.", "Write the page, or delete the file.")]
            return Lesson(key, path, None, Mapping(1), "", Findings(), False, problems)
        front, body, first = split_front_matter(text)
        source = parse_yaml(front or "", path, 2)
        raw = source.tree if isinstance(source.tree, Mapping) else Mapping(1)
        is_lesson = bool(LESSON_KEYS & raw.keys())
        problems = problems + source.problems
        if front is None:
            problems.append(Problem(path, 1, "front", "The page has no front matter.", "Begin it with title and description between two --- lines."))
        page = Lesson(key, path, None, raw, text, self.survey(body, first), is_lesson, problems)
        if front is not None and not source.problems:
            page.front, faults = _shaped(LessonPage if is_lesson else Page, raw, path, "The front matter")
            problems += faults
        return page

    def survey(self, body: str, first_line: int) -> Findings:
        """Convert a page's Markdown as the site does and return what stands in it."""
        self.markdown.reset()
        self.markdown.convert(body)
        findings = self.markers.findings
        findings.markers = [replace(marker, line=marker.line + first_line - 1) for marker in findings.markers]
        return findings

    def as_lesson(self, page: Lesson) -> Lesson:
        """Return a page that has a quiz as a lesson, with the problems of a lesson."""
        if page.is_lesson or not page.text:
            return page
        front, faults = _shaped(LessonPage, page.raw, page.path, "The front matter")
        kept = [problem for problem in page.problems if problem.rule != "shape"]
        return replace(page, is_lesson=True, front=front, problems=kept + faults)

    def read_exercise(self, path: str) -> Exercise:
        """Read one exercise."""
        id = path.split("/")[1]
        text, problems = read_text(self.root, path)
        if text is None:
            return Exercise(id, path, None, Mapping(1), "", problems)
        front, body, _ = split_front_matter(text)
        source = parse_yaml(front or "", path, 2)
        raw = source.tree if isinstance(source.tree, Mapping) else Mapping(1)
        page, faults = _shaped(ExercisePage, raw, path, "The front matter")
        return Exercise(id, path, page, raw, body, problems + source.problems + (faults if not source.problems else []))

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
    if not isinstance(source.tree, Sequence):
        return [], [*problems, Problem(source.path, 1, "shape", "The file is no list.", "Begin each entry with a hyphen and its id.")]
    entries = []
    for raw, line in zip(source.tree, source.tree.lines):
        label = raw.get("id") if isinstance(raw, Mapping) and isinstance(raw.get("id"), str) else "This entry"
        if not isinstance(raw, Mapping):
            problems.append(Problem(source.path, line, "shape", "This entry is no mapping.", "Give it fields, beginning with its id."))
            continue
        entry, faults = _shaped(model, raw, source.path, label)
        problems += faults
        if entry:
            entries.append((entry, line))
    return entries, problems


def _questions(source: Source, problems: list[Problem]) -> Iterable[Mapping]:
    """Yield the raw questions of a quiz file, reporting a file of another shape."""
    tree = source.tree
    if tree is None:
        return
    if not isinstance(tree, Mapping):
        problems.append(Problem(source.path, 1, "shape", "The file is no quiz.", 'Begin it with "author:" and "questions:".'))
        return
    for key in tree.keys() - {"author", "questions"}:
        problems.append(Problem(source.path, tree.lines[key], "shape", f'"{key}" is no field of a quiz.', "A quiz has author and questions."))
    if not isinstance(tree.get("author"), str):
        fix = 'Add "author:" with a role, such as first-author, and no person\'s name.'
        problems.append(Problem(source.path, 1, "shape", "The quiz names no author.", fix))
    questions = tree.get("questions")
    if not isinstance(questions, Sequence) or not questions:
        line = tree.lines.get("questions", 1)
        problems.append(Problem(source.path, line, "shape", "The quiz has no list of questions.", 'Add "questions:" and a question below it.'))
        return
    for raw, line in zip(questions, questions.lines):
        if isinstance(raw, Mapping):
            yield raw
        else:
            problems.append(Problem(source.path, line, "shape", "This question has no fields.", "Give it id, type, stem and key."))


def _shaped(model: type[BaseModel], raw: Mapping, path: str, label: str) -> tuple[Any, list[Problem]]:
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        return None, shape_problems(error, raw, path, label)


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class _SettingsLoader(yaml.SafeLoader):
    """Reads mkdocs.yml for its plain values; the tags that name Python objects or variables become None."""


_SettingsLoader.add_multi_constructor("", lambda loader, suffix, node: None)


def read_settings(root: Path) -> Settings:
    """Return what mkdocs.yml below `root` says; raises FileNotFoundError without one."""
    data = yaml.load((root / "mkdocs.yml").read_text(encoding="utf-8"), _SettingsLoader) or {}
    names, configs = [], {}
    for entry in data.get("markdown_extensions") or []:
        for name, config in entry.items() if isinstance(entry, dict) else [(entry, None)]:
            names.append(name)
            configs[name] = config or {}
    course = (data.get("extra") or {}).get("course") or {}
    order = tuple(path.removesuffix(".md") for path in _paths(data.get("nav")))
    return Settings(data.get("docs_dir", "docs"), tuple(names), configs, course, order)


def _paths(nav: Any) -> Iterator[str]:
    """Yield the paths of a navigation in their order."""
    if isinstance(nav, str):
        yield nav
    for entry in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _paths(entry)


def new_markdown(settings: Settings, *more: Any) -> Markdown:
    """Return a converter with the site's own extensions, all but the embedding, and `more`."""
    names = [name for name in settings.extensions if name != "course.embed"]
    configs = {name: settings.extension_configs[name] for name in names}
    return Markdown(extensions=[*names, *more], extension_configs=configs)


@functools.cache
def reader(root: Path) -> Reader:
    """Return the one reader of a course, which remembers what it has read."""
    return Reader(root)


def load_bank(root: Path) -> Bank:
    """Return the course below `root`, as it is on disk now."""
    return reader(root.resolve()).read()
