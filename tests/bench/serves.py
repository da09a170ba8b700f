"""The figure of the preview: from saving one quiz to the changed page in an open browser, against plain `mkdocs serve` and one saved page."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import generate
import psutil
from measure import BIN, Figure, Run, median, quiet, side_by_side

PAGES, WORDS, ROUNDS = 100, 300, 9
WATCH = Path(__file__).with_name("watch.mjs")


@dataclass
class Served:
    """A course in preview: the file that is saved, the words in it that change, the server, and the browser that has its page open."""

    name: str
    file: Path
    words: str
    server: psutil.Process
    browser: subprocess.Popen
    saved: int = 0

    def save(self) -> Run:
        """Save the file with other words and return how long the page and the server's processor took."""
        time.sleep(1 + random.random())  # the watcher looks twice a second: meet it at any moment of its turn
        text = self.file.read_text(encoding="utf-8")
        assert text.count(self.words) == 1
        self.saved += 1
        words = f"Saved for the {self.saved}th time, the question follows"
        before = self.server.cpu_times()
        began = time.time()
        self.file.write_text(text.replace(self.words, words), encoding="utf-8")
        self.words = words
        seen = _order(self.browser, {"see": self.name, "words": words})["at"]
        time.sleep(0.5)  # the server may still be writing pages
        after = self.server.cpu_times()
        return Run(seen - began, after.user + after.system - before.user - before.system)


def figures(folder: Path) -> Iterator[Figure]:
    """Serve the course and the same pages as plain lists, side by side, and yield the figure."""
    pages = generate.make_pages(PAGES, WORDS, generate.TEN)
    generate.write_course(folder / "ours", pages)
    generate.write_plain(folder / "plain", pages)
    page = pages[PAGES // 2]
    words = page.asks[4].stem
    with ExitStack() as stack:
        browser = stack.enter_context(_browser())
        served = {
            name: _serve(stack, folder / name, file, page.key, words, browser)
            for name, file in (("plain", f"docs/{page.key}.md"), ("ours", f"quizzes/{page.key}.yml"))
        }
        runs = side_by_side({name: it.save for name, it in served.items()}, ROUNDS)
    ours, plain = median(runs["ours"], "wall"), median(runs["plain"], "wall")
    note = f"{ours:.2f} s / {plain:.2f} s; CPU {median(runs['ours'], 'cpu'):.2f} s / {median(runs['plain'], 'cpu'):.2f} s; median of {ROUNDS}"
    yield Figure(f"serve, {PAGES} pages: quiz saved to page changed / plain, page saved", ours / plain, "x", 1.0, note)


def _serve(stack: ExitStack, root: Path, file: str, key: str, words: str, browser: subprocess.Popen) -> Served:
    port = _free_port()
    server = stack.enter_context(_server(root, port))
    _order(browser, {"open": root.name, "url": f"http://127.0.0.1:{port}/{key}/"})
    return Served(root.name, root / file, words, server, browser)


@contextmanager
def _server(root: Path, port: int) -> Iterator[psutil.Process]:
    log = (root / "serve.log").open("w")
    command = [str(BIN / "mkdocs"), "serve", "--dev-addr", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log, env=quiet())
    try:
        _await(f"http://127.0.0.1:{port}/", process, root / "serve.log")
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _await(url: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=30).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"mkdocs serve does not answer: {' / '.join(log.read_text().splitlines()[-3:])}")


@contextmanager
def _browser() -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(["node", str(WATCH)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(20)


def _order(browser: subprocess.Popen, order: dict) -> dict:
    browser.stdin.write(json.dumps(order) + "\n")
    browser.stdin.flush()
    answer = browser.stdout.readline()
    if not answer:
        raise RuntimeError(f"the browser gave up on {order}")
    return json.loads(answer)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
