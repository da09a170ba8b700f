"""The JSON schema of a quiz file, made from the model, for completion and errors in an editor."""

from __future__ import annotations

import json

from course.kinds import Quiz


def quiz_schema() -> str:
    """Return the schema as the text of quizzes/schema.json."""
    schema = Quiz.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Quiz of a lesson"
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
