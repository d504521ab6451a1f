"""Writing lanes as Mermaid, which GitHub and many editors draw by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from app.dialogue_lanes import Box, Kind, Lane

SHAPE: Final = {
    Kind.INTENT: ('(["', '"])'),
    Kind.ACTION: ('["', '"]'),
    Kind.RESPONSE: ('["', '"]'),
    Kind.FORM: ('[["', '"]]'),
    Kind.SLOT: ('[/"', '"/]'),
    Kind.END: ('(("', '"))'),
}


def write(lanes: Iterable[Lane]) -> str:
    """Return a flow chart with one subgraph for each lane."""
    return "\n".join(["flowchart LR", *(line for n, lane in enumerate(lanes) for line in _lane(n, lane)), ""])


def _lane(n: int, lane: Lane) -> Iterator[str]:
    yield f'  subgraph l{n}["{_quoted(lane.title)}"]'
    for i, box in enumerate(lane.boxes):
        yield f"    {_arrow(n, i, box)}{_node(n, i)}{SHAPE[box.kind][0]}{_quoted(box.text)}{SHAPE[box.kind][1]}"
    yield "  end"


def _arrow(n: int, i: int, box: Box) -> str:
    if i == 0:
        return ""
    known = f'|"{_quoted(box.known)}"|' if box.known else ""
    return f"{_node(n, i - 1)} -->{known} "


def _node(n: int, i: int) -> str:
    return f"l{n}s{i}"


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;")
