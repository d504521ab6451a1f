"""What Telegram holds for one bot: its citizens, their chats and files."""

import math
import time
from collections.abc import Callable
from itertools import count

from simulators.telegram_citizen import Citizen, Json
from simulators.telegram_parameters import BotApiError
from simulators.telegram_updates import Updates


class World:
    """The state behind the Bot API; `gap` is the least time between two messages to one chat, in seconds.

    `clock` tells the seconds since 1970 that messages are dated by.
    """

    def __init__(
        self, bot_id: int, updates: Updates, gap: float, clock: Callable[[], float] = time.time
    ) -> None:
        self.updates = updates
        self.clock = clock
        self.citizens: dict[int, Citizen] = {}
        self.chats: dict[int, list[Json]] = {}
        self.files: dict[str, bytes] = {}
        self.queries: dict[str, float] = {}
        self.commands: list[Json] = []
        self._bot_id = bot_id
        self._gap = gap
        self._last_sent: dict[int, float] = {}
        self._queries = count(5_000_000_001)

    def citizen(self, chat_id: int, name: str = "Warga Uji") -> Citizen:
        """Return the citizen of this chat, the same one every time."""
        if chat_id not in self.citizens:
            self.citizens[chat_id] = Citizen(self, chat_id, name, count(1))
            self.chats[chat_id] = []
        return self.citizens[chat_id]

    def sent(self, chat_id: int) -> list[Json]:
        """Return what the bot wrote into this chat, oldest first."""
        return [message for message in self.chats.get(chat_id, []) if message["from"]["is_bot"]]

    @property
    def user(self) -> Json:
        """The Bot API's User of the bot."""
        return {"id": self._bot_id, "is_bot": True, "first_name": "Tanggap", "username": "tanggap_uji_bot"}

    def keep_file(self, data: bytes) -> Json:
        """Keep a file and return the fields every file has."""
        file_id = f"berkas-{len(self.files) + 1}"
        self.files[file_id] = data
        return self.file(file_id)

    def file(self, file_id: str) -> Json:
        """Return the fields of a kept file."""
        return {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": len(self.files[file_id])}

    def keep_message(self, chat_id: int, text: str, keyboard: Json | None) -> Json:
        """Put a message of the bot's into the chat."""
        return self._keep(chat_id, {"text": text}, keyboard)

    def keep_photo(
        self, chat_id: int, data: bytes, caption: str, keyboard: Json | None = None, group: str = ""
    ) -> Json:
        """Put a photo of the bot's into the chat; its bytes lie in `files` under the last size's file_id."""
        content: Json = {"photo": [self.keep_file(data) | {"width": 1280, "height": 960}]}
        content |= {"caption": caption} if caption else {}
        return self._keep(chat_id, content | ({"media_group_id": group} if group else {}), keyboard)

    def _keep(self, chat_id: int, content: Json, keyboard: Json | None) -> Json:
        citizen = self.citizens[chat_id]
        message: Json = {"message_id": next(citizen.numbers), "date": int(self.clock())}
        message |= {"from": self.user, "chat": citizen.chat, **content}
        if keyboard:
            message["reply_markup"] = keyboard
        self.chats[chat_id].append(message)
        return message

    def photos_sent(self, chat_id: int) -> list[bytes]:
        """Return the bytes of the photos the bot sent into this chat, oldest first."""
        return [self.files[m["photo"][-1]["file_id"]] for m in self.sent(chat_id) if "photo" in m]

    def new_query(self) -> str:
        """Return the id of a button just pressed."""
        query_id = str(next(self._queries))
        self.queries[query_id] = time.monotonic()
        return query_id

    def throttle(self, chat_id: int) -> None:
        """Raise BotApiError (429) when the bot writes to one chat too fast."""
        now = time.monotonic()
        wait = self._last_sent.get(chat_id, -math.inf) + self._gap - now
        if wait > 0:
            seconds = math.ceil(wait)
            raise BotApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._last_sent[chat_id] = now
