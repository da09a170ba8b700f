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

PAGES, WORDS = 100, 300
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
        actions["peer"] = lambda: run([python, "-m", "mkdocs", "build", "--strict"], folder / "peer")
    runs = side_by_side(actions)
    name = f"build of {PAGES} pages x {len(generate.TEN)} questions / plain lists, CPU"
    yield _against_plain(name, runs, "ours", 1.25)
    yield Figure("  the same, mkdocs-quiz", None, note=missing) if missing else _against_plain("  the same, mkdocs-quiz", runs, "peer", None)
    yield from _weights({name: _site(folder / name, pages) for name in actions}, missing)


def _build(folder: Path) -> Run:
    return run([BIN / "mkdocs", "build", "--strict"], folder)


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
    theme = set(sites["plain"][0].values())
    front_end = {path: content for path, content in sites["ours"][0].items() if path and content not in theme}
    html = {name: statistics.mean(gz(page[""]) for page in pages) for name, pages in sites.items()}
    whole = {
        name: statistics.mean(gz(page[""], *(content for path, content in page.items() if path and content not in theme)) for page in pages)
        for name, pages in sites.items()
    }
    plain = f"plain lists {html['plain'] / 1000:.1f} KB"
    for title, sizes in (("a page, HTML alone, gz / mkdocs-quiz's", html), ("a page with its quiz CSS and JS, gz / mkdocs-quiz's", whole)):
        note = missing or f"{sizes['ours'] / 1000:.1f} KB / {sizes['peer'] / 1000:.1f} KB; {plain}"
        yield Figure(title, None if missing else sizes["ours"] / sizes["peer"], "x", 0.5, note)
    scripts = [content for path, content in front_end.items() if path.endswith(".js")]
    styles = [content for path, content in front_end.items() if path.endswith(".css")]
    yield Figure("quiz JavaScript, gz", gz(*scripts) / 1000, "KB", 10, f"{len(scripts)} files")
    yield Figure("quiz CSS, gz", gz(*styles) / 1000, "KB", 3, f"{len(styles)} files")
