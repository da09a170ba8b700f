"""What a course consists of. Data only: no reading, no rendering, no rules beyond the shape of a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

LEVELS = ("remember", "understand", "apply", "analyse", "evaluate")
USES = ("practice", "test")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, in the author's words: where, which rule, the fact, and what to do."""

    path: str
    line: int
    rule: str
    message: str
    fix: str
    level: str = "error"

    def __str__(self) -> str:
        mark = "" if self.level == "error" else f"{self.level}: "
        return f"{self.path}:{self.line}: [{self.rule}] {mark}{self.message} {self.fix}"


def _number(value: Any) -> Decimal:
    """Read a plain decimal as typed: YAML's octal, hexadecimal and sixty-based readings are refused."""
    text = str(value).strip()
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text):
        raise ValueError("is no plain number|Write digits with a point for decimals, as in 1200 or 0.5.")
    return Decimal(text)


def _flag(value: Any) -> bool:
    """Read true or false as typed: yes, on and 1 are refused."""
    if value in ("true", True):
        return True
    if value in ("false", False):
        return False
    raise ValueError("is neither true nor false|Write true, or leave the field out.")


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]


class Strict(BaseModel):
    """A mapping whose unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(Strict):
    """The words of the lesson that settle a key."""

    section: Annotated[Id, Field(description="Anchor of a heading on the lesson page")]
    quote: Annotated[Text, Field(description="Words that stand in that section, as a reader sees them")]


class Allow(Strict):
    """A warning that the author has looked at and keeps, with the reason."""

    rule: Id
    reason: Text


class Question(Strict):
    """What all question types share. The types themselves are in course.kinds."""

    id: Annotated[Id, Field(description="Unique in the whole bank, never reused")]
    stem: Annotated[Text, Field(description="Markdown. A positive question that stands alone")]
    use: Annotated[Literal["practice", "test"] | None, Field(description="practice: on the lesson page; test: held back")] = None
    objective: Annotated[Id | None, Field(description="An objective that the lesson declares")] = None
    level: Annotated[Literal["remember", "understand", "apply", "analyse", "evaluate"] | None, Field(description="Bloom's level")] = None
    hint: Annotated[Text | None, Field(description="Inline Markdown, shown on demand")] = None
    evidence: Evidence | None = None
    allow: list[Allow] = []


class Entry(Strict):
    """Something with an id and a text, such as a step to order."""

    id: Id
    text: Text


class Verdicts(Strict):
    """Feedback for the whole answer, where options have none of their own."""

    right: Text
    wrong: Text


class Minutes(Strict):
    """How long a lesson takes, in minutes."""

    read: Number
    practise: Number
    do: Number


class Test(Strict):
    """What makes a page a test: where its questions are drawn from, and how many."""

    source: Annotated[Id, Field(alias="from", description='Folder of a part, or "course" for all')]
    draw: Number
    use: Literal["practice", "test"] = "test"
    until: Annotated[Text | None, Field(description="Last lesson that the test covers, for a test in the middle of a part")] = None
    needed: Annotated[Number | None, Field(alias="pass", description="Right answers needed, with at least half right in each part")] = None


class Page(Strict):
    """Front matter of any page of the site."""

    title: Text
    description: Text
    template: Text | None = None
    hide: list[Text] = []
    covers: list[Text] = []
    test: Test | None = None
    recheck: Text | None = None


class LessonPage(Page):
    """Front matter of a lesson."""

    minutes: Minutes
    objectives: dict[Id, Text]
    concepts: list[Id]


class Criterion(Strict):
    """One row of a rubric. Levels run from lowest to highest; the highest earns the points."""

    id: Id
    criterion: Text
    points: Number
    levels: Annotated[list[Text], Field(min_length=4, max_length=4)]


class ExercisePage(Strict):
    """Front matter of an exercise."""

    title: Text
    description: Text
    lesson: Text
    minutes: Number
    objectives: list[Id]
    publish: list[Text] = []
    rubric: Annotated[list[Criterion], Field(min_length=1)]


class Terms(Strict):
    """A concept's name in the four languages of the course."""

    en: Text
    sv: Text
    nb: Text
    da: Text


class Concept(Strict):
    """An entry of the concept inventory, which is the glossary too."""

    id: Id
    term: Terms
    definition: Text
    rows: list[Text]
    also: list[Text] = []
    avoid: list[Text] = []


class Misconception(Strict):
    """A wrong idea as somebody would say it, and the reply."""

    id: Id
    claim: Text
    reply: Text
