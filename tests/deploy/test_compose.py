"""The compose file, held where no container engine runs: what it names must exist."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer.main

from app.cli import cli
from app.roles import Role
from app.servers import CANCEL_SECONDS, GRACE_SECONDS
from settings import Settings
from tests.deploy.compose import ROOT, compose, environment, ours, services

CHANNEL_SECRETS = {
    "telegram_token",
    "telegram_webhook_secret",
    "whatsapp_token",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
    "messenger_token",
    "messenger_app_secret",
    "messenger_verify_token",
}
#: They have no health to ask for: they end, wait a day, or come as others ship them.
NOT_ASKED = {"migrate", "backup", "rasa", "prometheus"}
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())


def commands() -> set[str]:
    return set(typer.main.get_command(cli).commands)  # type: ignore[attr-defined]


def test_every_role_is_a_service() -> None:
    started = {name: service["command"] for name, service in ours().items()}
    assert {role: started.get(role) for role in Role} == {role: ["tanggap", str(role)] for role in Role}


@pytest.mark.parametrize("name", ours())
def test_every_command_exists(name: str) -> None:
    words = " ".join(ours()[name]["command"])
    assert set(re.findall(r"\btanggap (\w+)", words)) <= commands()


@pytest.mark.parametrize("name", ours())
def test_every_variable_of_the_product_is_a_setting(name: str) -> None:
    known = {name.upper() for name in Settings.model_fields}
    for variable in ours()[name]["environment"]:
        assert variable.removesuffix("_FILE") in known, variable


@pytest.mark.parametrize("name", services())
def test_every_secret_a_service_reads_is_declared_and_its_own(name: str) -> None:
    service = services()[name]
    held = set(service.get("secrets", []))
    read = {
        value.removeprefix("/run/secrets/")
        for variable, value in environment(service).items()
        if variable.endswith("_FILE")
    }
    assert held <= set(compose()["secrets"])
    assert read <= held


def test_the_channels_secrets_are_with_those_who_talk_to_them() -> None:
    holders = {
        name for name, service in services().items() if CHANNEL_SECRETS & set(service.get("secrets", []))
    }
    assert holders == {Role.GATEWAY, Role.SENDER}


def test_no_secret_stands_in_the_file() -> None:
    for service in services().values():
        for variable, value in environment(service).items():
            assert not re.search("TOKEN|SECRET|PASSWORD|KEY", variable) or variable.endswith("_FILE"), value


def test_only_the_proxy_listens_to_the_world() -> None:
    open_to_all = {
        name
        for name, service in services().items()
        if not all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    }
    assert open_to_all == {"caddy"}


@pytest.mark.parametrize("name", services())
def test_every_service_has_limits_and_says_whether_it_is_well(name: str) -> None:
    service = services()[name]
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert "test" in service.get("healthcheck", {}) or name in NOT_ASKED


@pytest.mark.parametrize("name", ours())
def test_our_services_may_do_nothing_they_need_not(name: str) -> None:
    service = ours()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert int(service["stop_grace_period"].removesuffix("s")) > GRACE_SECONDS + CANCEL_SECONDS


def test_what_redis_was_told_survives_its_restart() -> None:
    command = services()["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"


@pytest.mark.parametrize("name", services())
def test_every_file_that_is_mounted_is_there(name: str) -> None:
    made_by_docker = {"./cadangan"}
    mounted = {volume.split(":")[0] for volume in services()[name].get("volumes", [])}
    local = {path for path in mounted if path.startswith("./")} - made_by_docker
    named = {path for path in mounted if not path.startswith(".")}
    assert all((ROOT / path).exists() for path in local)
    assert named <= set(compose()["volumes"])


def test_the_image_takes_every_package_of_the_product_and_is_nobody_special() -> None:
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert f"COPY {package} {package}\n" in dockerfile
    assert "\nUSER tanggap\n" in dockerfile


def test_the_backup_speaks_the_servers_version() -> None:
    # Debian 13 has the client of PostgreSQL 17; an older pg_dump refuses a newer server.
    assert "-trixie\n" in (ROOT / "docker" / "Dockerfile").read_text()
    assert services()["postgres"]["image"] == "postgres:17"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_starts_a_command_that_exists(unit: Path) -> None:
    assert set(re.findall(r"bin/tanggap (\w+)", unit.read_text())) <= commands()


@pytest.mark.parametrize(
    "unit", [u for u in UNITS if "\nRestart=always\n" in u.read_text()], ids=lambda u: u.name
)
def test_every_unit_waits_for_the_grace_and_is_nobody_special(unit: Path) -> None:
    text = unit.read_text()
    assert "\nUser=tanggap\n" in text
    patience = re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
    assert patience is not None
    assert int(patience[1]) > GRACE_SECONDS + CANCEL_SECONDS


@pytest.mark.parametrize(("instance", "role"), [("gateway", "gateway"), ("worker-2", "worker")])
def test_a_unit_of_a_role_starts_that_role(instance: str, role: str) -> None:
    unit = (ROOT / "deploy" / "systemd" / "tanggap@.service").read_text()
    [line] = re.findall(r"^ExecStart=/bin/sh -c '(.*)'$", unit, re.MULTILINE)
    script = line.replace("$$", "$").replace("%%", "%").replace("exec .venv/bin/tanggap", "echo")
    told = subprocess.run(
        ["sh", "-c", script], env={"INSTANCE": instance}, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == role


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no Caddy here: apt-get install caddy")
def test_caddy_takes_its_file() -> None:
    names = {"PUBLIC_DOMAIN": "aduan.localhost", "INBOX_DOMAIN": "petugas.localhost", "HOME": "/nonexistent"}
    command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(ROOT / "docker" / "Caddyfile")]
    told = subprocess.run(command, env=names, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
