"""A yes to "is this what you said?", however it is given, makes what was heard the citizen's own words."""

from typing import Any

from bot.choices import chosen_payload
from bot.dialogue.text_set import LONGEST_TITLE
from bot.remarks import AGREE
from bot.transcriber import HEARD
from bot.turn import Speaker
from storage import Database, UnitOfWork
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
        self, conversation: Conversation, message_id: int, parsed: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the parse of the words that this message says yes to, else the message's own."""
        name, text = parsed["intent"]["name"], parsed["text"]
        if name == CONFIRMED:
            voice = _named(parsed)
        elif text[:1] != "/" and (name == AGREE or len(text) <= LONGEST_TITLE):
            async with self._database.read() as unit:
                voice = await self._answered(unit, conversation, text, agrees=name == AGREE)
        else:
            return parsed
        if voice is None:
            return parsed
        async with self._database.write() as unit:
            words = await unit.voices.confirm(voice, conversation.id, message_id)
            await unit.commit()
        return parsed if words is None else await self._speaker.parse(words.lstrip("/ "))

    async def _answered(
        self, unit: UnitOfWork, conversation: Conversation, text: str, *, agrees: bool
    ) -> str | None:
        """Return the voice message that a typed answer says yes to: in words, or by the button's number or title."""
        last = await self._speaker.recall(unit, conversation)
        if last is None or last["response"] != HEARD:
            return None
        if chosen := chosen_payload(text, last):
            return _named(await self._speaker.parse(chosen))
        in_time = agrees and last["age_seconds"] <= ASKED_WITHIN
        return await unit.voices.last_heard(conversation.id) if in_time else None


def _named(parsed: dict[str, Any]) -> str | None:
    """Return the voice message that the button of the yes names."""
    named = [str(each["value"]) for each in parsed["entities"] if each["entity"] == VOICE]
    return named[0] if named and parsed["intent"]["name"] == CONFIRMED else None
