"""Order: entries to put in sequence. Scores the share of neighbours kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from course.model import Entry, Question, Verdicts


class Order(Question):
    """Ordering."""

    type: Literal["order"]
    sequence: Annotated[list[Entry], Field(min_length=3, max_length=9, description="In the right order")]
    feedback: Verdicts | None = None

    @property
    def parts(self) -> dict[str, str]:
        """What an answer names, by id, sorted by id since the file's order is the key."""
        return {entry.id: entry.text for entry in sorted(self.sequence, key=lambda entry: entry.id)}

    @property
    def key(self) -> list[str]:
        """The ids in their order."""
        return [entry.id for entry in self.sequence]

    def agrees(self, answer: Any) -> bool:
        """Tell whether an answer, a list of ids, is the right order."""
        return answer == self.key

    def key_faults(self) -> Iterator[tuple[str, str]]:
        """The sequence itself is the key, so no key can be missing."""
        return iter(())
