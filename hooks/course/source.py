"""Reads files: bytes to text, YAML to data that knows its lines, and a lesson's front matter. Judges no content.

YAML is read from libyaml's events, not by a YAML constructor: scalars stay the text that was typed (`no` is "no", `1.10` is "1.10"),
each key remembers its line, and what a course never needs (anchors, tags, great depth) is refused before it can cost anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from course.model import Problem

MAX_BYTES = 1_000_000
MAX_PAGE_BYTES = 100_000
MAX_DEPTH = 12
MAX_PROBLEMS = 200
PROSE = frozenset(
    ["stem", "text", "feedback", "hint", "quote", "reason", "left", "right", "wrong", "claim", "reply", "definition"]
    + ["title", "description", "criterion", "en", "sv", "nb", "da"]
)
LISTS_OF_PROSE = frozenset({"objectives", "levels", "also"})
LINE_BREAK = re.compile("[\x85\u2028\u2029]")  # YAML ends a line there, editors do not
MAX_WORD = 80
TOO_MANY = (f"The file has more than {MAX_PROBLEMS} problems, and is not read on from here.", "Correct the others first.")

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
    """A parsed YAML file, or what stood in the way. `tree` is None when nothing was found, and holds a part when not `complete`."""

    path: str
    tree: Any = None
    complete: bool = True
    problems: list[Problem] = field(default_factory=list)


def line_of(tree: Any, location: tuple) -> int:
    """Return the line of the deepest part of `location` (keys and indices) that exists in `tree`."""
    line = getattr(tree, "line", 1)
    for step in location:
        if isinstance(tree, Mapping) and step in tree.lines or isinstance(tree, Sequence) and isinstance(step, int) and step < len(tree):
            line = tree.lines[step]
            tree = tree[step]
        else:
            break
    return line


def shown(value: Any, length: int = 60) -> str:
    """Return what an author typed on one line, cut to `length`."""
    text = " ".join(str(value)[: 4 * length].split())
    return text if len(text) <= length else text[:length].rstrip() + "..."


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is nearest to `word`, or nothing."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.7) if len(word) <= MAX_WORD else []
    return near[0] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ' Did you mean "x"?' for the known word that is nearest, or nothing."""
    near = nearest(word, known)
    return f' Did you mean "{near}"?' if near else ""


def read_text(root: Path, path: str) -> tuple[str | None, list[Problem]]:
    """Return the text of a file below `root`, or None and why."""
    most = MAX_PAGE_BYTES if path.endswith(".md") else MAX_BYTES
    file = root / path
    try:
        size = file.stat().st_size
        if size > most:
            fact = f"The file has {size // 1000:,} kB, more than the {most // 1000:,} kB that are read."
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
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def read_yaml(root: Path, path: str) -> Source:
    """Read one YAML file below `root`."""
    text, problems = read_text(root, path)
    if text is None:
        return Source(path, None, False, problems)
    source = parse_yaml(text, path)
    if source.tree is None and source.complete:
        source.complete = False
        source.problems.append(Problem(path, 1, "file", "The file is empty.", "Fill it, or delete it."))
    return source


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
        self.text = LINE_BREAK.sub(" ", text)
        self.rows = self.text.split("\n")
        self.offset = first_line
        self.stack: list[Mapping | Sequence] = []
        self.keys: list[tuple[str, int] | None] = []
        self.names: list[str] = []
        self.quoted = (-1, -1)

    def run(self) -> Source:
        try:
            # yaml.parse would ask twice for each event
            for event in iter(Loader(self.text).get_event, None):
                if not self.take(event):
                    break
        except yaml.YAMLError as error:
            self.stop(*explain(error, self.rows, self.quoted))
        return self.source

    def fault(self, row: int, message: str, fix: str) -> None:
        self.source.problems.append(Problem(self.source.path, row + self.offset, "yaml", message, fix))

    def stop(self, row: int, message: str, fix: str) -> bool:
        """Report what ends the reading."""
        self.fault(row, message, fix)
        self.source.complete = False
        return False

    def take(self, event: yaml.Event) -> bool:
        """Digest one event; False ends the reading."""
        row = event.start_mark.line
        if self.source.problems and len(self.source.problems) >= MAX_PROBLEMS:
            return self.stop(row, *TOO_MANY)
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return self.scalar(event, row)
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            for stack in (self.stack, self.keys, self.names):
                stack.pop()
            return True
        if isinstance(event, yaml.DocumentStartEvent) and self.source.tree is not None:
            return self.stop(row, "A second document begins here.", "Take out the line with three hyphens.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return self.stop(row, "Anchors and aliases (& and *) are not read.", "Write the text out, in quotes if it begins with & or *.")
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            fix = "Take it out, or put a text that begins with ! in quotes; nothing in a course file is executed."
            return self.stop(row, f"The tag {shown(_short_tag(tag))} is not read.", fix)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, row)
        if isinstance(event, yaml.MappingStartEvent):
            return self.open(Mapping(row + self.offset), row)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.open(Sequence(row + self.offset), row)
        return True

    def open(self, node: Mapping | Sequence, row: int) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            return self.stop(row, f"The nesting is deeper than {MAX_DEPTH} levels.", "Close the brackets, or correct the indentation.")
        name = self.keys[-1][0] if self.stack and self.keys[-1] else ""
        if not self.place(node, row):
            return False
        self.stack.append(node)
        self.keys.append(None)
        self.names.append(name)
        return True

    def scalar(self, event: yaml.ScalarEvent, row: int) -> bool:
        parent = self.stack[-1] if self.stack else None
        if event.style in ("'", '"') and event.end_mark.line > row:
            self.quoted = (row, event.end_mark.line)
        if isinstance(parent, Mapping) and self.keys[-1] is None:
            key = event.value
            if key in parent.lines:
                self.fault(row, f'"{shown(key)}" stands twice here, first on line {parent.lines[key]}.', "Keep one.")
            self.keys[-1] = (key, row + self.offset)
            return True
        if not event.style and self.stack:
            self.check_comment(event)
        return self.place(event.value if event.value or event.style else None, row)

    def check_comment(self, event: yaml.ScalarEvent) -> None:
        """Report ` #` that cut a text short without a word from YAML."""
        end = event.end_mark
        row = self.rows[end.line] if end.line < len(self.rows) else ""
        if "#" not in row:
            return
        key = self.keys[-1][0] if self.keys[-1] else ""
        rest = row[end.column :]
        if (key in PROSE or self.names[-1] in LISTS_OF_PROSE) and re.match(r"\s+#", rest):
            fact = f'The text ends before "{shown(rest, 30)}", since " #" begins a comment.'
            self.fault(end.line, fact, "Put the text in quotes, or the comment on a line of its own.")

    def place(self, value: Any, row: int) -> bool:
        parent = self.stack[-1] if self.stack else None
        if isinstance(parent, Mapping):
            if self.keys[-1] is None:
                return self.stop(row, "A list or mapping stands where a field's name is expected.", "Put the text in quotes.")
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


@dataclass(frozen=True)
class _Slip:
    """Where libyaml stumbled and what it said. `quoted` is the first and last row of the last quoted text of several rows."""

    problem: str
    context: str
    row: int
    column: int
    opened: int
    rows: list[str]
    quoted: tuple[int, int]

    @property
    def line(self) -> str:
        return self.rows[self.row]


Answer = tuple[int, str, str]


def explain(error: yaml.YAMLError, rows: list[str], quoted: tuple[int, int] = (-1, -1)) -> Answer:
    """Return (row, fact, fix) for what libyaml stumbled over."""
    if isinstance(error, yaml.reader.ReaderError):
        return _row_of_control(rows), "A control character stands in the text.", "Delete it and type the text anew."
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None) or mark
    slip = _Slip(
        getattr(error, "problem", None) or "something is wrong",
        getattr(error, "context", None) or "",
        min(mark.line, len(rows) - 1) if mark else 0,
        mark.column if mark else 0,
        min(opened.line, len(rows) - 1) if opened else 0,
        rows,
        quoted,
    )
    for guess in (_tab, _quote, _colon, _reserved, _bracket, _lost_line):
        answer = guess(slip)
        if answer:
            return answer
    return slip.row, f"YAML cannot read on here: {slip.problem}.", "Check indentation, brackets and quotes of this line and the one before."


def _tab(slip: _Slip) -> Answer | None:
    indentation = slip.line[: len(slip.line) - len(slip.line.lstrip())]
    unreadable = "cannot start any token" in slip.problem and slip.line[slip.column : slip.column + 1] == "\t"
    return (slip.row, "A tab stands in the indentation.", "Use spaces.") if "\t" in indentation or unreadable else None


def _quote(slip: _Slip) -> Answer | None:
    if "while scanning a quoted scalar" in slip.context:
        return slip.opened, "A quote mark is opened and never closed.", "Close it at the end of the text."
    if slip.quoted[1] == slip.row:
        fact = "A quote mark is opened here, and the text runs on to the next quote mark, lines below."
        return slip.quoted[0], fact, "Close it at the end of the text."
    for row in (slip.row, slip.row - 1):
        closes = ",}]" if slip.context.startswith("while parsing a flow") else ""
        if row >= 0 and any(match[2] not in closes for match in BEHIND_QUOTE.finditer(slip.rows[row])):
            return row, "Text goes on after a closing quote mark.", "Put the whole text in the other kind of quotes."
    return None


BEHIND_QUOTE = re.compile(r"""(?:^\s*(?:- )*|[\w-]:\s+|[\[{,]\s*)("(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')\s*([^\s#:])""")


def _colon(slip: _Slip) -> Answer | None:
    before = slip.line[: slip.column]
    in_brackets = slip.context.startswith("while parsing a flow") and slip.line[slip.column : slip.column + 1] == ":" and ":" in before
    if "mapping values are not allowed" not in slip.problem and not in_brackets:
        return None
    if slip.row and re.fullmatch(r"\s+[a-z_]+", before):
        fact = "This line is indented like text that goes on, but begins like a field."
        return slip.row, fact, "Indent it like the field above, or put the whole text in quotes."
    if re.match(r"\s*(?:- )*[\w-]+:\S", slip.rows[slip.row - 1]) and slip.row:
        return slip.row - 1, "No space follows the colon, so this is no field.", "Write a space after it."
    return slip.row, "A colon inside plain text starts a new field.", "Put the text in quotes."


def _reserved(slip: _Slip) -> Answer | None:
    if "block sequence entries are not allowed" in slip.problem:
        return slip.row, "A hyphen at the start of a text begins a list.", "Put the text in quotes, or the list on lines of its own."
    scanned = ("a block scalar", "an anchor", "an alias", "a directive", "a tag")
    if "cannot start any token" in slip.problem or slip.context.removeprefix("while scanning ") in scanned:
        return slip.opened, "A text begins with a character that YAML reserves (@ ` % & * ! | >).", "Put the text in quotes."
    return None


def _bracket(slip: _Slip) -> Answer | None:
    if slip.context.startswith("while parsing a flow") and slip.opened != slip.row:
        return slip.opened, "A bracket is opened here and never closed.", "Close it, or put a text that begins with a bracket in quotes."
    if "did not find expected" in slip.problem and re.search(r"[}\]]\s*$", slip.line[: slip.column]):
        return slip.row, "Text goes on after a closing bracket.", "Put the whole text in quotes, or take the bracket out."
    return None


def _lost_line(slip: _Slip) -> Answer | None:
    if "while scanning a simple key" in slip.context:
        if re.match(r"\s*(?:- )*[\w-]+:\S", slip.rows[slip.opened]):
            return slip.opened, "No space follows the colon, so this is no field.", "Write a space after it."
        return slip.opened, "This line is no field, and not indented as text that goes on.", "Indent it further than its field."
    if re.match(r"\s*-\w[\w-]*:", slip.line):
        return slip.row, "No space follows the hyphen, so this begins no entry.", "Write a space after it."
    if slip.problem in ("did not find expected key", "did not find expected '-' indicator"):
        return slip.row, "This line is not indented like the lines that it belongs to.", "Indent it like the fields or hyphens beside it."
    return None


CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _row_of_control(rows: list[str]) -> int:
    return next((row for row, line in enumerate(rows) if CONTROL.search(line)), 0)


def walk(tree: Any, location: tuple = ()) -> Iterator[tuple[tuple, str, Any]]:
    """Yield (location, key, value) for every key of every mapping in `tree`."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield (*location, key), key, value
            yield from walk(value, (*location, key))
    elif isinstance(tree, Sequence):
        for index, value in enumerate(tree):
            yield from walk(value, (*location, index))
