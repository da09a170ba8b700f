"""Single choice: exactly one option is right. Scores 0 or 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from course.kinds.options import Choice, named


class Single(Choice):
    """Single choice."""

    type: Literal["single"]

    def key_faults(self) -> Iterator[tuple[str, str]]:
        """Yield (fact, fix): two keys would grade a right answer as wrong, none would grade all so."""
        if not self.right:
            yield "marks no option correct.", "Mark the right one with \"correct: true\"."
        elif len(self.right) > 1:
            yield f"marks {len(self.right)} options correct ({named(self.right)}).", "Keep one, or make it \"type: multiple\"."
