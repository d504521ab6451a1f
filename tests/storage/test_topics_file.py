"""The topics file: what it says, and what it may not say."""

from pathlib import Path

import pytest

from storage.topics_file import read_topics
from tests.conftest import ROOT
from tickets.budget import CompletionClass
from tickets.errors import RoutingError

SHIPPED = ROOT / "data" / "topics.yml"


def test_each_topic_says_how_long_it_may_take() -> None:
    topics = read_topics(SHIPPED)
    assert topics["listrik_pju"].completion is CompletionClass.SHORT
    assert {topic.completion for topic in topics.values()} == set(CompletionClass)


def test_a_class_of_completion_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    edited = tmp_path / "topics.yml"
    edited.write_text(
        SHIPPED.read_text(encoding="utf-8").replace("completion: short", "completion: segera", 1)
    )
    with pytest.raises(RoutingError, match=r"topics\.yml:7: .*short, medium, long"):
        read_topics(edited)
