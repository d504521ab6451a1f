"""What each channel makes of what was said: built as it is sent, held to the limits of the service's simulator.

Every play is shown on all of them and in every set of texts, so that a dialogue need not be played again for each.
"""

import json
from collections.abc import Callable, Iterator
from functools import cache

from app.texts import HouseTexts, list_words
from bot.channels import messenger_compose
from bot.channels.telegram_keyboard import keyboard
from bot.channels.telegram_steps import steps
from bot.channels.whatsapp_compose import ListWords, bodies
from bot.dialogue.renderer import Texts
from messages import Address, Button, OutboundMessage, Rendered
from settings import Settings
from simulators import messenger_contract
from simulators.graph_contract import problem
from simulators.telegram_parameters import BotApiError, Parameters
from tests.conversations.records import Heard
from tests.conversations.speech import own_settings, speech

#: Bytes of a button's payload that the web chat takes back (bot/web_chat.py).
WEB_PAYLOAD = 256
Shown = Callable[[Rendered, ListWords], tuple[list[str], list[str]]]


def channel_faults(texts: HouseTexts, said: list[Heard]) -> Iterator[str]:
    """Tell what a channel would refuse or lose, in the texts of the play and in English."""
    for heard in said:
        for each in (texts, english()):
            words = list_words(each)
            for channel, show in CHANNELS.items():
                rendered = _rendered(each, heard, channel)
                refused, kept = show(rendered, words)
                yield from (f"{channel}: {heard.response}: {fault}" for fault in refused)
                if kept != [button.payload for button in rendered.buttons]:
                    yield f"{channel}: {heard.response}: of {rendered.buttons} only {kept} are shown"


@cache
def english() -> HouseTexts:
    """Return the English texts."""
    return HouseTexts(Texts(speech("en", "")[0]), Settings(**own_settings()))


def _rendered(texts: HouseTexts, heard: Heard, channel: str) -> Rendered:
    """Render it again for a channel; the buttons an action added stand behind the response's own."""
    if heard.response is None:
        return Rendered(heard.text, tuple(Button(*each) for each in heard.buttons))
    own = len(texts.render(heard.response, heard.params, heard.params, "paper", "1").buttons)
    again = texts.render(heard.response, heard.params, heard.params, channel, "1")
    return Rendered(again.text, again.buttons + tuple(Button(*each) for each in heard.buttons[own:]))


def _message(channel: str, rendered: Rendered) -> OutboundMessage:
    return OutboundMessage(Address(channel, "desk", "6281200000017"), rendered.text, rendered.buttons)


def _on_telegram(rendered: Rendered, words: ListWords) -> tuple[list[str], list[str]]:
    del words
    refused, kept = list[str](), list[str]()
    for step in steps(_message("telegram", rendered)):
        keys = keyboard(step.buttons)
        call = Parameters({"text": step.text} | ({"reply_markup": keys.to_json()} if keys else {}))
        try:
            call.message_text()
            shown = call.keyboard() or {"inline_keyboard": []}
        except BotApiError as error:
            refused.append(error.description)
        else:
            kept += [key["callback_data"] for row in shown["inline_keyboard"] for key in row]
    return refused, kept


def _on_whatsapp(rendered: Rendered, words: ListWords) -> tuple[list[str], list[str]]:
    refused, kept = list[str](), list[str]()
    for body in bodies(_message("whatsapp", rendered), words=words):
        if fault := problem(body):
            refused.append(fault)
        action = body.get("interactive", {}).get("action", {})
        kept += [each["reply"]["id"] for each in action.get("buttons", ())]
        kept += [row["id"] for section in action.get("sections", ()) for row in section["rows"]]
    return refused, kept


def _on_messenger(rendered: Rendered, words: ListWords) -> tuple[list[str], list[str]]:
    del words
    refused, kept = list[str](), list[str]()
    for body in messenger_compose.bodies(_message("messenger", rendered)):
        if fault := messenger_contract.problem(body):
            refused.append(fault)
        kept += [each["payload"] for each in body["message"].get("quick_replies", ())]
    return refused, kept


def _on_the_web(rendered: Rendered, words: ListWords) -> tuple[list[str], list[str]]:
    del words
    shown = json.loads(json.dumps([[button.title, button.payload] for button in rendered.buttons]))
    refused = [] if rendered.text.strip() else ["an empty bubble"]
    refused += [f"{title} cannot be sent back" for title, payload in shown if len(payload) > WEB_PAYLOAD]
    return refused, [payload for _, payload in shown]


CHANNELS: dict[str, Shown] = {
    "telegram": _on_telegram,
    "whatsapp": _on_whatsapp,
    "messenger": _on_messenger,
    "web": _on_the_web,
}
