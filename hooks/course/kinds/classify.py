"""Classify: members to sort into groups. Scores the share right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

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

    @property
    def rows(self) -> list[Member]:
        """What each answer is about: the members."""
        return self.members

    @property
    def choices(self) -> list[Entry]:
        """The groups to sort into."""
        return [Entry(id=group.id, text=group.text) for group in self.groups]

    @property
    def parts(self) -> dict[str, str]:
        """What an answer names: the members by id, sorted since their place is the key, and the groups by "to" and their id."""
        members = {member.id: member.text for member in sorted(self.members, key=lambda member: member.id)}
        return members | {f"to {group.id}": group.text for group in self.groups}

    @property
    def key(self) -> dict[str, str]:
        """The id of the right group by member."""
        return {member.id: group.id for group in self.groups for member in group.members}

    def agrees(self, answer: Any) -> bool:
        """Tell whether an answer, a group by member, is right."""
        return answer == self.key

    def key_faults(self) -> Iterator[tuple[str, str]]:
        """Yield (fact, fix): sorting needs at least two members."""
        if len(self.members) < 2:
            yield "has fewer than two members to sort.", "Add members to its groups."
