"""A yes to "is this what you said?" makes what was heard the citizen's own words, handled like typed ones."""

from typing import Any

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
        if parsed["intent"]["name"] not in {CONFIRMED, AGREE}:
            return parsed
        async with self._database.read() as unit:
            voice = await self._meant(unit, conversation, parsed)
        if voice is None:
            return parsed
        async with self._database.write() as unit:
            words = await unit.voices.confirm(voice, conversation.id, message_id)
            await unit.commit()
        return parsed if words is None else await self._speaker.parse(words.lstrip("/ "))

    async def _meant(
        self, unit: UnitOfWork, conversation: Conversation, parsed: dict[str, Any]
    ) -> str | None:
        if parsed["intent"]["name"] == CONFIRMED:
            named = [each["value"] for each in parsed["entities"] if each["entity"] == VOICE]
            return str(named[0]) if named else None
        last = await self._speaker.last_said(unit, conversation)
        asked = last is not None and last["response"] == HEARD and last["age_seconds"] <= ASKED_WITHIN
        return await unit.voices.last_heard(conversation.id) if asked and parsed["text"][:1] != "/" else None
