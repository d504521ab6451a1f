"""In doubt a message is a complaint: a ticket too many costs an officer a minute, one too few a citizen's trust."""

from typing import Any

COMPLAINT = "lapor"
#: Closer than this two intents are not told apart; Rasa's own margin (bot/dialogue/fallback.py).
MARGIN = 0.1
#: What turns a citizen away; it must be much likelier than a complaint.
TURNED_AWAY = frozenset({"di_luar_topik", "bukan_kewenangan"})
#: From this probability of a complaint nobody is turned away.
HEARD_FROM = 0.3


def resolve_doubt(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return the parse with the intent `lapor` where a complaint is nearly as likely as the best intent."""
    ranking = parsed["intent_ranking"]
    complaint = next((each for each in ranking if each["name"] == COMPLAINT), None)
    rival = next((each for each in ranking if each is not complaint), None)
    if complaint is None or rival is None or not _heard(rival, complaint):
        return parsed
    both = {"name": COMPLAINT, "confidence": rival["confidence"] + complaint["confidence"]}
    rest = [each for each in ranking if each not in (rival, complaint)]
    return {**parsed, "intent": both, "intent_ranking": [both, *rest], "retrieval": parsed["topic"]["name"]}


def _heard(rival: dict[str, Any], complaint: dict[str, Any]) -> bool:
    """Whether the complaint is heard against the likeliest other intent."""
    close = rival["confidence"] - complaint["confidence"] < MARGIN
    turned_away = rival["name"] in TURNED_AWAY and complaint["confidence"] >= HEARD_FROM
    return close or turned_away
