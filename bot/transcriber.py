"""Voice messages become words: heard beside the conversations, and asked about; the ticket is there already."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.loop import Loop
from bot.recogniser import NotHeard, Recogniser
from messages import Saying
from storage import Database, UnitOfWork
from storage.conversations import BOT
from storage.voices import MOST_TRIES, Voice
from storage.wakeups import VOICES

log = structlog.get_logger(__name__)

HEARD, NOT_HEARD = "utter_suara_didengar", "utter_suara_tidak_terbaca"
MARGIN = timedelta(seconds=30)  #: between the recogniser's time limit and the next try


class Transcriber(Loop):
    """Lets a recogniser hear stored voice messages one by one; no transaction is open meanwhile."""

    topic = VOICES
    poll_seconds = 2.0

    def __init__(
        self, database: Database, recogniser: Recogniser, media_dir: Path, now: Callable[[], datetime]
    ) -> None:
        """Hear what lies below `media_dir`."""
        super().__init__(database)
        self._recogniser = recogniser
        self._media_dir = media_dir
        self._now = now
        self._lease = timedelta(seconds=recogniser.seconds) + MARGIN

    async def step(self) -> bool:
        """Hear one; False where there is none."""
        voice = await self._claim()
        if voice is None:
            return False
        words = "" if voice.attempts >= MOST_TRIES else await self._hear(voice)
        async with self._database.write() as unit:
            if await unit.voices.heard(voice.attachment_id, words, self._now()):
                await self._tell(unit, voice, words)
            await unit.commit()
        return True

    async def _claim(self) -> Voice | None:
        async with self._database.read() as unit:
            if not await unit.voices.has_due(self._now(), self._lease):
                return None
        async with self._database.write() as unit:
            voice = await unit.voices.claim(self._now(), self._lease)
            await unit.commit()
        return voice

    async def _hear(self, voice: Voice) -> str:
        try:
            return await self._recogniser.hear(self._media_dir / voice.attachment_id)
        except NotHeard as error:
            log.warning("voice_not_heard", attachment=voice.attachment_id, error=str(error))
            return ""

    async def _tell(self, unit: UnitOfWork, voice: Voice, words: str) -> None:
        """Ask whether it was heard well; whoever wrote on meanwhile, or talks with officers, is not asked."""
        talk = await unit.conversations.get(voice.conversation_id)
        if talk.owner != BOT or await unit.voices.wrote_since(voice):
            return
        tickets = await unit.tickets.of_message(voice.message_id)
        if not tickets:
            return
        params = {"nomor": tickets[0].number}
        saying = Saying(NOT_HEARD, params)
        if words:
            saying = Saying(HEARD, {**params, "kata": words, "suara": voice.attachment_id})
        turn = f"voice:{voice.attachment_id}"
        await unit.outbox.put(talk.id, saying, turn=turn, n=0, ticket_id=tickets[0].id)
