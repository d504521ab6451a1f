"""Buttons under a Telegram message."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.text import clean
from messages import Button

#: Two buttons stand side by side while both titles are at most this long.
_SHORT_TITLE = 16


def keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """Lay buttons out under a message: two in a row while both are short, else one."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        key = InlineKeyboardButton(clean(button.title), callback_data=button.payload)
        short = len(key.text) <= _SHORT_TITLE
        if rows and short and len(rows[-1]) == 1 and len(rows[-1][0].text) <= _SHORT_TITLE:
            rows[-1].append(key)
        else:
            rows.append([key])
    return InlineKeyboardMarkup(rows) if rows else None
