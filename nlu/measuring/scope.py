"""Whether a message is a matter for local government at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.interpreter import COMPLAINT, INFORMATION_REQUEST, OFF_TOPIC

if TYPE_CHECKING:
    from nlu.interpreter import ParsedMessage


def in_scope(parsed: ParsedMessage) -> float:
    """Score 0 to 1, higher for what an office could handle.

    The share of complaint and question against off-topic, times the confidence in the topic: what fits no
    topic well is seldom a matter of ours. Chosen on the held-out topics against the held-out off-topic
    messages (831 and 20 texts): AUROC 0.9996, 0.9994 without the topic's confidence, 0.976 by it alone.
    """
    intents = {each.name: each.confidence for each in parsed.intents}
    inside = intents.get(COMPLAINT, 0.0) + intents.get(INFORMATION_REQUEST, 0.0)
    known = inside + intents.get(OFF_TOPIC, 0.0)
    return inside / known * parsed.topic.confidence if known else 0.0
