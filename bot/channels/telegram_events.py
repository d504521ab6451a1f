"""From python-telegram-bot's update to our event."""

from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.constants import ChatType

from bot.channels.telegram_checks import integer, sound
from bot.channels.telegram_content import content_of, is_note
from messages import Address, AddressChanged, Forwarded, InboundEvent, InboundMessage, MessageKind

NAME = "telegram"


class NotHandledError(Exception):
    """The update is Telegram's, but no message of a citizen."""


def message_id(chat_id: object, number: object) -> str:
    """Name one message within one bot: Telegram numbers them per chat. Raises TypeError for no integers."""
    return f"message:{integer(chat_id)}:{integer(number)}"


@dataclass(frozen=True, slots=True)
class EventReader:
    """Turns the library's update into our event, for the bot `scope`; `now` is aware, UTC."""

    scope: str
    now: datetime

    def event(self, update: Update) -> InboundEvent:
        """Raise NotHandledError for no message, TypeError or ValueError for a broken contract."""
        if update.callback_query:
            return sound(self._button(update.callback_query))
        if update.my_chat_member:
            raise NotHandledError(f"membership: {update.my_chat_member.new_chat_member.status}")
        if message := update.message or update.channel_post:
            return self._message(message)
        if edited := update.edited_message or update.edited_channel_post:
            return self._edit(edited, update.update_id)
        raise NotHandledError("no message")

    def _message(self, message: Message) -> InboundEvent:
        external_id = message_id(message.chat.id, message.message_id)
        if message.migrate_to_chat_id:
            new = Address(NAME, self.scope, str(integer(message.migrate_to_chat_id)))
            return AddressChanged(self._address(message.chat), new, external_id)
        return sound(self._inbound(message, external_id))

    def _edit(self, message: Message, update_id: int) -> InboundMessage:
        edits = message_id(message.chat.id, message.message_id)
        version = int(message.edit_date.timestamp()) if message.edit_date else integer(update_id)
        return sound(self._inbound(message, f"{edits.replace('message', 'edit', 1)}:{version}", edits))

    def _inbound(self, message: Message, external_id: str, edits: str | None = None) -> InboundMessage:
        content = content_of(message)
        direct = _is_direct(message.chat)
        if is_note(message) or (content.kind is MessageKind.UNKNOWN and not direct):
            raise NotHandledError("a note about the chat")
        if message.from_user and message.from_user.is_bot:
            raise NotHandledError("written by a bot")
        return InboundMessage(
            address=self._address(message.chat, _own_phone(message)),
            external_id=external_id,
            kind=content.kind,
            provider_time=message.edit_date if edits and message.edit_date else message.date,
            text=content.text,
            sender_name=_name(message.from_user),
            attachments=content.attachments,
            point=content.point,
            group_id=message.media_group_id,
            edits=edits,
            reply_to=_replied(message),
            direct=direct,
            thread=str(integer(message.message_thread_id)) if message.message_thread_id else "",
            forwarded=Forwarded.ONCE if message.forward_origin else Forwarded.NO,
        )

    def _button(self, query: CallbackQuery) -> InboundMessage:
        if query.data is None:
            raise NotHandledError("a game's button")
        # Without a message (it is too old) the person is the chat: we put buttons in private chats only.
        chat = query.message.chat if query.message else None
        return InboundMessage(
            address=self._address(chat or query.from_user),
            external_id="callback:" + query.id,
            kind=MessageKind.BUTTON,
            provider_time=self.now,
            text=_title(query),
            payload=query.data,
            sender_name=_name(query.from_user),
            reply_to=message_id(chat.id, query.message.message_id) if chat and query.message else None,
            direct=chat is None or _is_direct(chat),
        )

    def _address(self, chat: Chat | User, phone: str | None = None) -> Address:
        return Address(NAME, self.scope, str(integer(chat.id)), phone)


def _is_direct(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE


def _name(user: User | None) -> str | None:
    return user.full_name if user else None


def _replied(message: Message) -> str | None:
    original = message.reply_to_message
    return message_id(message.chat.id, original.message_id) if original else None


def _own_phone(message: Message) -> str | None:
    """Return the number a citizen shares as their own: then card and private chat have the same id."""
    contact = message.contact
    return contact.phone_number if contact and contact.user_id == message.chat.id else None


def _title(query: CallbackQuery) -> str:
    """Return what the pressed button said, so that an officer reads words and not a payload."""
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    rows = markup.inline_keyboard if markup else ()
    return next((key.text for row in rows for key in row if key.callback_data == query.data), "")
