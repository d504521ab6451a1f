"""What a set of texts says beside its responses."""

from pathlib import Path

import pytest

from app.texts import read_dialogue_texts
from settings import Settings, SettingsError
from storage.texts_file import HouseWords, read_house_words, untitled
from storage.topics_file import read_topics
from tests.conftest import ROOT
from tickets.errors import RoutingError

TEXTS = ROOT / "data" / "texts"
TOPICS = read_topics(ROOT / "data" / "topics.yml")


def written(folder: Path, text: str) -> Path:
    (folder / "xx.yml").write_text(text, encoding="utf-8")
    return folder


def test_our_own_texts_bring_nothing_of_their_own(tmp_path: Path) -> None:
    assert read_house_words(tmp_path, "id") == HouseWords()
    assert HouseWords().named(TOPICS) == TOPICS


def test_english_names_every_topic_and_keeps_the_rest_of_it() -> None:
    words = read_house_words(TEXTS, "en")
    named = words.named(TOPICS)
    assert (words.language, untitled(TEXTS / "en.yml", TOPICS)) == ("en", [])
    assert named["jalan"].title == "Roads and bridges"
    assert named["jalan"].place is TOPICS["jalan"].place
    assert all(named[name].title != topic.title for name, topic in TOPICS.items())


def test_a_topic_without_a_name_keeps_its_own(tmp_path: Path) -> None:
    folder = written(tmp_path, "language: en\ntopics: {jalan: {title: Roads, short: Roads}}\n")
    assert read_house_words(folder, "xx").named(TOPICS)["desa"].title == TOPICS["desa"].title
    assert "desa" in untitled(folder / "xx.yml", TOPICS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("language: zz\n", "periksa `language`"),
        ("topics: {}\n", "periksa `language`"),
        ("language: en\ntopics: {jalan: {title: Roads}}\n", "periksa `language` dan `topics`"),
        (
            "language: en\ntopics: {jalan: {title: A, short: A name that is much too long}}\n",
            "paling panjang 20",
        ),
        ("language: [\n", "periksa"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(RoutingError, match=r"xx\.yml") as caught:
        read_house_words(written(tmp_path, text), "xx")
    assert told in str(caught.value)


def test_texts_that_are_not_there_are_named_with_those_that_are() -> None:
    with pytest.raises(RoutingError, match=r"TEXTS=su: .*su\.yml .*Yang ada: id, en, jv\."):
        read_house_words(TEXTS, "su")
    settings = Settings(_env_file=None, data_dir=ROOT / "data", texts_follow="jv, su")
    with pytest.raises(SettingsError, match=r"`su`; .* Yang ada: id, en, jv\."):
        read_dialogue_texts(settings)


def test_a_partial_set_is_not_mixed_into_other_texts() -> None:
    settings = Settings(_env_file=None, data_dir=ROOT / "data", texts="en", texts_follow="jv")
    domain, ear = read_dialogue_texts(settings)
    assert ear.words == {}
    assert not any(one.conditions for each in domain.responses.values() for one in each)
