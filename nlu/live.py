"""An interpreter that follows the disk: another model in use, or a changed word list, without a restart."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING, Self, TypeAlias

import structlog

from nlu.errors import NluError, TrainingDataError
from nlu.lexicon import Lexicon, read_lexicon
from nlu.model_folder import CURRENT, current_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from nlu.interpreter import Interpreter, ParsedMessage

    Load: TypeAlias = Callable[[Path, Lexicon | None], Interpreter]
    Stamp: TypeAlias = dict[Path, tuple[int, int, int]]

log = structlog.get_logger(__name__)

LOOK_EVERY = 1.0  #: seconds
SETTLE = 0.1  #: seconds a word list must stay the same: an editor may still be writing it
PROBE = "lampu jalan mati"  #: what a new interpreter must have understood before it takes over


class LiveInterpreter:
    """Parses with the model in use and the word lists on disk; safe to share between threads.

    Between `with` and its end a thread looks for changes. What is new is opened and tried there, then takes
    over between two parses; what is damaged changes nothing and is named in the log once.
    """

    def __init__(self, models: Path, lists: Path, load: Load, every: float = LOOK_EVERY) -> None:
        """Open the model in use of the folder `models` with the word lists of the folder `lists`.

        `load` opens a model folder, with the lists given in place of its own. Raises ModelMissing, ModelDamaged.
        """
        self._models, self._lists, self._load, self._every = models, lists, load, every
        self._stopping = Event()
        self._thread = Thread(target=self._watch, name="live-interpreter", daemon=True)
        self._seen_lists = self._read_lists = _stamp(lists.glob("*.yml"))
        self._seen_model = _stamp_of_model(models)
        self._lexicon = self._first_lexicon()
        self._folder = current_model(models)
        self._interpreter = load(self._folder, self._lexicon)
        log.info("model_in_use", model=self.model)

    @property
    def model(self) -> str:
        """The name of the model that answers."""
        return self._folder.name

    @property
    def is_current(self) -> bool:
        """Whether it is the one the disk names: a damaged one there changes nothing, and would not start."""
        try:
            return current_model(self._models) == self._folder
        except NluError:
            return False

    def parse(self, text: str) -> ParsedMessage:
        """Understand one message, as `Interpreter`."""
        return self._interpreter.parse(text)

    def __enter__(self) -> Self:
        """Begin to look for changes."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more; parsing goes on."""
        self._stopping.set()
        self._thread.join()

    def look(self) -> None:
        """Look once, and take over what is new and sound; never raises."""
        for take in (self._take_lists, self._take_model):
            try:
                take()
            except TrainingDataError as error:
                log.warning(
                    "lists_refused", at=f"{error.file.name}:{error.line}", remedy="tanggap nlu validate"
                )
            except NluError as error:
                log.warning("model_refused", reason=str(error))
            except Exception as error:  # noqa: BLE001 - whatever is wrong with the new, the old one works
                log.warning("model_refused", reason=type(error).__name__)

    def _watch(self) -> None:
        while not self._stopping.wait(self._every):
            self.look()

    def _take_lists(self) -> None:
        stamp = _stamp(self._lists.glob("*.yml"))
        if stamp == self._seen_lists:
            return
        self._stopping.wait(SETTLE)
        if _stamp(self._lists.glob("*.yml")) != stamp:
            return
        self._seen_lists = stamp
        # To `read_lexicon` a missing list is an empty one; here it is more likely to be on its way.
        if gone := self._read_lists.keys() - stamp.keys():
            raise TrainingDataError(min(gone), 1, "berkas hilang.")
        lexicon = read_lexicon(self._lists)
        self._read_lists = stamp
        if lexicon != self._lexicon:
            self._interpreter = self._tried(self._folder, lexicon)
            self._lexicon = lexicon
            log.info("lists_in_use")

    def _take_model(self) -> None:
        stamp = _stamp_of_model(self._models)
        if stamp == self._seen_model:
            return
        self._seen_model = stamp
        folder = current_model(self._models)
        self._interpreter = self._tried(folder, self._lexicon)
        self._folder = folder
        # Lists that came while the old model was broken are due now.
        self._seen_lists = {}
        log.info("model_in_use", model=folder.name)

    def _tried(self, folder: Path, lexicon: Lexicon | None) -> Interpreter:
        interpreter = self._load(folder, lexicon)
        interpreter.parse(PROBE)
        return interpreter

    def _first_lexicon(self) -> Lexicon | None:
        try:
            return lists_in_force(self._lists)
        except TrainingDataError as error:
            log.warning("lists_refused", at=f"{error.file.name}:{error.line}", remedy="tanggap nlu validate")
            return None


def lists_in_force(lists: Path) -> Lexicon | None:
    """Read the word lists; None, which leaves a model its own, where there are none. Raises TrainingDataError."""
    return read_lexicon(lists) if any(lists.glob("*.yml")) else None


def _stamp(files: Iterable[Path]) -> Stamp:
    """Take what tells a changed file from an unchanged one, without reading it."""
    stamp = {}
    for path in files:
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        stamp[path] = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    return stamp


def _stamp_of_model(models: Path) -> Stamp:
    try:
        files = list(current_model(models).glob("*"))
    except NluError:
        files = []
    return _stamp([models / CURRENT, *files])
