"""A real Rasa server for the tests: trained from our files, started in its own Python."""

import hashlib
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError

from tests.conftest import ROOT

#: The domain and what is trained with it. Rasa's labels of a retrieval intent come from its sentences; nothing is
#: learnt from them (rasa/config.yml).
PRODUCT = ("data/domain.yml", "data/rules.yml", "data/nlu/bukan_kewenangan.yml")
SENTENCES = ("data/domain.yml", "data/rules.yml", "data/nlu")
CONFIG = "rasa/config.yml"
LIGHT = "tests/parity/light.yml"
ENDPOINTS = "rasa/endpoints.yml"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}
STARTS_WITHIN = 180.0  #: seconds; TensorFlow alone takes twenty


class RasaProblem(Exception):
    """Rasa did not train or start; the log says why."""


def train(python: Path, folder: Path, sources: tuple[str, ...] = PRODUCT, config: str = CONFIG) -> Path:
    """Train as docs/rasa.md says and return the model; the same files are trained once."""
    written = b"".join(file.read_bytes() for name in (*sources, config) for file in _files(ROOT / name))
    model = folder / f"{hashlib.sha256(written).hexdigest()[:16]}.tar.gz"
    if model.exists():
        return model
    domain, *data = sources
    log = folder / "train.log"
    folder.mkdir(parents=True, exist_ok=True)
    command = [python, "-m", "rasa", "train", "--skip-validation", "--domain", domain, "--data", *data]
    command += ["--config", config, "--out", folder, "--fixed-model-name", model.name.removesuffix(".tar.gz")]
    with log.open("wb") as output:
        subprocess.run(command, cwd=ROOT, env=os.environ | QUIET, stdout=output, stderr=output, check=False)
    if not model.exists():
        raise RasaProblem(f"Rasa did not train; see {log}")
    return model


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.yml")) if path.is_dir() else [path]


@contextmanager
def serve(
    python: Path, model: Path, *, port: int, side: str, token: str, endpoints: str | Path = ENDPOINTS
) -> Iterator[str]:
    """Run the server until the end of the block; yields its URL. `side` is where it asks us."""
    url = f"http://127.0.0.1:{port}"
    told = {"TANGGAP_URL": side, "RASA_TOKEN": token}
    command = [python, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port), "--enable-api"]
    command += ["--auth-token", token, "--model", model, "--endpoints", endpoints]
    command += ["--credentials", "rasa/credentials.yml"]
    log = model.parent / "run.log"
    with log.open("wb") as output:
        environment = os.environ | QUIET | told
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait(process, f"{url}/status?token={token}", log)
            yield url
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with suppress(URLError, ConnectionError, TimeoutError), urllib.request.urlopen(url, timeout=5):  # noqa: S310 - ours
            return
        time.sleep(0.5)
    raise RasaProblem(f"Rasa did not start; see {log}")
