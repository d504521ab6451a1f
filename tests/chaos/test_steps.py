"""Every named step is a place of the product that is there."""

import inspect

import pytest

from chaos.fleet import ROOT
from chaos.steps import STEPS
from chaos.trials import CI, LONG, Size, trials


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_a_coroutine_of_the_product(step: str) -> None:
    place = STEPS[step]
    assert inspect.iscoroutinefunction(getattr(place.owner, place.method))


@pytest.mark.parametrize(("size", "kills"), [(CI, 25), (LONG, 60)])
def test_the_great_trial_comes_by_every_step_and_kills_often_enough(size: Size, kills: int) -> None:
    names = [fault.name for fault in trials(size)[-1].faults]
    at_steps = [name for step in STEPS for name in names if name.endswith(step)]
    assert {f"kill -9 {step}" for step in STEPS} <= set(names)
    assert len(names) + len(at_steps) >= kills


def test_ci_shakes_the_product() -> None:
    assert "make chaos-ci" in (ROOT / ".ci" / "run").read_text()
