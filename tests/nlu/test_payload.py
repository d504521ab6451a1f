import pytest

from nlu.interpreter import Interpreter


def test_a_button_says_what_is_meant(interpreter: Interpreter) -> None:
    parsed = interpreter.parse('/lapor@0.9{"topik": "jalan", "jumlah": 3}')
    assert (parsed.intent.name, parsed.intent.confidence) == ("lapor", 0.9)
    assert parsed.slots == {"topik": "jalan", "jumlah": 3}
    assert [(each.type, each.value) for each in parsed.entities] == [("topik", "jalan"), ("jumlah", "3")]
    assert (parsed.topic.name, parsed.topic.confidence, parsed.topic_is_sure) == ("jalan", 1.0, True)


def test_a_button_without_confidence_is_certain(interpreter: Interpreter) -> None:
    assert interpreter.parse("/setuju").intent.confidence == 1.0
    assert interpreter.parse("/setuju").slots == {}


def test_a_button_may_name_a_sub_label(interpreter: Interpreter) -> None:
    parsed = interpreter.parse("/bukan_kewenangan/pln")
    assert (parsed.intent.name, parsed.retrieval) == ("bukan_kewenangan", "pln")


def test_a_button_about_no_topic_leaves_topics_open(interpreter: Interpreter) -> None:
    parsed = interpreter.parse('/setuju{"topik": "tidak_ada"}')
    assert not parsed.topic_is_sure
    assert {each.confidence for each in parsed.topics} == {1 / 3}


@pytest.mark.parametrize(
    "text",
    [
        '/lapor{"topik":',
        "/lapor{topik: jalan}",
        "/lapor[1]",
        "/ lampu jalan mati",
        "/lapor@2",
        "/" + "{" * 3000,
    ],
)
def test_a_malformed_button_is_plain_text(interpreter: Interpreter, text: str) -> None:
    parsed = interpreter.parse(text)
    assert parsed.slots == {}
    assert len(parsed.intents) > 1
