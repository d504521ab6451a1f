"""A real Rasa server to compare with: Rasa's own default configuration, taught our sentences and our rules."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from ruamel.yaml import YAML

from bench.texts import Corpus
from nlu.training_data import VERSION, read_training_data
from tests import servers
from tests.parity import rasa_process

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench-rasa"
#: Where Rasa 3.6 keeps what it proposes to everybody: DIET, a selector for the sub-labels, TED beside the rules.
DEFAULT = "engine/recipes/config_files/default_config.yml"
#: As docs/rasa.md has it: on whole texts one epoch of DIET takes minutes, and what an answer costs depends on neither.
TEXTS, WORDS, EPOCHS = 50, 25, 20


@contextmanager
def rasa_server(python: Path, side: str, *, rules_alone: bool = False) -> Iterator[str]:
    """Train where it was not done yet, and serve until the end of the block; yields the server's URL.

    `side` answers what Rasa asks, see `stub`; with `rules_alone` no other policy takes part. Raises RasaProblem.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    domain, sentences = FOLDER / "domain", FOLDER / "nlu.yml"
    ours = corpus()
    ours.write(sentences, "")
    write_domain(domain, sorted(set(ours.topics)))
    config = FOLDER / ("rules_alone.yml" if rules_alone else "default.yml")
    config.write_text(_config(python, rules_alone=rules_alone), encoding="utf-8")
    (FOLDER / "endpoints.yml").write_text(
        f'action_endpoint:\n  url: "{side}/webhook"\nnlg:\n  url: "{side}/nlg"\n', encoding="utf-8"
    )
    stories = FOLDER / "stories.yml"
    write_stories(stories)
    sources = (str(domain), "data/rules.yml", str(sentences), str(stories))
    model = rasa_process.train(python, FOLDER, sources, str(config))
    port, token = servers.free_port(), "bench"
    with rasa_process.serve(
        python, model, port=port, side=side, token=token, endpoints=FOLDER / "endpoints.yml"
    ) as url:
        yield url


def stub() -> web.Application:
    """Build the action server and the words' server, which do nothing at once: all the time taken is Rasa's."""

    async def act(_: web.Request) -> web.Response:
        return web.json_response({"events": [], "responses": []})

    async def say(_: web.Request) -> web.Response:
        return web.json_response({"text": "baik", "buttons": [], "image": None, "elements": []})

    app = web.Application(client_max_size=50_000_000)  # a tracker with the whole domain
    app.router.add_post("/webhook", act)
    app.router.add_post("/nlg", say)
    return app


def corpus() -> Corpus:
    """Return some of our sentences of every label, sub-labels as they are: `lapor/jalan`."""
    examples = read_training_data(ROOT / "data" / "nlu").examples
    return (
        Corpus([each.text for each in examples], [each.label for each in examples])
        .per_topic(TEXTS)
        .cut(WORDS)
    )


def write_domain(folder: Path, labels: list[str]) -> None:
    """Write our domain, and a response for each sub-label: Rasa's selector chooses among responses."""
    folder.mkdir(exist_ok=True)
    (folder / "domain.yml").write_bytes((ROOT / "data" / "domain.yml").read_bytes())
    said: dict[str, Any] = {f"utter_{label}": [{"text": label}] for label in labels if "/" in label}
    _write(folder / "responses.yml", "responses", said)


def write_stories(file: Path) -> None:
    """Write our plainest rules as stories, too: TED learns from stories only, and stands by without any."""
    rules = YAML(typ="safe").load((ROOT / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    plain = [rule for rule in rules if "condition" not in rule and _just_answers(rule["steps"])]
    _write(file, "stories", [{"story": rule["rule"], "steps": rule["steps"]} for rule in plain])


def _write(file: Path, key: str, value: Any) -> None:
    # Not as JSON: Rasa looks for a line that begins with the key.
    writer = YAML()
    writer.default_flow_style = False
    with file.open("w", encoding="utf-8") as out:
        writer.dump({"version": VERSION, key: value}, out)


def _just_answers(steps: list[dict[str, Any]]) -> bool:
    return all(set(step) <= {"intent", "action"} for step in steps)


def _config(python: Path, *, rules_alone: bool) -> str:
    """Return the configuration Rasa ships, for Indonesian, fewer epochs, and perhaps fewer policies."""
    where = subprocess.run(  # noqa: S603 - the Python we were given
        [python, "-c", "import importlib.util as u; print(u.find_spec('rasa').origin)"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | rasa_process.QUIET,
    ).stdout.strip()
    shipped = (Path(where).parent / DEFAULT).read_text(encoding="utf-8")
    ours = shipped.replace("language: en", "language: id").replace("epochs: 100", f"epochs: {EPOCHS}")
    return ours.partition("policies:")[0] + "policies:\n  - name: RulePolicy\n" if rules_alone else ours
