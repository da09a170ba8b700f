"""Figures of what a reader's phone feels of the course's own site: bytes, loading, answers, and Lighthouse's judgement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measure import BIN, ROOT, Figure, gz, run, told

HERE = Path(__file__).parent
KILO = 1024
PAGE_LIMIT = 15


def figures(folder: Path) -> Iterator[Figure]:
    """Build and publish the site, weigh its scripts, then let a browser read it."""
    site = folder / "site"
    run([BIN / "mkdocs", "build", "--strict", "--quiet", "--site-dir", site], ROOT)
    run([BIN / "course", "publish", site], ROOT)
    yield from _scripts(site)
    if not (HERE / "node_modules").is_dir():
        run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], HERE)
    yield from _read(site)


def _scripts(site: Path) -> Iterator[Figure]:
    """Yield the weight of the quiz, and of each further page's own scripts."""
    assets = next(path.parent.parent for path in site.glob("assets/*/quiz/quiz.js"))
    core = [path for path in sorted(assets.glob("quiz/*.js")) if path.name != "certainty.js"]
    yield _weight("quiz core JS, gz", core, 10)
    yield _weight("quiz CSS, gz", [assets / "css" / "question.css"], 3)
    for page in sorted(path.stem for path in assets.glob("study/*.js") if path.stem in ("overview", "review", "record", "data", "test")):
        yield _weight(f"{page}: its own JS, gz", sorted(_imports(assets / "study" / f"{page}.js") - set(core)), PAGE_LIMIT)


def _imports(script: Path) -> set[Path]:
    """Return a module and all that it imports."""
    found, waiting = set(), [script.resolve()]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            text = module.read_text(encoding="utf-8")
            waiting += [(module.parent / part.split(quote)[0]).resolve() for quote in "'\"" for part in text.split(f"from{quote}")[1:]]
    return found


def _weight(name: str, files: list[Path], limit: float) -> Figure:
    return Figure(name, gz(*(file.read_bytes() for file in files)) / KILO, "KB", limit)


def _read(site: Path) -> Iterator[Figure]:
    for figure in told("reader.mjs", site):
        limit = figure.get("limit")
        if figure["atLeast"]:  # shown as what is lacking of the least, so that one rule judges all figures
            yield Figure(figure["name"], figure["value"], note=f"at least {limit}: {'ok' if figure['value'] >= limit else 'MISSED'}")
            yield from [Figure(f"  {figure['name']}, lacking", limit - figure["value"], limit=0)] if figure["value"] < limit else []
        else:
            yield Figure(figure["name"], figure["value"], figure["unit"], limit)
