"""The two engines of the side-by-side: how each is trained and asked, in processes of their own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bench.processes import Cost, run
from nlu.second_opinion import encoder_is_installed

if TYPE_CHECKING:
    from bench.texts import Corpus

    Command = list[str | Path]

PIPELINES = Path(__file__).parent / "pipelines"


class Engine(Protocol):
    """Trains in a folder of its own; its `ways` of answering are commands to which request and reply are added."""

    def train(self, corpus: Corpus, folder: Path, limit_s: float) -> Cost:
        """Train on a corpus. Raises CommandFailed."""
        ...

    def model(self, folder: Path) -> Path:
        """Say where in `folder` the trained model is."""
        ...

    def ways(self, folder: Path) -> dict[str, Command]:
        """Name the commands that answer by the model in `folder`."""
        ...


class Ours:
    """The product: `tanggap nlu train`, and its interpreter with all it finds in a message."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def train(self, corpus: Corpus, folder: Path, limit_s: float) -> Cost:
        """Train as the command does, with nothing held out."""
        corpus.write_for_us(folder / "data", self._data)
        command: Command = [sys.executable, "-c", "from app.cli import main; main()", "nlu", "train"]
        command += ["--data", folder / "data", "--models", self.model(folder)]
        return run(command, folder / "train.log", limit_s)

    def model(self, folder: Path) -> Path:
        """Find the models' folder; the encoder's wheel is not in it."""
        return folder / "models"

    def ways(self, folder: Path) -> dict[str, Command]:
        """Answer without and, where the encoder is installed, with the second opinion."""
        command: Command = [sys.executable, "-m", "bench.ours_parse", self.model(folder)]
        found = {"ours, linear": [*command, "linear"]}
        return found | {"ours, second opinion": [*command, "pooled"]} if encoder_is_installed() else found


class Rasa:
    """Rasa 3.6 in its own environment: `rasa train nlu`, and its agent."""

    def __init__(self, python: Path, pipeline: str) -> None:
        """Take Rasa's Python and the name of a file in `bench/pipelines`."""
        self._python, self._pipeline = python, pipeline

    def train(self, corpus: Corpus, folder: Path, limit_s: float) -> Cost:
        """Train with the topics as intents: Rasa's classifiers see no sub-labels."""
        corpus.write(folder / "nlu.yml", "")
        options: Command = ["--nlu", folder / "nlu.yml", "--config", PIPELINES / self._pipeline]
        options += ["--out", folder, "--fixed-model-name", "model"]
        return run([self._python, "-m", "rasa", "train", "nlu", *options], folder / "train.log", limit_s)

    def model(self, folder: Path) -> Path:
        """Find the packed model."""
        return folder / "model.tar.gz"

    def ways(self, folder: Path) -> dict[str, Command]:
        """Answer through the agent."""
        return {f"Rasa, {self._pipeline}": [self._python, "-m", "bench.rasa_parse", self.model(folder)]}
