"""Does two things at once on systems that can fork, one after the other elsewhere. For commands only: a server's threads do not survive a fork."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def in_turn(first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
    """Return what both give, one after the other."""
    return first(), second()


def at_once(first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
    """Return what both give. The second runs in a child and its result is pickled; what a child cannot give is computed here."""
    if not hasattr(os, "fork"):
        return in_turn(first, second)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(second, write)
    os.close(write)
    mine = first()
    with os.fdopen(read, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    return mine, pickle.loads(data) if status == 0 else second()


def _answer(work: Callable[[], B], write: int) -> None:
    status = 1
    try:
        with os.fdopen(write, "wb") as pipe:
            pickle.dump(work(), pipe, protocol=pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)
