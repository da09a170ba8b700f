"""The rules of a course. One rule is one function; its docstring is its documentation.

A rule over items takes an Item and yields (location, fact, fix), where the location is a path into the question's YAML. A rule over the
bank yields Problems. Importing this package registers them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from course.bank import Bank, Item
from course.keys import key_problems, standings
from course.lock import lock_path
from course.model import Problem
from course.parallel import in_turn
from course.source import did_you_mean

Fault = tuple[tuple, str, str]


@dataclass(frozen=True)
class Rule:
    """A registered rule: its name in messages, its level, and the function that gives a bank's problems."""

    name: str
    level: str
    function: Callable[..., Iterator[Any]]
    run: Callable[[Bank], Iterator[Problem]]
    of_items: bool


RULES: list[Rule] = []


def item_rule(name: str, level: str = "error") -> Callable:
    """Register a rule over single questions. Its facts begin with the question's id. A question may allow a warning, with a reason."""

    def register(function: Callable[[Item, Bank], Iterator[Fault]]) -> Callable:
        def run(bank: Bank) -> Iterator[Problem]:
            for quiz in bank.quizzes.values():
                for item in quiz.items:
                    if level == "warning" and any(allow.rule == name for allow in item.question.allow):
                        continue
                    for location, fact, fix in function(item, bank):
                        yield Problem(item.path, item.line(*location), name, f"{item.question.id} {fact}", fix, level)

        RULES.append(Rule(name, level, function, run, True))
        return function

    return register


def bank_rule(name: str, level: str = "error") -> Callable:
    """Register a rule over the whole bank."""

    def register(function: Callable[[Bank], Iterator[Problem]]) -> Callable:
        RULES.append(Rule(name, level, function, function, False))
        return function

    return register


@item_rule("allow")
def allowances_are_needed(item: Item, bank: Bank) -> Iterator[Fault]:
    """An `allow` names a warning that the question would have without it, so that old exemptions do not gather."""
    if not item.question.allow:
        return
    rules = [rule for rule in RULES if rule.level == "warning" and rule.of_items]
    warnings = {rule.name for rule in rules}
    for index, allow in enumerate(item.question.allow):
        if allow.rule not in warnings:
            yield ("allow", index), f'allows "{allow.rule}", which is no warning.{did_you_mean(allow.rule, warnings)}', "Correct or delete it."
        elif not any(rule.name == allow.rule and any(rule.function(item, bank)) for rule in rules):
            yield ("allow", index), f'allows "{allow.rule}", a warning that it does not have.', "Delete the line."


def check(bank: Bank, strict: bool = False) -> list[Problem]:
    """Return problems of a course, sorted and without repeats: errors and warnings; where `strict`, keys not agreed and guessers that beat chance."""
    return check_with_states(bank, strict)[0]


def check_with_states(bank: Bank, strict: bool, together: Callable = in_turn) -> tuple[list[Problem], Counter[str]]:
    """Return problems as `check` does, and how many keys are in each state. `together` says how two halves of the work are done."""
    keyed = any((bank.root / lock_path(lesson)).is_file() for lesson in bank.quizzes)
    share = (4 if strict else 3) if keyed else 2  # of four rules; reading locks and trying guessers is work, too
    mine = [rule for place, rule in enumerate(RULES) if place % 4 < share]
    rest = [rule for place, rule in enumerate(RULES) if place % 4 >= share]
    said, (more, states) = together(lambda: _said(mine, bank), lambda: _rest(rest, bank, strict))
    return sorted(said.union(bank.problems, more)), states


def _said(rules: Iterable[Rule], bank: Bank) -> set[Problem]:
    return {problem for rule in rules for problem in rule.run(bank)}


def _rest(rules: Iterable[Rule], bank: Bank, strict: bool) -> tuple[set[Problem], Counter[str]]:
    found = standings(bank)
    said = _said(rules, bank)
    if strict:
        from course.guessers import guesser_problems  # brings numpy, which a plain check does without

        said.update(key_problems(bank, found), guesser_problems(bank))
    return said, Counter(standing.state for standing in found)


def failing(problems: Iterable[Problem], strict: bool = False) -> list[Problem]:
    """Return the problems that stop a build: errors, and where `strict` warnings too. Notices never do."""
    levels = ("error", "warning") if strict else ("error",)
    return [problem for problem in problems if problem.level in levels]


def tally(problems: Iterable[Problem]) -> str:
    """Return the counts of problems by level, in words."""
    counts = Counter(problem.level for problem in problems)
    names = {"error": "problem", "warning": "warning", "notice": "notice"}
    parts = [f"{counts[level]} {name}{'s' * (counts[level] != 1)}" for level, name in names.items() if counts[level]]
    return ", ".join(parts) or "no problems"


from course.rules import coverage, cues, evidence, hosting, markup, options, pages, placement, prose, questions, repeats, tests, wording  # noqa: E402, F401  registers the rules
