"""The step after the build: locks the finished site down and makes it small on the wire. Knows files only, no engine.

The policy allows no inline script but those that stand in the pages, each by its hash, so it can only be written when all pages are there.
It goes into each page as a meta element, for hosts that set no headers, and into header files for those that do; frame-ancestors and the
other headers work from there alone.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path

import brotli

SCRIPT = re.compile(r"<script(?P<attributes>(?![^>]*\bsrc=)[^>]*)>(?P<text>.*?)</script>", re.S)
DATA = re.compile(r'\btype="?(?:application/(?:ld\+)?json|text/plain)')
CHARSET = '<meta charset="utf-8">'
TEXTS = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".csv", ".ipynb", ".webmanifest", ".map"}
SMALLEST = 1024  # smaller files gain nothing

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def publish(site: Path, frame_ancestors: str = "'self'") -> str:
    """Write policy, header files and compressed copies into a built site; return the policy.

    `frame_ancestors` lists who may frame the pages, in the words of the policy, such as "'self' https://lms.example.org".
    """
    pages = sorted(site.rglob("*.html"))
    policy = policy_for(page.read_text(encoding="utf-8") for page in pages)
    for page in pages:
        page.write_text(with_policy(page.read_text(encoding="utf-8"), policy), encoding="utf-8")
    headers = {"Content-Security-Policy": f"{policy}; frame-ancestors {frame_ancestors}", **HEADERS}
    (site / "_headers").write_text(netlify(headers), encoding="utf-8")
    (site / "nginx-headers.conf").write_text(nginx(headers), encoding="utf-8")
    for file in site.rglob("*"):
        if file.is_file() and file.suffix in TEXTS and file.stat().st_size >= SMALLEST:
            compress(file)
    return policy


def policy_for(pages: Iterator[str]) -> str:
    """Return a policy without any `unsafe-` source that lets the pages' own inline scripts run."""
    hashes = sorted({_hash(script) for page in pages for script in inline_scripts(page)})
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        ]
    )


def inline_scripts(page: str) -> Iterator[str]:
    """Yield the text of each script that stands in a page and would run."""
    for match in SCRIPT.finditer(page):
        if not DATA.search(match["attributes"]):
            yield match["text"]


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def with_policy(page: str, policy: str) -> str:
    """Return a page whose head states the policy before anything that it governs."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=True)}">'.replace("&#x27;", "'")
    page = re.sub(r'\n?\s*<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    return page.replace(CHARSET, f"{CHARSET}\n      {meta}", 1)


def netlify(headers: dict[str, str]) -> str:
    """Return a `_headers` file as Netlify and Cloudflare read it. What lies in a folder named by its content may be kept for ever."""
    lines = ["/*", *(f"  {name}: {value}" for name, value in headers.items())]
    return "\n".join([*lines, "/assets/*", "  Cache-Control: public, max-age=31536000, immutable"]) + "\n"


def nginx(headers: dict[str, str]) -> str:
    """Return the same for an nginx server block, to be included there."""
    lines = [f'add_header {name} "{value}" always;' for name, value in headers.items()]
    return "\n".join([*lines, "gzip_static on;"]) + "\n"


def compress(file: Path) -> None:
    """Write a file's .gz and .br beside it."""
    data = file.read_bytes()
    file.with_name(file.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))
    file.with_name(file.name + ".br").write_bytes(brotli.compress(data))
