"""The headers that a host should send with the site, in the words of nginx and of hosts that read `_headers`. Knows texts, no files.

What lies under a name made of its content may be kept for ever; of everything else a browser asks each time whether it has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

OFF = "accelerometer camera display-capture geolocation gyroscope hid magnetometer microphone midi payment serial usb".split()
FOR_EVER = "public, max-age=31536000, immutable"
ASK = "no-cache"
HIDDEN = "noindex"

FRAMERS = "'self'"
FRAMER = r"https?://(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d+)?"
FRAMERS_FIX = """Put it in double quotes, such as "'self' https://lms.example.org", or "'none'"."""
FRAMER_LIST = re.compile(rf"'none'|(?:'self'|{FRAMER})(?: (?:'self'|{FRAMER}))*")

NAMED_BY_CONTENT = re.compile(r"(assets/[0-9a-f]{10}/)|assets/.*\.[0-9a-f]{8}\.min\.")

NGINX_HEAD = """\
# For a server block. The page on hosting says where $course_cache and $course_robots come from, and shows the block.
# nginx drops these headers in a location that adds one of its own: include this file there again.
"""


def framers(course: Mapping[str, object]) -> str:
    """Return who may frame the pages, in the words of the policy; `course` is `extra.course` of mkdocs.yml. Nonsense raises ValueError."""
    given = course.get("frame_ancestors") or FRAMERS
    if not FRAMER_LIST.fullmatch(str(given)):
        raise ValueError(f"frame_ancestors is {given}, which is no list of sources.")
    return str(given)


def security_headers(policy: str, framers: str) -> dict[str, str]:
    """Return the headers that go with every answer."""
    return {
        "Content-Security-Policy": f"{policy}; frame-ancestors {framers}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in OFF),
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def hosted(headers: Mapping[str, str], lasting: Iterable[str]) -> str:
    """Return the text of `_headers`. No two rules name the same header for one address, since such hosts would send both values."""
    rules = {"/*": headers, "/questions/*": {"X-Robots-Tag": HIDDEN}}
    rules |= {address: {"Cache-Control": ASK} for address in ("/", "/*/", "/*.html", "/sw.js", "/course.json", "/offline.json")}
    rules |= {f"/{path}": {"Cache-Control": FOR_EVER} for path in lasting}
    return "".join(f"{address}\n" + "".join(f"  {name}: {value}\n" for name, value in rule.items()) for address, rule in rules.items())


def lasting(paths: Iterable[str]) -> list[str]:
    """Return, of paths below a site, what may be kept for ever: a folder as `folder/*`, a file by its path."""
    found = filter(None, map(NAMED_BY_CONTENT.match, paths))
    return sorted({f"{match[1]}*" if match[1] else match.string for match in found})


def nginx(headers: Mapping[str, str]) -> str:
    """Return the same for a server block of nginx."""
    sent = {**{name: f'"{value}"' for name, value in headers.items()}, "Cache-Control": "$course_cache", "X-Robots-Tag": "$course_robots"}
    return NGINX_HEAD + "".join(f"add_header {name} {value} always;\n" for name, value in sent.items())
