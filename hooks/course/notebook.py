"""Reduces a converted notebook to the course's own markup: no style sheet, script or inline style of the converter is left."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

INK = "#000000"
ACCENT = "#1f5f7a"
PLOT = "A plot. Its numbers stand in the table before it."


def plain_notebook(markup: str) -> str:
    """Return the cells of a notebook that nbconvert's lab template has rendered, as plain sections of text, code and output."""
    tree = LexborHTMLParser(markup)
    return '<div class="notebook">\n' + "\n".join(_cell(cell) for cell in _cells(tree)) + "\n</div>"


def _cells(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for cell in tree.css(".jp-Notebook-cell"):
        parent = cell.parent
        while parent is not None and "jp-Notebook-cell" not in (parent.attributes.get("class") or ""):
            parent = parent.parent
        if parent is None:
            yield cell


def _cell(cell: LexborNode) -> str:
    text = cell.css_first(".jp-MarkdownOutput")
    if text is not None:
        return _text(text)
    code = cell.css_first(".highlight-ipynb pre, .highlight pre")
    parts = [f'<div class="highlight"><pre tabindex="0">{_inner(code)}</pre></div>'] if code is not None else []
    return "\n".join(parts + [_output(output) for output in cell.css(".jp-OutputArea-output")])


def _text(node: LexborNode) -> str:
    for anchor in node.css(".anchor-link"):
        anchor.decompose()
    return _inner(node)


def _output(node: LexborNode) -> str:
    drawing = node.css_first('img[src^="data:image/svg+xml;base64,"]')
    if drawing is not None:
        markup = base64.b64decode(drawing.attributes["src"].partition(",")[2]).decode("utf-8")
        return f'<div class="output plot">{plain_svg(markup)}</div>'
    table = node.css_first("table")
    if table is not None:
        return f'<div class="output" tabindex="0" role="group" aria-label="Table">{_table(table)}</div>'
    return f'<div class="output"><pre tabindex="0">{html.escape(node.text().strip())}</pre></div>'


def _table(table: LexborNode) -> str:
    """Return a data frame's table without what only its converter's style sheet understood."""
    markup = re.sub(r'<(table|thead|tbody|tr|td|th)\b[^>]*?(?: (colspan|rowspan)="(\w+)")?[^>]*>', _bare, table.html)
    head, mark, body = markup.partition("</thead>")
    head = re.sub(r"<th(?=[ >])", '<th scope="col"', head.replace("<th></th>", "<td></td>"))
    return head + mark + re.sub(r"<th(?=[ >])", '<th scope="row"', body)


def _bare(match: re.Match) -> str:
    return f"<{match[1]}" + (f' {match[2]}="{match[3]}"' if match[2] else "") + ">"


def plain_svg(markup: str) -> str:
    """Return a plot whose styles are attributes and whose ink and accent follow the page, since its policy forbids inline styles."""
    markup = re.sub(r"<(metadata|style)\b.*?</\1>|<!--.*?-->|<\?.*?\?>|<!DOCTYPE.*?>", "", markup, flags=re.S).strip()
    markup = re.sub(r' style="([^"]*)"', _attributes, markup)
    markup = re.sub(rf'(fill|stroke)="{ACCENT}"', r'\1="currentColor" class="accent"', markup).replace(f'"{INK}"', '"currentColor"')
    return re.sub(r"<svg\b", f'<svg role="img" aria-label="{PLOT}"', re.sub(r' (?:width|height)="[\d.]+pt"', "", markup), count=1)


def _attributes(match: re.Match) -> str:
    pairs = (pair.split(":", 1) for pair in html.unescape(match[1]).split(";") if ":" in pair)
    return "".join(f' {name.strip()}="{html.escape(value.strip())}"' for name, value in pairs)


def _inner(node: LexborNode) -> str:
    return re.sub(r"^<[^>]*>|</[^>]*>$", "", node.html)
