"""Every event rasa-sdk offers: it takes effect as in Rasa, or is refused by its name."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, events

from bot.dialogue.action_client import ActionFailed, InProcessActions
from bot.dialogue.effects import EFFECTS, REFUSED
from tests.bot.dialogue.chat import Chat, chat
from tests.bot.dialogue.small import DOMAIN, rules

pytestmark = pytest.mark.asyncio

SAPA = ("intent: sapa, action: utter_halo", "intent: pamit, action: utter_lanjut")
ECHO = ("intent: lapor, action: action_echo",)
FORM = "forms: {form_tempat: {required_slots: [tempat]}}\n"


def acting(folder: Path, returned: list[dict[str, Any]], *taught: str, domain: str = DOMAIN) -> Chat:
    """Return a conversation where `lapor` runs an action that returns these events."""

    class Acting(Action):  # type: ignore[misc]
        seen: Any = None

        def name(self) -> str:
            return "action_echo"

        async def run(self, _dispatcher: Any, tracker: Any, _domain: Any) -> list[dict[str, Any]]:
            Acting.seen = tracker
            return returned

    talk = chat(folder, domain, rules(*SAPA, *(taught or ECHO)), InProcessActions([Acting]))
    talk.acting = Acting  # type: ignore[attr-defined]
    return talk


def names() -> set[str]:
    """Return the name of every event rasa-sdk can make."""
    made = {
        "SlotSet": ("x", 1),
        "UserUttered": ("x",),
        "FollowupAction": ("x",),
        "ActionExecuted": ("x",),
        "ActionExecutionRejected": ("x",),
        "ReminderScheduled": ("x", datetime.now(UTC)),
        "ActiveLoop": ("x",),
        "LoopInterrupted": (True,),
    }
    makers = {
        name: make for name, make in inspect.getmembers(events, inspect.isfunction) if name[0].isupper()
    }
    old = {"Form", "FormValidation"}  # other words for ActiveLoop and LoopInterrupted
    return {make(*made.get(name, ()))["event"] for name, make in makers.items() if name not in old}


async def test_every_event_of_rasa_sdk_is_kept_or_refused_with_its_reason() -> None:
    assert names() <= EFFECTS.keys() | REFUSED.keys()
    assert EFFECTS.keys().isdisjoint(REFUSED)


@pytest.mark.parametrize("kind", REFUSED)
async def test_a_refused_event_fails_its_action_and_says_why(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ActionFailed, match=f"`{kind}` is not supported: "):
        await acting(tmp_path, [{"event": kind}]).hear("lapor")


async def test_slot_set_gives_a_slot_its_value(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.SlotSet("catatan", "isi")])
    await talk.hear("lapor")
    assert talk.tracker.slots["catatan"] == "isi"


async def test_all_slots_reset_gives_every_slot_its_first_value(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.AllSlotsReset()])
    await talk.hear("lapor", entities=[{"entity": "tempat", "value": "pasar"}])
    assert talk.tracker.slots["tempat"] is None


async def test_followup_action_goes_before_every_rule(tmp_path: Path) -> None:
    talk = acting(
        tmp_path,
        [events.FollowupAction("utter_lanjut")],
        "intent: lapor, action: action_echo, action: utter_halo",
    )
    assert await talk.hear("lapor") == ["utter_lanjut", "utter_default"]  # no rule goes on from there


async def test_a_followup_that_does_not_exist_fails_the_turn(tmp_path: Path) -> None:
    with pytest.raises(ActionFailed, match="action_hilang"):
        await acting(tmp_path, [events.FollowupAction("action_hilang")]).hear("lapor")


async def test_a_message_taken_back_leaves_nothing_behind(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.SlotSet("catatan", "isi"), events.UserUtteranceReverted()])
    await talk.hear("sapa")
    await talk.hear("lapor", entities=[{"entity": "tempat", "value": "pasar"}])
    assert talk.tracker.slots == {"catatan": None, "tempat": None, "requested_slot": None}
    assert talk.tracker.intent == "sapa"


async def test_a_second_message_cannot_be_taken_back(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.UserUtteranceReverted()] * 2)
    await talk.hear("sapa")
    with pytest.raises(ActionFailed, match="only the latest"):
        await talk.hear("lapor")


async def test_an_action_taken_back_leaves_nothing_but_its_followup(tmp_path: Path) -> None:
    undone = [events.SlotSet("catatan", "isi"), events.ActionReverted(), events.FollowupAction("utter_halo")]
    talk = acting(tmp_path, undone)
    assert await talk.hear("lapor") == ["utter_halo", "utter_default"]
    assert talk.tracker.slots["catatan"] is None
    assert "action_echo" not in [moment.action for moment in talk.tracker.history]


async def test_an_action_taken_back_and_nothing_else_is_chosen_again_until_the_turn_is_cut_off(
    tmp_path: Path,
) -> None:
    talk = acting(tmp_path, [events.ActionReverted()])
    await talk.hear("lapor")
    assert talk.actions().count("action_echo") == 10


async def test_a_paused_conversation_hears_and_does_not_answer(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.ConversationPaused()])
    await talk.hear("lapor")
    assert await talk.hear("sapa", entities=[{"entity": "tempat", "value": "pasar"}]) == []
    assert talk.tracker.slots["tempat"] == "pasar"
    assert talk.tracker.state()["paused"]


async def test_a_pause_outlasts_a_visit_to_the_database(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.ConversationPaused()])
    await talk.hear("lapor")
    talk.tracker = type(talk.tracker).from_json(talk.tracker.to_json())
    assert await talk.hear("sapa") == []


async def test_a_pause_ends_with_a_restart_or_a_new_session(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.ConversationPaused()])
    await talk.hear("lapor")
    await talk.hear("restart")
    assert await talk.hear("sapa") == ["utter_halo"]
    await talk.hear("lapor")
    talk.now += 61 * 60
    assert await talk.hear("sapa") == ["utter_halo"]


async def test_a_resumed_conversation_is_answered(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.ConversationPaused(), events.ConversationResumed()])
    await talk.hear("lapor")
    assert await talk.hear("sapa") == ["utter_halo"]


async def test_a_restart_begins_a_new_session_at_once(tmp_path: Path) -> None:
    talk = acting(tmp_path, [events.Restarted()])
    await talk.hear("lapor", entities=[{"entity": "tempat", "value": "pasar"}])
    assert talk.actions()[-3:] == ["action_echo", "action_session_start", "action_listen"]
    assert talk.tracker.slots["catatan"] is None


async def test_a_session_begun_by_an_action_forgets_what_rules_look_back_on(tmp_path: Path) -> None:
    talk = acting(
        tmp_path,
        [events.SessionStarted()],
        "intent: lapor, action: action_echo, action: utter_halo",
    )
    assert await talk.hear("lapor") == []


async def test_an_action_executed_by_event_is_looked_back_on(tmp_path: Path) -> None:
    talk = acting(
        tmp_path,
        [events.ActionExecuted("utter_halo")],
        "intent: lapor, action: action_echo",
        "action: action_echo, action: utter_halo, action: utter_di_tempat",
    )
    assert await talk.hear("lapor", entities=[{"entity": "tempat", "value": "pasar"}]) == ["utter_di_tempat"]


async def test_an_action_may_put_an_intent_into_the_citizens_mouth(tmp_path: Path) -> None:
    said = [
        events.ActionExecuted("action_listen"),
        events.UserUttered("/sapa", {"intent": {"name": "sapa", "confidence": 1.0}, "entities": []}),
    ]
    talk = acting(tmp_path, said)
    assert await talk.hear("lapor", metadata={"turn": "k-1"}) == ["utter_halo"]
    assert talk.tracker.latest_message["metadata"] == {"turn": "k-1"}


async def test_an_action_may_start_a_form(tmp_path: Path) -> None:
    asked = DOMAIN + "  utter_ask_tempat: [{text: Di mana}]\n" + FORM
    talk = acting(tmp_path, [events.ActiveLoop("form_tempat")], domain=asked)
    assert await talk.hear("lapor") == ["utter_ask_tempat"]


async def test_actions_see_that_the_form_was_interrupted_until_the_next_action(tmp_path: Path) -> None:
    talk = acting(
        tmp_path,
        [
            events.ActiveLoop("form_tempat"),
            events.LoopInterrupted(True),
            events.FollowupAction("action_echo"),
        ],
        domain=DOMAIN + FORM,
    )
    await talk.hear("lapor")
    assert talk.acting.seen.active_loop["is_interrupted"]  # type: ignore[attr-defined]
    assert not talk.tracker.active_loop["is_interrupted"]


async def test_a_rejection_by_event_lets_the_rules_answer_for_the_form(tmp_path: Path) -> None:
    rejected = [events.ActiveLoop("form_tempat"), events.ActionExecutionRejected("form_tempat")]
    talk = acting(
        tmp_path,
        rejected,
        "intent: lapor, action: action_echo, action: utter_halo",
        domain=DOMAIN + FORM,
    )
    assert "utter_halo" in await talk.hear("lapor")


@pytest.mark.parametrize(
    "kept", [events.AgentUttered("dari orang"), events.BotUttered("dari bot"), events.StoryExported()]
)
async def test_what_changes_nothing_in_rasa_is_only_kept_for_actions_to_read(
    tmp_path: Path, kept: dict[str, Any]
) -> None:
    talk = acting(tmp_path, [kept])
    assert await talk.hear("lapor") == []
    assert kept["event"] in [event["event"] for event in talk.tracker.events]
