"""The compose file as it is read where no container engine runs."""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")

Service = dict[str, Any]


def compose() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text()))


def services() -> dict[str, Service]:
    return dict(compose()["services"])


def ours() -> dict[str, Service]:
    """Return the services of our own image."""
    return {name: each for name, each in services().items() if each["image"] == "tanggap:latest"}


def environment(service: Service) -> dict[str, str]:
    """Return a service's environment where the operator has set nothing."""
    given = service.get("environment", {})
    return {name: VARIABLE.sub(lambda found: found[2] or "", str(value)) for name, value in given.items()}
