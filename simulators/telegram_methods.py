"""What each Bot API method does, and refuses."""

import re
import time
from typing import TYPE_CHECKING, Any

from simulators.telegram_parameters import BotApiError, Parameters, bad_request
from simulators.telegram_photos import checked_photo, read_album, uploaded
from simulators.telegram_updates import Webhook

if TYPE_CHECKING:
    from simulators.telegram_world import World

Json = dict[str, Any]

#: Bytes a bot can download; seconds a long poll can last; seconds a pressed button waits for its answer.
_FILE_LIMIT, _LONGEST_POLL, _QUERY_LIFE = 20_000_000, 50, 150
_POLL_SIZE = 100
_ANSWER_LIMIT = 200
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_ACTIONS = {"typing", "upload_photo", "upload_document", "find_location", "record_voice", "upload_voice"}


class Methods:
    """One coroutine per method, named in snake case. Each takes the fields and raises BotApiError."""

    def __init__(self, world: "World") -> None:
        self._bot = world

    async def get_me(self, _: Parameters) -> Json:
        """Tell who the bot is."""
        return self._bot.user | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def get_updates(self, fields: Parameters) -> list[Json]:
        """Long poll."""
        self._allow(fields)
        limit = min(max(fields.number("limit", _POLL_SIZE), 1), _POLL_SIZE)
        wait = min(max(fields.number("timeout"), 0), _LONGEST_POLL)
        return await self._bot.updates.poll(fields.number("offset"), limit, wait)

    async def set_webhook(self, fields: Parameters) -> bool:
        """Post updates to a URL from now on."""
        url, secret = fields.text("url"), fields.text("secret_token")
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self._allow(fields)
        webhook = Webhook(url, secret, fields.number("max_connections", 40))
        await self._bot.updates.use(webhook, drop=fields.flag("drop_pending_updates"))
        return True

    async def delete_webhook(self, fields: Parameters) -> bool:
        """Stop posting."""
        await self._bot.updates.use(None, drop=fields.flag("drop_pending_updates"))
        return True

    async def get_webhook_info(self, _: Parameters) -> Json:
        """Tell how posting goes."""
        updates, webhook = self._bot.updates, self._bot.updates.webhook
        info: Json = {"url": webhook.url if webhook else "", "has_custom_certificate": False}
        info["pending_update_count"] = len(updates.waiting)
        if webhook:
            info["max_connections"] = webhook.max_connections
        if updates.last_error:
            info["last_error_date"], info["last_error_message"] = updates.last_error
        if updates.allowed:
            info["allowed_updates"] = list(updates.allowed)
        return info

    async def send_message(self, fields: Parameters) -> Json:
        """Write to a citizen."""
        chat_id = self._reachable(fields)
        text, keyboard = fields.message_text(), fields.keyboard()
        self._bot.throttle(chat_id)
        return self._bot.keep_message(chat_id, text, keyboard)

    async def send_photo(self, fields: Parameters) -> Json:
        """Send a citizen one photo."""
        chat_id = self._reachable(fields)
        data = checked_photo(uploaded(fields, "photo") or self._known(fields.text("photo")))
        caption, keyboard = fields.caption(fields.text("caption")), fields.keyboard()
        self._bot.throttle(chat_id)
        return self._bot.keep_photo(chat_id, data, caption, keyboard)

    async def send_media_group(self, fields: Parameters) -> list[Json]:
        """Send a citizen an album of photos."""
        chat_id, album = self._reachable(fields), read_album(fields)
        self._bot.throttle(chat_id)
        group = self._bot.new_query()
        return [self._bot.keep_photo(chat_id, data, caption, group=group) for data, caption in album]

    async def edit_message_text(self, fields: Parameters) -> Json:
        """Change a message of the bot's."""
        number, chat_id = fields.number("message_id"), self._reachable(fields)
        message = next((m for m in self._bot.sent(chat_id) if m["message_id"] == number), None)
        if not message:
            raise bad_request("message to edit not found")
        keyboard = fields.keyboard()
        new: Json = {"text": fields.message_text()} | ({"reply_markup": keyboard} if keyboard else {})
        if {key: message.get(key) for key in ("text", "reply_markup") if key in message} == new:
            raise bad_request("message is not modified: specified new message content is exactly the same")
        message.pop("reply_markup", None)
        message |= new | {"edit_date": int(self._bot.clock())}
        return message

    async def answer_callback_query(self, fields: Parameters) -> bool:
        """Stop a button's spinner."""
        asked = self._bot.queries.pop(fields.text("callback_query_id"), None)
        if asked is None or time.monotonic() - asked > _QUERY_LIFE:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(fields.text("text")) > _ANSWER_LIMIT:
            raise bad_request("MESSAGE_TOO_LONG")
        return True

    async def get_file(self, fields: Parameters) -> Json:
        """Tell where a file can be fetched."""
        file_id = fields.text("file_id")
        data = self._bot.files.get(file_id)
        if data is None:
            raise bad_request("invalid file_id")
        if len(data) > _FILE_LIMIT:
            raise bad_request("file is too big")
        return self._bot.file(file_id) | {"file_path": f"files/{file_id}"}

    async def send_chat_action(self, fields: Parameters) -> bool:
        """Show that the bot is busy."""
        self._reachable(fields)
        if fields.text("action") not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    async def set_my_commands(self, fields: Parameters) -> bool:
        """Fill the menu."""
        commands = fields.parsed("commands")
        if not isinstance(commands, list):
            raise bad_request("expected an Array of BotCommand")
        if not all(_COMMAND.fullmatch(each["command"]) and each["description"] for each in commands):
            raise bad_request("BOT_COMMAND_INVALID")
        self._bot.commands = commands
        return True

    def _known(self, file_id: str) -> bytes:
        if file_id not in self._bot.files:
            raise bad_request("wrong remote file identifier specified: Wrong character in the string")
        return self._bot.files[file_id]

    def _allow(self, fields: Parameters) -> None:
        allowed = fields.parsed("allowed_updates")
        if allowed is not None:
            self._bot.updates.allowed = tuple(allowed)

    def _reachable(self, fields: Parameters) -> int:
        chat_id = fields.number("chat_id")
        if chat_id not in self._bot.citizens:
            raise bad_request("chat not found")
        if self._bot.citizens[chat_id].blocked:
            raise BotApiError(403, "Forbidden: bot was blocked by the user")
        return chat_id
