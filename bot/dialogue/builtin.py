"""The actions every Rasa bot has without writing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.dialogue.vocabulary import DEACTIVATE_LOOP, DEFAULT_FALLBACK, REQUESTED_SLOT, RESTART, SESSION_START

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.dialogue.conversation import Conversation


def _start_session(talk: Conversation) -> None:
    """Begin a session, carrying the slots over if the domain says so."""
    tracker = talk.tracker
    changed = {name: value for name, value in tracker.slots.items() if value != tracker.initial_slots[name]}
    talk.apply("session_started")
    for name, value in changed.items() if talk.domain.carry_over_slots else ():
        talk.apply("slot", name=name, value=value)


def _fall_back(talk: Conversation) -> None:
    """Say that the message was not understood, and undo it."""
    if "utter_default" in talk.domain.responses:
        talk.say("utter_default")
    talk.apply("rewind")


def _deactivate_loop(talk: Conversation) -> None:
    talk.apply("active_loop", name=None)
    talk.apply("slot", name=REQUESTED_SLOT, value=None)


def _restart(talk: Conversation) -> None:
    if "utter_restart" in talk.domain.responses:
        talk.say("utter_restart")
    talk.apply("restart")


BUILT_IN: Final[Mapping[str, Callable[[Conversation], None]]] = {
    SESSION_START: _start_session,
    DEFAULT_FALLBACK: _fall_back,
    DEACTIVATE_LOOP: _deactivate_loop,
    RESTART: _restart,
}
