"""What mkdocs.yml says about a course, and the Markdown that it names. Reads text, no files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from markdown import Markdown

EMBED = "course.embed"
MATH = "course.math"


@dataclass(frozen=True)
class Settings:
    """What mkdocs.yml says about the course."""

    docs: str = "docs"
    extensions: tuple[str, ...] = ()
    extension_configs: dict[str, dict] = field(default_factory=dict)
    course: dict[str, Any] = field(default_factory=dict)
    order: tuple[str, ...] = ()


class _SettingsLoader(yaml.SafeLoader):
    """Reads mkdocs.yml for its plain values; the tags that name Python objects or variables become None."""


_SettingsLoader.add_multi_constructor("", lambda loader, suffix, node: None)


def read_settings(text: str) -> Settings:
    """Return what the text of mkdocs.yml says; raises yaml.YAMLError."""
    data = _mapping(yaml.load(text, _SettingsLoader))
    configs = {}
    for entry in data.get("markdown_extensions") or []:
        configs |= {name: config or {} for name, config in entry.items()} if isinstance(entry, dict) else {entry: {}}
    course = _mapping(_mapping(data.get("extra")).get("course"))
    order = tuple(path.removesuffix(".md") for path in _paths(data.get("nav")))
    return Settings(str(data.get("docs_dir", "docs")), tuple(configs), configs, course, order)


def _mapping(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _paths(nav: Any) -> Iterator[str]:
    """Yield the paths of a navigation in their order."""
    if isinstance(nav, str):
        yield nav
    for entry in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _paths(entry)


def new_markdown(settings: Settings, *more: Any) -> Markdown:
    """Return a converter with the site's own extensions, all but the embedding, and `more`. A formula that cannot be read raises."""
    names = [name for name in settings.extensions if name != EMBED]
    configs = {name: settings.extension_configs[name] for name in names}
    if MATH in configs:
        configs[MATH] = configs[MATH] | {"strict": True}
    return Markdown(extensions=[*names, *more], extension_configs=configs)
