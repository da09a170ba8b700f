"""Reads files: bytes to text, YAML to data that knows its lines, and a lesson's front matter. Judges no content.

YAML is read from libyaml's events, not by a YAML constructor: scalars stay the text that was typed (`no` is "no", `1.10` is "1.10"),
each key remembers its line, and what a course never needs (anchors, tags, great depth) is refused before it can cost anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from course.model import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
PROSE = frozenset(
    "stem text feedback hint quote reason left right wrong claim reply definition title description criterion term en sv nb da".split()
)

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mapping(dict):
    """A YAML mapping. `lines` holds the line of each key."""

    def __init__(self, line: int):
        self.line = line
        self.lines: dict[str, int] = {}


class Sequence(list):
    """A YAML sequence. `lines` holds the line of each entry."""

    def __init__(self, line: int):
        self.line = line
        self.lines: list[int] = []


@dataclass
class Source:
    """A parsed YAML file, or what stood in the way. `tree` is None when nothing usable was found."""

    path: str
    tree: Any = None
    problems: list[Problem] = field(default_factory=list)


def line_of(tree: Any, location: tuple) -> int:
    """Return the line of the deepest part of `location` (keys and indices) that exists in `tree`."""
    line = getattr(tree, "line", 1)
    for step in location:
        if isinstance(tree, Mapping) and step in tree.lines:
            line = tree.lines[step]
            tree = tree[step]
        elif isinstance(tree, Sequence) and isinstance(step, int) and step < len(tree):
            line = tree.lines[step]
            tree = tree[step]
        else:
            break
    return line


def did_you_mean(word: str, known: Any) -> str:
    """Return ' Did you mean "x"?' for the known word that is nearest, or nothing."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def read_text(root: Path, path: str) -> tuple[str | None, list[Problem]]:
    """Return the text of a file below `root`, or None and why."""
    file = root / path
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            fact = f"The file has {size / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB that a lesson or quiz may have."
            return None, [Problem(path, 1, "file", fact, "Split it.")]
        data = file.read_bytes()
    except OSError as error:
        return None, [Problem(path, 1, "file", f"The file cannot be read: {error.strerror}.", "Check its name and rights.")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(path, line, "file", "The file is not UTF-8 text.", "Save it as UTF-8.")]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return None, [Problem(path, line, "file", "The file holds a NUL character, so it is no text.", "Write it anew as text.")]
    return text.replace("\r\n", "\n"), []


def read_yaml(root: Path, path: str) -> Source:
    """Read one YAML file below `root`."""
    text, problems = read_text(root, path)
    if text is None:
        return Source(path, None, problems)
    if not text.strip():
        return Source(path, None, [Problem(path, 1, "file", "The file is empty.", "Fill it, or delete it.")])
    return parse_yaml(text, path)


def parse_yaml(text: str, path: str, first_line: int = 1) -> Source:
    """Parse YAML text that begins on `first_line` of the file at `path`."""
    return _Parser(text, path, first_line).run()


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Return (front matter or None, body, the line on which the body begins)."""
    match = re.match(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.S | re.M)
    if not match:
        return None, text, 1
    return match[1], text[match.end() :], text.count("\n", 0, match.end()) + 1


class _Parser:
    """Builds the tree from libyaml's events with a stack of its own, so that depth costs no recursion."""

    def __init__(self, text: str, path: str, first_line: int):
        self.source = Source(path)
        self.text = text
        self.rows = text.split("\n")
        self.offset = first_line
        self.stack: list[Mapping | Sequence] = []
        self.keys: list[tuple[str, int] | None] = []

    def run(self) -> Source:
        try:
            for event in yaml.parse(self.text, Loader=Loader):
                if not self.take(event):
                    break
        except yaml.YAMLError as error:
            self.fault(*_explain(error, self.rows))
        return self.source

    def fault(self, row: int, message: str, fix: str) -> None:
        self.source.problems.append(Problem(self.source.path, row + self.offset, "yaml", message, fix))

    def take(self, event: yaml.Event) -> bool:
        """Digest one event; False ends the reading."""
        row = event.start_mark.line
        if isinstance(event, yaml.DocumentStartEvent) and self.source.tree is not None:
            self.fault(row, "A second document begins here.", "Take out the line with three hyphens.")
            return False
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.fault(row, "Anchors and aliases (& and *) are not read.", "Write the text out, in quotes if it begins with & or *.")
            return False
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self.fault(row, f"The tag {_short_tag(tag)} is not read.", "Take it out; nothing in a course file is executed.")
            return False
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event, row)
        elif isinstance(event, yaml.MappingStartEvent):
            return self.open(Mapping(row + self.offset), row)
        elif isinstance(event, yaml.SequenceStartEvent):
            return self.open(Sequence(row + self.offset), row)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
            self.keys.pop()
        return True

    def open(self, node: Mapping | Sequence, row: int) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            self.fault(row, f"The nesting is deeper than {MAX_DEPTH} levels.", "Close the brackets, or correct the indentation.")
            return False
        if not self.place(node, row):
            return False
        self.stack.append(node)
        self.keys.append(None)
        return True

    def scalar(self, event: yaml.ScalarEvent, row: int) -> None:
        parent = self.stack[-1] if self.stack else None
        if isinstance(parent, Mapping) and self.keys[-1] is None:
            key = event.value
            if key in parent.lines:
                self.fault(row, f'"{key}" stands twice here, first on line {parent.lines[key]}.', "Keep one.")
            self.keys[-1] = (key, row + self.offset)
            return
        if isinstance(parent, Mapping) and event.style is None:
            self.check_comment(self.keys[-1][0], event)
        self.place(event.value if event.value or event.style else None, row)

    def check_comment(self, key: str, event: yaml.ScalarEvent) -> None:
        """Report ` #` that cut a text short without a word from YAML."""
        end = event.end_mark
        if key in PROSE and end.line < len(self.rows) and re.match(r"\s+#", self.rows[end.line][end.column :]):
            rest = self.rows[end.line][end.column :].strip()
            self.fault(end.line, f'The text ends before "{rest[:30]}", since " #" begins a comment.', "Put the text in quotes.")

    def place(self, value: Any, row: int) -> bool:
        parent = self.stack[-1] if self.stack else None
        if isinstance(parent, Mapping):
            if self.keys[-1] is None:
                self.fault(row, "A list or mapping stands where a field's name is expected.", "Put the text in quotes.")
                return False
            key, line = self.keys[-1]
            parent[key] = value
            parent.lines[key] = line
            self.keys[-1] = None
        elif isinstance(parent, Sequence):
            parent.append(value)
            parent.lines.append(row + self.offset)
        else:
            self.source.tree = value
        return True


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _explain(error: yaml.YAMLError, rows: list[str]) -> tuple[int, str, str]:
    """Return (row, fact, fix) for what libyaml stumbled over."""
    if isinstance(error, yaml.reader.ReaderError):
        return _row_of_character(error, rows), "A control character stands in the text.", "Delete it and type the text anew."
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    row = min(mark.line, len(rows) - 1) if mark else 0
    problem = getattr(error, "problem", None) or "cannot be read"
    if "mapping values are not allowed" in problem:
        return row, "A colon inside plain text starts a new field.", "Put the text in quotes."
    if "\t" in rows[row][: len(rows[row]) - len(rows[row].lstrip())] or "cannot start any token" in problem and "\t" in rows[row]:
        return row, "A tab stands in the indentation.", "Use spaces."
    broken = _text_after_quote(rows, row)
    if broken is not None:
        return broken, "Text goes on after a closing quote mark.", "Put the whole text in the other kind of quotes."
    if "found unexpected end of stream" in problem or "while scanning a quoted scalar" in str(getattr(error, "context", "")):
        start = getattr(error, "context_mark", None)
        return (start.line if start else row), "A quote mark is opened and never closed.", "Close it at the end of the text."
    if "cannot start any token" in problem:
        return row, "A text begins with a character that YAML reserves (@, ` or %).", "Put the text in quotes."
    return row, f"YAML cannot read on here: {problem}.", "Check indentation, brackets and quotes of this line and the one before."


def _row_of_character(error: Any, rows: list[str]) -> int:
    for row, line in enumerate(rows):
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", line):
            return row
    return 0


def _text_after_quote(rows: list[str], row: int) -> int | None:
    """Return the row, this one or the one before, on which a quoted value has text behind its closing quote."""
    for near in (row, row - 1):
        if 0 <= near < len(rows) and re.match(r"""\s*(?:- )?[\w-]+:\s+("[^"]*"|'[^']*')\s*[^\s#,}\]]""", rows[near]):
            return near
    return None


def walk(tree: Any, location: tuple = ()) -> Iterator[tuple[tuple, str, Any]]:
    """Yield (location, key, value) for every key of every mapping in `tree`."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield (*location, key), key, value
            yield from walk(value, (*location, key))
    elif isinstance(tree, Sequence):
        for index, value in enumerate(tree):
            yield from walk(value, (*location, index))
