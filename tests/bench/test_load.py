"""The load: signed bodies in the order of talks, figures kept with their run, and costs read from the system."""

import hashlib
import hmac
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from bench import figures, rasa_server
from bench.figures import Figure, Run
from bench.load_costs import children, cost
from bench.load_phases import _percentile
from bench.load_words import bodies
from bot.channels.whatsapp import WhatsApp
from chaos import record
from messages import InboundMessage
from nlu.training_data import read_training_data
from tests.conftest import ROOT


def test_every_body_is_signed_and_nobody_writes_twice_before_everybody_wrote_once() -> None:
    channel = WhatsApp("token", "108", "rahasia", "jabat")
    told = list(bodies(50, 7, "rahasia", "108"))
    assert all(channel.verify(body, headers) for body, headers in told)
    events = [event for body, _ in told for event, _ in channel.read(body)]
    senders = [event.address.id for event in events if isinstance(event, InboundMessage)]
    assert len(set(senders[:10])) == 10
    assert senders == senders[:10] * 5


def test_another_seed_is_other_people_and_the_same_seed_the_same_words() -> None:
    def texts(seed: int) -> list[str]:
        found = (
            json.loads(body)["entry"][0]["changes"][0]["value"] for body, _ in bodies(20, seed, "x", "1")
        )
        return [value["messages"][0]["text"]["body"] + value["contacts"][0]["wa_id"] for value in found]

    assert texts(1) == texts(1)
    assert not set(texts(1)) & set(texts(2))


def test_a_wrong_secret_signs_nothing_that_we_take() -> None:
    body, headers = next(iter(bodies(5, 1, "lain", "108")))
    assert not WhatsApp("token", "108", "rahasia", "jabat").verify(body, headers)
    assert headers["X-Hub-Signature-256"] == "sha256=" + hmac.new(b"lain", body, hashlib.sha256).hexdigest()


def test_figures_are_kept_with_their_run_and_missed_goals_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MEASURED", tmp_path)
    told = [
        Figure("G15", "acks", "12/s", ">= 300/s", met=False),
        Figure("G16", "drain", "120/s", ">= 100/s", met=True),
    ]
    figures.keep("load.json", Run("make bench-load", 3), told)
    (first, _) = json.loads((tmp_path / "load.json").read_text())
    assert set(first) == {"id", "promise", "figure", "goal", "met", "seed", "commit", "date", "command"}
    assert figures.missed(told) == ["missed G15: 12/s; goal >= 300/s"]
    figures.keep("load.json", Run("make bench-load --seconds 5", 3), told[:1], alone=True)
    assert [each["command"] for each in json.loads((tmp_path / "load.json").read_text())] == [
        "make bench-load --seconds 5"
    ]


def test_rasa_learns_some_sentences_of_every_label_and_finds_a_response_for_each_sub_label(
    tmp_path: Path,
) -> None:
    corpus = rasa_server.corpus()
    counts = Counter(corpus.topics)
    assert set(counts) == {each.label for each in read_training_data(ROOT / "data" / "nlu").examples}
    assert max(counts.values()) <= rasa_server.TEXTS
    rasa_server.write_domain(tmp_path, ["lapor/jalan", "sapa"])
    rasa_server.write_stories(tmp_path / "stories.yml")
    lines = (tmp_path / "responses.yml").read_text(encoding="utf-8").splitlines()
    assert "responses:" in lines  # Rasa looks for a line that begins with the key
    assert "  utter_lapor/jalan:" in lines
    assert "stories:" in (tmp_path / "stories.yml").read_text(encoding="utf-8").splitlines()
    assert (tmp_path / "domain.yml").read_bytes() == (ROOT / "data" / "domain.yml").read_bytes()


def test_costs_of_this_process_are_read_and_a_dead_one_costs_nothing() -> None:
    mine = cost([os.getpid()])
    assert mine.cpu > 0
    assert mine.memory > 1
    assert mine.files > 2
    assert cost([2**22 + 1]).cpu == 0
    assert os.getpid() in children(os.getppid())


def test_a_percentile_of_nothing_is_never_good_enough() -> None:
    assert _percentile([], 0.99) == float("inf")
    assert _percentile([3.0, 1.0, 2.0], 0.5) == 2.0
