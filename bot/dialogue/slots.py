"""Filling slots from the latest message, before anything is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogue.vocabulary import REQUESTED_SLOT, VALIDATE_MAPPINGS

if TYPE_CHECKING:
    from bot.dialogue.conversation import Conversation
    from bot.dialogue.domain import Domain
    from bot.dialogue.effects import Event
    from bot.dialogue.tracker import Tracker
    from bot.dialogue.vocabulary import Mapping, Slot


def slot_event(name: str, value: Any) -> Event:
    """Return rasa-sdk's event for a slot value."""
    return {"event": "slot", "timestamp": None, "name": name, "value": value}


def set_slots(events: list[Event]) -> dict[str, Any]:
    """Return the slot values among the events, the last one of a name."""
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


async def extract_slots(talk: Conversation) -> None:
    """Fill the domain's slots in order, each by its first mapping that yields a value.

    Raises:
        ActionRejected, ActionFailed: from a custom mapping's action or the validation of mappings.

    """
    found: list[Event] = []
    called: set[str] = set()
    for slot in talk.domain.slots.values():
        for mapping in slot.mappings:
            if not _holds(mapping, slot, talk.tracker, talk.domain):
                continue
            if mapping.action and mapping.action not in called:
                called.add(mapping.action)
                found += await _custom(talk, mapping.action)
            value = _value(mapping, slot, talk.tracker.latest_message)
            if value is not None:
                found.append(slot_event(slot.name, value))
                break
    if VALIDATE_MAPPINGS in talk.domain.actions:
        found = await _validated(talk, found)
    for name, value in set_slots(found).items():
        talk.apply("slot", name=name, value=value)


async def _custom(talk: Conversation, action: str) -> list[Event]:
    result = await talk.call(action)
    talk.take(action, type(result)(responses=result.responses))
    return [event for event in result.events if event["event"] == "slot"]


async def _validated(talk: Conversation, found: list[Event]) -> list[Event]:
    result = await talk.call(VALIDATE_MAPPINGS, extra=found)
    talk.take(VALIDATE_MAPPINGS, type(result)(responses=result.responses))
    settled = set_slots(result.events)
    return result.events + [event for event in found if event["name"] not in settled]


def _holds(mapping: Mapping, slot: Slot, tracker: Tracker, domain: Domain) -> bool:
    return (
        _intent_fits(mapping, tracker, domain)
        and _place_fits(mapping, tracker)
        and not _belongs_to_another(mapping, slot, tracker, domain)
    )


def _intent_fits(mapping: Mapping, tracker: Tracker, domain: Domain) -> bool:
    intent = tracker.latest_message["intent"]["name"]
    if mapping.intents:
        return intent in mapping.intents
    ignored = domain.forms[tracker.loop].ignored_intents if tracker.loop else ()
    return intent not in (*mapping.not_intents, *ignored)


def _place_fits(mapping: Mapping, tracker: Tracker) -> bool:
    if mapping.type == "from_trigger_intent":
        loops = {condition.active_loop for condition in mapping.conditions}
        return tracker.loop is not None and (not loops or tracker.loop in loops)
    requested = tracker.slots[REQUESTED_SLOT]
    return not mapping.conditions or any(
        condition.active_loop == tracker.loop and condition.requested_slot in {None, requested}
        for condition in mapping.conditions
    )


def _belongs_to_another(mapping: Mapping, slot: Slot, tracker: Tracker, domain: Domain) -> bool:
    """Tell whether the form shares this entity among its slots and now asks for another of them."""
    if mapping.type != "from_entity" or not tracker.loop or tracker.slots[REQUESTED_SLOT] == slot.name:
        return False
    required = domain.forms[tracker.loop].required_slots
    sharing = [name for name in required if mapping in domain.slots[name].mappings]
    return slot.name in required and len(sharing) > 1


def _value(mapping: Mapping, slot: Slot, message: dict[str, Any]) -> Any:
    if mapping.type == "from_text":
        return message["text"]
    if mapping.type != "from_entity":
        return mapping.value
    values = [item["value"] for item in message.get("entities", ()) if item["entity"] == mapping.entity]
    if not values:
        return None
    return values if slot.type == "list" else values[-1]
