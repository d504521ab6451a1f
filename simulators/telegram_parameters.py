"""The fields of one Bot API call, as strict as the contract beside this file."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

CONTRACT = Path(__file__).with_name("telegram_contract.json")

#: UTF-16 code units of a message and of a caption, bytes of what a button carries.
TEXT_LIMIT, CAPTION_LIMIT, CALLBACK_LIMIT = 4096, 1024, 64


class BotApiError(Exception):
    """A refusal, worded as Telegram words it."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        """`parameters` are Telegram's machine-readable extras, such as retry_after in seconds."""
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad_request(what: str) -> BotApiError:
    """Make the most usual refusal."""
    return BotApiError(400, f"Bad Request: {what}")


@cache
def contract() -> dict[str, Any]:
    """Return the methods by name, each with its required and optional fields."""
    methods: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))["methods"]
    return methods


@dataclass(frozen=True, slots=True)
class Parameters:
    """One call's fields; all values are strings, or JSON values where the call was JSON. `files` came beside."""

    values: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    async def of(cls, method: str, request: web.Request) -> "Parameters":
        """Read query, form, multipart or JSON. Raises BotApiError for a field too few or one too many."""
        values: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            values |= await request.json()
        else:
            values |= dict(await request.post())
        files = {name: part for name, part in values.items() if isinstance(part, web.FileField)}
        values = {name: value for name, value in values.items() if name not in files}
        fields = contract()[method]
        for name in fields["required"]:
            if values.get(name) in (None, "") and name not in files:
                raise bad_request(_missing(name))
        # Telegram itself ignores these; we would rather hear of a misspelt field.
        if unknown := values.keys() - {*fields["required"], *fields["optional"]}:
            raise bad_request(f"unknown parameter {min(unknown)}")
        return cls(values, {name: part.file.read() for name, part in files.items()})

    def text(self, name: str) -> str:
        """Return a text, empty when absent."""
        return str(self.values.get(name) or "")

    def number(self, name: str, default: int = 0) -> int:
        """Return an integer. Raises BotApiError when it is none."""
        try:
            return int(self.values.get(name) or default)
        except ValueError:
            raise bad_request(f'parameter "{name}" must be of type Integer') from None

    def flag(self, name: str) -> bool:
        """Return a Boolean."""
        return str(self.values.get(name)).lower() in ("true", "1")

    def parsed(self, name: str) -> Any:
        """Return a JSON-serialized field, None when absent. Raises BotApiError when it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def message_text(self) -> str:
        """Return what the message says, trimmed. Raises BotApiError when it is empty or too long."""
        text = self.text("text").strip()
        if not text:
            raise bad_request("message text is empty")
        if len(text.encode("utf-16-le")) // 2 > TEXT_LIMIT:
            raise bad_request("message is too long")
        return text

    def caption(self, given: Any) -> str:
        """Return a caption, trimmed. Raises BotApiError when it is too long."""
        caption = str(given or "").strip()
        if len(caption.encode("utf-16-le")) // 2 > CAPTION_LIMIT:
            raise bad_request("message caption is too long")
        return caption

    def keyboard(self) -> dict[str, Any] | None:
        """Return the inline keyboard. Raises BotApiError for a button Telegram would refuse."""
        markup = self.parsed("reply_markup")
        for row in (markup or {}).get("inline_keyboard", ()):
            for button in row:
                _check_button(button)
        return dict(markup) if markup else None


def _missing(name: str) -> str:
    return "message text is empty" if name == "text" else f"{name} is empty"


def _check_button(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button.keys() & {"callback_data", "url"}:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button and not 0 < len(button["callback_data"].encode()) <= CALLBACK_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
