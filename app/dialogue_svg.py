"""Drawing lanes as SVG: one lane under another, boxes from left to right, in a fixed-width letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from app.dialogue_lanes import Box, Kind, Lane

#: Pixels. The letters are as wide in every browser, so boxes can be laid out without measuring.
LETTER, SMALL_LETTER = 7.3, 6.1
MARGIN, LANE, TITLE, HEIGHT, PADDING, ARROW = 20, 64, 20, 26, 10, 22
FILL: Final = {
    Kind.INTENT: "#dbeafe",
    Kind.ACTION: "#f3f4f6",
    Kind.RESPONSE: "#dcfce7",
    Kind.FORM: "#fef3c7",
    Kind.SLOT: "#fde9d9",
    Kind.END: "#ffffff",
}
LEGEND: Final = {
    Kind.INTENT: "maksud warga",
    Kind.ACTION: "aksi",
    Kind.RESPONSE: "kalimat balasan",
    Kind.FORM: "formulir",
    Kind.SLOT: "yang ditanyakan formulir",
}
_STYLE = (
    "text{font-family:ui-monospace,'DejaVu Sans Mono',Consolas,monospace;font-size:12px;fill:#111827}"
    ".t{font-weight:600}.k{font-size:10px;fill:#4b5563}"
    "rect{stroke:#6b7280;stroke-width:1}path{stroke:#6b7280;fill:none}"
)
_TIP = (
    '<marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0,0 L8,4 L0,8"/></marker>'
)


def draw(lanes: Iterable[Lane]) -> str:
    """Return the picture."""
    parts, width = [], 0.0
    top = MARGIN + HEIGHT + PADDING
    for lane in lanes:
        drawn, end = _lane(lane, top)
        parts += drawn
        width = max(width, end)
        top += LANE
    size = f'width="{width + MARGIN:.0f}" height="{top:.0f}"'
    frame = f'viewBox="0 0 {width + MARGIN:.0f} {top:.0f}"'
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {frame}>',
        "<title>Aturan dan formulir percakapan</title>",
        f"<style>{_STYLE}</style>",
        f"<defs>{_TIP}</defs>",
        f'<rect {size} style="fill:#fff;stroke:none"/>',
    ]
    return "\n".join([*head, *_legend(), *parts, "</svg>\n"])


def _legend() -> Iterator[str]:
    left: float = MARGIN
    for kind, words in LEGEND.items():
        yield from _box(Box(kind, words), left, MARGIN - 8)
        left += _width(words) + PADDING


def _lane(lane: Lane, top: float) -> tuple[list[str], float]:
    """Return a lane's parts and where it ends at the right."""
    parts = [f'<text class="t" x="{MARGIN}" y="{top + TITLE - 7}">{escape(lane.title)}</text>']
    left: float = MARGIN
    for number, box in enumerate(lane.boxes):
        if number:
            room = ARROW + len(box.known) * SMALL_LETTER
            parts += _arrow(box.known, left, left + room, top + TITLE)
            left += room
        parts += _box(box, left, top + TITLE)
        left += _width(box.text)
    return parts, max(left, MARGIN + len(lane.title) * LETTER)


def _arrow(known: str, start: float, end: float, top: float) -> Iterator[str]:
    middle = top + HEIGHT / 2
    yield f'<path d="M{start:.1f},{middle} H{end:.1f}" marker-end="url(#a)"/>'
    if known:
        yield f'<text class="k" x="{start + 8:.1f}" y="{middle - 4}">{escape(known)}</text>'


def _box(box: Box, left: float, top: float) -> Iterator[str]:
    round_ = HEIGHT / 2 if box.kind in {Kind.INTENT, Kind.END} else 4
    dashes = ' stroke-dasharray="3 3"' if box.kind is Kind.END else ""
    yield "<g>" + (f"<title>{escape(box.note)}</title>" if box.note else "")
    yield (
        f'<rect x="{left:.1f}" y="{top}" width="{_width(box.text):.1f}" height="{HEIGHT}" rx="{round_}" '
        f'fill="{FILL[box.kind]}"{dashes}/>'
    )
    yield f'<text x="{left + PADDING:.1f}" y="{top + 17}">{escape(box.text)}</text></g>'


def _width(text: str) -> float:
    return len(text) * LETTER + 2 * PADDING
