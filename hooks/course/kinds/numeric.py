"""Numeric: one number within an absolute, inclusive tolerance. Scores 0 or 1."""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import Field
from simpleeval import InvalidExpression, SimpleEval

from course.model import Id, Number, Question, Strict, Text, Verdicts

MAX_FORMULA = 200
MAX_EXPONENT = 100


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > MAX_EXPONENT:
        raise InvalidExpression(f"the exponent {exponent:g} is over {MAX_EXPONENT}")
    return float(base) ** exponent


OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


class Answer(Strict):
    """The key of a numeric question."""

    value: Number
    tolerance: Number
    unit: Text | None = None


class Near(Strict):
    """A wrong number that somebody's misconception leads to."""

    value: Number
    tolerance: Number
    feedback: Text
    misconception: Id | None = None


class Numeric(Question):
    """Numeric answer."""

    type: Literal["numeric"]
    answer: Answer
    formula: Annotated[Text | None, Field(description="Numbers, + - * / ** and brackets; must give the value")] = None
    near: list[Near] = []
    feedback: Verdicts | None = None

    @property
    def parts(self) -> dict[str, str]:
        """What stands beside the number."""
        return {"unit": self.answer.unit} if self.answer.unit else {}

    @property
    def key(self) -> str:
        """The number as typed."""
        return str(self.answer.value)

    def agrees(self, answer: Any) -> bool:
        """Tell whether an answer, a plain number as text, lies within the tolerance."""
        try:
            return abs(Decimal(str(answer)) - self.answer.value) <= self.answer.tolerance
        except InvalidOperation:
            return False

    def key_faults(self) -> Iterator[tuple[str, str]]:
        """Yield (fact, fix): the formula gives the value, and no near miss lies inside the key."""
        if self.answer.tolerance < 0:
            yield f"has a tolerance of {self.answer.tolerance}.", "Write 0 or more."
        for near in self.near:
            if abs(near.value - self.answer.value) <= self.answer.tolerance + near.tolerance:
                yield f"has a near miss, {near.value}, that overlaps the key.", "Move it, or make a tolerance smaller."

    def formula_faults(self) -> Iterator[tuple[str, str]]:
        """Yield (fact, fix) when the formula cannot be computed or gives another number."""
        if self.formula is None:
            return
        try:
            result = evaluate(self.formula)
        except Exception as error:  # whatever an author's formula does, it is the author's problem
            yield f"has a formula that cannot be computed: {_reason(error)}.", "Use numbers, + - * / ** and brackets."
            return
        slack = max(float(self.answer.tolerance), 1e-9 * abs(float(self.answer.value)))
        if not abs(result - float(self.answer.value)) <= slack:
            yield f"has a formula that gives {result:.10g}, but its value is {self.answer.value}.", "Correct one of them."


def evaluate(formula: str) -> float:
    """Compute an arithmetic formula; no names, no functions, nothing that could run long. Raises on anything else."""
    if len(formula) > MAX_FORMULA:
        raise InvalidExpression(f"it is longer than {MAX_FORMULA} characters")
    tree = ast.parse(formula.strip(), mode="eval")
    if any(isinstance(node, ast.Constant) and not isinstance(node.value, (int, float)) for node in ast.walk(tree)):
        raise InvalidExpression("it holds a text")
    result = SimpleEval(operators=OPERATORS, functions={}, names={}).eval(formula)
    if isinstance(result, bool) or not isinstance(result, (int, float)):
        raise InvalidExpression("it gives no number")
    return float(result)


def _reason(error: Exception) -> str:
    if isinstance(error, ZeroDivisionError):
        return "it divides by zero"
    if isinstance(error, (OverflowError, MemoryError, RecursionError)):
        return "its numbers grow too large"
    if isinstance(error, SyntaxError):
        return "it is no arithmetic"
    return str(error).strip(". ").split("\n")[0]

