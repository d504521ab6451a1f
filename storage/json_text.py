"""JSON as the databases keep it: every turn writes and reads some kilobytes of it."""

import json
from typing import Any, Final

import orjson

_OPTIONS: Final = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


def to_json(value: Any) -> str:
    """Return a value as JSON text. Raises TypeError where it is none."""
    try:
        return orjson.dumps(value, option=_OPTIONS).decode()
    except TypeError:
        # Whole numbers of more than 64 bits, and halves of surrogate pairs, are JSON to the standard library only.
        return json.dumps(value)


#: The arguments by which SQLAlchemy's engines write and read JSON so.
JSON_TEXT: Final = {"json_serializer": to_json, "json_deserializer": orjson.loads}
