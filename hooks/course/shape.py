"""Turns the shape checker's findings into problems that an author understands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from course.kinds import KINDS, TYPES
from course.model import Concept, ExercisePage, LessonPage, Misconception, Problem, Strict
from course.source import Mapping, did_you_mean, line_of


def _subclasses(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for child in model.__subclasses__():
        yield child
        yield from _subclasses(child)


FIELDS = {name for model in _subclasses(Strict) for name in model.model_fields}
MODELS = (*KINDS, LessonPage, ExercisePage, Concept, Misconception)


def shape_problems(error: ValidationError, raw: Mapping, path: str, label: str, drop: tuple[str, ...] = ()) -> list[Problem]:
    """Return one Problem for each finding; `label` names the culprit, `drop` lists union tags to leave out of locations."""
    problems = []
    for finding in error.errors(include_url=False):
        location = finding["loc"]
        if location and location[0] in drop:
            location = location[1:]
        rule, fact, fix = _explain(finding, location, label, raw)
        problems.append(Problem(path, line_of(raw, location), rule, fact, fix))
    return problems


def _explain(finding: dict[str, Any], location: tuple, label: str, raw: Mapping) -> tuple[str, str, str]:
    kind, name = finding["type"], _name(location)
    context = finding.get("ctx", {})
    typed = finding.get("input")
    if kind == "extra_forbidden":
        return "shape", f'"{location[-1]}" is no field here.{did_you_mean(str(location[-1]), FIELDS)}', "Correct or delete it."
    if kind == "missing":
        return "shape", f'{label} has no "{name}".', "Add it."
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        if "type" not in raw:
            return "shape", f'{label} has no "type".', f"Add it: {', '.join(TYPES)}."
        return "shape", f'"{raw["type"]}" is no type of question.{did_you_mean(str(raw["type"]), TYPES)}', f"Use {', '.join(TYPES)}."
    if kind == "literal_error":
        return "shape", f'"{typed}" is no {name}.', f"Use {context.get('expected', '')}.".replace("'", "")
    if kind == "string_pattern_mismatch":
        return "id", f'"{str(typed)[:60]}" is no {name}.', "Use lower-case letters, digits and single hyphens."
    if kind == "value_error":
        fact, _, fix = str(context.get("error", finding["msg"])).partition("|")
        return "shape", f'"{typed}" in {name} {fact}.', fix or "Correct it."
    if kind in ("string_type", "string_too_short") and typed in (None, ""):
        return "shape", f'"{name}" is empty.', "Fill it, or delete the field."
    if kind == "string_type":
        return "shape", f'"{name}" holds a list or mapping where a text belongs.', "Put the text in quotes."
    if kind == "too_short":
        return "shape", f'"{name}" has {context["actual_length"]} entries, fewer than {context["min_length"]}.', "Add what is missing."
    if kind == "too_long":
        return "shape", f'"{name}" has {context["actual_length"]} entries, more than {context["max_length"]}.', "Leave some out."
    if kind == "string_too_long":
        return "id", f'"{str(typed)[:40]}..." is longer than {context["max_length"]} characters.', "Shorten it."
    wanted = {"list_type": "a list", "dict_type": "a mapping", "model_type": "fields of its own"}.get(kind, "another kind of value")
    return "shape", f'"{name}" is not {wanted}.', "See the example in CONTRIBUTING.md."


def _name(location: tuple) -> str:
    names = [part for part in location if isinstance(part, str) and part != "[key]"]
    return names[-1] if names else "it"
