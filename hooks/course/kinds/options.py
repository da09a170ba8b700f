"""What single and multiple share: options with feedback of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from course.model import Flag, Id, Question, Strict, Text


class Option(Strict):
    """An answer to choose."""

    id: Id
    text: Text
    correct: Flag = False
    feedback: Text | None = None
    misconception: Id | None = None


class Choice(Question):
    """A question with options."""

    options: Annotated[list[Option], Field(min_length=2, max_length=12)]

    @property
    def right(self) -> list[Option]:
        """The options that are marked correct."""
        return [option for option in self.options if option.correct]


def named(options: list[Option]) -> str:
    """Return the options' ids as one would list them."""
    return ", ".join(option.id for option in options)
