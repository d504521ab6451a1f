"""In doubt a message is a complaint: a ticket too many costs an officer a minute, one too few a citizen's trust."""

import re
from typing import Any

from bot.reading import settled

COMPLAINT = "lapor"
EMERGENCY = "darurat"
PLACE_ANSWER, TOPIC_ANSWER, ADDITION = "beri_lokasi", "ubah_topik", "tambah_info"
INFORMATION, OFF_TOPIC, AT_RISK = "minta_informasi", "di_luar_topik", "penting"
#: Words of a question; "dmn2" is "everywhere".
ASKING = re.compile(
    r"\?|\b(?:apa(?:kah)?|berapa|kapan|bagaimana|gimana|gmn|siapa|syarat\w*|cara\w*|jam|di ?mana|dmn|mana)\b",
    re.IGNORECASE,
)
DAMAGE = "masalah"  #: the list of data/lexicon/masalah.yml
#: Words that begin a place; one that was not recognised is still not the place of another part.
WHERE = re.compile(
    r"\b(?:di|depan|dpn|dekat|deket|dkt|belakang|blkg|samping|sebelah|seberang|jl|jln|gang|gg|rt|rw)\b",
    re.IGNORECASE,
)
#: Closer than this two intents are not told apart, and below this none is trusted (Rasa's thresholds).
MARGIN, TRUSTED = 0.1, 0.3
#: What turns a citizen away; it must be much likelier than a complaint.
TURNED_AWAY = frozenset({"di_luar_topik", "bukan_kewenangan"})
#: From this probability of a complaint nobody is turned away.
HEARD_FROM = 0.3
#: Said in passing, a levy, a bribe or violence would go unheard under these.
UNHEARD = frozenset(
    {"sapa", "terima_kasih", "pamit", "setuju", "tolak", "ubah_topik", "ubah_lokasi", "di_luar_topik"}
)
#: From so many words a message that was not understood still has something to say to a person.
TALE_WORDS = 8
#: From so many words nobody only greets, thanks, agrees or names a place.
LETTER_WORDS = 20
SHORT_TALK = frozenset(
    {"sapa", "terima_kasih", "pamit", "setuju", "tolak", "tanya_bot", "beri_lokasi", "batal", "ubah_lokasi"}
)


def resolve_doubt(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return the parse with the intent `lapor` where a complaint is likely enough, or the message long enough.

    Words of an emergency are a complaint whatever else they seem: the numbers to call come before everything. How
    likely they only add to a report that there is already, 0 to 1, is kept as `adds`.
    """
    ranking = parsed["intent_ranking"]
    if parsed.get("urgency") == EMERGENCY:
        return _as_complaint(parsed) | {"adds": _adds(parsed["intent"], ranking)}
    if parsed.get("sensitivity") and parsed["intent"]["name"] in UNHEARD:
        return _as_complaint(parsed)
    complaint = next((each for each in ranking if each["name"] == COMPLAINT), None)
    rival = next((each for each in ranking if each is not complaint), None)
    if complaint is None or rival is None:
        return parsed
    words = len(parsed["text"].split())
    if not (_heard(rival, complaint) or _too_long_for(rival, complaint, words)):
        return parsed
    return _as_complaint(parsed)


def resolve_complaint(parsed: dict[str, Any], *, asked_where: bool, has_ticket: bool) -> dict[str, Any]:
    """Return the parse as a complaint where a sure topic comes with a word of damage and nothing asked for it.

    "Jalan rusak depan pasar" is the commonest complaint of all, and also how somebody answers "where?"; "jalan rusak"
    alone is how somebody with a ticket corrects its topic. Nor is damage a request for information, unless it is
    put as a question.
    """
    asks = bool(ASKING.search(parsed["text"]))
    others = {PLACE_ANSWER: asked_where, TOPIC_ANSWER: has_ticket, INFORMATION: asks}
    others |= dict.fromkeys((OFF_TOPIC, COMPLAINT), False)
    answers = others.get(parsed["intent"]["name"], True)
    harm = DAMAGE in parsed.get("remarks", ()) or parsed.get("urgency") == AT_RISK
    told = harm and parsed["topic_is_sure"]
    return _as_complaint(_without_false_place(parsed)) if told and not answers else parsed


def _without_false_place(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return the parse without a place that is the whole message and begins as none: "rumah saya kebanjiran"."""
    text = parsed["text"].strip()
    found = parsed.get("entities", [])
    if WHERE.search(text):
        return parsed
    kept = [e for e in found if e["entity"] != "lokasi" or str(e["value"]).strip() != text]
    return {**parsed, "entities": kept}


def _adds(intent: dict[str, Any], ranking: list[dict[str, Any]]) -> float:
    """Return how likely the words add to a report; a cry that nothing can be made of has no matter of its own."""
    if intent["name"] == ADDITION or intent["confidence"] < TRUSTED:
        return 1.0
    return float(next((each["confidence"] for each in ranking if each["name"] == ADDITION), 0.0))


def _as_complaint(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return the parse as a complaint that no fallback questions again."""
    return settled(parsed, COMPLAINT, retrieval=parsed["topic"]["name"])


def _heard(rival: dict[str, Any], complaint: dict[str, Any]) -> bool:
    """Whether the complaint is heard against the likeliest other intent."""
    close = abs(rival["confidence"] - complaint["confidence"]) < MARGIN
    turned_away = rival["name"] in TURNED_AWAY and complaint["confidence"] >= HEARD_FROM
    return (close and complaint["confidence"] >= MARGIN) or turned_away


def _too_long_for(rival: dict[str, Any], complaint: dict[str, Any], words: int) -> bool:
    """Whether the message is too long for what it seems to be, or for being told "not understood"."""
    understood = max(rival["confidence"], complaint["confidence"]) >= TRUSTED
    small_talk = rival["name"] in SHORT_TALK and rival["confidence"] > complaint["confidence"]
    return (not understood and words >= TALE_WORDS) or (small_talk and words >= LETTER_WORDS)
