"""A database with conversations on one channel, and a sender whose clock a test moves."""

from datetime import timedelta

from bot.gateway import Gateway
from bot.parcel import Parcel
from bot.sender import Sender
from messages import Saying
from storage import Database
from storage.conversations import Conversation
from storage.outbox import Queued
from tests.fakes import Clock, PaperChannel, letter

MOMENT = timedelta(microseconds=1)


class Post:
    """Paper mail: `say` puts a row, `send` sends what is due now."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.channel = PaperChannel()
        self.gateway = Gateway(database, self.clock, timedelta(0))
        self.sender = Sender(database, {"paper": self.channel}, self.clock)
        self.conversations: dict[str, str] = {}
        self._said = 0

    async def meet(self, *citizens: str) -> None:
        for citizen in citizens:
            await self.write(citizen)

    async def write(self, citizen: str) -> None:
        self._said += 1
        message = letter("halo", external_id=f"hello:{self._said}", citizen=citizen)
        await self.gateway.accept([(message, b"")])
        async with self.database.write() as unit:
            while claimed := await unit.conversations.claim(self.clock(), timedelta(minutes=9)):
                await self._remember(claimed)
            await unit.commit()

    async def say(self, citizen: str, *texts: str, author: str = "bot") -> None:
        async with self.database.write() as unit:
            for text in texts:
                self._said += 1
                saying, moment = Saying(text=text), self.clock()
                key, n = f"t:{self._said}", 0
                conversation = self.conversations[citizen]
                await unit.outbox.put(conversation, saying, turn=key, n=n, author=author, not_before=moment)
            await unit.commit()

    async def send(self) -> list[str]:
        """Send until nothing is due; returns the texts that went out."""
        before = len(self.channel.sent)
        while await self.sender.step():
            pass
        return [message.text for message in self.channel.sent[before:]]

    async def claim(self) -> Parcel | None:
        """Take one row up as the sender does, and go no further."""
        return next(iter(await self.sender._claim(1)), None)

    async def rows(self, citizen: str) -> list[Queued]:
        async with self.database.read() as unit:
            return await unit.outbox.of_conversation(self.conversations[citizen])

    async def _remember(self, conversation: Conversation) -> None:
        async with self.database.read() as unit:
            address = await unit.contacts.address(conversation.address_id)
        self.conversations[address.id] = conversation.id
