"""Waiting lines: how long messages stand before c servers that each take a mean time, arrivals and services at random.

Erlang's formula for M/M/c. Real services are steadier than it assumes, real arrivals burstier.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`rate` messages a second before `servers` that need `service` seconds for each."""

    rate: float
    servers: int
    service: float

    @property
    def busy(self) -> float:
        """The share of the time that each server works; from 1 on the line grows without end."""
        return self.rate * self.service / self.servers

    @property
    def waits(self) -> float:
        """The share of messages that have to wait at all (Erlang C)."""
        if self.busy >= 1:
            return 1.0
        offered = self.rate * self.service
        blocked = 1.0
        for n in range(1, self.servers + 1):  # Erlang B, by its recursion
            blocked = offered * blocked / (n + offered * blocked)
        return blocked / (1 - self.busy * (1 - blocked))

    def wait(self, share: float) -> float:
        """Return the seconds that `share` of the messages wait at most; infinite where the line never ends."""
        if self.busy >= 1:
            return math.inf
        if self.waits <= 1 - share:
            return 0.0
        return math.log(self.waits / (1 - share)) * self.service / (self.servers * (1 - self.busy))


def servers_for(rate: float, service: float, busy: float) -> int:
    """Return how many servers keep each of them at most `busy` (0 to 1)."""
    return max(1, math.ceil(rate * service / busy - 1e-9))
