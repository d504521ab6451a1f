import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from structlog.testing import capture_logs

from nlu.interpreter import Interpreter, ParsedMessage
from nlu.lexicon import Lexicon
from nlu.live import LiveInterpreter
from nlu.model_choice import roll_back, use
from nlu.model_folder import CURRENT, MANIFEST, name_current, read_json, seal, write_json
from nlu.pipeline import load_interpreter
from tests.nlu.conftest import REAL

TEXT = "lampu jalan mati dekat pasar wage"
UNKNOWN = "wongwang"
SOON = 10.0  #: seconds; measured below one, but the machine may be busy with other tests


@pytest.fixture
def models(model: Path, tmp_path: Path) -> Path:
    """Two models that answer differently in two of their parts; "lama" is in use, "baru" is not."""
    root = tmp_path / "models"
    for name in ("lama", "baru"):
        shutil.copytree(model, root / name)
    lists = read_json(root / "baru" / "lists.json")
    _change(root / "baru", "lists.json", lists | {"lookups": {"benda": ["lampu"]}})
    name_current(root, "lama")
    return root


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REAL / "lexicon", tmp_path / "lexicon"))


def _change(folder: Path, file: str, content: object) -> None:
    """Change a file and the thresholds, and seal again: another model, and a sound one."""
    write_json(folder / file, content)
    manifest = read_json(folder / MANIFEST)
    (folder / MANIFEST).unlink()
    sure = {name: 2.0 for name in manifest["thresholds"] if name.startswith("topic_is_sure")}
    kept = {name: each for name, each in manifest.items() if name not in {"seal", "files"}}
    seal(folder, kept | {"thresholds": manifest["thresholds"] | sure})


def _load(folder: Path, lexicon: Lexicon | None) -> Interpreter:
    return load_interpreter(folder, lexicon=lexicon)


def _live(models: Path, lists: Path) -> LiveInterpreter:
    return LiveInterpreter(models, lists, _load, every=0.05)


def _is_new(parsed: ParsedMessage) -> bool:
    return any(each.type == "benda" for each in parsed.entities)


def _soon(true: Callable[[], bool]) -> None:
    end = monotonic() + SOON
    while not true():
        assert monotonic() < end
        sleep(0.02)


def _append(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(line + "\n")


@contextmanager
def _parsing(live: LiveInterpreter) -> Iterator[list[ParsedMessage]]:
    """Parse in four threads until the block ends; what goes wrong there is raised here."""
    found: list[ParsedMessage] = []
    stop = Event()

    def parse() -> None:
        while not stop.is_set():
            found.append(live.parse(TEXT))

    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(parse) for _ in range(4)]
        try:
            yield found
        finally:
            stop.set()
        for each in running:
            each.result()


def test_models_swap_under_parallel_parses_and_never_mix(models: Path, lists: Path) -> None:
    old, new = (load_interpreter(models / name).parse(TEXT) for name in ("lama", "baru"))
    assert (old.topic_is_sure, _is_new(old)) == (True, False)
    assert (new.topic_is_sure, _is_new(new)) == (False, True)
    with _live(models, lists) as live, _parsing(live) as found:
        for _ in range(3):
            use(models / "baru")
            _soon(lambda: _is_new(live.parse(TEXT)))
            roll_back(models)
            _soon(lambda: not _is_new(live.parse(TEXT)))
    assert all(each in (old, new) for each in found)
    assert {_is_new(each) for each in found} == {True, False}


@pytest.mark.parametrize("spoilt", ["model.npz", "lists.json", "manifest.json", "vocabulary.json"])
def test_a_damaged_model_is_named_once_and_the_old_one_keeps_answering(
    models: Path, lists: Path, spoilt: str
) -> None:
    live = _live(models, lists)
    whole = (models / "baru" / spoilt).read_bytes()
    (models / "baru" / spoilt).write_bytes(whole[: len(whole) // 2])
    name_current(models, "baru")
    with capture_logs() as logs:
        for _ in range(3):
            live.look()
    assert [each["event"] for each in logs] == ["model_refused"]
    assert TEXT not in json.dumps(logs)
    assert not _is_new(live.parse(TEXT))
    (models / "baru" / spoilt).write_bytes(whole)
    live.look()
    assert _is_new(live.parse(TEXT))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"model": "tidak-ada"}', "{}"])
def test_a_current_that_names_no_model_changes_nothing(models: Path, lists: Path, content: str) -> None:
    live = _live(models, lists)
    (models / CURRENT).write_text(content, encoding="utf-8")
    live.look()
    assert live.parse(TEXT).topic.name == "listrik_pju"
    name_current(models, "baru")
    live.look()
    assert _is_new(live.parse(TEXT))


def test_a_model_that_cannot_be_opened_for_any_reason_changes_nothing(models: Path, lists: Path) -> None:
    # Sealed, and yet not what this release reads.
    _change(models / "baru", "lists.json", {"lain": []})
    live = _live(models, lists)
    name_current(models, "baru")
    with capture_logs() as logs:
        live.look()
    assert [(each["event"], each["reason"]) for each in logs] == [("model_refused", "TypeError")]
    assert live.parse(TEXT).topic_is_sure


def test_a_line_of_slang_works_without_training_and_without_restart(models: Path, lists: Path) -> None:
    with _live(models, lists) as live:
        assert live.parse(f"{UNKNOWN} di pasar").topic.confidence < 0.5
        _append(lists / "slang.yml", f"{UNKNOWN}: lampu jalan mati")
        _soon(lambda: live.parse(f"{UNKNOWN} di pasar").topic.confidence > 0.8)
        assert live.parse(f"{UNKNOWN} di pasar").topic.name == "listrik_pju"


def test_every_list_works_at_once(models: Path, lists: Path) -> None:
    live = _live(models, lists)
    (lists / "sensitif.yml").write_text(f"suap:\n  frasa: [{UNKNOWN}]\n  kecuali: []\n", encoding="utf-8")
    urgency = (lists / "darurat.yml").read_text(encoding="utf-8")
    (lists / "darurat.yml").write_text(
        urgency.replace("\npenting:\n", f"\npenting:\n  - {UNKNOWN}\n"), encoding="utf-8"
    )
    live.look()
    parsed = live.parse(f"ada {UNKNOWN} di sini")
    assert parsed.sensitivity == {"suap"}
    assert {each.type for each in parsed.entities} >= {"penting", "sensitif"}


@pytest.mark.parametrize("line", ["a: [", "ab: 3"])
def test_a_broken_list_keeps_the_old_one_and_is_named_with_its_line(
    models: Path, lists: Path, line: str
) -> None:
    live = _live(models, lists)
    lines = len((lists / "slang.yml").read_text(encoding="utf-8").splitlines())
    _append(lists / "slang.yml", f"{UNKNOWN}: lampu jalan mati\n{line}")
    with capture_logs() as logs:
        live.look()
        live.look()
    [told] = logs
    assert told["event"] == "lists_refused"
    name, _, number = told["at"].partition(":")
    assert name == "slang.yml"
    assert int(number) >= lines + 2
    assert UNKNOWN not in json.dumps(logs)
    assert live.parse(UNKNOWN).topic.confidence < 0.5


def test_a_list_that_is_gone_is_not_taken_for_an_empty_one(models: Path, lists: Path) -> None:
    live = _live(models, lists)
    slang = (lists / "slang.yml").read_text(encoding="utf-8")
    (lists / "slang.yml").unlink()
    live.look()
    _append(lists / "tempat.yml", "# lain")
    live.look()
    known = load_interpreter(models / "lama").parse("pju mt dkt psr")
    assert live.parse("pju mt dkt psr") == known
    (lists / "slang.yml").write_text(f"{slang}\n{UNKNOWN}: lampu jalan mati\n", encoding="utf-8")
    live.look()
    assert live.parse(UNKNOWN).topic.name == "listrik_pju"


def test_a_product_starts_with_the_lists_of_its_model_where_those_on_disk_are_broken(
    models: Path, lists: Path
) -> None:
    (lists / "slang.yml").write_text("[", encoding="utf-8")
    with capture_logs() as logs:
        live = _live(models, lists)
    assert [each.get("at") for each in logs] == ["slang.yml:1", None]
    assert live.parse("pju mt") == load_interpreter(models / "lama").parse("pju mt")


def test_lists_outlive_a_swap_and_a_model_broken_under_them(models: Path, lists: Path) -> None:
    live = _live(models, lists)
    (models / "lama" / "lists.json").write_text("{}", encoding="utf-8")
    _append(lists / "slang.yml", f"{UNKNOWN}: lampu jalan mati")
    live.look()
    assert live.parse(TEXT).topic.name == "listrik_pju"
    use(models / "baru")
    live.look()
    live.look()
    parsed = live.parse(f"{UNKNOWN} di pasar")
    assert (parsed.topic.name, _is_new(parsed)) == ("listrik_pju", True)


def test_nothing_is_looked_for_after_the_end(models: Path, lists: Path) -> None:
    with _live(models, lists) as live:
        pass
    use(models / "baru")
    sleep(0.2)
    assert not _is_new(live.parse(TEXT))
