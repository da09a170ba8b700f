"""Writes courses for tests: the sound one, and the broken ones of tests/cases."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "cases"
SOUND = CASES / "_sound"


def read_case(path: Path) -> dict[str, Any]:
    """Return a case: about, base, replace, files, problems."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def write_case(case: dict[str, Any], root: Path) -> None:
    """Write the course of a case below `root`."""
    if case.get("base"):
        shutil.copytree(SOUND, root, dirs_exist_ok=True)
    for path, changes in (case.get("replace") or {}).items():
        replace_in(root / path, changes)
    for path, content in (case.get("files") or {}).items():
        write_file(root / path, content)


def replace_in(file: Path, changes: dict[str, str]) -> None:
    """Replace texts in a file. Each must stand there once, so that a case cannot miss what it means to break."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, f"{file.name} holds {old!r} {text.count(old)} times"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def write_file(file: Path, content: str | dict | None) -> None:
    """Write a file: text as it stands, {base64: ...}, {repeat: text, times: N}, {bytes: N, of: text}; null deletes it."""
    if content is None:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_bytes(content))


def _bytes(content: str | dict) -> bytes:
    if isinstance(content, str):
        return content.encode()
    if "base64" in content:
        return base64.b64decode(content["base64"])
    if "repeat" in content:
        return (content.get("before", "") + content["repeat"] * content["times"] + content.get("after", "")).encode()
    unit = content["of"].encode()
    return (unit * (content["bytes"] // len(unit) + 1))[: content["bytes"]]
