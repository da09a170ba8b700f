"""The step after the build: makes of finished pages a site that any host can serve, locked down. Knows files only, no engine.

What writes pages comes first. Then comes the policy, since it is made of what stands in them, with the files that tell hosts to send it; then
what lists finished files. Compression, last, is left to the command line: only some hosts send copies that lie there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from course.compress import drop_copies
from course.headers import framers, hosted, lasting, nginx, security_headers
from course.offline import write_worker
from course.policy import policy, script_sources, with_policy


def publish(site: Path, course: Mapping[str, object]) -> None:
    """Finish a built site, the same way however often; `course` is `extra.course` of mkdocs.yml, and what is wrong in it raises ValueError."""
    may_frame = framers(course)
    drop_copies(site)
    scripts = lock_pages(site)
    write_headers(site, security_headers(policy(scripts), may_frame))
    write_worker(site, course)


def lock_pages(site: Path) -> set[str]:
    """Write each page's policy into it; return the sources of the scripts that stand in any of them."""
    everywhere: set[str] = set()
    for file in site.rglob("*.html"):
        page = file.read_bytes()
        scripts = script_sources(page)
        locked = with_policy(page, policy(scripts))
        if locked != page:
            file.write_bytes(locked)
        everywhere |= scripts
    return everywhere


def write_headers(site: Path, headers: Mapping[str, str]) -> None:
    """Write the files from which hosts learn what to send."""
    paths = (file.relative_to(site).as_posix() for file in (site / "assets").rglob("*"))
    (site / "_headers").write_text(hosted(headers, lasting(paths)), encoding="utf-8", newline="\n")
    (site / "nginx-headers.conf").write_text(nginx(headers), encoding="utf-8", newline="\n")
