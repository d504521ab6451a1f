"""The simulator, our list of methods and Telegram's published description say the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Update

from simulators.telegram import TelegramSimulator
from simulators.telegram_methods import Methods
from simulators.telegram_parameters import contract

ROOT = Path(__file__).parents[2]
SPEC = ROOT.parent / "shared" / "specs" / "telegram-bot-api.json"
FIXTURES = sorted(
    path
    for path in (ROOT / "tests/channels/telegram/fixtures").glob("*.json")
    if ".expected" not in path.name
)
SIMPLE = {"Integer", "String", "Boolean", "Float", "True", "False"}


def snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def test_the_simulator_serves_exactly_the_methods_of_the_contract() -> None:
    served = {name for name in vars(Methods) if not name.startswith("_")}
    assert served == {snake(name) for name in contract()}


def test_the_client_has_every_method_of_the_contract() -> None:
    assert [name for name in contract() if not callable(getattr(Bot, name, None))] == []


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    """Read Telegram's own description, which is not ours to copy."""
    if not SPEC.exists():
        pytest.skip(f"{SPEC.name} is not here")
    described: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return described


@pytest.mark.parametrize("method", sorted(contract()))
def test_the_contract_agrees_with_telegrams_description(spec: dict[str, Any], method: str) -> None:
    described = {field["name"]: field["required"] for field in spec["methods"][method].get("fields", [])}
    ours = contract()[method]
    assert set(ours["required"]) == {name for name, required in described.items() if required}
    assert set(ours["optional"]) <= described.keys() - set(ours["required"])


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_has_only_fields_telegram_knows(spec: dict[str, Any], path: Path) -> None:
    update = json.loads(path.read_text(encoding="utf-8"))
    missing = ["message.date"] if path.stem == "message_without_date" else []
    assert complaints(spec, update, ["Update"]) == missing


async def everything(simulator: TelegramSimulator) -> list[dict[str, Any]]:
    citizen = simulator.citizen(8100001, "Sekar")
    citizen.edit(citizen.text("Jalan rusk")["message_id"], "Jalan rusak")
    citizen.album(2, "Fotonya")
    citizen.location(-7.25, 112.75)
    citizen.voice()
    citizen.document("surat.pdf", b"%PDF")
    citizen.contact("+6280000000001")
    citizen.sticker()
    simulator.keep_photo(8100001, b"foto", "Sudah")
    markup = {"inline_keyboard": [[{"text": "Ya", "callback_data": "/affirm"}]]}
    simulator.keep_message(8100001, "Kirim?", markup)
    citizen.press("Ya")
    citizen.block()
    citizen.unblock()
    return await simulator.updates.poll(0, 100, 0)


@pytest.mark.asyncio
async def test_the_simulators_updates_have_only_fields_telegram_knows(
    spec: dict[str, Any], simulator: TelegramSimulator
) -> None:
    for update in await everything(simulator):
        assert complaints(spec, update, ["Update"]) == []


@pytest.mark.asyncio
async def test_the_client_reads_every_update_of_the_simulator(simulator: TelegramSimulator) -> None:
    updates = [Update.de_json(update) for update in await everything(simulator)]
    assert len(updates) == 12
    assert not any(update.api_kwargs for update in updates)


def complaints(spec: dict[str, Any], value: Any, types: list[str], path: str = "") -> list[str]:
    """Return where `value` has a field too many or one too few for every one of `types`."""
    if types[0].startswith("Array of "):
        inner = [each.removeprefix("Array of ") for each in types]
        return [said for item in value for said in complaints(spec, item, inner, path)]
    candidates = [sub for each in types for sub in spec["types"].get(each, {}).get("subtypes", [each])]
    if SIMPLE & set(candidates):
        return [path] if isinstance(value, dict | list) else []
    return min((_complaints_of_one(spec, value, each, path) for each in candidates), key=len)


def _complaints_of_one(spec: dict[str, Any], value: dict[str, Any], name: str, path: str) -> list[str]:
    fields = {field["name"]: field for field in spec["types"][name]["fields"]}
    wrong = [f"{path}.{key}".lstrip(".") for key in value.keys() - fields.keys()]
    needed = {key for key, field in fields.items() if field["required"]}
    wrong += [f"{path}.{key}".lstrip(".") for key in needed - value.keys()]
    for key in value.keys() & fields.keys():
        wrong += complaints(spec, value[key], fields[key]["types"], f"{path}.{key}".lstrip("."))
    return wrong
