"""The preview: saving anything refreshes the page, and nothing that an author types stops the server."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LESSON = "interactive-marketing/moments-of-truth"


class Preview:
    """A running preview of a copy of the course."""

    def __init__(self, root: Path):
        self.root = root
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{self.port}"]
        self.log = root / "serve.log"
        self.process = subprocess.Popen(command, cwd=root, stdout=self.log.open("w"), stderr=subprocess.STDOUT, env=os.environ)

    def get(self, address: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{address}", timeout=20) as reply:
                return reply.read().decode()
        except (urllib.error.URLError, ConnectionError):
            return ""

    def wait(self, address: str, words: str, there: bool = True) -> str:
        """Return a page as soon as `words` stand in it, or no longer do."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            page = self.get(address)
            if page and (words in page) == there:
                return page
            time.sleep(0.2)
        raise AssertionError(f'"{words}" {"never came to" if there else "stayed on"} {address}\n{self.log.read_text()[-3000:]}')

    @contextmanager
    def edited(self, path: str, old: str, new: str) -> Iterator[None]:
        """Replace some words of a file, and put them back."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{old} is not in {path}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    root = tmp_path_factory.mktemp("preview")
    for name in ("docs", "quizzes", "exercises", "hooks"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    running = Preview(root)
    try:
        running.wait("", "Moments of Truth")
        yield running
    finally:
        running.process.terminate()
        running.process.wait(10)


@pytest.mark.parametrize(
    ("path", "old", "new", "address"),
    [
        (f"quizzes/{LESSON}.yml", "stem: ", "stem: Marmalade. ", LESSON + "/"),
        (f"docs/{LESSON}.md", "## Discuss {#discuss}", "## Discuss marmalade {#discuss}", LESSON + "/"),
        ("docs/concepts.yml", "definition: ", "definition: Marmalade. ", "glossary/"),
        ("exercises/blueprint/exercise.md", "description: ", "description: Marmalade. ", "exercises/"),
    ],
    ids=["quiz", "lesson", "concept", "exercise"],
)
def test_saving_refreshes_the_page(preview, path, old, new, address):
    preview.wait(address, "armalade", there=False)
    with preview.edited(path, old, new):
        preview.wait(address, "armalade")
    preview.wait(address, "armalade", there=False)


def test_the_preview_keeps_nothing_on_the_device_and_ends_what_another_server_has_kept(preview):
    assert "offline/leave.js" in preview.wait("sw.js", "importScripts")
    assert "data-worker" not in preview.wait("", "Moments of Truth")


def test_a_problem_stands_in_the_page_while_the_server_goes_on(preview):
    quiz = f"quizzes/{LESSON}.yml"
    with preview.edited(quiz, "type: single", "type: singel"):
        page = preview.wait(LESSON + "/", "is no type of question")
        assert re.search(r"course-problems\"><summary>1 problem\b", page)
        assert "is no type of question" in preview.get("glossary/"), "every page says how many problems there are"
        boxes = re.findall(r'<div class="problems".*?</div>', page, re.S)
        assert len(boxes) == 1 and f"{quiz}:" in boxes[0], "the question is replaced by its problem"
    preview.wait(LESSON + "/", "is no type of question", there=False)


def test_broken_yaml_and_a_misspelt_marker_are_told_in_one_pass(preview):
    quiz, lesson = f"quizzes/{LESSON}.yml", f"docs/{LESSON}.md"
    with preview.edited(lesson, "{{ questions }}", "{{ qestions }}"), preview.edited(quiz, "    stem: ", "    stem: well: "):
        page = preview.wait(LESSON + "/", "A colon inside plain text starts a new field.")
        assert "{{ qestions }}" in page
    preview.wait(LESSON + "/", "A colon inside plain text", there=False)
    assert preview.process.poll() is None
