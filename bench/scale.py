"""What one more machine buys, and where the next limit is: `make simulate-scale`, or `python -m bench.scale --help`.

A model of waiting lines (bench/queueing.py) fed with the milliseconds a message costs in each role, which `make
bench-load` measures on your machine. Nothing is started, nothing is stored.
"""

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bench.queueing import Line, servers_for

RATES = (
    1,
    10,
    50,
    150,
    300,
    600,
    1_000,
    3_000,
    10_000,
)  #: messages a second; ten thousand are a whole nation's
BUSY = 0.7  #: beyond this a line's p99 runs away at the first burst
SHARE = 0.99


@dataclass(frozen=True, slots=True)
class Costs:
    """Processor milliseconds of one message in each role, its answer included; `database` is one server's."""

    gateway: float = 0.4
    worker: float = 10.0
    sender: float = 5.0
    database: float = 6.0

    @property
    def roles(self) -> dict[str, float]:
        """Seconds a message in the roles that may run any number of times."""
        return {"gateway": self.gateway / 1e3, "worker": self.worker / 1e3, "sender": self.sender / 1e3}


@dataclass(frozen=True, slots=True)
class Need:
    """What a rate needs: processes (cores) a role, databases that share the writing, and how long it then takes."""

    rate: float
    processes: dict[str, int]
    databases: int
    database_cores: int
    ack: float  #: seconds until 99 of 100 messages are acknowledged
    turn: float  #: seconds until 99 of 100 answers are on their way


def need(rate: float, costs: Costs, cores: int) -> Need:
    """Work out what keeps every role below `BUSY`, each database having `cores` cores."""
    processes = {name: servers_for(rate, service, BUSY) for name, service in costs.roles.items()}
    busy_cores = servers_for(rate, costs.database / 1e3, BUSY)
    databases = math.ceil(busy_cores / cores)
    each = Line(rate / databases, min(cores, busy_cores), costs.database / 1e3)
    stands = {name: _seconds(Line(rate, processes[name], service)) for name, service in costs.roles.items()}
    ack = stands["gateway"] + _seconds(each)
    return Need(rate, processes, databases, busy_cores, ack, ack + stands["worker"] + stands["sender"])


def ceiling(machines: int, costs: Costs, cores: int) -> tuple[float, str]:
    """Return the highest rate that so many machines carry below `BUSY`, and what is then full.

    Machine 1 has the database and shares its cores with it; all others have roles alone. Roles spread evenly.
    """
    ours, theirs = sum(costs.roles.values()), costs.database / 1e3
    everything = BUSY * cores * machines / (ours + theirs)
    database = BUSY * cores / theirs
    return (everything, "cores") if everything <= database else (database, "the one database")


def _seconds(line: Line) -> float:
    return line.service + line.wait(SHARE)


def _needs(costs: Costs, cores: int) -> Table:
    table = Table(
        "messages/s", *costs.roles, "database cores", f"databases of {cores} cores", "ack p99", "turn p99"
    )
    for rate in RATES:
        one = need(rate, costs, cores)
        counts = [*one.processes.values(), one.database_cores, one.databases]
        table.add_row(
            f"{rate:,}", *(f"{n:,}" for n in counts), f"{one.ack * 1e3:.0f} ms", f"{one.turn * 1e3:.0f} ms"
        )
    return table


def _machines(costs: Costs, cores: int) -> Iterator[tuple[str, str, str]]:
    before = 0.0
    for machines in range(1, 9):
        rate, full = ceiling(machines, costs, cores)
        yield str(machines), f"{rate:,.0f} (+{rate - before:,.0f})", full
        before = rate


def _bought(costs: Costs, cores: int) -> Table:
    table = Table(f"machines of {cores} cores", "messages/s", "full first")
    for row in _machines(costs, cores):
        table.add_row(*row)
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, field in Costs.__dataclass_fields__.items():
        parser.add_argument(f"--{name}", type=float, default=field.default, help="processor ms a message")
    parser.add_argument("--cores", type=int, default=8, help="of one machine")
    given = vars(parser.parse_args(arguments))
    cores = given.pop("cores")
    costs, console = Costs(**given), Console()
    console.print(f"Costs in ms a message: {given}; every role at most {BUSY:.0%} busy.", highlight=False)
    console.print(_bought(costs, cores), _needs(costs, cores))


if __name__ == "__main__":
    main()
