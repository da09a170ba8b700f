"""In which order a question's entries are shown where no reader's own seed decides: in the page as built, and on paper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from course.model import Question

DATE = re.compile(r"^(?:\d{1,2}\.? )?(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d{4})?$", re.I)
NUMBER = re.compile(r"^(?:[^\W\d]+\.? ){0,2}[^\w\s]?-?\d[\d\s.,\u202f]*(?:[^\w\s]|\b)?(?: ?[^\W\d]+){0,2}$")


def display_order(question: Question, entries: Iterable[Any]) -> list[Any]:
    """Return entries in the order of the page as built: numbers and dates as written, all else by a seed of the question's own."""
    return seeded(entries, question.id)


def seeded(entries: Iterable[Any], seed: str) -> list[Any]:
    """Return entries with id and text in an order that depends on `seed`; numbers and dates stay as they are."""
    entries = list(entries)
    return entries if stands_in_order([entry.text for entry in entries]) else scattered(entries, seed)


def scattered(entries: Iterable[Any], seed: str) -> list[Any]:
    """Return entries with an id in an order that depends on `seed`, for those whose order in the file is part of the key."""
    return sorted(entries, key=lambda entry: hashlib.sha256(f"{seed}/{entry.id}".encode()).digest())


def stands_in_order(texts: Sequence[str]) -> bool:
    """Tell whether all texts are numbers or dates, which readers expect in their order."""
    return bool(texts) and all(NUMBER.match(text) or DATE.match(text) for text in texts)
