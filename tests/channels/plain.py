"""Events as plain JSON, for comparing with what a fixture is expected to be read as."""

import dataclasses
from datetime import datetime
from typing import Any

from messages import InboundEvent


def plain(event: InboundEvent) -> dict[str, Any]:
    """Return the event's name and every field that is not empty."""
    return {"event": type(event).__name__, **_filled(event)}


def _filled(thing: Any) -> dict[str, Any]:
    values = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    return {name: _value(value) for name, value in values.items() if value not in (None, "", ())}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return _filled(value) if dataclasses.is_dataclass(value) else value
