"""Hosting: the policy and the headers of a built site, its compressed copies, and a real nginx with the server block of the page on hosting."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import brotli
import pytest
import yaml
from course.cli import main
from course.compress import SMALLEST
from course.headers import framers
from course.policy import policy, script_sources
from course.publish import publish

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data" / "hosting"
GUIDE = ROOT / "docs" / "authors" / "hosting.md"
EDITION = "2026-autumn"
ALL = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy")
FOR_EVER = "public, max-age=31536000, immutable"


def source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def rules_of(text: str) -> dict[str, dict[str, str]]:
    """Return the headers that a `_headers` file gives, by address."""
    blocks = re.findall(r"^(/\S*)\n((?:  .+\n)+)", text, re.M)
    return {address: dict(line.strip().split(": ", 1) for line in lines.splitlines()) for address, lines in blocks}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of two pages and a fragment, with an asset named by its content and one that is not."""
    (tmp_path / "a").mkdir()
    (tmp_path / "questions").mkdir()
    for name in ("css", "offline"):
        (tmp_path / "assets" / "0123456789" / name).mkdir(parents=True)
    (tmp_path / "assets" / "0123456789" / "offline" / "worker.js").write_text("")
    shutil.copy(DATA / "page.html", tmp_path / "index.html")
    (tmp_path / "a" / "index.html").write_text((DATA / "page.html").read_text().replace("Hello", "Good day"))
    (tmp_path / "questions" / "part.html").write_text("<form></form>")
    (tmp_path / "assets" / "0123456789" / "css" / "x.css").write_text("p {}\n" * SMALLEST)
    (tmp_path / "assets" / "icon.svg").write_text("<svg/>")
    return tmp_path


@pytest.mark.parametrize("case", yaml.safe_load((DATA / "scripts.yml").read_text(encoding="utf-8")), ids=lambda case: case["about"])
def test_inline_scripts(case):
    assert script_sources(case["page"].encode()) == {source(script) for script in case["runs"]}


def test_a_policy_names_the_scripts_by_their_hash_and_nothing_unsafe():
    (hello,) = script_sources((DATA / "page.html").read_bytes())
    assert hello == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"  # of the same script, in the specification
    said = policy([hello])
    assert f"script-src 'self' {hello};" in said and said.startswith("default-src 'none';")
    assert "unsafe" not in said and "*" not in said


def test_each_page_lets_its_own_scripts_run_and_the_headers_those_of_all(small):
    publish(small, {})
    hello, good_day = source("alert('Hello, world.');"), source("alert('Good day, world.');")
    home, other = ((small / path / "index.html").read_text(encoding="utf-8") for path in ("", "a"))
    assert hello in home and good_day not in home
    assert good_day in other and hello not in other
    assert re.search(r'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="[^"]+">\n<title>', home)
    assert "frame-ancestors" not in home, "it has no meaning there, and browsers warn of it"
    for name in ("_headers", "nginx-headers.conf"):
        text = (small / name).read_text(encoding="utf-8")
        assert hello in text and good_day in text and "frame-ancestors 'self'" in text
    assert (small / "questions" / "part.html").read_text(encoding="utf-8") == "<form></form>"


def test_publishing_twice_changes_nothing(small):
    publish(small, {})
    once = contents(small)
    stamps = {file: file.stat().st_mtime_ns for file in small.rglob("*.html")}
    publish(small, {})
    assert contents(small) == once
    assert {file: file.stat().st_mtime_ns for file in small.rglob("*.html")} == stamps, "a page that is right is not written again"


def test_a_changed_script_leaves_no_trace_of_its_former_hash(small):
    publish(small, {})
    home = small / "index.html"
    home.write_text(home.read_text(encoding="utf-8").replace("Hello", "Goodbye"), encoding="utf-8")
    publish(small, {})
    for name in ("index.html", "_headers", "nginx-headers.conf"):
        assert source("alert('Hello, world.');") not in (small / name).read_text(encoding="utf-8")
    assert home.read_text(encoding="utf-8").count("Content-Security-Policy") == 1


def test_only_what_is_named_by_its_content_is_kept_for_ever(small):
    publish(small, {})
    rules = rules_of((small / "_headers").read_text(encoding="utf-8"))
    assert [address for address, rule in rules.items() if rule.get("Cache-Control") == FOR_EVER] == ["/assets/0123456789/*"]
    assert {address for address, rule in rules.items() if rule.get("Cache-Control") == "no-cache"} >= {"/", "/*/", "/sw.js", "/course.json", "/offline.json"}
    assert rules["/questions/*"] == {"X-Robots-Tag": "noindex"}


def test_header_files_stay_within_what_hosts_read(site):
    text = (site / "_headers").read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) < 2000
    assert sum(line.startswith("/") for line in text.splitlines()) < 100


@pytest.mark.parametrize("given", ["'none'", "'self' https://lms.example.org", "https://*.example.org:8443 http://localhost:8080"])
def test_who_may_frame_the_pages_can_be_set(small, given):
    publish(small, {"frame_ancestors": given})
    assert f"frame-ancestors {given}\n" in (small / "_headers").read_text(encoding="utf-8")
    assert f'frame-ancestors {given}" always;' in (small / "nginx-headers.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize("given", ["self", "'self'; script-src *", "lms.example.org", '"', "'self'\nSet-Cookie: a=b", ["'self'"], True])
def test_what_is_no_source_cannot_become_a_header(small, given):
    before = contents(small)
    with pytest.raises(ValueError, match="frame_ancestors is"):
        publish(small, {"frame_ancestors": given})
    assert contents(small) == before
    assert framers({}) == framers({"frame_ancestors": None}) == "'self'"


class TestCopies:
    def test_decompress_to_their_file_and_are_the_same_each_time(self, small, capsys):
        assert main(["--root", str(ROOT), "publish", str(small)]) == 0
        once = contents(small)
        file = small / "assets" / "0123456789" / "css" / "x.css"
        assert gzip.decompress(once[Path(f"{file}.gz")]) == brotli.decompress(once[Path(f"{file}.br")]) == file.read_bytes()
        assert once[Path(f"{file}.gz")][4:8] == bytes(4), "no time stands in it"
        assert main(["--root", str(ROOT), "publish", str(small)]) == 0
        assert contents(small) == once
        assert str(small) in capsys.readouterr().out

    def test_small_files_and_pictures_have_none(self, small):
        (small / "photo.png").write_bytes(b"\x89PNG" * SMALLEST)
        main(["--root", str(ROOT), "publish", str(small)])
        assert {copy.name for copy in [*small.rglob("*.gz"), *small.rglob("*.br")]} == {"x.css.gz", "x.css.br"}

    def test_of_a_former_build_do_not_outlive_the_next_step(self, small):
        main(["--root", str(ROOT), "publish", str(small)])
        file = small / "assets" / "0123456789" / "css" / "x.css"
        file.write_text("p {}")
        publish(small, {})
        assert not list(small.rglob("*.br")), "a host would send the old words"
        file.write_text("q {}\n" * SMALLEST)
        main(["--root", str(ROOT), "publish", str(small)])
        assert b"q {}" in brotli.decompress(Path(f"{file}.br").read_bytes())

    def test_that_are_files_of_the_course_stay(self, small):
        (small / "data.csv.gz").write_bytes(gzip.compress(b"a,b"))
        main(["--root", str(ROOT), "publish", str(small)])
        assert (small / "data.csv.gz").is_file()

    def test_need_a_site(self, tmp_path, capsys):
        assert main(["--root", str(ROOT), "publish", str(tmp_path)]) == 2
        assert "index.html is missing. Build the site first" in capsys.readouterr().err


def test_make_build_and_the_pages_workflow_publish_what_was_built():
    said = subprocess.run(["make", "--dry-run", "--always-make", "build"], cwd=ROOT, capture_output=True, text=True, timeout=60).stdout
    assert said.index("mkdocs build --strict") < said.index("course publish")
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["publish"]["steps"]
    built = next(place for place, step in enumerate(steps) if step.get("run") == "make build")
    upload = next(place for place, step in enumerate(steps) if "upload-pages-artifact" in step.get("uses", ""))
    assert built < upload and steps[upload]["with"]["path"] == "site"
    assert "SITE_URL" in steps[built]["env"]


class Host:
    """nginx, serving the course at its root and an edition of it in a folder, by the words of the page on hosting.

    Of the locations that the page shows behind its server block, the first serves a folder, the second leads on from the root to it.
    """

    def __init__(self, site: Path, folder: Path, locations: int = 1):
        self.site, self.folder, self.locations = site, folder, locations
        program = nginx()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.has_brotli = self.configure(program)
        self.check = subprocess.run(self.command(program, "-t"), capture_output=True, text=True, timeout=20)
        self.log = folder / "nginx.log"
        self.process = subprocess.Popen(self.command(program), stdout=subprocess.DEVNULL, stderr=self.log.open("w"))

    def command(self, program: str, *options: str) -> list[str]:
        return [program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", "stderr", *options]

    def configure(self, program: str) -> bool:
        """Write the configuration; return whether the distribution's module for brotli is there."""
        built = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=20).stderr
        paths = dict(re.findall(r"--(conf|modules)-path=(\S+)", built))
        module = Path(paths.get("modules", "/usr/lib/nginx/modules")) / "ngx_http_brotli_static_module.so"
        server, *more = re.findall(r"^```nginx\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.S | re.M)
        text = server.rstrip().removesuffix("}") + "".join(more[: self.locations]) + "}\n"
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.port};").replace("/var/www/course", str(self.site))
        (self.folder / "modules").mkdir()
        if module.is_file():
            text = text.replace("# brotli_static on;", "brotli_static on;")
            (self.folder / "modules" / "brotli.conf").write_text(f"load_module {module};\n")
        (self.folder / "course.conf").write_text(text)
        (self.folder / "mime.types").symlink_to(Path(paths.get("conf", "/etc/nginx/nginx.conf")).with_name("mime.types"))
        shutil.copy(DATA / "nginx.conf", self.folder)
        return module.is_file()

    def get(self, address: str, **headers: str) -> tuple[int, Message, bytes]:
        """Return status, headers and body of an answer; no redirect is followed."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{address}", headers={name.replace("_", "-"): value for name, value in headers.items()})
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read()

    def __enter__(self) -> Host:
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)

    def wait(self) -> None:
        end = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        pytest.fail(f"nginx does not start:\n{self.check.stderr}{self.log.read_text()}", pytrace=False)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def nginx() -> str:
    """Return the path of nginx, installed from the distribution where it is missing."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"])
    if not shutil.which("nginx", path=path):
        for package in ("nginx", "libnginx-mod-http-brotli-static"):  # the second where the distribution has it
            subprocess.run(["sh", str(ROOT / "tests" / "packages.sh"), package], timeout=300, check=False)
    return shutil.which("nginx", path=path) or pytest.fail("These tests need nginx. Run: sudo apt-get install nginx", pytrace=False)


@pytest.fixture(scope="module")
def host(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    published, folder = tmp_path_factory.mktemp("published") / "site", tmp_path_factory.mktemp("nginx")
    shutil.copytree(site, published)
    assert main(["--root", str(ROOT), "publish", str(published)]) == 0
    shutil.copytree(published, published / EDITION)
    with Host(published, folder) as running:
        yield running


LESSON = "interactive-marketing/moments-of-truth/"


def asset(host: Host, pattern: str) -> str:
    return next((host.site / "assets").glob(pattern)).relative_to(host.site).as_posix()


def test_nginx_takes_the_documented_block_without_a_warning(host):
    assert host.check.returncode == 0 and "[warn]" not in host.check.stderr, host.check.stderr


@pytest.mark.parametrize("start", ["", f"{EDITION}/"], ids=["root", "edition"])
class TestHeaders:
    @pytest.mark.parametrize(
        ("address", "status"),
        [("", 200), (LESSON, 200), ("course.json", 200), (f"questions/{LESSON}", 200), ("no/such/page/", 404), ("assets/", 404), ("glossary", 301)],
    )
    def test_protect_every_answer(self, host, start, address, status):
        got, headers, _ = host.get(start + address)
        assert got == status
        for name in ALL:
            assert len(headers.get_all(name, [])) == 1, name
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"] and "unsafe" not in headers["Content-Security-Policy"]
        assert headers.get_all("Cache-Control") == ["no-cache"]
        assert headers.get_all("X-Robots-Tag") == (["noindex"] if address.startswith("questions/") else None)

    @pytest.mark.parametrize("pattern", ["??????????/css/site.css", "??????????/site/terms.js", "stylesheets/main.*.min.css"])
    def test_let_what_is_named_by_its_content_be_kept_for_ever(self, host, start, pattern):
        status, headers, _ = host.get(start + asset(host, pattern))
        assert (status, headers.get_all("Cache-Control")) == (200, [FOR_EVER])
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Content-Security-Policy"]

    def test_let_nothing_be_kept_that_is_missing(self, host, start):
        folder = asset(host, "??????????/css/site.css").rsplit("/", 1)[0]
        status, headers, _ = host.get(f"{start}{folder}/gone.css")
        assert (status, headers.get_all("Cache-Control")) == (404, ["no-cache"])

    def test_lost_readers_get_the_courses_own_page(self, host, start):
        for address in ("no/such/page/", "assets/"):
            _, headers, body = host.get(start + address)
            assert headers["Content-Type"] == "text/html; charset=utf-8"
            assert b"This page is not here" in body


@pytest.mark.parametrize(("coding", "decompress"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_compressed_copies_are_sent_to_who_takes_them(host, coding, decompress):
    if coding == "br" and not host.has_brotli:
        pytest.skip("nginx has no module for brotli here")
    for address in (LESSON, asset(host, "??????????/css/site.css"), f"{EDITION}/{LESSON}"):
        _, plain, body = host.get(address)
        _, headers, packed = host.get(address, Accept_Encoding=coding)
        assert plain["Content-Encoding"] is None and headers["Content-Encoding"] == coding
        assert headers["Vary"] == "Accept-Encoding"
        assert headers["Content-Type"] == plain["Content-Type"] and headers["Content-Security-Policy"] == plain["Content-Security-Policy"]
        assert decompress(packed) == body and len(packed) < len(body) / 2


def test_brotli_is_preferred_where_both_are_there(host):
    if not host.has_brotli:
        pytest.skip("nginx has no module for brotli here")
    assert host.get(LESSON, Accept_Encoding="gzip, deflate, br, zstd")[1]["Content-Encoding"] == "br"


def test_files_have_their_types(host):
    for name in ("a.mjs", "a.webmanifest"):
        (host.site / name).write_text("{}")
    types = {
        LESSON: "text/html; charset=utf-8",
        "a.mjs": "text/javascript; charset=utf-8",
        "a.webmanifest": "application/manifest+json",
        asset(host, "??????????/css/site.css"): "text/css; charset=utf-8",
        "course.json": "application/json; charset=utf-8",
        "exercises/servqual/notebook/notebook.ipynb": "application/x-ipynb+json",
        "exercises/servqual/survey.csv": "text/csv; charset=utf-8",
        asset(host, "??????????/figures/hero.svg"): "image/svg+xml",
    }
    assert {address: host.get(address)[1]["Content-Type"] for address in types} == types
    assert host.get(asset(host, "??????????/site/terms.js"))[1]["Content-Type"].endswith("/javascript; charset=utf-8")


def test_an_unchanged_page_is_not_sent_again(host):
    _, headers, _ = host.get(LESSON)
    status, again, body = host.get(LESSON, If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"") and again["Content-Security-Policy"]


def test_a_folder_without_its_slash_leads_on_by_a_relative_address(host):
    assert host.get("glossary")[1]["Location"] == "/glossary/"


def test_the_root_leads_on_to_the_newest_edition(host, tmp_path):
    with Host(host.site, tmp_path, locations=2) as other:
        status, headers, _ = other.get("")
        assert (status, headers["Location"]) == (302, f"/{EDITION}/")
        assert other.get(f"{EDITION}/")[0] == 200
