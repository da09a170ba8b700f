"""Order: entries to put in sequence. Scores the share of neighbours kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from course.model import Entry, Question, Verdicts


class Order(Question):
    """Ordering."""

    type: Literal["order"]
    sequence: Annotated[list[Entry], Field(min_length=3, max_length=9, description="In the right order")]
    feedback: Verdicts | None = None

    def key_faults(self) -> Iterator[tuple[str, str]]:
        """The sequence itself is the key, so no key can be missing."""
        return iter(())
