"""The calls by which one message goes out: photos first, long texts in parts, buttons under the last."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from telegram import Bot, InputMediaPhoto, LinkPreviewOptions

from bot.channels.files import content_of
from bot.channels.limits import TELEGRAM_ALBUM, TELEGRAM_CAPTION, TELEGRAM_TEXT
from bot.channels.telegram_errors import telegram_errors
from bot.channels.telegram_events import message_id
from bot.channels.telegram_keyboard import keyboard
from bot.channels.text import clean, split, units
from messages import Button, OutboundFile, OutboundMessage


@dataclass(frozen=True, slots=True)
class Step:
    """One call: photos with a caption, or a text; it succeeds or fails as a whole."""

    text: str = ""
    files: tuple[OutboundFile, ...] = ()
    buttons: tuple[Button, ...] = ()

    async def send(self, bot: Bot, chat_id: str) -> str:
        """Make the call and return the last message's id. Raises a SendError."""
        if not self.files:
            return await self._send_text(bot, chat_id)
        contents = [await content_of(file) for file in self.files]
        return await (self._send_photo if len(contents) == 1 else self._send_album)(bot, chat_id, contents)

    async def _send_text(self, bot: Bot, chat_id: str) -> str:
        preview = LinkPreviewOptions(is_disabled=True)
        with telegram_errors():
            sent = await bot.send_message(
                chat_id, self.text, reply_markup=keyboard(self.buttons), link_preview_options=preview
            )
        return message_id(sent.chat.id, sent.message_id)

    async def _send_photo(self, bot: Bot, chat_id: str, contents: list[bytes]) -> str:
        with telegram_errors():
            sent = await bot.send_photo(
                chat_id,
                contents[0],
                caption=self.text or None,
                reply_markup=keyboard(self.buttons),
                filename=self.files[0].name,
            )
        return message_id(sent.chat.id, sent.message_id)

    async def _send_album(self, bot: Bot, chat_id: str, contents: list[bytes]) -> str:
        captions = [self.text or None, *[None] * (len(contents) - 1)]
        album = [
            InputMediaPhoto(content, caption, filename=file.name)
            for content, caption, file in zip(contents, captions, self.files, strict=True)
        ]
        with telegram_errors():
            sent = await bot.send_media_group(chat_id, album)
        return message_id(sent[-1].chat.id, sent[-1].message_id)


def steps(message: OutboundMessage) -> list[Step]:
    """Return the calls in their order; there is always at least one.

    A text that is too long for a caption comes as messages of its own, and so does one with buttons under an
    album, which cannot carry them.
    """
    text = clean(message.text)
    photos = list(_photos(message.files))
    alone = len(message.files) == 1
    if photos and units(text) <= TELEGRAM_CAPTION and (alone or not message.buttons):
        first = replace(photos[0], text=text.strip(), buttons=message.buttons)
        return [first, *photos[1:]]
    *parts, last = split(text, TELEGRAM_TEXT)
    return [*photos, *(Step(part) for part in parts), Step(last, buttons=message.buttons)]


def _photos(files: tuple[OutboundFile, ...]) -> Iterator[Step]:
    for start in range(0, len(files), TELEGRAM_ALBUM):
        yield Step(files=files[start : start + TELEGRAM_ALBUM])
