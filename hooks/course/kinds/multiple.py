"""Multiple choice: one or more options are right. Scores max(0, right chosen / all right - wrong chosen / all wrong)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from course.kinds.options import Choice


class Multiple(Choice):
    """Multiple choice."""

    type: Literal["multiple"]

    def key_faults(self) -> Iterator[tuple[str, str]]:
        """Yield (fact, fix): the score divides by the number of right and of wrong options."""
        if not self.right:
            yield "marks no option correct.", "Mark each right one with \"correct: true\"."
        elif len(self.right) == len(self.options):
            yield "marks every option correct.", "Add an option that is wrong."
