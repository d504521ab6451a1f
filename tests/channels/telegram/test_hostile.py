"""Anything at all in place of any field."""

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram import Telegram
from messages import InboundMessage

UPDATES = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).with_name("fixtures").glob("*.json"))
    if ".expected" not in path.name
]
CHANNEL = Telegram("7000001:token-uji-token-uji-token", "rahasia-uji")
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside `value`."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, inner in pairs for deeper in places(inner, (*path, key)))]


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """Take a good update and put junk in one place of it, or take something away."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(UPDATES)))
    *way, last = draw(st.sampled_from([path for path in places(update) if path and path != ("update_id",)]))
    inside: Any = update
    for key in way:
        inside = inside[key]
    if draw(st.booleans()):
        inside[last] = draw(JUNK)
    else:
        del inside[last]
    return update


@given(update=spoiled())
@settings(max_examples=300, deadline=None, database=None)
def test_a_spoiled_update_becomes_an_event_that_can_be_stored(update: dict[str, Any]) -> None:
    if "update_id" not in update:
        return
    [(event, _)] = CHANNEL.read(json.dumps(update).encode())
    repr(event).encode()
    if isinstance(event, InboundMessage):
        assert all(isinstance(text, str) for text in (event.external_id, event.text, event.address.id))
        optional = (event.payload, event.sender_name, event.group_id, event.address.phone)
        assert all(text is None or isinstance(text, str) for text in optional)
        assert all(isinstance(file.file_id, str) for file in event.attachments)
