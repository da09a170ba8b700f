"""The list of all rules, made from their own docstrings so that no second list can rot."""

from __future__ import annotations

import inspect

from course.rules import RULES


def listing() -> str:
    """Return each rule's name, level and documentation, sorted by name."""
    entries = sorted((rule.name, rule.level, inspect.getdoc(rule.function) or "") for rule in RULES)
    return "\n".join(f"{name} ({level}): {' '.join(text.split())}" for name, level, text in entries)
