"""The tracker: bounded, storable, and readable by rasa-sdk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rasa_sdk import Tracker as SdkTracker

from bot.dialogue.domain import Domain, load_domain
from bot.dialogue.effects import UnsupportedEvent
from bot.dialogue.tracker import EVENTS_KEPT, Tracker
from tests.bot.dialogue.chat import chat, domain_file

if TYPE_CHECKING:
    from pathlib import Path

DOMAIN = """
intents: [sapa]
slots: {kota: {type: text, initial_value: Bogor, mappings: [{type: from_entity, entity: kota}]}}
entities: [kota]
forms: {form_kota: {required_slots: [kota]}}
responses: {utter_halo: [{text: Halo}]}
"""
RULES = "rules: [{rule: a, steps: [{intent: sapa}, {action: utter_halo}]}]"


@pytest.fixture
def domain(tmp_path: Path) -> Domain:
    return load_domain(domain_file(tmp_path, DOMAIN))


@pytest.fixture
def tracker(domain: Domain) -> Tracker:
    fresh = Tracker("warga-1")
    fresh.fit(domain)
    return fresh


@pytest.mark.asyncio
async def test_a_long_conversation_stays_small(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, RULES)
    sizes = []
    for _ in range(60):
        await talk.hear("sapa", "halo " * 20)
        sizes.append(len(json.dumps(talk.tracker.to_json())))
    assert len(talk.tracker.events) == EVENTS_KEPT
    assert sizes[-1] == pytest.approx(sizes[30], rel=0.02)


@pytest.mark.asyncio
async def test_a_stored_tracker_comes_back_the_same(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, RULES)
    await talk.hear("sapa")
    stored = json.loads(json.dumps(talk.tracker.to_json()))
    assert Tracker.from_json(stored).to_json() == talk.tracker.to_json()


@pytest.mark.asyncio
async def test_the_words_of_citizens_are_not_in_what_rules_look_back_on(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, RULES)
    await talk.hear("sapa", "rahasia", entities=[{"entity": "kota", "value": "rahasia"}])
    assert "rahasia" not in json.dumps(talk.tracker.to_json()["history"])


def test_rasa_sdk_reads_the_state(tracker: Tracker) -> None:
    tracker.apply({"event": "active_loop", "name": "form_kota"})
    pending = {"event": "slot", "name": "kota", "value": "Depok"}
    read = SdkTracker.from_dict(tracker.state([{"event": "action", "name": "form_kota"}, pending]))
    assert (read.sender_id, read.active_loop_name, read.get_slot("kota")) == ("warga-1", "form_kota", "Depok")
    assert read.slots_to_validate() == {"kota": "Depok"}
    assert tracker.slots["kota"] == "Bogor"


def test_an_action_cannot_change_the_tracker_through_the_state(tracker: Tracker) -> None:
    state = tracker.state()
    state["slots"]["kota"] = "Depok"
    state["events"].append({"event": "slot"})
    assert tracker.slots["kota"] == "Bogor"
    assert not tracker.events


def test_reset_slots_gives_back_the_first_values(tracker: Tracker) -> None:
    tracker.apply({"event": "slot", "name": "kota", "value": "Depok"})
    tracker.apply({"event": "reset_slots"})
    assert tracker.slots["kota"] == "Bogor"


def test_a_form_the_domain_no_longer_has_is_left_with_its_question(tracker: Tracker, domain: Domain) -> None:
    tracker.apply({"event": "active_loop", "name": "form_lama"})
    tracker.apply({"event": "slot", "name": "requested_slot", "value": "kota"})
    tracker.fit(domain)
    assert (tracker.loop, tracker.slots["requested_slot"]) == (None, None)


def test_leaving_a_form_by_its_event_alone_leaves_the_slot_as_rasa_does(tracker: Tracker) -> None:
    tracker.apply({"event": "active_loop", "name": "form_kota"})
    tracker.apply({"event": "slot", "name": "requested_slot", "value": "kota"})
    tracker.apply({"event": "active_loop", "name": None})
    assert (tracker.loop, tracker.slots["requested_slot"]) == (None, "kota")
    assert tracker.active_loop == {}


@pytest.mark.parametrize("kind", ["reminder", "cancel_reminder", "session_ended", "salah_tik"])
def test_an_event_this_runtime_cannot_honour_is_refused(tracker: Tracker, kind: str) -> None:
    with pytest.raises(UnsupportedEvent, match=kind):
        tracker.apply({"event": kind})
    assert not tracker.events


def test_a_slot_the_domain_does_not_have_is_refused(tracker: Tracker) -> None:
    with pytest.raises(UnsupportedEvent, match="warna"):
        tracker.apply({"event": "slot", "name": "warna", "value": "biru"})


def test_a_stored_conversation_follows_a_changed_domain(tracker: Tracker, tmp_path: Path) -> None:
    tracker.apply({"event": "active_loop", "name": "form_kota"})
    changed = "slots: {desa: {type: text, initial_value: x, mappings: [{type: custom}]}}"
    tracker.fit(load_domain(domain_file(tmp_path, changed)))
    assert tracker.slots == {"desa": "x", "requested_slot": None}
    assert tracker.loop is None
