"""Words that only name a place: the answer to "where?", which no model has to guess at.

"Di Wonowening" is too short for a model that learned from letters: it was read as a complaint, a question for
information, even as a cry for help. A message that begins as a place does and tells of no damage is one.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.doubt import COMPLAINT, DAMAGE, EMERGENCY, PLACE_ANSWER
from bot.reading import settled
from bot.sieve import Sieve, plain

#: The intent, and the remark for the actions, of "nanti saya kirim": no place now, and nobody asks again.
NOT_NOW, LATER = "tolak", "nanti"
#: Said without waiting for an answer, and yet a place answers it.
PLACE_WISHED: Final = frozenset({"utter_tiket_darurat", "utter_lokasi_menyusul", "utter_tiket_rahasia"})
MOST_WORDS, ORDINARY = 8, "biasa"
#: Danger, a secret or a number makes a message more than a place.
TELLING: Final = frozenset({"darurat", "penting", "sensitif", "nomor_tiket"})


def resolve_whereabouts(
    parsed: dict[str, Any], sieve: Sieve, last: Mapping[str, Any] | None = None, *, asked: bool = False
) -> dict[str, Any]:
    """Return the parse as a place where the words name nothing else; `asked` "where?", more words may be one.

    Without that only "di Wonowening" is: one word behind the preposition, or those of the place that was found.
    """
    words, lists = plain(parsed["text"]).split(), sieve.place_words
    if parsed["text"].startswith("/") or len(words) > MOST_WORDS or _tells_more(parsed):
        return parsed
    first = next((n for n, word in enumerate(words) if word not in lists["pengisi"]), len(words))
    begin, *named = words[first:] or [""]
    if asked and begin in lists["nanti"] and "?" not in parsed["text"]:
        return settled(parsed, NOT_NOW, urgency=ORDINARY, remarks=[*parsed.get("remarks", ()), LATER])
    if not lists["kata_tanya"].isdisjoint(named):
        return parsed
    bare = begin in lists["kata_depan"] and _is_bare(named, parsed, sieve)
    wide = asked and begin in lists["kata_depan"] | lists["kata_tempat"] and _may_answer(parsed, last)
    return settled(parsed, PLACE_ANSWER, urgency=ORDINARY) if bare or wide else parsed


def _tells_more(parsed: Mapping[str, Any]) -> bool:
    marked = any(each["entity"] in TELLING for each in parsed["entities"])
    return marked or bool(parsed.get("sensitivity")) or DAMAGE in parsed.get("remarks", ())


def _is_bare(named: list[str], parsed: Mapping[str, Any], sieve: Sieve) -> bool:
    rest = set(named) - sieve.place_words["pengisi"]
    found = (str(each["value"]) for each in parsed["entities"] if each["entity"] == "lokasi")
    known = sieve.place_words["kata_depan"].union(*(plain(place).split() for place in found))
    return bool(rest) and (len(rest) == 1 or rest <= known)


def _may_answer(parsed: Mapping[str, Any], last: Mapping[str, Any] | None) -> bool:
    """Whether it may answer "where?": no danger, and not surely a complaint about something else."""
    other = parsed["topic_is_sure"] and parsed["topic"]["name"] != (last or {}).get("topic")
    return parsed.get("urgency") != EMERGENCY and not (other and parsed["intent"]["name"] == COMPLAINT)
