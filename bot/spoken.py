"""A yes to "is this what you said?", however it is given, makes what was heard the citizen's own words."""

from typing import Any

from bot.choices import chosen_payload
from bot.remarks import AGREE
from bot.transcriber import HEARD
from bot.turn import Speaker
from storage import Database
from storage.conversations import Conversation

CONFIRMED = "suara_benar"
VOICE = "suara"
#: Seconds within which a typed "ya" still answers the question.
ASKED_WITHIN = 3600


class Spoken:
    """Puts the words that were heard in place of the yes."""

    def __init__(self, database: Database, speaker: Speaker) -> None:
        """Look into this database; `speaker` understands."""
        self._database = database
        self._speaker = speaker

    async def words_for(
        self,
        conversation: Conversation,
        message_id: int,
        parsed: dict[str, Any],
        last: dict[str, Any] | None,
    ) -> dict[str, Any]:
        """Return the parse of the words that this message says yes to, else the message's own.

        `last` is what was said last, as `Speaker.recall` tells it.
        """
        name, text = parsed["intent"]["name"], parsed["text"]
        if name == CONFIRMED:
            voice = _named(parsed)
        elif last is None or last["response"] != HEARD or text[:1] == "/":
            return parsed
        else:
            voice = await self._answered(conversation, text, last, agrees=name == AGREE)
        if voice is None:
            return parsed
        async with self._database.write() as unit:
            words = await unit.voices.confirm(voice, conversation.id, message_id)
            await unit.commit()
        return parsed if words is None else await self._speaker.parse(words.lstrip("/ "))

    async def _answered(
        self, conversation: Conversation, text: str, last: dict[str, Any], *, agrees: bool
    ) -> str | None:
        """Return the voice message that a typed answer says yes to: in words, or by the button's number or title."""
        if chosen := chosen_payload(text, last):
            return _named(await self._speaker.parse(chosen))
        if not agrees or last["age_seconds"] > ASKED_WITHIN:
            return None
        async with self._database.read() as unit:
            return await unit.voices.last_heard(conversation.id)


def _named(parsed: dict[str, Any]) -> str | None:
    """Return the voice message that the button of the yes names."""
    named = [str(each["value"]) for each in parsed["entities"] if each["entity"] == VOICE]
    return named[0] if named and parsed["intent"]["name"] == CONFIRMED else None
