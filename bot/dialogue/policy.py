"""Choosing the next action, in the order of Rasa's RulePolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.moment import ANY_LOOP
from bot.dialogue.vocabulary import DEFAULT_FALLBACK, DEFAULT_INTENTS, LISTEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.dialogue.domain import Domain
    from bot.dialogue.moment import Moment
    from bot.dialogue.rules import Prediction, Rule
    from bot.dialogue.tracker import Tracker


class Policy:
    """The rules, ready to be asked."""

    def __init__(self, rules: Iterable[Rule], domain: Domain) -> None:
        self._domain = domain
        self._after: dict[str | None, list[Prediction]] = {}
        taught = [prediction for rule in rules for prediction in rule.predictions]
        for prediction in sorted(taught, key=lambda one: one.length, reverse=True):
            self._after.setdefault(prediction.moments[-1].action, []).append(prediction)

    def next_action(self, tracker: Tracker, rejected: Collection[str] = ()) -> str:
        """Choose the next action; `rejected` names those that refused to run since the last that did."""
        if tracker.followup_action:
            return tracker.followup_action
        if tracker.latest_action_name == LISTEN and tracker.intent in DEFAULT_INTENTS:
            return DEFAULT_INTENTS[tracker.intent]
        if tracker.loop and not tracker.loop_rejected:
            return LISTEN if tracker.latest_action_name == tracker.loop else tracker.loop
        action = self._by_rule(tracker)
        return self._otherwise(tracker, rejected) if action is None or action in rejected else action

    def _by_rule(self, tracker: Tracker) -> str | None:
        prediction = self._longest(tracker)
        if prediction is None:
            return None
        general = prediction.moments[-1].loop in {None, ANY_LOOP}
        if tracker.loop and general and prediction.action == LISTEN:
            return tracker.loop
        return prediction.action

    def _longest(self, tracker: Tracker) -> Prediction | None:
        moments = [*tracker.history, tracker.moment(self._domain)]
        candidates = self._after.get(tracker.latest_action_name, ())
        return next((one for one in candidates if _fits(one, moments)), None)

    @staticmethod
    def _otherwise(tracker: Tracker, rejected: Collection[str]) -> str:
        """Fall back where no rule knows what comes next, after a message or an action; before both, wait."""
        known = tracker.latest_action_name is not None and DEFAULT_FALLBACK not in rejected
        return DEFAULT_FALLBACK if known else LISTEN


def _fits(prediction: Prediction, moments: list[Moment]) -> bool:
    wanted = prediction.moments
    if len(wanted) > len(moments):
        return False
    recent = moments[-len(wanted) :]
    return all(pattern.fits(moment) for pattern, moment in zip(wanted, recent, strict=True))
