"""A whole run: every trial in one town, the disk's trial in towns of its own, and what came of them."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from chaos.books import Books
from chaos.faults.base import Note
from chaos.mount import may_mount
from chaos.opening import Plan, open_town
from chaos.town import Town
from chaos.trial import Outcome, Trial, play
from chaos.trials import Size, actions_trial, disk_trial, restore_trial, trials

ROLES = ("gateway", "gateway", "worker", "worker", "sender", "sender", "inbox", "scheduler")
WITH_ACTIONS = ("gateway", "worker", "sender", "actions")
DISK_MB = 200

Say = Callable[[str], None]


@dataclass
class Report:
    """What came of a run."""

    outcomes: list[Outcome] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How many processes died with -9."""
        return sum(outcome.kills for outcome in self.outcomes)

    @property
    def books(self) -> Books:
        """All books added up."""
        whole = Books(0, 0)
        for outcome in self.outcomes:
            whole.add(outcome.books)
        return whole

    @property
    def met(self) -> bool:
        """Whether every book balances and nothing was acknowledged that was not kept."""
        return all(outcome.met and all(note.met for note in _hard(outcome)) for outcome in self.outcomes)


async def shake(size: Size, seed: int, speed: float, only: Sequence[str], say: Say) -> Report:
    """Play the trials, all or `only` those of these names."""
    report = Report()
    wanted = [trial for trial in trials(size) if not only or trial.name in only]
    if wanted:
        async with open_town(Plan(ROLES, speed, seed)) as town:
            for trial in wanted:
                report.outcomes.append(await _play(town, trial, say))
    if not only or "actions" in only:
        async with open_town(Plan(WITH_ACTIONS, speed, seed)) as town:
            report.outcomes.append(await _play(town, actions_trial(size), say))
    if not only or "restore" in only:
        async with open_town(Plan(("run",), speed, seed)) as town:
            report.outcomes.append(await _play(town, restore_trial(size), say))
    if not only or "disk" in only:
        await _disks(report, size, Plan(("run",), speed, seed, disk_mb=DISK_MB), say)
    return report


async def _disks(report: Report, size: Size, plan: Plan, say: Say) -> None:
    if not may_mount():
        report.skipped.append("disk: only root may mount a small disk")
        return
    for database in ("postgresql", "sqlite"):
        async with open_town(plan.on(database)) as town:
            report.outcomes.append(await _play(town, disk_trial(size, database), say))


async def _play(town: Town, trial: Trial, say: Say) -> Outcome:
    started = time.monotonic()
    say(f"{trial.name}: {trial.messages} messages, {len(trial.faults)} faults")
    outcome = await play(town, trial, lambda words: say(f"  {time.monotonic() - started:6.1f} s  {words}"))
    waited = (
        "never answered all" if outcome.drained is None else f"all answered {outcome.drained:.1f} s later"
    )
    say(f"  {time.monotonic() - started:6.1f} s  {waited}: {outcome.books}")
    if outcome.books.without:
        say(f"           unanswered: {outcome.books.without[:20]}")
    for note in outcome.notes:
        say(f"           {note.figure} ({note.goal}{'' if note.met else ', missed'})")
    return outcome


def _hard(outcome: Outcome) -> Iterator[Note]:
    """Promises that no slow machine excuses."""
    return (note for note in outcome.notes if not note.is_time)
