"""When a conversation begins anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.dialogue.chat import chat
from tests.bot.dialogue.small import DOMAIN, rules

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio


async def test_a_session_starts_before_the_message_is_heard(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: utter_halo"))
    await talk.hear("sapa")
    assert talk.turn
    kinds = [event["event"] for event in talk.turn.events]
    assert kinds.index("session_started") < kinds.index("user") < kinds.index("bot")
    assert talk.actions() == ["action_session_start", "action_listen", "utter_halo", "action_listen"]


async def test_a_silence_longer_than_the_session_begins_a_new_one_with_the_slots_carried_over(
    tmp_path: Path,
) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: utter_halo"))
    await talk.hear("sapa", entities=[{"entity": "tempat", "value": "pasar"}])
    talk.now += 60 * 60 + 1
    await talk.hear("sapa")
    assert talk.actions()[0] == "action_session_start"
    assert talk.tracker.slots["tempat"] == "pasar"


async def test_a_new_session_forgets_the_slots_where_the_domain_says_so(tmp_path: Path) -> None:
    config = "session_config: {session_expiration_time: 5, carry_over_slots_to_new_session: false}\n"
    talk = chat(tmp_path, DOMAIN + config, rules("intent: sapa, action: utter_halo"))
    await talk.hear("sapa", entities=[{"entity": "tempat", "value": "pasar"}])
    talk.now += 5 * 60 + 1
    await talk.hear("sapa")
    assert talk.tracker.slots["tempat"] is None


async def test_a_session_of_zero_minutes_never_ends(tmp_path: Path) -> None:
    config = "session_config: {session_expiration_time: 0}\n"
    talk = chat(tmp_path, DOMAIN + config, rules("intent: sapa, action: utter_halo"))
    await talk.hear("sapa")
    talk.now += 10**9
    await talk.hear("sapa")
    assert "action_session_start" not in talk.actions()
