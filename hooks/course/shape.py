"""Turns the shape checker's findings into problems that an author understands."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from course.kinds import KINDS, TYPES
from course.model import Problem
from course.source import Mapping, line_of, nearest, shown

MAX_FINDINGS = 20
QUESTIONS = dict(zip(TYPES, KINDS, strict=True))
WANTED = {"list_type": "is no list", "dict_type": "is no mapping", "model_type": "has no fields of its own"}


def shape_problems(error: ValidationError, raw: Mapping, path: str, label: str, model: type[BaseModel] | None) -> list[Problem]:
    """Return one Problem for each finding; `label` names the culprit, `model` is what it should have been, where that is known."""
    findings = [(finding, _location(finding["loc"])) for finding in error.errors(include_url=False)]
    meant = {(*location[:-1], _meant(location, model)) for finding, location in findings[:MAX_FINDINGS] if _is_extra(finding)}
    problems = []
    for finding, location in findings[:MAX_FINDINGS]:
        if finding["type"] != "missing" or location not in meant:
            rule, fact, fix = _explain(finding, location, label, raw, model)
            problems.append(Problem(path, line_of(raw, location), rule, fact, fix))
    if len(findings) > MAX_FINDINGS:
        fact = f"{label} has {len(findings) - MAX_FINDINGS} more such problems."
        problems.append(Problem(path, line_of(raw, ()), "shape", fact, "Correct these first."))
    return problems


def _location(location: tuple) -> tuple:
    """Return where a finding is, without the tag that the model puts before a question's fields."""
    return location[1:] if location and location[0] in TYPES else location


def _is_extra(finding: dict[str, Any]) -> bool:
    return finding["type"] == "extra_forbidden"


def _meant(location: tuple, model: type[BaseModel] | None) -> str:
    """Return the field that an unknown one was probably meant to be, or nothing."""
    return nearest(str(location[-1]), _fields_at(model, location[:-1]))


def _fields_at(model: type[BaseModel] | None, location: tuple) -> list[str]:
    """Return the fields that the mapping at `location` may have."""
    for step in location:
        if model is not None and isinstance(step, str):
            model = _model_in(model.model_fields[step].annotation) if step in model.model_fields else None
    return list(model.model_fields) if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as list[Option] or Evidence | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _explain(finding: dict[str, Any], location: tuple, label: str, raw: Mapping, model: type[BaseModel] | None) -> tuple[str, str, str]:
    kind, name, typed = finding["type"], _name(location), finding.get("input")
    context = finding.get("ctx", {})
    if _is_extra(finding):
        return "shape", *_unknown(location, typed, model)
    if kind == "missing":
        return "shape", f'{label} has no "{name}".', "Add it."
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return "shape", *_no_type(raw, label)
    if kind == "string_too_short" or typed is None:
        return "shape", f'"{name}" is empty.', "Fill it, or delete the field."
    if isinstance(typed, (list, dict)) and kind in ("string_type", "literal_error", "value_error"):
        what = "a list" if isinstance(typed, list) else "a field with a colon"
        return "shape", f'"{name}" holds {what} where a text belongs.', "Put the text in quotes."
    if kind == "literal_error":
        return "shape", f'"{shown(typed)}" is no {name}.', f"Use {context.get('expected', '')}.".replace("'", "")
    if kind == "string_pattern_mismatch":
        return "id", f'"{shown(typed)}"{_within(name)} is no id.', "Use lower-case letters, digits and single hyphens."
    if kind == "string_too_long":
        return "id", f'"{shown(typed, 40)}" is longer than {context["max_length"]} characters.', "Shorten it."
    if kind == "value_error":
        fact, _, fix = str(context.get("error", finding["msg"])).partition("|")
        return "shape", f'"{shown(typed)}" in {name} {fact}.', fix or "Correct it."
    if kind in ("too_short", "too_long"):
        return "shape", *_wrong_count(name, context)
    subject = f'An entry of "{name}"' if isinstance(location[-1], int) else f'"{name}"'
    return "shape", f"{subject} {WANTED.get(kind, 'is of the wrong kind')}.", "See the example in CONTRIBUTING.md."


def _unknown(location: tuple, typed: Any, model: type[BaseModel] | None) -> tuple[str, str]:
    meant = _meant(location, model)
    fact = f'"{shown(location[-1])}" is no field here.' + (f' Did you mean "{meant}"?' if meant else "")
    split = typed is None and not meant
    return fact, "If a comma inside brackets split a text, put the text in quotes." if split else "Correct or delete it."


def _no_type(raw: Mapping, label: str) -> tuple[str, str]:
    if "type" not in raw:
        return f'{label} has no "type".', f"Add it: {', '.join(TYPES)}."
    typed = raw["type"]
    if not isinstance(typed, str):
        return '"type" names no type of question.', f"Use {', '.join(TYPES)}."
    meant = nearest(typed, TYPES)
    fact = f'"{shown(typed)}" is no type of question.' + (f' Did you mean "{meant}"?' if meant else "")
    return fact, f"Use {', '.join(TYPES)}."


def _wrong_count(name: str, context: dict[str, Any]) -> tuple[str, str]:
    count = context["actual_length"]
    entries = "1 entry" if count == 1 else f"{count or 'no'} entries"
    if "min_length" in context:
        return f'"{name}" has {entries}, fewer than {context["min_length"]}.', "Add what is missing."
    return f'"{name}" has {entries}, more than {context["max_length"]}.', "Leave some out."


def _within(name: str) -> str:
    return "" if name == "id" else f" in {name}"


def _name(location: tuple) -> str:
    """Return the field that a location leads to; for a mapping's key that is the mapping."""
    names = [part for part in location if isinstance(part, str)]
    if names[-1:] == ["[key]"]:
        names = names[:-2]
    return names[-1] if names else "it"
