"""The dialogue this runtime is for: a complaint, its location, and people who talk of other things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.dialogue.tracker import Tracker
from tests.bot.dialogue.chat import Chat, chat
from tests.bot.dialogue.complaint import DOMAIN, RULES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio


@pytest.fixture
def warga(tmp_path: Path) -> Chat:
    return chat(tmp_path, DOMAIN, RULES)


async def test_a_complaint_without_a_place_is_taken_and_then_asked_for_the_place(warga: Chat) -> None:
    assert await warga.hear("lapor", "jalan rusak") == ["utter_diterima", "Di mana?"]
    assert warga.tracker.loop == "form_lokasi"


async def test_the_answer_fills_the_place_and_the_submit_rule_fires_in_the_same_turn(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak")
    assert await warga.hear("beri_lokasi", "depan pasar") == ["utter_terima_kasih"]
    assert warga.turn
    assert warga.turn.said[0].slots["lokasi"] == "DEPAN PASAR"
    assert warga.tracker.loop is None
    assert warga.tracker.slots["requested_slot"] is None


async def test_a_complaint_with_a_place_asks_nothing(warga: Chat) -> None:
    assert await warga.hear("lapor", "jalan rusak di mana-mana") == ["utter_diterima"]
    assert warga.tracker.loop is None


async def test_an_answer_of_any_intent_is_the_place(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak")
    assert await warga.hear("lapor", "jalan merdeka rusak") == ["utter_terima_kasih"]


async def test_an_answer_that_validation_refuses_is_asked_for_again(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak")
    assert await warga.hear("beri_lokasi", "ini") == ["utter_terlalu_pendek", "Di mana?"]
    assert await warga.hear("beri_lokasi", "depan pasar") == ["utter_terima_kasih"]


async def test_an_interruption_is_answered_and_the_form_asks_again_without_taking_it(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak")
    assert await warga.hear("bicara_petugas", "mau ngomong sama petugas") == ["utter_petugas", "Di mana?"]
    assert await warga.hear("cek_status", "sudah sampai mana") == ["utter_status", "Di mana?"]
    assert warga.tracker.slots["lokasi"] is None
    assert await warga.hear("beri_lokasi", "depan pasar") == ["utter_terima_kasih"]


async def test_a_rule_inside_the_form_may_end_it(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak")
    assert await warga.hear("batal") == ["utter_batal"]
    assert warga.tracker.loop is None
    assert await warga.hear("cek_status") == ["utter_status"]


async def test_a_rule_for_inside_the_form_does_nothing_outside_it(warga: Chat) -> None:
    assert await warga.hear("batal") == ["utter_default"]


async def test_a_message_not_understood_in_the_form_leaves_its_question_open(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak")
    assert await warga.hear("lapor", "asdf", confidence=0.1) == ["utter_default"]
    assert warga.tracker.slots["lokasi"] is None
    assert await warga.hear("beri_lokasi", "depan pasar") == ["utter_terima_kasih"]


async def test_a_validation_that_rejects_lets_the_rules_answer(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak")
    assert await warga.hear("beri_lokasi", "tidak mau") == ["utter_default"]
    assert await warga.hear("beri_lokasi", "depan pasar") == ["utter_terima_kasih"]


async def test_a_conversation_stored_after_every_message_goes_on_as_if_it_had_not_been(warga: Chat) -> None:
    spoken = []
    for intent, text in [("lapor", "jalan rusak"), ("cek_status", ""), ("beri_lokasi", "depan pasar")]:
        spoken += await warga.hear(intent, text)
        warga.tracker = Tracker.from_json(warga.tracker.to_json())
    assert spoken == ["utter_diterima", "Di mana?", "utter_status", "Di mana?", "utter_terima_kasih"]


async def test_a_form_that_refuses_to_begin_leaves_no_trace(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak")
    await warga.hear("batal")
    warga.tracker.slots["lokasi"] = "tidak mau"
    assert await warga.hear("lapor", "jalan rusak") == ["utter_diterima", "utter_default"]
    assert warga.tracker.loop is None
    assert "form_lokasi" not in warga.actions()


async def test_the_topic_reaches_the_dialogue_as_a_slot(warga: Chat) -> None:
    await warga.hear("lapor", "jalan rusak", entities=[{"entity": "topik", "value": "jalan"}])
    assert warga.tracker.slots["topik"] == "jalan"
