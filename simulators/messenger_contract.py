"""The strictness of the simulated Send API: requests are held against `messenger_contract.json`."""

import json
from functools import cache
from pathlib import Path

from simulators.graph_contract import Json, mismatch


@cache
def contract() -> Json:
    """Return the contract, read once."""
    return dict(json.loads(Path(__file__).with_name("messenger_contract.json").read_text()))


def problem(body: Json) -> str | None:
    """Return what is wrong with a request to `messages`, or None."""
    known = contract()
    if "sender_action" in body:
        return _mismatch(body, {"recipient": known["recipient"], "sender_action": known["receipt"]})
    message = body.get("message")
    kinds = [kind for kind in known["kinds"] if isinstance(message, dict) and kind in message]
    if len(kinds) != 1:
        return "message must have one of text, attachment"
    fields = {
        "recipient": known["recipient"],
        "messaging_type": known["messaging_type"],
        "message": known["kinds"][kinds[0]],
    }
    if body.get("messaging_type") == "MESSAGE_TAG":
        fields["tag"] = known["tag"]
    return _mismatch(body, fields)


def _mismatch(body: Json, fields: Json) -> str | None:
    return mismatch({"type": "object", "required": [*fields], "properties": fields}, body, "")
