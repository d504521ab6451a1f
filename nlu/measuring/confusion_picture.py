"""The confusion matrix as an SVG picture: a row per right topic, a column per answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CELL = 34  #: pixels a side; holds three digits
LABELS, HEADING, MARGIN = 190, 64, 16  #: pixels
WIDEST = 7  #: pixels a letter of a label may take
HIT, MISS, EMPTY = (28, 110, 66), (176, 42, 30), (246, 246, 244)  #: red, green, blue
DARK_FROM = 0.45  #: share of a row from which white letters read better


def confusion_picture(counts: Mapping[tuple[str, str], int], heading: str) -> str:
    """Draw counts of (right, given); a cell's depth is its share of its row. Gives an SVG document."""
    names = sorted({name for pair in counts for name in pair})
    labels = max(LABELS, *(len(name) * WIDEST for name in names))
    left, top = MARGIN * 2 + labels, HEADING + MARGIN * 2 + labels
    side = CELL * len(names)
    svg = _canvas(left + side + 2 * CELL + MARGIN, top + side + MARGIN)
    _text(svg, heading, MARGIN, 28, size=18, weight="bold")
    _text(
        svg,
        "Baris: topik yang benar. Kolom: jawaban model. Hijau: benar, merah: keliru.",
        MARGIN,
        50,
        size=13,
    )
    _axes(svg, left, top, side)
    for place, name in enumerate(names):
        middle = CELL * place + CELL // 2
        _text(svg, name, left - 8, top + middle + 4, anchor="end")
        _upright(svg, name, left + middle + 4, top - 8)
        _row(svg, counts, names, place, left, top + CELL * place)
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"


def _canvas(width: int, height: int) -> Element:
    svg = Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=str(width),
        height=str(height),
        lang="id",
    )
    svg.set("font-family", "system-ui, sans-serif")
    SubElement(svg, "rect", width="100%", height="100%", fill="white")
    return svg


def _axes(svg: Element, left: int, top: int, side: int) -> None:
    _text(svg, "Jawaban model", left + side // 2, HEADING + MARGIN, size=14, anchor="middle", weight="bold")
    _upright(svg, "Topik yang benar", MARGIN, top + side // 2, size=14, anchor="middle", weight="bold")
    _text(svg, "jumlah", left + side + CELL, top - 8, size=11, anchor="middle")


def _row(
    svg: Element, counts: Mapping[tuple[str, str], int], names: Sequence[str], place: int, x: int, y: int
) -> None:
    right = names[place]
    total = sum(counts.get((right, given), 0) for given in names)
    for column, given in enumerate(names):
        count = counts.get((right, given), 0)
        cell = SubElement(svg, "g")
        if count:
            SubElement(cell, "title").text = f"{right} dijawab {given}: {count}"
        _cell(cell, count, total, x + CELL * column, y, HIT if given == right else MISS)
    _text(svg, str(total), x + CELL * (len(names) + 1), y + CELL // 2 + 5, anchor="middle")


def _cell(cell: Element, count: int, total: int, x: int, y: int, full: tuple[int, int, int]) -> None:
    share = count / total if count else 0.0
    depth = 0.15 + 0.85 * share if count else 0.0  # one text among many must still be seen
    red, green, blue = (round(a + (b - a) * depth) for a, b in zip(EMPTY, full, strict=True))
    SubElement(
        cell,
        "rect",
        x=str(x),
        y=str(y),
        width=str(CELL - 1),
        height=str(CELL - 1),
        fill=f"rgb({red},{green},{blue})",
    )
    if count:
        colour = "white" if share >= DARK_FROM else "black"
        _text(cell, str(count), x + CELL // 2, y + CELL // 2 + 5, anchor="middle", fill=colour)


def _text(svg: Element, words: str, x: int, y: int, *, size: int = 13, **style: str) -> Element:
    element = SubElement(svg, "text", {"x": str(x), "y": str(y), "font-size": str(size)})
    names = {"anchor": "text-anchor", "weight": "font-weight"}
    for name, value in style.items():
        element.set(names.get(name, name), value)
    element.text = words
    return element


def _upright(svg: Element, words: str, x: int, y: int, *, size: int = 13, **style: str) -> None:
    _text(svg, words, x, y, size=size, **style).set("transform", f"rotate(-90 {x} {y})")
