"""Match: each left text with its right one, among decoys. Scores the share right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from course.model import Entry, Id, Question, Strict, Text, Verdicts


class Pair(Strict):
    """Two texts that belong together."""

    id: Id
    left: Text
    right: Text


class Match(Question):
    """Matching."""

    type: Literal["match"]
    pairs: Annotated[list[Pair], Field(min_length=2, max_length=9)]
    decoys: list[Entry] = []
    feedback: Verdicts | None = None

    @property
    def choices(self) -> list[Entry]:
        """All right sides, decoys included, by the id that an answer names."""
        return [Entry(id=pair.id, text=pair.right) for pair in self.pairs] + list(self.decoys)

    @property
    def rows(self) -> list[Entry]:
        """What each answer is about: the left sides."""
        return [Entry(id=pair.id, text=pair.left) for pair in self.pairs]

    @property
    def parts(self) -> dict[str, str]:
        """What an answer names: the rows by id, the choices by "to" and their id."""
        return {row.id: row.text for row in self.rows} | {f"to {choice.id}": choice.text for choice in self.choices}

    @property
    def key(self) -> dict[str, str]:
        """The id of the right choice by row."""
        return {pair.id: pair.id for pair in self.pairs}

    def agrees(self, answer: Any) -> bool:
        """Tell whether an answer, a choice by row, is right."""
        return answer == self.key

    def key_faults(self) -> Iterator[tuple[str, str]]:
        """The pairs themselves are the key, so no key can be missing."""
        return iter(())
