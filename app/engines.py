"""Which engine answers: our own runtime, or a Rasa server with our side for it to ask."""

from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

import aiohttp
from aiohttp import web

from actions.registry import ACTIONS
from actions.wiring import Wiring, install
from bot.dialogue.action_client import ActionClient, HttpActions, InProcessActions
from bot.dialogue.agent import Agent
from bot.dialogue.domain import Domain
from bot.dialogue.engine import Engine
from bot.dialogue.rasa_engine import RasaEngine
from bot.dialogue.rules import Rule
from bot.dialogue.under_way import TurnsUnderWay
from bot.ear import Ear
from bot.rasa_side import RasaSide
from bot.sieve import Sieve
from bot.turn import understand
from messages import Texts
from nlu.interpreter import Interpreter
from settings import Settings


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the trainers wrote."""

    domain: Domain
    rules: Iterable[Rule]
    texts: Texts
    ear: Ear
    sieve: Sieve


async def open_engine(
    stack: AsyncExitStack, settings: Settings, wiring: Wiring, dialogue: Dialogue, interpreter: Interpreter
) -> tuple[Engine, web.Application | None]:
    """Open the engine the settings ask for, and what a Rasa server asks of us."""
    if settings.engine == "rasa":
        return await _rasa(stack, settings, wiring, dialogue, interpreter)
    actions = await _actions(stack, settings, wiring)
    return Agent(dialogue.domain, dialogue.rules, actions), None


async def _rasa(
    stack: AsyncExitStack, settings: Settings, wiring: Wiring, dialogue: Dialogue, interpreter: Interpreter
) -> tuple[Engine, web.Application]:
    session = await stack.enter_async_context(aiohttp.ClientSession())
    token, turns = settings.rasa_token.get_secret_value(), TurnsUnderWay()
    timeout = settings.turn_timeout_seconds / 2
    engine = RasaEngine(settings.rasa_url, token, session, timeout, dialogue.domain, turns)
    actions = _in_process(stack, wiring)
    side = RasaSide(
        partial(understand, interpreter, dialogue.ear, dialogue.sieve),
        dialogue.domain,
        dialogue.texts,
        actions,
        turns,
    )
    return engine, side.app(token)


async def _actions(stack: AsyncExitStack, settings: Settings, wiring: Wiring) -> ActionClient:
    if settings.action_endpoint:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        return HttpActions(settings.action_endpoint, session, settings.turn_timeout_seconds / 2)
    return _in_process(stack, wiring)


def _in_process(stack: AsyncExitStack, wiring: Wiring) -> InProcessActions:
    install(wiring)
    stack.callback(install, None)
    return InProcessActions(ACTIONS)
