"""Alarms: each names figures that are there, rings within a minute of its fault, and says what to do."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import generate_latest
from ruamel.yaml import YAML

from app import pulse
from app.gauges import PulseGauges
from app.metrics import Metrics
from app.monitor import build_monitor
from app.pulse import Pulse
from messages import ChannelCheck
from storage.channel_health import ChannelHealth
from storage.channel_states import ChannelState
from storage.vitals import Pile, Vitals
from tests.app.conftest import Line
from tests.app.promtool import ALARMS, Story, judge, promtool, scraped
from tests.conftest import ROOT
from tests.test_documented import anchors

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DAY = 86_400
GUIDE = ROOT / "docs" / "petunjuk-operator.md"


def rules() -> dict[str, dict[str, Any]]:
    """Return every alarm by its name."""
    document = YAML(typ="safe").load(ALARMS.read_text(encoding="utf-8"))
    return {rule["alert"]: rule for group in document["groups"] for rule in group["rules"]}


def everything() -> str:
    """Return /metrics of a process that has all there is to have."""
    metrics, gauges = Metrics(), PulseGauges()
    metrics.registry.register(gauges)
    metrics.acknowledged("telegram", 200, 0.01)
    metrics.sending("telegram", "sent", 0.1)
    metrics.understood(
        {"text": "x", "intent": {"name": "lapor", "confidence": 1}, "topic": {"confidence": 1}}
    )
    check = ChannelCheck(token_valid=True, token_expires_at=NOW, subscribed=True, waiting=0)
    vitals = Vitals(
        at=NOW,
        skew=0.0,
        unopened=Pile(1, NOW),
        pending=Pile(1, NOW),
        parked=Pile(),
        unsent={"telegram": Pile(1, NOW)},
        failed={"telegram": 1},
        channels=[ChannelHealth("telegram", "1", NOW, NOW, check)],
        states=[ChannelState("telegram", "1")],
        last_backup=NOW,
    )
    gauges.pulse = Pulse(
        schema="0001",
        schema_is_current=True,
        vitals=vitals,
        redis=True,
        disk_free=1,
        disk_total=2,
        model="a",
        model_is_current=True,
    )
    return generate_latest(metrics.registry).decode()


def test_every_figure_an_alarm_names_is_there() -> None:
    there = set(re.findall(r"^(\w+?)(?:\{|\s)", everything(), re.MULTILINE)) | {"up"}
    for name, rule in rules().items():
        asked = set(re.findall(r"\b(?:tanggap|process)_\w+|\bup\b", rule["expr"]))
        assert asked
        assert asked <= there, name


def test_every_alarm_says_what_is_wrong_what_to_do_and_where_more_stands() -> None:
    headings = anchors(GUIDE)
    for name, rule in rules().items():
        notes = rule["annotations"]
        assert notes["summary"], name
        assert notes["action"], name
        page, _, anchor = notes["guide"].partition("#")
        assert (ROOT / page, anchor in headings) == (GUIDE, True), name
        assert rule["labels"]["severity"] in {"critical", "warning"}


def test_every_alarm_is_in_the_operators_guide() -> None:
    named = set(re.findall(r"`(\w+)`", GUIDE.read_text(encoding="utf-8")))
    assert rules().keys() - named == set()


def test_prometheus_reads_the_alarms_and_its_settings() -> None:
    for what, file in (("rules", "alarms.yml"), ("config", "prometheus.yml")):
        command = [promtool(), "check", what, str(ALARMS.parent / file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


#: A house that is well. A series' last part says what it is while it is well, and in the stories while it is not.
WELL: dict[str, str] = {
    'up{job="tanggap",role="worker"}': "1",
    'process_start_time_seconds{job="tanggap",role="worker"}': "1000",
    'process_open_fds{job="tanggap",role="worker"}': "40",
    'process_max_fds{job="tanggap",role="worker"}': "1024",
    'tanggap_database_up{role="worker"}': "1",
    'tanggap_schema_current{role="worker"}': "1",
    'tanggap_redis_up{role="worker"}': "1",
    'tanggap_disk_free_bytes{role="worker"}': "60000000000",
    'tanggap_disk_total_bytes{role="worker"}': "100000000000",
    'tanggap_clock_skew_seconds{role="worker"}': "0.01",
    'tanggap_backlog_age_seconds{role="worker"}': "4",
    'tanggap_parked_messages{role="worker"}': "0",
    'tanggap_outbox_age_seconds{role="worker",channel="whatsapp"}': "3",
    'tanggap_channel_paused{role="worker",channel="whatsapp"}': "0",
    'tanggap_channel_token_valid{role="worker",channel="whatsapp"}': "1",
    'tanggap_channel_token_expires_timestamp_seconds{role="worker",channel="whatsapp"}': str(60 * DAY),
    'tanggap_channel_subscribed{role="worker",channel="whatsapp"}': "1",
    'tanggap_channel_trouble{role="worker",channel="whatsapp"}': "0",
    'tanggap_channel_silence_seconds{role="worker",channel="whatsapp"}': "600",
    'tanggap_channel_unasked_seconds{role="worker",channel="whatsapp"}': "200",
    'tanggap_model_current{role="worker"}': "1",
    'tanggap_backup_age_seconds{role="worker"}': str(DAY),
}
#: Alarm -> the figure that is wrong, and what it is while the fault lasts.
FAULTS = {
    "ProcessDown": ("up", "0"),
    "DescriptorsLow": ("process_open_fds", "900"),
    "DatabaseAway": ("tanggap_database_up", "0"),
    "SchemaOld": ("tanggap_schema_current", "0"),
    "RedisAway": ("tanggap_redis_up", "0"),
    "DiskLow": ("tanggap_disk_free_bytes", "9000000000"),
    "ClockWrong": ("tanggap_clock_skew_seconds", "-3600"),
    "BacklogOld": ("tanggap_backlog_age_seconds", "31"),
    "MessagesParked": ("tanggap_parked_messages", "1"),
    "OutboxOld": ("tanggap_outbox_age_seconds", "31"),
    "ChannelPaused": ("tanggap_channel_paused", "1"),
    "TokenRefused": ("tanggap_channel_token_valid", "0"),
    "TokenEnding": ("tanggap_channel_token_expires_timestamp_seconds", str(10 * DAY)),
    "WebhookLost": ("tanggap_channel_subscribed", "0"),
    "WebhookTroubled": ("tanggap_channel_trouble", "1"),
    "ChannelSilent": ("tanggap_channel_silence_seconds", "43300"),
    "ChannelUnwatched": ("tanggap_channel_unasked_seconds", "901"),
    "ModelRefused": ("tanggap_model_current", "0"),
    "BackupOld": ("tanggap_backup_age_seconds", str(3 * DAY)),
}
#: Alarm -> series that count, from the fault's begin at 5 minutes on; it may ring until its window is over.
COUNTED = {
    "ProcessRestarting": {
        'process_start_time_seconds{job="tanggap",role="sender"}': "1000+0x19 2000+100x19 9000+0x90"
    },
    "DiskFull": {},
    "TurnsFailing": {'tanggap_turns_total{role="worker",outcome="failed"}': "0+0x19 4+4x19 80+0x90"},
    "AcksSlow": {
        'tanggap_ack_seconds_bucket{channel="telegram",status="200",le="1"}': "0+0x120",
        'tanggap_ack_seconds_bucket{channel="telegram",status="200",le="2.5"}': "0+0x19 20+20x19 400+0x90",
        'tanggap_ack_seconds_bucket{channel="telegram",status="200",le="+Inf"}': "0+0x19 20+20x19 400+0x90",
        'tanggap_ack_seconds_count{channel="telegram",status="200"}': "0+0x19 20+20x19 400+0x90",
    },
    "AcksFailing": {'tanggap_ack_seconds_count{channel="telegram",status="503"}': "0+0x19 1+1x19 20+0x90"},
    "DeliveriesForged": {
        'tanggap_ack_seconds_count{channel="telegram",status="401"}': "0+0x19 4+4x19 80+0x90"
    },
    "SendsFailing": {
        'tanggap_sends_total{channel="telegram",outcome="sent"}': "5+0x120",
        'tanggap_sends_total{channel="telegram",outcome="ConnectionFailed"}': "0+0x19 9+9x19 180+0x90",
    },
    "ConfidenceLow": {
        'tanggap_confidence_bucket{of="intent",le="0.5"}': "0+0x19 30+30x19 600+0x500",
        'tanggap_confidence_count{of="intent"}': "0+0x19 35+35x19 700+0x500",
    },
}


def lasting(well: str, ill: str) -> str:
    """Return a figure that is well for five minutes, ill for five, and well again."""
    return f"{well}+0x19 {ill}+0x19 {well}+0x20"


def gauge_story(alarm: str) -> Story:
    figure, ill = FAULTS[alarm]
    series = {name: f"{well}+0x60" for name, well in WELL.items()}
    [wrong] = [name for name in WELL if name.startswith(figure + "{")]
    series[wrong] = lasting(WELL[wrong], ill)
    return Story(alarm, series, {"4m45s": set(), "6m": {alarm}, "10m30s": set()})


def counted_story(alarm: str) -> Story:
    series = {name: f"{well}+0x400" for name, well in WELL.items()} | COUNTED[alarm]
    return Story(alarm, series, {"4m45s": set(), "6m": {alarm}, "80m": set()})


def test_every_alarm_has_its_story() -> None:
    assert FAULTS.keys() | COUNTED.keys() == rules().keys()


@pytest.mark.parametrize("alarm", FAULTS)
def test_a_fault_rings_its_own_alarm_within_a_minute_and_no_other(alarm: str, tmp_path: Path) -> None:
    assert judge(tmp_path, gauge_story(alarm)) == ""


@pytest.mark.parametrize("alarm", sorted(COUNTED.keys() - {"DiskFull"}))
def test_what_keeps_failing_rings_within_a_minute(alarm: str, tmp_path: Path) -> None:
    assert judge(tmp_path, counted_story(alarm)) == ""


def test_a_full_disk_rings_more_than_a_filling_one(tmp_path: Path) -> None:
    series = {name: f"{well}+0x60" for name, well in WELL.items()}
    disk = next(name for name in WELL if name.startswith("tanggap_disk_free"))
    series[disk] = lasting(WELL[disk], "400000000")
    rings = {"4m45s": set(), "6m": {"DiskLow", "DiskFull"}, "10m30s": set()}
    assert judge(tmp_path, Story("full", series, rings)) == ""


async def test_real_faults_of_a_real_house_ring(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "KEPT_SECONDS", -1.0)
    house = line.house
    monitor = build_monitor(house.monitoring.metrics, house.monitoring.pulse)
    async with TestClient(TestServer(monitor)) as client:
        line.graph.account.valid = False
        await house.monitoring.watch.step()
        house.interpreter._models = tmp_path / "gone"
        async with client.get("/metrics") as response:
            series = scraped(await response.text())
    # Nobody registered Telegram's webhook here.
    rings = {"WebhookLost", "TokenRefused", "ModelRefused"}
    assert judge(tmp_path, Story("real", series, {"5m": rings})) == ""
