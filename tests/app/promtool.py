"""Prometheus' own promtool judges our alarms; Debian's package `prometheus` brings it along."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import ROOT

ALARMS = ROOT / "docker" / "prometheus" / "alarms.yml"
FIRING = 'count by (alertname) (ALERTS{alertstate="firing"})'


def promtool() -> str:
    """Return the program, or skip and say why."""
    found = shutil.which("promtool")
    if found is None:
        pytest.skip("no promtool here: alarms are not judged (Debian: apt install prometheus)")
    return found


@dataclass(frozen=True)
class Story:
    """Series as promtool writes them, and which alarms are to ring at which moment ("6m")."""

    name: str
    series: dict[str, str]
    rings: dict[str, set[str]]

    def as_test(self) -> dict[str, object]:
        return {
            "name": self.name,
            "interval": "15s",
            "input_series": [{"series": name, "values": values} for name, values in self.series.items()],
            "promql_expr_test": [
                {
                    "expr": FIRING,
                    "eval_time": moment,
                    "exp_samples": [_sample(each) for each in sorted(names)],
                }
                for moment, names in self.rings.items()
            ],
        }


def judge(folder: Path, *stories: Story) -> str:
    """Play stories against our alarms; returns what was not as it was to be, "" where all was."""
    body = {
        "rule_files": [str(ALARMS)],
        "evaluation_interval": "15s",
        "tests": [story.as_test() for story in stories],
    }
    file = folder / "stories.yml"  # JSON is YAML
    file.write_text(json.dumps(body), encoding="utf-8")
    done = subprocess.run(
        [promtool(), "test", "rules", str(file)], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def scraped(text: str) -> dict[str, str]:
    """Return a scrape as series that stay as they are for ten minutes."""
    series = {_series("up", {}): "1+0x40"}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            series[_series(sample.name, sample.labels)] = f"{sample.value:f}+0x40"
    return series


def _series(name: str, labels: dict[str, str]) -> str:
    pairs = {"job": "tanggap", "role": "run", **labels}
    return name + "{" + ",".join(f'{key}="{value}"' for key, value in pairs.items()) + "}"


def _sample(alarm: str) -> dict[str, object]:
    return {"labels": f'{{alertname="{alarm}"}}', "value": 1}
