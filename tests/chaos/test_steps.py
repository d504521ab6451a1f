"""Every named step is a place of the product that is there."""

import inspect
import signal

import pytest

from bot.sender import Sender
from chaos.fleet import ROOT
from chaos.steps import OF_PAGES, STEPS, arm
from chaos.trials import CI, LONG, Size, trials
from storage import Database
from tests.bot.post import Post


@pytest.mark.parametrize("step", STEPS | OF_PAGES)
def test_a_step_is_a_coroutine_of_the_product(step: str) -> None:
    place = (STEPS | OF_PAGES)[step]
    assert inspect.iscoroutinefunction(getattr(place.owner, place.method))


@pytest.mark.parametrize(("size", "kills"), [(CI, 25), (LONG, 60)])
def test_the_great_trial_comes_by_every_step_and_kills_often_enough(size: Size, kills: int) -> None:
    names = [fault.name for fault in trials(size)[-1].faults]
    at_steps = [name for step in STEPS for name in names if name.endswith(step)]
    assert {f"kill -9 {step}" for step in STEPS} <= set(names)
    assert len(names) + len(at_steps) >= kills


async def test_a_sender_dies_with_rows_in_hand_never_for_want_of_any(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, deaths = Post(database), list[int]()
    monkeypatch.setattr(Sender, "_claim", Sender._claim)  # put back afterwards
    monkeypatch.setattr("os.kill", lambda _, number: deaths.append(number))
    arm("before sending")
    assert await post.claim() is None
    assert deaths == []
    await post.meet("budi")
    await post.say("budi", "satu")
    assert await post.claim() is not None
    assert deaths == [signal.SIGKILL]


def test_ci_shakes_the_product() -> None:
    assert "make chaos-ci" in (ROOT / ".ci" / "run").read_text()
