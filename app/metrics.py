"""What this process counts by itself; `bot/measures.py` is how the loops see it."""

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.process_collector import ProcessCollector

from bot.measures import TurnOutcome
from nlu.interpreter import COMPLAINT

#: Upper bounds in seconds: a good acknowledgement is below 0.1, one above 1 worries a provider of WhatsApp.
ACK_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
#: A turn takes some hundredths; a burst is waited for up to ten seconds before it; an outage lasts.
TURN_BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 300, 1800)
SEND_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
SURENESS_BOUNDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Metrics:
    """Counters and histograms in a registry of their own; implements bot.measures.Measures."""

    def __init__(self) -> None:
        """Start at zero."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._acks = Histogram(
            "tanggap_ack_seconds",
            "From a delivery's arrival to its acknowledgement, by channel and HTTP status",
            ["channel", "status"],
            buckets=ACK_BOUNDS,
            registry=self.registry,
        )
        self._turns = Counter(
            "tanggap_turns", "Tries at a turn, by what became of them", ["outcome"], registry=self.registry
        )
        self._turn = Histogram(
            "tanggap_turn_seconds", "Work of one turn", buckets=TURN_BOUNDS, registry=self.registry
        )
        self._answer = Histogram(
            "tanggap_answer_seconds",
            "From a message's arrival to its committed turn, the wait for a burst included",
            buckets=TURN_BOUNDS,
            registry=self.registry,
        )
        self._sureness = Histogram(
            "tanggap_confidence",
            "How sure the language model was of typed words: of the intent, and of a complaint's topic",
            ["of"],
            buckets=SURENESS_BOUNDS,
            registry=self.registry,
        )
        self._sends = Counter(
            "tanggap_sends",
            "Tries to send, by channel and what became of them",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self._send = Histogram(
            "tanggap_send_seconds",
            "One try to send",
            ["channel"],
            buckets=SEND_BOUNDS,
            registry=self.registry,
        )
        for outcome in TurnOutcome:
            self._turns.labels(outcome)

    def acknowledged(self, channel: str, status: int, took: float) -> None:
        """Count one delivery's acknowledgement."""
        self._acks.labels(channel, str(status)).observe(took)

    def turn(self, outcome: TurnOutcome, took: float, waited: float) -> None:
        """Count one try at a turn; only finished ones have a length."""
        self._turns.labels(outcome).inc()
        if outcome is TurnOutcome.DONE:
            self._turn.observe(took)
            self._answer.observe(max(waited, 0.0))

    def understood(self, parsed: Mapping[str, Any]) -> None:
        """Count how sure the model was of typed words; a button is never guessed."""
        if parsed["text"].startswith("/"):
            return
        intent = parsed["intent"]
        self._sureness.labels("intent").observe(intent["confidence"])
        if intent["name"] == COMPLAINT:
            self._sureness.labels("topic").observe(parsed["topic"]["confidence"])

    def sending(self, channel: str, outcome: str, took: float) -> None:
        """Count one try to send."""
        self._sends.labels(channel, outcome).inc()
        self._send.labels(channel).observe(took)
