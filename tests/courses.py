"""Writes courses for tests: the sound one, and the ones of tests/cases with what is broken in each.

A case is a file: `base: true` begins with a copy of cases/_sound, `files` writes or deletes whole files, `replace` changes words in files.
"""

from __future__ import annotations

import base64
import shutil
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "cases"
SOUND = CASES / "_sound"


def read_case(path: Path) -> dict[str, Any]:
    """Return a case: about, base, files, replace, problems."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def write_case(case: dict[str, Any], root: Path) -> None:
    """Write the course of a case below `root`."""
    if case.get("base"):
        shutil.copytree(SOUND, root, dirs_exist_ok=True)
    for path, content in (case.get("files") or {}).items():
        write_file(root / path, content)
    for path, changes in (case.get("replace") or {}).items():
        replace_in(root / path, changes)


def replace_in(file: Path, changes: dict[str, str]) -> None:
    """Replace texts in a file. Each must stand there once, so that a case cannot miss what it means to break."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, f"{file.name} holds {old!r} {text.count(old)} times"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def write_file(file: Path, content: str | dict[str, Any] | None) -> None:
    """Write a file: text as it stands, or one of the shapes below; null deletes the file."""
    if content is None:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_bytes(content))


def _bytes(content: str | dict[str, Any]) -> bytes:
    """Return the bytes of: text; {base64}; {from: a sound file, prefix, ends}; {repeat, times, before, after}; {bytes: how many, of: text}."""
    match content:
        case str():
            return content.encode()
        case {"base64": data}:
            return base64.b64decode(data)
        case {"from": path}:
            text = (SOUND / path).read_text(encoding="utf-8")
            return (content.get("prefix", "") + text.replace("\n", content.get("ends", "\n"))).encode()
        case {"repeat": text, "times": times}:
            return (content.get("before", "") + text * times + content.get("after", "")).encode()
        case {"bytes": size, "of": text}:
            return (text.encode() * (size // len(text.encode()) + 1))[:size]
    raise ValueError(f"no shape of a file: {content}")
