"""Figures of the built site: how long 100 pages of 10 questions take against plain lists, and what a page weighs against mkdocs-quiz's.

mkdocs-jupyter is left out of all three: they hold no notebook, and the second that it needs to load would bring the ratios closer to 1.
"""

from __future__ import annotations

import posixpath
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import generate
import peer
from measure import BIN, Figure, Run, gz, median, ratio, run, side_by_side

PAGES, WORDS, PART = 100, 300, 7
WITHOUT = ("mkdocs-jupyter",)
LINK = re.compile(r"""<(?:link\b[^>]*\brel=["']?stylesheet["']?[^>]*\bhref|script\b[^>]*\bsrc)=["']?([^"'\s>]+)""")
IMPORT = re.compile(rb"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the figures of three courses with the same pages, written below `folder`."""
    pages = generate.make_pages(PAGES, WORDS, generate.TEN)
    generate.write_course(folder / "ours", pages, WITHOUT)
    generate.write_plain(folder / "plain", pages, WITHOUT)
    actions = {"plain": lambda: _build(folder / "plain"), "ours": lambda: _build(folder / "ours")}
    missing = ""
    try:
        python = peer.environment()
    except (RuntimeError, OSError) as error:
        missing = str(error)
    else:
        generate.write_peer(folder / "peer", pages, WITHOUT)
        actions["peer"] = lambda: run([python, "-m", "mkdocs", "build"], folder / "peer")
    runs = side_by_side(actions)
    name = f"build of {PAGES} pages x {len(generate.TEN)} questions / plain lists, CPU"
    yield _against_plain(name, runs, "ours", 1.25)
    yield Figure("  the same, mkdocs-quiz", None, note=missing) if missing else _against_plain("  the same, mkdocs-quiz", runs, "peer", None)
    yield from _weights({name: _site(folder / name, pages) for name in actions}, missing)


def _build(folder: Path) -> Run:
    return run([BIN / "mkdocs", "build"], folder)


def _against_plain(name: str, runs: dict[str, list[Run]], which: str, limit: float | None) -> Figure:
    cpu, base = median(runs[which], "cpu"), median(runs["plain"], "cpu")
    note = f"{cpu:.2f} s / {base:.2f} s; on the clock {ratio(runs, which, 'plain', 'wall'):.2f} x"
    return Figure(name, ratio(runs, which, "plain", "cpu"), "x", limit, note)


def _site(folder: Path, pages: list[generate.Page]) -> list[dict[str, bytes]]:
    """Return, for each lesson page of a built site, its HTML under the name "" and all style sheets and scripts that it loads."""
    site = folder / "site"
    return [_loads(site, f"{page.key}/index.html") for page in pages]


def _loads(site: Path, page: str) -> dict[str, bytes]:
    html = (site / page).read_bytes()
    found = {"": html}
    waiting = [posixpath.join(posixpath.dirname(page), link) for link in LINK.findall(html.decode())]
    while waiting:
        path = posixpath.normpath(waiting.pop())
        if path not in found and (site / path).is_file():
            found[path] = (site / path).read_bytes()
            waiting += [posixpath.join(posixpath.dirname(path), name.decode()) for name in IMPORT.findall(found[path]) if path.endswith(".js")]
    return found


def _weights(sites: dict[str, list[dict[str, bytes]]], missing: str) -> Iterator[Figure]:
    quiz = [(path, content) for path, content in sites["ours"][0].items() if "/quiz/" in path or path.endswith("/question.css")]
    scripts = [content for path, content in quiz if path.endswith(".js")]
    styles = [content for path, content in quiz if path.endswith(".css")]
    html = {name: statistics.mean(gz(page[""]) for page in pages) / 1000 for name, pages in sites.items()}
    once = gz(*scripts, *styles) / 1000  # mkdocs-quiz has all of its front end in each page
    for name, pages, front_end, limit in (
        ("a page gz, HTML alone / mkdocs-quiz's", 1, 0.0, 0.5),
        ("  the same, first visit: with quiz CSS and JS, theme apart", 1, once, None),
        (f"  the same, {PART} pages read: quiz CSS and JS once", PART, once, 0.5),
    ):
        ours, theirs = html["ours"] * pages + front_end, html.get("peer", 0.0) * pages
        note = missing or f"{ours:.1f} KB / {theirs:.1f} KB; plain lists {html['plain'] * pages:.1f} KB"
        yield Figure(name, None if missing else ours / theirs, "x", limit, note)
    yield Figure("quiz JavaScript, gz", gz(*scripts) / 1000, "KB", 10, f"{len(scripts)} files")
    yield Figure("quiz CSS, gz", gz(*styles) / 1000, "KB", 3, f"{len(styles)} files")
