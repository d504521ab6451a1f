"""Which engine answers: our own runtime, or a Rasa server with our side for it to ask."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

import aiohttp
from aiohttp import web

from actions.registry import ACTIONS
from actions.wiring import Wiring, install
from app.texts import HouseTexts
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
from nlu.interpreter import Interpreter
from settings import Settings


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the trainers wrote."""

    domain: Domain
    rules: Sequence[Rule]
    texts: HouseTexts
    ear: Ear
    sieve: Sieve


@dataclass(frozen=True, slots=True)
class Mind:
    """The engine that answers, and what a Rasa server asks of us."""

    engine: Engine
    rasa_side: web.Application | None = None


def open_mind(
    stack: AsyncExitStack, settings: Settings, wiring: Wiring, dialogue: Dialogue, interpreter: Interpreter
) -> Mind:
    """Open the engine the settings ask for; the stack closes it."""
    if settings.engine == "rasa":
        return _rasa(stack, settings, wiring, dialogue, interpreter)
    actions = _actions(stack, settings, wiring)
    return Mind(Agent(dialogue.domain, dialogue.rules, actions))


def _rasa(
    stack: AsyncExitStack, settings: Settings, wiring: Wiring, dialogue: Dialogue, interpreter: Interpreter
) -> Mind:
    session = _session(stack)
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
    return Mind(engine, side.app(token))


def _actions(stack: AsyncExitStack, settings: Settings, wiring: Wiring) -> ActionClient:
    if settings.action_endpoint:
        return HttpActions(settings.action_endpoint, _session(stack), settings.turn_timeout_seconds / 2)
    return _in_process(stack, wiring)


def _in_process(stack: AsyncExitStack, wiring: Wiring) -> InProcessActions:
    install(wiring)
    stack.callback(install, None)
    return InProcessActions(ACTIONS)


def _session(stack: AsyncExitStack) -> aiohttp.ClientSession:
    session = aiohttp.ClientSession()
    stack.push_async_callback(session.close)
    return session
