"""A citizen with a Telegram app, for tests and the demo."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulators.telegram_world import World

Json = dict[str, Any]

#: A few bytes that pass for a JPEG and an Opus voice note.
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
OGG = b"OggS\x00\x02" + bytes(22) + b"OpusHead"


@dataclass(slots=True)
class Citizen:
    """One private chat. Every method sends one message and returns it as the bot gets it."""

    world: "World"
    chat_id: int
    name: str
    numbers: "Iterator[int]"
    blocked: bool = False

    def text(self, text: str, **extra: Any) -> Json:
        """Write."""
        return self.send(text=text, **extra)

    def photo(self, caption: str | None = None, data: bytes = JPEG, **extra: Any) -> Json:
        """Send a photo; Telegram offers it in two sizes."""
        sizes = [self._file(data[:10]) | _size(90), self._file(data) | _size(1280)]
        return self.send(photo=sizes, **_optional(caption=caption), **extra)

    def album(self, parts: int, caption: str | None = None) -> list[Json]:
        """Send photos together; the caption stands under the first."""
        group = str(next(self.numbers) + 10**16)
        captions = [caption, *[None] * (parts - 1)]
        return [self.photo(each, media_group_id=group) for each in captions]

    def location(self, latitude: float, longitude: float) -> Json:
        """Send a pin."""
        return self.send(location={"latitude": latitude, "longitude": longitude})

    def voice(self, data: bytes = OGG) -> Json:
        """Send a voice note."""
        return self.send(voice=self._file(data) | {"duration": 3, "mime_type": "audio/ogg"})

    def document(self, name: str, data: bytes, mime: str = "application/pdf") -> Json:
        """Send a file."""
        return self.send(document=self._file(data) | {"file_name": name, "mime_type": mime})

    def contact(self, phone: str) -> Json:
        """Share one's own number."""
        return self.send(
            contact={"phone_number": phone, "first_name": self.name, "user_id": self.chat_id},
        )

    def sticker(self, emoji: str = "👍") -> Json:
        """Send a sticker."""
        shape = {"type": "regular", "is_animated": False, "is_video": False, "emoji": emoji}
        return self.send(sticker=self._file(b"RIFF") | _size(512) | shape)

    def edit(self, message_id: int, text: str) -> Json:
        """Change what one wrote. Raises LookupError for a message this citizen never sent."""
        message = next((m for m in self._own() if m["message_id"] == message_id), None)
        if not message:
            raise LookupError(message_id)
        message |= {"text": text, "edit_date": int(self.world.clock())}
        self._update("edited_message", dict(message))
        return dict(message)

    def press(self, button: str) -> Json:
        """Press the newest button with this title or payload. Raises LookupError when there is none."""
        for message in reversed(self.world.sent(self.chat_id)):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for key in row:
                    if button in (key["text"], key.get("callback_data")):
                        return self._press(message, key["callback_data"])
        raise LookupError(button)

    def block(self) -> Json:
        """Block the bot: it is told so, and can write no more."""
        self.blocked = True
        return self._membership("member", "kicked")

    def unblock(self) -> Json:
        """Start the bot again."""
        self.blocked = False
        return self._membership("kicked", "member")

    def send(self, **content: Any) -> Json:
        """Send a message of any kind, in the Bot API's own fields."""
        message = self._envelope() | content
        self.world.chats[self.chat_id].append(message)
        self._update("message", dict(message))
        return dict(message)

    @property
    def user(self) -> Json:
        """The Bot API's User."""
        return {"id": self.chat_id, "is_bot": False, "first_name": self.name, "language_code": "id"}

    @property
    def chat(self) -> Json:
        """The Bot API's Chat."""
        return {"id": self.chat_id, "type": "private", "first_name": self.name}

    def _own(self) -> list[Json]:
        return [m for m in self.world.chats[self.chat_id] if m["from"]["id"] == self.chat_id]

    def _envelope(self) -> Json:
        head = {"message_id": next(self.numbers), "date": int(self.world.clock())}
        return head | {"from": self.user, "chat": self.chat}

    def _file(self, data: bytes) -> Json:
        return self.world.keep_file(data)

    def _press(self, message: Json, data: str) -> Json:
        query = {
            "id": self.world.new_query(),
            "from": self.user,
            "message": message,
            "chat_instance": str(self.chat_id),
            "data": data,
        }
        self._update("callback_query", query)
        return query

    def _membership(self, old: str, new: str) -> Json:
        change = {"chat": self.chat, "from": self.user, "date": int(self.world.clock())}
        change |= {"old_chat_member": self._member(old), "new_chat_member": self._member(new)}
        self._update("my_chat_member", change)
        return change

    def _member(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": self.world.user, **until}

    def _update(self, kind: str, content: Json) -> None:
        self.world.updates.put(self.chat_id, kind, content)


def _size(side: int) -> Json:
    return {"width": side, "height": side}


def _optional(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
