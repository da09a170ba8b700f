"""What lets a device keep a finished site: the list of its files by content, the service worker that holds to it, and the web app's manifest.

Works on a site's folder when nothing else will change its pages; knows files only, no engine. What the worker does with the list stands
in docs/assets/offline/worker.js.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

WORKER = "sw.js"
LIST = "offline.json"
APP = "manifest.webmanifest"
HOME = "index.html"  # opens without a connection on every device, and says which lessons do, too
FOR_HOSTS = {WORKER, LIST, "robots.txt", "sitemap.xml"}
ENDINGS_FOR_HOSTS = {".br", ".conf", ".gz", ".map"}

PAPER = re.compile(r"--paper:[^;]*?(#[0-9a-f]{6})[^;]*?(#[0-9a-f]{6})")
LOADED = {
    ".html": re.compile(r'<(?:link rel="stylesheet" href|script\b[^>]*? src)="([^"]+)"'),
    ".js": re.compile(r"""\b(?:from|import)\s*["'](\.[^"']+)["']"""),
    ".css": re.compile(r"""url\(["']?(?!data:)([^"')#]+)"""),
}
LATER = re.compile(r"""\bimport\(\s*["'](\./[^"']+)["']""")  # in site/: parts of the frame that come when a reader asks for them


def write_worker(site: Path, course: Mapping[str, object]) -> None:
    """Write sw.js and the list of the site's files, the same way however often; `offline: false` in `extra.course` withdraws both."""
    if course.get("offline") is False:
        return write_farewell(site)
    paths = sorted(kept_paths(site))
    files = {_address(path): _entry(site / path) for path in paths}
    build = _digest(json.dumps(files).encode())
    direct = {path: _names(site, path) & set(paths) for path in paths}
    loads = {path: closure(path, direct) for path in paths if path.endswith(".html")}
    _write_json(site / LIST, {"build": build, **_with_needs(paths, files, loads)})
    _write_sw(site, "worker.js", {"build": build, "shell": {_address(path): files[_address(path)][0] for path in sorted(loads.get(HOME, ()))}})


def write_farewell(site: Path) -> None:
    """Write an sw.js that takes itself, and all that it kept, off a device at the reader's next visit."""
    (site / LIST).unlink(missing_ok=True)
    _write_sw(site, "leave.js")


def write_app(site: Path, name: str, description: str, language: str) -> None:
    """Write the manifest that makes the site an app; its addresses are relative, since the site may stand in any folder."""
    assets = _front_end(site)
    if not assets:
        return
    light, dark = PAPER.search((site / assets / "css" / "tokens.css").read_text(encoding="utf-8")).groups()
    icons = [("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"), ("maskable-512.png", "512x512", "maskable")]
    app = {
        "name": name,
        "short_name": name,
        "description": description,
        "lang": language,
        "start_url": ".",
        "scope": ".",
        "display": "standalone",
        "theme_color": light,
        "background_color": light,
        "color_scheme_dark": {"theme_color": dark, "background_color": dark},
        "icons": [{"src": f"{assets}/offline/{file}", "sizes": sizes, "type": "image/png", "purpose": purpose} for file, sizes, purpose in icons],
    }
    _write_json(site / APP, app)


def kept_paths(site: Path) -> Iterator[str]:
    """Yield the paths of what readers ask for, and not what hosts do."""
    for file in site.rglob("*"):
        path = file.relative_to(site)
        hidden = any(part[0] in "._" for part in path.parts)
        if file.is_file() and not hidden and path.as_posix() not in FOR_HOSTS and file.suffix not in ENDINGS_FOR_HOSTS:
            yield path.as_posix()


def closure(page: str, loads: Mapping[str, set[str]]) -> set[str]:
    """Return a page with all that it loads: styles, scripts, what those import, and fonts; `loads` says it of each file by itself."""
    found, queue = {page}, [page]
    while queue:
        new = loads.get(queue.pop(), set()) - found
        found |= new
        queue += new
    return found


def _names(site: Path, path: str) -> set[str]:
    """Return the paths that a file names as what it needs."""
    folder, ending = posixpath.dirname(path), posixpath.splitext(path)[1]
    if ending not in LOADED:
        return set()
    text = (site / path).read_text(encoding="utf-8")
    named = LOADED[ending].findall(text) + (LATER.findall(text) if folder.endswith("/site") else [])
    return {posixpath.normpath(posixpath.join(folder, target)) for target in named}


def _with_needs(paths: list[str], files: dict[str, tuple[str, int]], loads: dict[str, set[str]]) -> dict[str, object]:
    """Return `files` and `needs`: lists of places in `files`, what pages load; a page's entry gets a third member, which list is its own."""
    places = {path: place for place, path in enumerate(paths)}
    own = {path: tuple(sorted(places[other] for other in loaded - {path})) for path, loaded in loads.items()}
    needs = sorted(set(own.values()))
    entries = {_address(path): files[_address(path)] + ((needs.index(own[path]),) if path in own else ()) for path in paths}
    return {"files": entries, "needs": needs}


def _front_end(site: Path) -> str:
    """Return the folder of the front end below the site, such as assets/0123456789; nothing where there is none."""
    worker = next(site.glob("assets/**/offline/worker.js"), None)
    return worker.parent.parent.relative_to(site).as_posix() if worker else ""


def _address(path: str) -> str:
    return re.sub(r"(^|/)index\.html$", r"\1", path)


def _entry(file: Path) -> tuple[str, int]:
    data = file.read_bytes()
    return _digest(data), len(data)


def _digest(data: bytes) -> str:
    """Return 72 bits of a content's SHA-256 in base64, as the worker makes them."""
    return base64.b64encode(hashlib.sha256(data).digest()[:9]).decode()


def _write_sw(site: Path, script: str, course: Mapping[str, object] | None = None) -> None:
    """Write what the build tells the worker, and the script that it is; there is none without the front end."""
    assets = _front_end(site)
    if not assets:
        return
    told = f"self.course={json.dumps(course, ensure_ascii=False, separators=(',', ':'))}\n" if course else ""
    text = f'{told}importScripts("{assets}/offline/{script}")\n'
    (site / WORKER).write_text(text, encoding="utf-8", newline="\n")


def _write_json(file: Path, data: Mapping[str, object]) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8", newline="\n")
