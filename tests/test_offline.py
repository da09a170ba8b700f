"""What the build hands to the service worker and to the browser that installs the site as an app."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import struct
from pathlib import Path

import pytest
from course.compress import compress
from course.publish import publish
from selectolax.lexbor import LexborHTMLParser


def listing(site: Path) -> dict:
    return json.loads((site / "offline.json").read_text(encoding="utf-8"))


def told(site: Path) -> dict:
    """Return what sw.js tells the worker."""
    return json.loads((site / "sw.js").read_text(encoding="utf-8").split("\n")[0].removeprefix("self.course="))


def address(path: str) -> str:
    return re.sub(r"(^|/)index\.html$", r"\1", path)


def digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()[:9]).decode()


@pytest.fixture
def copy(fixture_site: Path, tmp_path: Path) -> Path:
    """A copy of the small course's site, to change."""
    return Path(shutil.copytree(fixture_site, tmp_path / "site"))


def test_every_page_and_asset_is_listed_with_its_content_and_nothing_that_is_for_hosts(copy):
    compress(copy)
    (copy / ".well-known").mkdir()
    (copy / ".well-known" / "security.txt").write_text("")
    publish(copy, {})
    compress(copy)
    hosts = ("sw.js", "offline.json", "robots.txt", "sitemap.xml", "_headers", "nginx-headers.conf", ".well-known/security.txt")
    paths = {file.relative_to(copy).as_posix() for file in copy.rglob("*") if file.is_file()}
    expected = {path for path in paths if path not in hosts and not path.endswith((".gz", ".br", ".map"))}
    assert {"index.html", "404.html", "course.json", "a/all/index.html", "manifest.webmanifest"} <= expected
    assert set(hosts) - {"sitemap.xml"} <= paths and any(path.endswith(".br") for path in paths)
    contents = {address(path): [digest((copy / path).read_bytes()), (copy / path).stat().st_size] for path in expected}
    assert {path: entry[:2] for path, entry in listing(copy)["files"].items()} == contents


def test_shell_is_the_home_page_with_all_that_it_loads(site):
    shell = told(site)["shell"]
    home = LexborHTMLParser((site / "index.html").read_text(encoding="utf-8"))
    named = {node.attributes.get("href") or node.attributes["src"] for node in home.css("link[rel=stylesheet], script[src]")}
    assert named | {""} <= set(shell)
    assert any(path.endswith("/quiz/state.js") for path in shell), "what a script imports belongs to it"
    assert any(path.endswith("/site/reading.js") for path in shell), "what the frame brings later, too"
    files = listing(site)["files"]
    assert shell == {path: files[path][0] for path in shell}


def test_each_page_names_what_it_loads(site):
    found = listing(site)
    paths = list(found["files"])
    for path, entry in found["files"].items():
        page = site / path / "index.html" if path.endswith("/") or not path else site / path
        if page.suffix == ".html":
            needs = {paths[place] for place in found["needs"][entry[2]]}
            links = LexborHTMLParser(page.read_text(encoding="utf-8")).css("link[rel=stylesheet]:not([href^='/'])")  # as on the page for lost readers
            styles = {Path(node.attributes["href"]).name for node in links}
            assert styles <= {Path(need).name for need in needs}, path


def test_build_is_named_by_what_readers_get(copy):
    publish(copy, {})
    before = told(copy)["build"]
    assert listing(copy)["build"] == before
    (copy / "robots.txt").write_text("User-agent: *\n")
    publish(copy, {})
    assert told(copy)["build"] == before
    page = copy / "a" / "all" / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</h1>", ", again</h1>"), encoding="utf-8")
    publish(copy, {})
    assert told(copy)["build"] != before


def test_a_site_that_is_not_offered_offline_says_farewell(copy):
    publish(copy, {"offline": False})
    assert re.fullmatch(r'importScripts\("assets/[0-9a-f]{10}/offline/leave\.js"\)\n', (copy / "sw.js").read_text())
    assert not (copy / "offline.json").exists()


def test_app_has_the_courses_name_colours_and_icons(site):
    app = json.loads((site / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert (app["name"], app["lang"], app["display"]) == ("Moments of Truth", "en", "standalone")
    home = LexborHTMLParser((site / "index.html").read_text(encoding="utf-8"))
    colours = [node.attributes["content"] for node in home.css("meta[name=theme-color]")]
    assert colours == [app["theme_color"], app["color_scheme_dark"]["theme_color"]] == ["#fbf8f2", "#12171e"]
    assert {icon["purpose"] for icon in app["icons"]} == {"any", "maskable"}
    for icon in app["icons"]:
        width, height = struct.unpack(">II", (site / icon["src"]).read_bytes()[16:24])
        assert f"{width}x{height}" == icon["sizes"]
    assert (site / home.css_first("link[rel=apple-touch-icon]").attributes["href"]).is_file()
