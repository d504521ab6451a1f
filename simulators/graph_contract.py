"""The simulator's strictness: requests are held against `graph_contract.json`."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "boolean": bool}


@cache
def contract() -> Json:
    """Return the contract, read once."""
    return dict(json.loads(Path(__file__).with_name("graph_contract.json").read_text()))


def problem(body: Json) -> str | None:
    """Return what is wrong with a request to `messages`, or None."""
    if "status" in body:
        return mismatch(contract()["read"], body, "")
    kind = body.get("type")
    if kind not in ("text", "image", "interactive", "template"):
        return "type must be one of text, image, interactive, template"
    if not ("to" in body or "recipient" in body):
        return "to or recipient is required"
    inner = body.get(kind)
    shape = inner.get("type") if kind == "interactive" and isinstance(inner, dict) else kind
    if shape not in contract()["kinds"]:
        return "interactive.type must be one of button, list"
    base = contract()["base"]
    whole = {
        "type": "object",
        "required": [*base["required"], kind],
        "properties": {**base["properties"], kind: contract()["kinds"][shape]},
    }
    return mismatch(whole, body, "")


def mismatch(schema: Json, value: object, path: str = "") -> str | None:
    """Check the few words of JSON Schema the contracts use, and return what is wrong; objects take no other fields."""
    if "const" in schema or "enum" in schema:
        allowed = schema.get("enum", [schema.get("const")])
        return None if value in allowed else f"{path} must be one of {allowed}"
    if not isinstance(value, _TYPES[schema["type"]]):
        return f"{path or 'body'} must be of type {schema['type']}"
    if isinstance(value, dict):
        return _object_problem(schema, value, path)
    if isinstance(value, list):
        return _array_problem(schema, value, path)
    return _string_problem(schema, value, path) if isinstance(value, str) else None


def _object_problem(schema: Json, value: Json, path: str) -> str | None:
    missing = [name for name in schema.get("required", ()) if name not in value]
    unknown = [name for name in value if name not in schema["properties"]]
    if missing or unknown:
        return f"{path or 'body'}: missing {missing}, unknown {unknown}"
    found = (mismatch(schema["properties"][name], item, f"{path}.{name}") for name, item in value.items())
    return next(filter(None, found), None)


def _array_problem(schema: Json, value: list[Any], path: str) -> str | None:
    if not schema["minItems"] <= len(value) <= schema["maxItems"]:
        return f"{path} must have {schema['minItems']} to {schema['maxItems']} items"
    found = (mismatch(schema["items"], item, f"{path}[{n}]") for n, item in enumerate(value))
    if wrong := next(filter(None, found), None):
        return wrong
    names = [_dig(item, schema.get("unique", ())) for item in value]
    return f"{path}: titles must be unique" if "unique" in schema and len(set(names)) < len(names) else None


def _string_problem(schema: Json, value: str, path: str) -> str | None:
    # Meta says "characters"; counted as UTF-16 code units, the strictest reading.
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2
    if not schema.get("minLength", 0) <= length <= schema.get("maxLength", length):
        return f"{path} must be {schema.get('minLength', 0)} to {schema.get('maxLength')} characters long"
    return None if re.search(schema.get("pattern", ""), value) else f"{path} has a wrong form"


def _dig(item: Any, path: list[str]) -> str:
    for name in path:
        item = item[name]
    return str(item)
