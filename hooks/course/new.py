"""Writes the skeleton of a lesson and its quiz: valid from the first minute, so that an author changes what stands there."""

from __future__ import annotations

from pathlib import Path

from course.bank import Bank

LESSON = """\
---
title: {title}
description: One sentence that says what the reader can do afterwards.
minutes: {{read: 8, practise: 8, do: 0}}
objectives:
  {objective}: Explain one thing in this lesson's own words
concepts: []
---

!!! scene ""

    Something happens to a customer. Describe it in four sentences.

## The first idea {{#first-idea}}

Say one thing in plain words, with an example before the definition.

{{{{ question {question} }}}}

## What to remember {{#remember}}

- One line.
"""

QUIZ = """\
# yaml-language-server: $schema={up}schema.json
author: first-author
questions:
  - id: {question}
    type: single
    use: practice
    objective: {objective}
    level: understand
    stem: A colleague opens this lesson for the first time. What comes before the definition?
    options:
      - id: a
        text: An example of the idea
        correct: true
        feedback: An example gives the definition something to hold on to.
      - id: b
        text: A list of its sources
        feedback: Sources come at the end, for whoever wants to read on.
      - id: c
        text: A summary of the part
        feedback: A summary helps those who know the idea already.
    evidence:
      section: first-idea
      quote: Say one thing in plain words, with an example before the definition.
"""


def write_skeleton(bank: Bank, lesson: str) -> list[str]:
    """Write docs/LESSON.md and quizzes/LESSON.yml, returning their paths. Raises FileExistsError if either is there."""
    name = lesson.rsplit("/", 1)[-1]
    objectives = {id for page in bank.lessons.values() if page.is_lesson and page.front for id in page.front.objectives}
    words = {
        "title": name.replace("-", " ").capitalize(),
        "objective": _free(f"{name}-explained", objectives),
        "question": _free(f"{name}-first-question", bank.items),
        "up": "../" * lesson.count("/"),
    }
    files = {f"{bank.settings.docs}/{lesson}.md": LESSON, f"quizzes/{lesson}.yml": QUIZ}
    for path in files:
        if (bank.root / path).exists():
            raise FileExistsError(17, "exists", path)
    for path, text in files.items():
        target: Path = bank.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(**words), encoding="utf-8")
    return list(files)


def _free(name: str, taken: object) -> str:
    """Return `name`, with a number behind it where it is taken. Names are kept to what an id may hold."""
    name, number = name[:56].rstrip("-"), 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free
