"""Deciding whether a message was understood, as Rasa's FallbackClassifier does."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from bot.dialogue.vocabulary import NLU_FALLBACK


class Thresholds(NamedTuple):
    """Below `confidence` an intent is not trusted; closer than `margin` two are not told apart."""

    confidence: float
    margin: float


#: What Rasa 3.6 does unless told otherwise.
RASA_THRESHOLDS: Final = Thresholds(confidence=0.3, margin=0.1)


def settle_intent(parsed: dict[str, Any], thresholds: Thresholds) -> dict[str, Any]:
    """Return the parse, its intent replaced by `nlu_fallback` when it is too weak or too close to the next.

    The ranking keeps the NLU's own order behind the fallback, where rasa-sdk looks for it.
    """
    top, ranking = parsed["intent"], parsed.get("intent_ranking") or []
    second = ranking[1]["confidence"] if len(ranking) > 1 else 0.0
    if top["confidence"] >= thresholds.confidence and top["confidence"] - second >= thresholds.margin:
        return parsed
    fallback = {"name": NLU_FALLBACK, "confidence": thresholds.confidence}
    return parsed | {"intent": fallback, "intent_ranking": [fallback, *ranking]}
