"""Our contract, our requests and Meta's own description agree."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_compose import bodies, read_receipt, template
from messages import Address, Button, InboundMessage, OutboundMessage, Unreadable
from simulators.graph_contract import contract, problem

SPEC = Path(__file__).parents[3] / "shared" / "specs" / "meta-graph-openapi.yaml"
#: Younger than Meta's published description (v23.0), by Meta's pages on statuses and business-scoped ids.
YOUNGER = {"biz_opaque_callback_data", "recipient"}
#: Left out of Meta's description, though not of its page "Image messages" nor of pywa.
FORGOTTEN = {"photo": [".image.caption unknown"], "to an id": [".to missing"]}
WHO = Address("whatsapp", "1", "6281200000017")


def _buttons(count: int) -> tuple[Button, ...]:
    return tuple(Button(f"Tombol {n}", f"/pilih{n}") for n in range(count))


REQUESTS: dict[str, dict[str, Any]] = {
    "text": bodies(OutboundMessage(WHO, "Halo", tracker="outbox-1"))[0],
    "to an id": bodies(OutboundMessage(Address("whatsapp", "1", "ID.44109822377"), "Halo"))[0],
    "buttons": bodies(OutboundMessage(WHO, "Halo", _buttons(3)))[0],
    "list": bodies(OutboundMessage(WHO, "Halo", _buttons(10)))[0],
    "photo": bodies(OutboundMessage(WHO, "Halo"), ["1234567890123456"])[0],
    "photo without words": bodies(OutboundMessage(WHO, ""), ["1234567890123456"])[0],
    "template": template(WHO, "ada_balasan", "id"),
}


@cache
def _spec() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip("Meta's OpenAPI description is not beside the repository")
    spec: dict[str, Any] = YAML(typ="safe").load(SPEC)
    return spec


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references and merge what is required at once."""
    if "$ref" in schema:
        return _resolved(_spec()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    merged: dict[str, Any] = {"properties": {}, "required": [], **schema}
    for part in map(_resolved, schema.get("allOf", ())):
        merged["properties"] = {**merged["properties"], **part["properties"]}
        merged["required"] = [*merged["required"], *part["required"]]
    return merged


def _faults(schema: dict[str, Any], value: object, path: str = "") -> list[str]:
    """Return every field of ours the description does not have, and every required one we leave out."""
    schema = _resolved(schema)
    if isinstance(value, list):
        return [fault for item in value for fault in _faults(schema.get("items", {}), item, f"{path}[]")]
    if not isinstance(value, dict):
        return []
    if "oneOf" in schema:
        return min((_faults(choice, value, path) for choice in schema["oneOf"]), key=len)
    known = schema["properties"]
    faults = [f"{path}.{name} unknown" for name in value if name not in known]
    faults += [f"{path}.{name} missing" for name in schema["required"] if name not in value]
    return faults + [
        fault
        for name in value
        if name in known
        for fault in _faults(known[name], value[name], f"{path}.{name}")
    ]


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_of_ours_keeps_our_contract(name: str) -> None:
    assert problem(REQUESTS[name]) is None


def test_our_read_receipt_keeps_our_contract() -> None:
    assert problem(read_receipt("wamid.1")) is None


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_of_ours_is_in_metas_description(name: str) -> None:
    request = {key: value for key, value in REQUESTS[name].items() if key not in YOUNGER}
    faults = _faults({"$ref": "#/components/schemas/Message"}, request)
    assert faults == FORGOTTEN.get(name, [])


def test_metas_description_would_notice_a_wrong_field() -> None:
    wrong = {**REQUESTS["list"], "parse_mode": "HTML"}
    assert _faults({"$ref": "#/components/schemas/Message"}, wrong) == [".parse_mode unknown"]


def test_the_contract_names_only_paths_meta_has() -> None:
    paths = {
        f"{method.upper()} {path}".lower().replace("-", "_")
        for path, item in _spec()["paths"].items()
        for method in item
    }
    assert {path.lower() for path in contract()["paths"].values()} <= paths


def test_metas_own_examples_of_what_we_send_are_taken() -> None:
    request = _spec()["paths"]["/{Version}/{Phone-Number-ID}/messages"]["post"]["requestBody"]
    examples = request["content"]["application/json"]["examples"]
    for name in (
        "Send Text Message",
        "Send Reply Button",
        "Send Reply to Text Message",
        "Send Test Message",
        "Send Image Message by ID",
    ):
        example = {**examples[name]["value"], "to": "6281200000017"}
        assert problem(example) is None, name


def test_metas_own_examples_of_webhooks_are_read() -> None:
    content = _spec()["paths"]["/whatsapp/webhooks"]["post"]["requestBody"]["content"]["application/json"]
    odd: list[str] = []
    for example in content["examples"].values():
        body = example["value"]
        number = body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"]
        channel = WhatsApp("token", number, "rahasia", "janji")
        [(event, _)] = channel.read(json.dumps(body).encode())
        if isinstance(event, Unreadable):
            odd.append(event.reason)
        if isinstance(event, InboundMessage):
            assert event.sender_name == "Sheena Nelson"
    assert sorted(odd) == [
        "change of field group_lifecycle_update",
        "change of field group_participants_update",
        "change of field group_settings_update",
        "reaction",
    ]
