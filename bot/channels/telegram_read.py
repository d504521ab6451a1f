"""One Telegram update, read into one event of ours.

| update | event |
|---|---|
| message, channel_post | InboundMessage `message:<chat>:<message>`; `migrate_to_chat_id` is AddressChanged |
| edited_message, edited_channel_post | InboundMessage `edit:<chat>:<message>:<edit date>` with `edits` |
| callback_query | InboundMessage of kind BUTTON, `callback:<id>` |
| my_chat_member | Unreadable: nothing to do. A citizen who blocked us is learnt from the next send's 403 |
| a poll, a reaction, Telegram's note of a pinned message, what breaks the contract | Unreadable |

The ids do not hang on `update_id`, so a message that comes by webhook and by polling is still one message.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from telegram import Update

from bot.channels.errors import UnreadablePayload
from bot.channels.telegram_events import NAME, EventReader, NotHandledError
from bot.channels.text import cleaned
from messages import InboundEvent, Unreadable

#: Telegram's ids have at most 52 significant bits; digits beyond that are nobody's.
_LONGEST_INTEGER = 20


def read_update(body: bytes, scope: str, now: datetime) -> InboundEvent:
    """Read one update; `now` stands in where Telegram gives no time (a pressed button, which lives 150 s).

    Raises UnreadablePayload when the body is no JSON object with an `update_id`; everything else comes back
    as an event.
    """
    update: dict[str, Any] = {}
    try:
        update = cleaned(_parsed(body))
        return EventReader(scope, now).event(Update.de_json(update))
    except UnreadablePayload:
        raise
    except NotHandledError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must be kept, or its chat is stuck behind it
        reason = f"not readable: {type(error).__name__}"
    return Unreadable(NAME, scope, _own_id(update, body), reason)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body, parse_int=_parse_integer)
    except ValueError:
        raise UnreadablePayload("not JSON") from None
    if not isinstance(update, dict) or "update_id" not in update:
        raise UnreadablePayload("not an update")
    return update


def _parse_integer(digits: str) -> int | float:
    # Python refuses integers above 4,300 digits with a ValueError, which would look like broken JSON.
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


def _own_id(update: dict[str, Any], body: bytes) -> str:
    update_id = update.get("update_id")
    if type(update_id) is int:
        return f"update:{update_id}"
    return f"body:{hashlib.sha256(body).hexdigest()}"
