"""The compose file, held where no container engine runs: what it names must exist."""

import tomllib
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def compose() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text()))


def test_every_variable_of_the_product_is_a_setting() -> None:
    known = {name.upper() for name in Settings.model_fields}
    for variable in compose()["services"]["tanggap"]["environment"]:
        assert variable.removesuffix("_FILE") in known, variable


def test_every_secret_a_service_takes_is_declared() -> None:
    declared = set(compose()["secrets"])
    for service in compose()["services"].values():
        assert set(service.get("secrets", [])) <= declared


def test_nothing_listens_to_the_world() -> None:
    for service in compose()["services"].values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_the_image_takes_every_package_of_the_product() -> None:
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert f"COPY {package} {package}\n" in dockerfile
