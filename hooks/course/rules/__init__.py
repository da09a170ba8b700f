"""The rules of a course. One rule is one function; its docstring is its documentation.

A rule over items takes an Item and yields (location, fact, fix), where the location is a path into the question's YAML. A rule over the
bank yields Problems. Importing this package registers them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from course.bank import Bank, Item
from course.model import Problem

Fault = tuple[tuple, str, str]


@dataclass(frozen=True)
class Rule:
    """A registered rule: its name in messages, and the function that gives a bank's problems."""

    name: str
    function: Callable[..., Iterator[Any]]
    run: Callable[[Bank], Iterator[Problem]]


RULES: list[Rule] = []


def item_rule(name: str) -> Callable:
    """Register a rule over single questions. Its facts begin with the question's id."""

    def register(function: Callable[[Item, Bank], Iterator[Fault]]) -> Callable:
        def run(bank: Bank) -> Iterator[Problem]:
            for quiz in bank.quizzes.values():
                for item in quiz.items:
                    for location, fact, fix in function(item, bank):
                        yield Problem(item.path, item.line(*location), name, f"{item.question.id} {fact}", fix)

        RULES.append(Rule(name, function, run))
        return function

    return register


def bank_rule(name: str) -> Callable:
    """Register a rule over the whole bank."""

    def register(function: Callable[[Bank], Iterator[Problem]]) -> Callable:
        RULES.append(Rule(name, function, function))
        return function

    return register


def check(bank: Bank) -> list[Problem]:
    """Return everything that is wrong with a course, sorted and without repeats."""
    found = set(bank.problems)
    for rule in RULES:
        found.update(rule.run(bank))
    return sorted(found)


from course.rules import evidence, markup, pages, placement, questions  # noqa: E402, F401  registers the rules
