"""Running a form: take what the message answers, then ask for the first empty slot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.dialogue.action_client import ActionRejected, ActionResult
from bot.dialogue.slots import extract_slots, set_slots, slot_event
from bot.dialogue.vocabulary import LISTEN, REQUESTED_SLOT

if TYPE_CHECKING:
    from bot.dialogue.conversation import Conversation
    from bot.dialogue.vocabulary import Form


async def run_form(talk: Conversation, form: Form) -> None:
    """Run one round of a form, starting it when it is not the active one.

    Raises:
        ActionRejected: the message held nothing for the form; the rules may answer it.
        ActionFailed: an action of the form could not be run.

    """
    if talk.tracker.loop != form.name:
        result = await _start(talk, form)
    elif talk.tracker.latest_action_name == LISTEN:
        result = await _take_answer(talk, form)
    else:
        # Back from an interruption: the message was for someone else, only the question is due.
        result = await _validate(talk, form, {})
        talk.begin(form.name)
    talk.take(f"validate_{form.name}", result)
    if not _rejected(result):
        await _ask_or_finish(talk, form, result)


async def _start(talk: Conversation, form: Form) -> ActionResult:
    before = talk.remember()
    talk.begin(form.name)
    talk.apply("active_loop", name=form.name)
    talk.apply("slot", name=REQUESTED_SLOT, value=None)
    await extract_slots(talk)
    slots = talk.tracker.slots
    filled = {name: slots[name] for name in form.required_slots if slots[name] is not None}
    try:
        return await _validate(talk, form, filled)
    except ActionRejected:
        talk.go_back(before)
        raise


async def _take_answer(talk: Conversation, form: Form) -> ActionResult:
    requested = talk.tracker.slots[REQUESTED_SLOT]
    result = await _validate(talk, form, _candidates(talk, form, requested))
    settled = set_slots(result.events).keys() - {REQUESTED_SLOT}
    if _rejected(result):
        return result
    if requested and not settled:
        raise ActionRejected(form.name)
    talk.tracker.mark_action()
    talk.tracker.forget_earlier_rounds(form.name)
    talk.apply("action", name=form.name)
    return result


def _candidates(talk: Conversation, form: Form, requested: str | None) -> dict[str, Any]:
    """Return what the latest message filled of the form's slots."""
    events = list(talk.tracker.events)
    heard = max((i for i, event in enumerate(events) if event["event"] == "user"), default=0)
    wanted = {*form.required_slots, requested}
    return {name: value for name, value in set_slots(events[heard:]).items() if name in wanted}


async def _validate(talk: Conversation, form: Form, candidates: dict[str, Any]) -> ActionResult:
    """Let `validate_<form>` judge the candidates; one it does not mention is accepted."""
    accepted = [slot_event(name, value) for name, value in candidates.items()]
    action = f"validate_{form.name}"
    if action not in talk.domain.actions:
        return ActionResult(accepted)
    # rasa-sdk validates the slot events at the very end; the action event marks where they begin.
    requested = slot_event(REQUESTED_SLOT, talk.tracker.slots[REQUESTED_SLOT])
    result = await talk.call(action, [requested, {"event": "action", "name": form.name}, *accepted])
    judged = set_slots(result.events)
    unjudged = [event for event in accepted if event["name"] not in judged]
    return ActionResult(result.events + unjudged, result.responses)


def _rejected(result: ActionResult) -> bool:
    return any(event["event"] == "action_execution_rejected" for event in result.events)


async def _ask_or_finish(talk: Conversation, form: Form, result: ActionResult) -> None:
    """Ask for the slot the validation chose, else for the first empty one, else end the form."""
    slots, chosen = talk.tracker.slots, set_slots(result.events)
    empty = (name for name in form.required_slots if slots[name] is None)
    wanted = chosen[REQUESTED_SLOT] if REQUESTED_SLOT in chosen else next(empty, None)
    if wanted is None or talk.tracker.loop != form.name:
        talk.apply("slot", name=REQUESTED_SLOT, value=None)
        talk.apply("active_loop", name=None)
        return
    talk.apply("slot", name=REQUESTED_SLOT, value=wanted)
    await _ask(talk, form, wanted)


async def _ask(talk: Conversation, form: Form, slot: str) -> None:
    """Ask by the most particular question there is; with none, an action has asked already."""
    for name in (f"{form.name}_{slot}", slot):
        if f"action_ask_{name}" in talk.domain.actions:
            talk.take(f"action_ask_{name}", await talk.call(f"action_ask_{name}"))
            return
        if f"utter_ask_{name}" in talk.domain.responses:
            talk.say(f"utter_ask_{name}")
            return
