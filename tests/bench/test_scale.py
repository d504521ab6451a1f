"""The model of waiting lines agrees with a line that is played out, and says which resource is full first."""

import heapq
import math
import random

import pytest

from bench.queueing import Line, servers_for
from bench.scale import BUSY, RATES, Costs, ceiling, main, need


def played(line: Line, messages: int, seed: int) -> list[float]:
    """Let messages come and wait, one after the other; returns how long each stood."""
    dice = random.Random(seed)
    free, now, waits = [0.0] * line.servers, 0.0, []
    for _ in range(messages):
        now += dice.expovariate(line.rate)
        start = max(now, heapq.heappop(free))
        waits.append(start - now)
        heapq.heappush(free, start + dice.expovariate(1 / line.service))
    return sorted(waits)


@pytest.mark.parametrize("line", [Line(70, 1, 0.01), Line(300, 4, 0.01), Line(1500, 20, 0.0105)])
def test_the_formula_agrees_with_a_line_played_out(line: Line) -> None:
    waits = played(line, 200_000, seed=7)
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(line.waits, abs=0.03)
    assert waits[int(len(waits) * 0.99)] == pytest.approx(line.wait(0.99), rel=0.15, abs=0.002)


def test_a_line_that_gets_more_than_it_can_do_never_ends() -> None:
    assert Line(101, 1, 0.01).wait(0.99) == math.inf


def test_nobody_is_busier_than_agreed() -> None:
    for rate in RATES:
        one = need(rate, Costs(), cores=8)
        for name, service in Costs().roles.items():
            assert Line(rate, one.processes[name], service).busy <= BUSY + 1e-6
        assert one.databases * 8 >= one.database_cores
    assert servers_for(0.1, 0.001, BUSY) == 1


def test_more_machines_help_until_the_database_is_full() -> None:
    rates = [ceiling(machines, Costs(), cores=8) for machines in range(1, 9)]
    assert [rate for rate, _ in rates] == sorted(rate for rate, _ in rates)
    assert rates[0][1] == "cores"
    assert rates[-1][1] == "the one database"
    assert rates[-1][0] == rates[-2][0]


def test_the_tables_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--worker", "3", "--cores", "4"])
    assert "10,000" in capsys.readouterr().out
