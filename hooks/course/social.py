"""Draws the image that stands beside a shared address: the course's title over its drawing, in its own colours.

Needs no network and no font of the system: the letters are those that matplotlib brings.
"""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, StrictUndefined

TEMPLATE = Path(__file__).parent / "templates" / "social.svg"
SIZE = (1200, 630)


def social_image(title: str, line: str, drawing: str, tokens: str) -> bytes:
    """Return a PNG of SIZE. `drawing` is an SVG document of the course, `tokens` the style sheet that sets its colours, the light ones first."""
    import matplotlib  # both are needed only where a site's own address is known
    from resvg_py import svg_to_bytes

    colours = dict(re.findall(r"--([\w-]+): light-dark\((#\w+),", tokens))
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing, flags=re.S)
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(TEMPLATE.read_text(encoding="utf-8"))
    picture = template.render(title=title, line=line, drawing=inside, colours=colours)
    fonts = [f"{matplotlib.get_data_path()}/fonts/ttf/{name}.ttf" for name in ("STIXGeneralBol", "STIXGeneralItalic")]
    return bytes(svg_to_bytes(svg_string=picture, width=SIZE[0], height=SIZE[1], skip_system_fonts=True, font_files=fonts))
