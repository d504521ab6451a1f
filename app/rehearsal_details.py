"""What lies behind an answer: intent, topic, slots and events, read from the conversation as it is kept."""

from collections.abc import Iterator
from typing import Any

from storage.conversations import BOT, Conversation

TOPICS_SHOWN = 3


def understood(conversation: Conversation) -> Iterator[str]:
    """Tell how the last message was read."""
    message = _tracker(conversation).get("latest_message") or {}
    if not message:
        yield "belum ada yang dibaca"
        return
    intent = message["intent"]
    yield f"maksud: {intent['name']} {_share(intent['confidence'])}"
    topics = [f"{each['name']} {_share(each['confidence'])}" for each in message.get("topics", ())]
    if topics:
        sure = "yakin" if message.get("topic_is_sure") else "ragu"
        yield f"topik: {', '.join(topics[:TOPICS_SHOWN])} ({sure})"
    for name, key in (("urgensi", "urgency"), ("rahasia", "sensitivity"), ("tanda", "remarks")):
        if value := message.get(key):
            yield f"{name}: {value if isinstance(value, str) else ', '.join(value)}"
    found = [f"{each['entity']}={each['value']}" for each in message.get("entities", ())]
    if found:
        yield f"entitas: {', '.join(found)}"


def slots(conversation: Conversation) -> Iterator[str]:
    """Tell every slot that has a value, and the form that waits."""
    tracker = _tracker(conversation)
    for name, value in sorted((tracker.get("slots") or {}).items()):
        if value is not None:
            yield f"{name} = {value}"
    if tracker.get("loop"):
        yield f"formulir aktif: {tracker['loop']}"
    if conversation.owner != BOT:
        yield "percakapan dipegang petugas"


def happened(conversation: Conversation) -> Iterator[str]:
    """Tell the events of the last turn, in order."""
    events = _tracker(conversation).get("events") or []
    heard = max((n for n, event in enumerate(events) if event["event"] == "user"), default=-1)
    for event in events[heard + 1 :]:
        match event["event"]:
            case "action":
                yield f"aksi {event['name']}"
            case "slot":
                yield f"slot {event['name']} = {event['value']}"
            case "bot":
                yield f"bot {event['metadata'].get('utter_action') or 'kata-kata sendiri'}"
            case "active_loop":
                yield f"formulir {event['name'] or 'selesai'}"
            case kind:
                yield str(kind)


def _tracker(conversation: Conversation) -> dict[str, Any]:
    return conversation.tracker or {}


def _share(confidence: float) -> str:
    return f"{confidence:.0%}"
