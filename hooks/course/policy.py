"""The Content-Security-Policy of a finished page, with no source that is unsafe. Knows pages as the bytes that are sent, no files.

The few scripts that stand in a page are let through by their hashes, so that the policy can only be written when the page is there. A page's
own policy lets through its own scripts; a host that sends one header with all pages needs those of all.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator

SCRIPT = re.compile(rb"""<(?:!--.*?--|script\b(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>(?P<text>.*?)</script\s*)>""", re.S | re.I)
ATTRIBUTE = re.compile(r"""([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?""")
RUNNING = {"", "module", "importmap", "speculationrules", "text/javascript", "application/javascript"}
HEAD = re.compile(rb"""(<meta charset[^>]*>)(?:\s*<meta http-equiv="Content-Security-Policy"[^>]*>)?""", re.I)

POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'"
)


def policy(scripts: Iterable[str]) -> str:
    """Return the policy that lets the site's own files be used, and the inline scripts with these sources run."""
    return POLICY.format(scripts="".join(f" {source}" for source in sorted(set(scripts))))


def script_sources(page: bytes) -> set[str]:
    """Return the source, `'sha256-...'`, of each script that stands in a page and would run."""
    return {_source(text) for text in _inline_scripts(page)}


def _inline_scripts(page: bytes) -> Iterator[bytes]:
    for match in SCRIPT.finditer(page):
        if match["text"] is None:  # a comment
            continue
        attributes = {name.lower(): first or second or bare for name, first, second, bare in ATTRIBUTE.findall(match["attributes"].decode())}
        if "src" not in attributes and attributes.get("type", "").lower() in RUNNING:
            yield match["text"]


def _source(script: bytes) -> str:
    text = script.replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # as browsers read it
    return f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'"


def with_policy(page: bytes, policy: str) -> bytes:
    """Return a page that states the policy before anything that it governs, in place of one stated there before."""
    return HEAD.sub(rf'\1\n<meta http-equiv="Content-Security-Policy" content="{policy}">'.encode(), page, count=1)
