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
from course.booklet import Imprint, booklet_parts, write_booklets
from course.catalogue import write_catalogue
from course.cli_keys import key_summary
from course.embed import Course
from course.keys import standings
from course.model import LEVELS, Problem
from course.notebook import plain_notebook
from course.offline import write_app, write_farewell
from course.publish import publish
from course.render import relative_url
from course.rules import check, failing, tally
from course.search import Shown, search_index
from course.social import social_image
from course.structured import structured
from jinja2 import Environment
from jupyter_client import KernelManager
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from nbclient.exceptions import CellExecutionError
from rjsmin import jsmin

log = logging.getLogger("mkdocs.hooks.course")

ASSETS = "assets/"
SOCIAL = "assets/social.png"
THEMES_SCRIPTS = "assets/javascripts/"


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
    shown: dict[str, str] = field(default_factory=dict)
    kept: dict[str, tuple[Any, _Rendered | None]] = field(default_factory=dict)


build = _Build()


def on_startup(command: str, dirty: bool) -> None:
    build.serving = command == "serve"
    if not build.serving:
        gc.disable()  # a build ends before its memory matters, and collecting costs a tenth of its time


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if "mkdocs-jupyter" in config.plugins:
        KernelManager.transport_encryption.default_value = "auto"  # the plugin passes no such option on, and each kernel would warn
        if build.serving:
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
    for file in [file for file in files if file.src_uri.startswith(THEMES_SCRIPTS)]:
        files.remove(file)
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Tell every template, that of the page for lost readers too, where the front end and the search index lie."""
    env.globals |= {"assets": build.assets, "words": build.course.renderer.words, "search_index": _publish_index(files, config)}
    env.globals |= {"tagline": _tagline(config), "social": _publish_social(files, config)}
    env.globals["offline"] = not build.serving and build.course.bank.settings.course.get("offline") is not False
    return env


def _publish_index(files: Files, config: MkDocsConfig) -> str:
    """Make the search index of the pages as converted, in a folder named after its content; return its path."""
    pages = [file.page for file in files.documentation_pages() if file.page]
    shown = (Shown(_key(page), page.title, page.url, page.content or "") for page in pages)
    text = search_index(build.course.bank, shown, build.course.renderer.words)
    path = f"{ASSETS}{hashlib.sha256(text.encode()).hexdigest()[:10]}/search.json"
    files.append(File.generated(config, path, content=text))
    return path


def _tagline(config: MkDocsConfig) -> str:
    return (config.site_description or "").partition(". ")[0].removesuffix(".")


def _publish_social(files: Files, config: MkDocsConfig) -> str:
    """Draw the image for those who share a page, which needs the site's own address; return its path, which stays the same, or nothing."""
    if build.serving or not config.site_url:
        return ""
    assets = Path(config.docs_dir) / "assets"
    drawing, tokens = (assets / path for path in ("figures/hero.svg", "css/tokens.css"))
    image = social_image(config.site_name, _tagline(config), drawing.read_text(encoding="utf-8"), tokens.read_text(encoding="utf-8"))
    files.append(File.generated(config, SOCIAL, content=image))
    return SOCIAL


def _address_from(page: Page, config: MkDocsConfig) -> Callable[[str], str]:
    """Return what maps a path below the site's root to its full address, or to one that holds on `page` where no full one is known."""
    return lambda path: config.site_url + path if config.site_url else relative_url(path, _key(page))


def _key(page: Page) -> str:
    return page.file.src_uri.removesuffix(".md")


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
    lesson = build.course.bank.lessons.get(page.file.src_uri.removesuffix(".md"))
    if lesson and lesson.front and lesson.front.test:
        page.meta["template"] = "test.html"
    if not build.serving:
        return markdown
    made_of = (markdown, build.assets, *_sources(_key(page), build.course.bank))
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
    return _with_tables(html) + (build.course.renderer.rubric(exercise) if exercise and exercise.front else "")


def _with_tables(html: str) -> str:
    """Return HTML whose tables scroll by themselves and whose headings are their columns', as all of Markdown's are; an empty corner is none."""
    html = re.sub(r"<th(?=[ >])(?![^>]*scope=)", '<th scope="col"', html.replace("<th></th>", "<td></td>"))
    return re.sub(r"<table>.*?</table>", r'<div class="md-typeset__scrollwrap"><div class="md-typeset__table">\g<0></div></div>', html, flags=re.S)


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


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    """Give the page's template what it shows of the course."""
    bank = build.course.bank
    context["problems"] = build.problems if build.serving else []
    context["tally"] = tally
    context["levels"] = LEVELS
    if page.meta.get("template") == "report.html" and not build.serving:
        from course.report import report_of  # brings numpy, which no other page needs

        context["report"] = report_of(bank)
    context["course"] = bank
    context["structured"] = structured(bank, _key(page), config.site_name, _address_from(page, config))
    context["lesson"] = bank.lessons.get(_key(page))
    context["booklets"] = () if build.serving else booklet_parts(bank)
    build.shown[_key(page)] = page.content
    context["exercise"] = _exercise_of(page)
    context["front_end"] = lambda: Markup(build.course.front_end(page.file.src_uri.removesuffix(".md"), build.assets))
    context["drawing"] = lambda name: _drawing(bank, name)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Name the page's part on its root as well, of which the theme's template leaves no say: styles need not look for it at each change then."""
    part = re.search(r'<meta name="course" data-part="(\w+)"', output)
    return output.replace("<html ", f'<html data-part="{part[1]}" ', 1) if part else output


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Write what the finished site needs besides its pages, and lock it down last, when all files are there."""
    bank, site = build.course.bank, Path(config.site_dir)
    write_catalogue(bank, build.course.renderer, site)
    if not build.serving:
        imprint = Imprint(config.site_name, config.copyright or "", config.site_url or "", build.assets)
        write_booklets(bank, build.course.renderer, build.shown, imprint, site)
    write_app(site, config.site_name, config.site_description, config.theme["language"])
    if build.serving:
        write_farewell(site)  # an earlier server at this address may have left a worker that would show its pages instead
    else:
        publish(site, bank.settings.course)


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
