"""The question types. Each module holds one: its model and what makes its key sound. Its HTML is the template of its name."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from course.kinds.classify import Classify
from course.kinds.match import Match
from course.kinds.multiple import Multiple
from course.kinds.numeric import Numeric
from course.kinds.order import Order
from course.kinds.single import Single
from course.model import Strict, Text

KINDS = (Single, Multiple, Numeric, Order, Match, Classify)
TYPES = tuple(kind.model_fields["type"].annotation.__args__[0] for kind in KINDS)

AnyQuestion = Annotated[Single | Multiple | Numeric | Order | Match | Classify, Field(discriminator="type")]


class Quiz(Strict):
    """A quiz file: the questions of one lesson."""

    author: Annotated[Text, Field(description="A role, never a person's name")]
    questions: Annotated[list[AnyQuestion], Field(min_length=1)]
