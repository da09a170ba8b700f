"""What single and multiple share: options with feedback of their own."""

from __future__ import annotations

from typing import Annotated, Any

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
    def parts(self) -> dict[str, str]:
        """What an answer names, by id."""
        return {option.id: option.text for option in self.options}

    @property
    def key(self) -> list[str]:
        """The ids of the right options, sorted."""
        return sorted(option.id for option in self.right)

    def agrees(self, answer: Any) -> bool:
        """Tell whether an answer, a list of ids, is right."""
        return isinstance(answer, list) and sorted(answer) == self.key

    @property
    def right(self) -> list[Option]:
        """The options that are marked correct."""
        return [option for option in self.options if option.correct]


def named(options: list[Option]) -> str:
    """Return the options' ids as one would list them."""
    return ", ".join(option.id for option in options)
