"""JSON as Meta sends it: every number and depth survives, and one part can be written again alone."""

import json
import math
from typing import Any

from bot.channels.errors import UnreadablePayload

Json = dict[str, Any]


def load(body: bytes) -> Any:
    """Parse a webhook's body. Raises UnreadablePayload for no JSON, RecursionError for what is nested too deep."""
    try:
        return json.loads(body, parse_int=_integer, parse_float=_real, parse_constant=str)
    except ValueError:
        raise UnreadablePayload("no JSON") from None


def dump(payload: Json, body: bytes) -> bytes:
    """Serialise one part; what is nested too deep to be written again keeps the whole `body` it came in."""
    try:
        return json.dumps(payload, separators=(",", ":")).encode()
    except RecursionError:
        return body


def word(value: object) -> str:
    """Return an id or name as text, "" for anything that cannot be one."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def table(value: object) -> Json:
    """Return `value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Any]:
    """Return `value` if it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def _integer(digits: str) -> int | str:
    """Keep numbers no id or time can be as their digits: converting thousands of digits raises."""
    return int(digits) if len(digits) < len(str(2**64)) else digits


def _real(digits: str) -> float | str:
    return number if math.isfinite(number := float(digits)) else digits
