"""The trials: which faults, how many messages, and what they are to show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from chaos.citizens import complaint
from chaos.faults.base import Fault
from chaos.faults.channels import ChannelErrors, SickLine, TokensRevoked
from chaos.faults.clocks import Jump
from chaos.faults.disaster import Disaster
from chaos.faults.disk import DiskFull
from chaos.faults.hostile import HostileBodies
from chaos.faults.models import DamagedModel, ModelSwap
from chaos.faults.poison import Antidote, Poison
from chaos.faults.processes import Kill, KillAtStep, Stall
from chaos.faults.replay import Replay
from chaos.faults.servers import BackendsEnded, PostgresDown, RedisDown, RedisFlushed
from chaos.faults.upgrade import Upgrade
from chaos.hostile import TAILS
from chaos.poison import HANGS, KILLS, RAISES
from chaos.proxy import Toxic
from chaos.steps import STEPS
from chaos.trial import Trial

SWAP_SECONDS = 3.0  #: for a swap: the product looks once a second
UPGRADE_SECONDS = 30.0  #: while eight processes are replaced
S429, S500, S502 = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    messages: int  #: of the great trial
    kills: int
    few: int  #: messages of every other trial
    per_second: float
    times: int  #: how often the other trials' faults strike
    long: float  #: factor of how long outages last
    swaps: int  #: of the language model


CI = Size(messages=2000, kills=25, few=60, per_second=14.0, times=1, long=1.0, swaps=5)
LONG = Size(messages=10_000, kills=60, few=600, per_second=10.0, times=5, long=4.0, swaps=50)


def trials(size: Size) -> list[Trial]:
    """Return the trials on PostgreSQL and Redis, the small ones first: the great one leaves thousands of tickets."""

    def small(
        name: str, promise: str, faults: Iterable[Fault], speak: Callable[[int], str] = complaint
    ) -> Trial:
        return Trial(name, promise, [*faults] * size.times, size.few, size.per_second, speak=speak)

    return [
        small("clocks", "G8", _jumps()),
        small("postgres", "G3", _postgres(size)),
        small("redis", "G4", [RedisFlushed(), RedisDown(30 * size.long)]),
        small("stalls", "G2-stall", [Stall("worker"), Stall("sender")]),
        # Refusals that nobody has met yet are left at the end, and a channel that rests is tried every 30 s.
        Trial(
            *("channels", "G6", _channels(size) * size.times, size.few, size.per_second),
            patience=180.0 * size.times,
        ),
        small("replay", "G12", [Replay(30), Kill("gateway"), Replay(30)]),
        small("hostile", "G10", [HostileBodies()], _hostile),
        _models(size),
        Trial("upgrade", "G19", [Upgrade()], int(UPGRADE_SECONDS * size.per_second), size.per_second),
        _poison(size),
        Trial("kills", "G1", _kills(size), size.messages, size.per_second, patience=1200.0),
    ]


def actions_trial(size: Size) -> Trial:
    """Return the trial for a town with an action server: actions commit on their own, and are done again."""
    faults = [Kill("actions"), Kill("worker"), Kill("actions")] * size.times
    return Trial("actions", "G1-actions", faults, size.few, size.per_second)


def restore_trial(size: Size) -> Trial:
    """Return the trial for a town that loses its database; it strikes once all is written."""
    return Trial("restore", "G20", [Disaster()], size.few, size.per_second)


def disk_trial(size: Size, database: str) -> Trial:
    """Return the trial for a town whose disk is small."""
    faults = [DiskFull(30 * size.long)] * size.times
    return Trial(f"disk of {database}", f"G5-{database}", faults, size.few, size.per_second)


def _kills(size: Size) -> list[Fault]:
    """Return kills at steps and at any moment; one at a step kills twice: one, and what takes its place."""
    at_steps: list[Fault] = [KillAtStep(step) for step in STEPS]
    rounds = max(1, size.kills // (4 * len(at_steps)))
    # Some steps are not come by again before their process is killed for another reason.
    others: list[Fault] = [Kill()] * max(0, size.kills - 3 * rounds * len(at_steps) // 2)
    return _mixed(at_steps * rounds, others)


def _mixed(some: list[Fault], others: list[Fault]) -> list[Fault]:
    """Spread the others evenly between some."""
    whole = [(n / len(some), fault) for n, fault in enumerate(some)]
    whole += [((n + 0.5) / len(others), fault) for n, fault in enumerate(others)]
    return [fault for _, fault in sorted(whole, key=lambda pair: pair[0])]


def _jumps() -> list[Fault]:
    hours = (1, -1, -24, 400 * 24)
    return [Jump(timedelta(hours=by), seconds=10) for by in hours]


def _postgres(size: Size) -> list[Fault]:
    return [
        BackendsEnded(),
        PostgresDown(),
        BackendsEnded(),
        PostgresDown(15 * size.long, restart=("worker", "gateway")),
        BackendsEnded(),
    ]


def _channels(size: Size) -> list[Fault]:
    lines = (
        Toxic(latency=0.3),
        Toxic(slicer=7),
        Toxic(reset_peer=0.0),
        Toxic(limit_data=40),
        Toxic(timeout=True),
        Toxic(down=True),
    )
    errors: list[Fault] = [
        ChannelErrors(S429, 130429, 613),
        ChannelErrors(S500, 131000, 2),
        ChannelErrors(S502, 131016, 1200),
    ]
    return [*errors, *(SickLine(toxic, 6 * size.long) for toxic in lines), TokensRevoked(6 * size.long)]


def _models(size: Size) -> Trial:
    faults: list[Fault] = [*[ModelSwap()] * (size.swaps - 1), DamagedModel(), ModelSwap()]
    return Trial("models", "G18", faults, int(SWAP_SECONDS * size.swaps * size.per_second), size.per_second)


def _poison(size: Size) -> Trial:
    kinds = (RAISES, HANGS, KILLS) if size.times > 1 else (RAISES, HANGS)
    faults: list[Fault] = [*(Poison(kind) for kind in kinds), Antidote()]
    return Trial("poison", "G9", faults, size.few, size.per_second)


def _hostile(n: int) -> str:
    return f"{complaint(n)} {TAILS[n % len(TAILS)]}"
