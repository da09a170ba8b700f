"""The only module that knows MkDocs: its events in, the course's reports out.

A build stops with the list of problems. The preview never raises, since a raise there leaves the browser hanging: every page says how many
problems there are, and what cannot be rendered is replaced by its problem.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.bank import Bank, Exercise, load_bank
from course.catalogue import write_catalogue
from course.cli_keys import key_summary
from course.embed import Course
from course.keys import standings
from course.model import LEVELS, Problem
from course.notebook import plain_notebook
from course.rules import check, failing, tally
from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from nbclient.exceptions import CellExecutionError
from rjsmin import jsmin

log = logging.getLogger("mkdocs.hooks.course")

ASSETS = "assets/"
QUESTION = re.compile(r'<form class="question".*?</form>', re.S)


@dataclass
class _Rendered:
    """What MkDocs keeps of a converted page."""

    html: str
    toc: Any
    anchors: set[str]


@dataclass
class _Build:
    """What the events of one build share. `kept` outlives it: pages as converted, by what they were made of, for the preview."""

    serving: bool = False
    course: Course | None = None
    problems: list[Problem] = field(default_factory=list)
    assets: str = ASSETS
    kept: dict[str, tuple[Any, _Rendered | None]] = field(default_factory=dict)


build = _Build()


def on_startup(command: str, dirty: bool) -> None:
    build.serving = command == "serve"
    if not build.serving:
        gc.disable()  # a build ends before its memory matters, and collecting costs a tenth of its time


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if build.serving and "mkdocs-jupyter" in config.plugins:
        config.plugins["mkdocs-jupyter"].config.update(execute=False, cache=True)
    return config


def _report(bank: Bank, strict: bool) -> None:
    """Stop a build that has problems; in the preview say what there is, stale keys in one line."""
    said = f"{tally(build.problems)} in the course:\n" + "\n".join(map(str, build.problems))
    if failing(build.problems, strict) and not build.serving:
        raise PluginError(said)
    if build.problems:
        (log.warning if build.serving else log.info)(said)
    if build.serving:
        states = Counter(standing.state for standing in standings(bank))
        if set(states) - {"agreed"}:
            log.info(key_summary(states))


@event_priority(100)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Check the course, then add the exercises' pages and move the front end to a folder named after its content."""
    bank = load_bank(Path(config.config_file_path).parent)
    strict = bool(config.strict) and not build.serving
    build.problems = check(bank, strict)
    build.course = Course(bank)
    _report(bank, strict)
    for exercise in bank.exercises.values():
        for file in _exercise_files(exercise, bank, config):
            files.append(file)
    build.assets = _publish_assets(files, config.docs_dir)
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Tell every template, that of the page for lost readers too, where the front end lies."""
    env.globals |= {"assets": build.assets, "words": build.course.renderer.words}
    return env


@event_priority(-100)
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Let a notebook whose cell fails stop the build with a line instead of a traceback."""
    if page.file.src_uri.endswith(".ipynb"):
        page.render = _executed(page)
    return page


def _executed(page: Page) -> Callable[[MkDocsConfig, Files], None]:
    render = page.render

    def told(config: MkDocsConfig, files: Files) -> None:
        try:
            render(config, files)
        except CellExecutionError as error:
            fact = f"A cell fails with {error.ename}: {error.evalue}."
            raise PluginError(str(Problem(page.file.src_uri, 1, "notebook", fact, "Run the notebook and mend the cell."))) from None

    return told


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Hand the page to the embedding; in the preview, nothing is converted that was made of the same before."""
    config.mdx_configs["course.embed"] = {"course": build.course, "page": page.file.src_uri, "assets": build.assets}
    if not build.serving:
        return markdown
    made_of = (markdown, build.assets, *_sources(page.file.src_uri.removesuffix(".md"), build.course.bank))
    known = build.kept.get(page.file.src_uri)
    build.kept[page.file.src_uri] = known if known and known[0] == made_of else (made_of, None)
    return "" if build.kept[page.file.src_uri][1] else markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    made_of, rendered = build.kept.get(page.file.src_uri, (None, None))
    if rendered:
        page.toc, page.present_anchor_ids = rendered.toc, rendered.anchors
        return rendered.html
    html = _finished(html, page)
    if made_of:
        build.kept[page.file.src_uri] = (made_of, _Rendered(html, page.toc, page.present_anchor_ids))
    return html


def _finished(html: str, page: Page) -> str:
    """Return a page's content with what stands in no Markdown."""
    if page.file.src_uri.endswith(".ipynb"):
        return plain_notebook(html)
    # MkDocs looks for anchors in the Markdown, before questions and glossary entries stand in it.
    page.present_anchor_ids = (page.present_anchor_ids or set()) | set(re.findall(r'\bid="([^"]+)"', html))
    exercise = _exercise_of(page)
    return html + build.course.renderer.rubric(exercise) if exercise and exercise.front else html


def _sources(key: str, bank: Bank) -> Iterator[tuple[str, int]]:
    """Yield (path, time of change) of the files besides its own that a page is made of."""
    lesson = bank.lessons.get(key)
    markers = lesson.findings.markers if lesson else []
    lessons = {key} | {bank.items[marker.argument].lesson for marker in markers if marker.argument in bank.items}
    paths = [bank.quizzes[name].path for name in sorted(lessons) if name in bank.quizzes]
    paths += ["mkdocs.yml", f"{bank.settings.docs}/concepts.yml", *(exercise.path for exercise in bank.exercises.values())]
    if any(marker.name == "glossary" for marker in markers):
        paths += [lesson.path for lesson in bank.lessons.values()]
    for path in paths:
        file = bank.root / path
        yield path, file.stat().st_mtime_ns if file.exists() else 0


@event_priority(100)
def _without_questions(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    """Take the questions out while the search index is made: it shows no key, and reading their markup costs more than the text."""
    page.content, page.meta["whole_content"] = QUESTION.sub("", page.content), page.content
    return context


@event_priority(-100)
def _page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    """Give the page's template what it shows of the course."""
    page.content = page.meta.pop("whole_content")
    bank = build.course.bank
    context["problems"] = build.problems if build.serving else []
    context["tally"] = tally
    context["levels"] = LEVELS
    if page.meta.get("template") == "report.html" and not build.serving:
        from course.report import report_of  # brings numpy, which no other page needs

        context["report"] = report_of(bank)
    context["course"] = bank
    context["lesson"] = bank.lessons.get(page.file.src_uri.removesuffix(".md"))
    context["exercise"] = _exercise_of(page)
    context["drawing"] = lambda name: _drawing(bank, name)
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Write what the finished site needs besides its pages."""
    write_catalogue(build.course.bank, build.course.renderer, Path(config.site_dir))


on_page_context = CombinedEvent(_without_questions, _page_context)


def _drawing(bank: Bank, name: str) -> Markup:
    """Return a figure of the course as decoration: drawn into the page, without a voice of its own."""
    text = (bank.root / bank.settings.docs / "assets" / "figures" / f"{name}.svg").read_text(encoding="utf-8")
    text = re.sub(r"<(title|desc)\b.*?</\1>\s*", "", text, flags=re.S)
    return Markup(re.sub(r'role="img" aria-labelledby="[^"]*"', 'aria-hidden="true"', text))


def _exercise_of(page: Page) -> Exercise | None:
    parts = page.file.src_uri.split("/")
    is_task = len(parts) == 3 and parts[0] == "exercises" and parts[2] == "index.md"
    return build.course.bank.exercises.get(parts[1]) if is_task else None


def _exercise_files(exercise: Exercise, bank: Bank, config: MkDocsConfig) -> Iterator[File]:
    """Yield the exercise's page and the files that it names for publishing; nothing else of its folder."""
    folder = f"exercises/{exercise.id}"
    yield File.generated(config, f"{folder}/index.md", abs_src_path=str(bank.root / exercise.path))
    for name in exercise.front.publish if exercise.front else []:
        yield File(f"{folder}/{name}", str(bank.root), config.site_dir, config.use_directory_urls)


def _publish_assets(files: Files, docs: str) -> str:
    """Move everything below assets/ to assets/<hash of it all>/, so that an old page never meets a new script; return that folder."""
    own = (file for file in files if file.src_uri.startswith(ASSETS) and file.src_dir == docs)
    assets = sorted(own, key=lambda file: file.src_uri)
    digest = hashlib.sha256()
    for file in assets:
        digest.update(file.src_uri.encode() + b"\0" + file.content_bytes)
    folder = f"{ASSETS}{digest.hexdigest()[:10]}"
    for file in assets:
        file.dest_uri = f"{folder}/{file.src_uri.removeprefix(ASSETS)}"
        if file.src_uri.endswith(".js") and not build.serving:
            file.content_string = jsmin(file.content_string)
    return folder
