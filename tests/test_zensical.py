"""The embedding under the theme's successor engine, which runs Python-Markdown extensions and none of our hooks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

pytest.importorskip("zensical", reason="Zensical could not be installed here")

ROOT = Path(__file__).parent.parent


def test_zensical_builds_a_lesson_with_its_quiz(tmp_path):
    shutil.copytree(ROOT / "docs" / "assets", tmp_path / "docs" / "assets")
    shutil.copytree(ROOT / "quizzes", tmp_path / "quizzes")
    shutil.copytree(ROOT / "docs" / "interactive-marketing", tmp_path / "docs" / "interactive-marketing")
    for name in ("concepts.yml", "misconceptions.yml", "glossary.md"):
        shutil.copy(ROOT / "docs" / name, tmp_path / "docs" / name)
    shutil.copy(ROOT / "tests" / "data" / "zensical.yml", tmp_path / "mkdocs.yml")
    command = [sys.executable, "-m", "zensical", "build"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    folder = tmp_path / "site" / "interactive-marketing" / "moments-of-truth"
    page = LexborHTMLParser((folder / "index.html").read_text(encoding="utf-8"))
    form = page.css_first("#q-who-markets-at-tangvig")
    assert len(form.css("input[type=radio]")) == 3
    assert page.css_first(form.css_first("a.passage-link").attributes["href"])
    for script in page.css("script[data-words], link[href$='question.css']"):
        address = script.attributes.get("src") or script.attributes.get("href")
        assert (folder / address).resolve().is_file(), address
