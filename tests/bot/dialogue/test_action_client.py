"""Both ways of running an action keep one contract; the server is a real `python -m rasa_sdk`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from bot.dialogue.action_client import (
    ActionClient,
    ActionFailed,
    ActionRejected,
    HttpActions,
    InProcessActions,
)
from tests.bot.dialogue.chat import chat
from tests.bot.dialogue.complaint import DOMAIN, RULES
from tests.bot.dialogue.sample_actions import ACTIONS

if TYPE_CHECKING:
    from pathlib import Path

    import aiohttp


@pytest_asyncio.fixture(params=["in process", "over http"])
async def client(request: pytest.FixtureRequest, session: aiohttp.ClientSession) -> ActionClient:
    if request.param == "in process":
        return InProcessActions(ACTIONS)
    return HttpActions(request.getfixturevalue("action_server"), session, timeout=20)


@pytest.mark.asyncio
class TestContract:
    async def test_an_action_returns_its_events_and_messages(
        self, client: ActionClient, state: dict[str, Any], domain: dict[str, Any]
    ) -> None:
        result = await client.run("action_echo", state, domain)
        assert [(event["name"], event["value"]) for event in result.events] == [("catatan", "terlihat")]
        seen = result.responses[0]["seen"]
        assert seen["metadata"] == {"turn": "k-1"}
        assert seen["slots"] == state["slots"]
        assert seen["intents"] == domain["intents"]

    async def test_a_changed_domain_reaches_the_action(
        self, client: ActionClient, state: dict[str, Any], domain: dict[str, Any]
    ) -> None:
        await client.run("action_echo", state, domain)
        result = await client.run("action_echo", state, domain | {"intents": ["baru"]})
        assert result.responses[0]["seen"]["intents"] == ["baru"]

    async def test_a_refusal_is_told_from_a_failure(
        self, client: ActionClient, state: dict[str, Any], domain: dict[str, Any]
    ) -> None:
        with pytest.raises(ActionRejected) as refused:
            await client.run("action_refuse", state, domain)
        assert refused.value.action == "action_refuse"

    async def test_an_unknown_action_is_not_worth_another_try(
        self, client: ActionClient, state: dict[str, Any], domain: dict[str, Any]
    ) -> None:
        with pytest.raises(ActionFailed) as failed:
            await client.run("action_hilang", state, domain)
        assert not failed.value.retryable

    async def test_a_crash_counts_towards_parking_and_tells_nothing_of_the_citizen(
        self, client: ActionClient, state: dict[str, Any], domain: dict[str, Any]
    ) -> None:
        with pytest.raises(ActionFailed) as failed:
            await client.run("action_crash", state, domain)
        assert not failed.value.retryable
        assert "rahasia" not in str(failed.value)

    async def test_a_whole_dialogue_runs_on_it(self, client: ActionClient, tmp_path: Path) -> None:
        talk = chat(tmp_path, DOMAIN, RULES, client)
        assert await talk.hear("lapor", "jalan rusak") == ["utter_diterima", "Di mana?"]
        assert talk.turn
        assert [button.payload for button in talk.turn.said[1].buttons] == ["/batal"]
        assert talk.turn.said[0].params == {"nomor": "ADU-1"}
        assert await talk.hear("beri_lokasi", "ini") == ["utter_terlalu_pendek", "Di mana?"]
        assert await talk.hear("beri_lokasi", "depan pasar") == ["utter_terima_kasih"]


def test_only_the_server_is_remote() -> None:
    assert not InProcessActions(ACTIONS).remote
    assert HttpActions.remote
