"""Classify: members to sort into groups. Scores the share right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from course.model import Entry, Id, Question, Strict, Text, Verdicts


class Member(Entry):
    """Something to sort, with feedback of its own."""

    feedback: Text | None = None


class Group(Strict):
    """A group and the members that belong in it."""

    id: Id
    text: Text
    members: list[Member]


class Classify(Question):
    """Classification."""

    type: Literal["classify"]
    groups: Annotated[list[Group], Field(min_length=2, max_length=6)]
    feedback: Verdicts | None = None

    @property
    def members(self) -> list[Member]:
        """All members, in the groups' order."""
        return [member for group in self.groups for member in group.members]

    def key_faults(self) -> Iterator[tuple[str, str]]:
        """Yield (fact, fix): sorting needs at least two members."""
        if len(self.members) < 2:
            yield "has fewer than two members to sort.", "Add members to its groups."
