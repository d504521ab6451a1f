"""What a set of texts (`data/texts/<name>.yml`) says beside its responses: its language and the topics' titles."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tickets.dates import LANGUAGE
from tickets.errors import RoutingError
from tickets.topics import Topic

#: The set that `domain.yml` and `topics.yml` themselves are.
HOME = "id"
LONGEST_SHORT = 20  #: characters; WhatsApp's limit of a button's title


@dataclass(frozen=True, slots=True)
class HouseWords:
    """How days, lists and numbers are written, and what topics are called: name to (title, short title)."""

    language: str = LANGUAGE
    topics: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def named(self, topics: Mapping[str, Topic]) -> dict[str, Topic]:
        """Return the topics as citizens are told them."""
        return {name: self._titled(topic) for name, topic in topics.items()}

    def _titled(self, topic: Topic) -> Topic:
        title, short = self.topics.get(topic.name, (topic.title, topic.short))
        return replace(topic, title=title, short=short)


def read_house_words(folder: Path, name: str) -> HouseWords:
    """Read them. Raises RoutingError naming the file where there is none, or it cannot be used."""
    if name == HOME:
        return HouseWords()
    path = folder / f"{name}.yml"
    try:
        found: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        language = str(Locale.parse(str(found["language"])))
        topics = {key: (str(each["title"]), str(each["short"])) for key, each in _topics(found).items()}
    except OSError:
        known = ", ".join([HOME, *sorted(each.stem for each in folder.glob("*.yml"))])
        raise RoutingError(f"TEXTS={name}: {path} tidak dapat dibaca. Yang ada: {known}.") from None
    except (YAMLError, UnicodeDecodeError, KeyError, TypeError, ValueError, UnknownLocaleError):
        raise RoutingError(f"{path}:1: periksa `language` dan `topics` berkas teks ini.") from None
    if long := next((key for key, (_, short) in topics.items() if len(short) > LONGEST_SHORT), None):
        raise RoutingError(f"{path}: `short` topik `{long}` paling panjang {LONGEST_SHORT} huruf.")
    return HouseWords(language, topics)


def untitled(path: Path, topics: Mapping[str, Topic]) -> list[str]:
    """Return the topics that a set does not name; one that is partial or in our own language may leave them."""
    found: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    if found.get("partial") or found["language"] == LANGUAGE:
        return []
    return sorted(topics.keys() - _topics(found).keys())


def _topics(found: dict[str, Any]) -> dict[str, Any]:
    return found.get("topics") or {}
