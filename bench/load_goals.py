"""What the load has to reach on two cores (issue 6), and how what was measured stands to it."""

from __future__ import annotations

from bench.figures import Figure
from bench.load_phases import Drained, Flat, Rate

ACKED, ACK_P99_MS = 300, 500.0
OF_BARE, OF_RASA = 0.6, 10.0
TURNS, DRAIN, LIVE_P95_S, FLAT = 150.0, 100.0, 5.0, 0.2


def beside_bare(ours: float, bare: float) -> Figure:
    """Judge acknowledgements a second by those of the bare handler."""
    told = f"{ours:.0f}/s, {ours / bare:.0%} of the bare handler's {bare:.0f}/s"
    what = "Acknowledgements beside a bare handler"
    return Figure("G15-bare", what, told, f">= {OF_BARE:.0%}", ours >= OF_BARE * bare)


def steady(rate: Rate) -> Figure:
    """Judge how a steady rate was taken."""
    told = f"{rate.acked:.0f}/s, p50 {rate.ack_p50:.0f} ms, p99 {rate.ack_p99:.0f} ms, {rate.refused} refused"
    met = rate.ack_p99 <= ACK_P99_MS and not rate.refused
    what = f"{rate.wanted:.0f} messages a second are taken"
    return Figure("G15", what, told, f"p99 <= {ACK_P99_MS:.0f} ms, 0 refused", met)


def flat(told: Flat) -> list[Figure]:
    """Judge what one more message costs when many are stored."""
    kinds = (("ack", "an acknowledgement", told.acks), ("turn", "a turn", told.turns))
    return [
        Figure(
            f"G15-flat-{name}",
            f"What {words} costs from {told.few} to {told.many} stored messages",
            f"{few:.2f} to {many:.2f} ms of processor",
            f"<= +{FLAT:.0%}",
            many <= few * (1 + FLAT),
        )
        for name, words, (few, many) in kinds
    ]


def turned(rate: float) -> Figure:
    """Judge full durable turns a second."""
    return Figure("G15-turns", "Full durable turns", f"{rate:.0f}/s", f">= {TURNS:.0f}/s", rate >= TURNS)


def drained(told: Drained) -> list[Figure]:
    """Judge how a backlog was worked off and its answers sent, and the live messages meanwhile."""
    rate, done = f"{told.rate:.0f}/s", f"{told.done} of {told.backlog}"
    live = f"p95 {told.live_p95:.1f} s"
    return [
        Figure("G16", f"A backlog drains ({done})", rate, f">= {DRAIN:.0f}/s", told.rate >= DRAIN),
        Figure(
            "G16-live", "Live messages meanwhile", live, f"<= {LIVE_P95_S:.0f} s", told.live_p95 <= LIVE_P95_S
        ),
    ]


def beside_rasa(ours: float, theirs: float, by_rules: float) -> Figure:
    """Judge full turns a second by `theirs`, of Rasa's default configuration; `by_rules` alone it is faster."""
    told = f"{ours:.0f}/s, {ours / theirs:.1f} times its {theirs:.0f}/s"
    told += (
        f" with DIET and TED, its default ({ours / by_rules:.1f} times its {by_rules:.0f}/s with rules alone)"
    )
    what = "Full durable turns beside a Rasa server, which keeps nothing on the disk"
    return Figure("G15-rasa", what, told, f">= {OF_RASA:.0f} times", ours >= OF_RASA * theirs)
