import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlu.interpreter import Interpreter, ParsedMessage, Urgency
from nlu.pipeline import load_interpreter


def test_a_complaint_gets_its_topic(interpreter: Interpreter) -> None:
    parsed = interpreter.parse("jln bolong2 parah bgt min")
    assert (parsed.intent.name, parsed.topic.name, parsed.retrieval) == ("lapor", "jalan", "jalan")


def test_a_sub_label_is_told_apart_from_its_intent(interpreter: Interpreter) -> None:
    parsed = interpreter.parse("motor saya dicuri di pasar")
    assert (parsed.intent.name, parsed.retrieval) == ("bukan_kewenangan", "polisi")
    assert interpreter.parse("halo").retrieval is None


def test_both_rankings_are_complete_best_first_and_sum_to_one(interpreter: Interpreter) -> None:
    parsed = interpreter.parse("lampu jalan mati")
    for ranking, size in ((parsed.topics, 3), (parsed.intents, 5)):
        confidences = [each.confidence for each in ranking]
        assert len(ranking) == size
        assert confidences == sorted(confidences, reverse=True)
        assert sum(confidences) == pytest.approx(1, abs=1e-5)


def test_a_complaint_that_names_its_place_is_still_a_complaint(interpreter: Interpreter) -> None:
    parsed = interpreter.parse("sampah menumpuk di depan masjid al huda rt 03 rw 05 desa karanganom")
    assert parsed.intent.name == "lapor"
    assert _value(parsed, "lokasi") == "depan masjid al huda rt 03 rw 05 desa karanganom"


def test_an_answer_that_is_only_a_place_becomes_the_place_whole(interpreter: Interpreter) -> None:
    parsed = interpreter.parse("  ceper ")
    assert parsed.intent.name == "beri_lokasi"
    assert [(each.value, each.start, each.end) for each in parsed.entities] == [("ceper", 2, 7)]


def test_offsets_point_into_the_original_text(interpreter: Interpreter) -> None:
    text = "min😀 cek klt 3w7qhd 5 dong, lampunya matiii di Jl. Veteran No. 12"
    for each in interpreter.parse(text).entities:
        if each.type == "lokasi":
            assert text[each.start : each.end] == each.value == "Jl. Veteran No. 12"
        if each.type == "nomor_tiket":
            assert (text[each.start : each.end], each.value) == ("klt 3w7qhd 5", "KLT-3W7QHD-5")


def test_rasa_gets_its_own_shape(interpreter: Interpreter) -> None:
    spoken = json.loads(json.dumps(interpreter.parse("lampu mati di jl mawar no 3").as_rasa()))
    assert {"text", "intent", "intent_ranking", "entities", "retrieval"} <= spoken.keys()
    assert spoken["intent"] == spoken["intent_ranking"][0]
    assert spoken["entities"][0].keys() == {"entity", "value", "start", "end"}


def test_an_unreadable_message_is_sure_of_nothing(interpreter: Interpreter) -> None:
    for text in ("", " ", "\0", "\ud800", "\n\n"):
        parsed = interpreter.parse(text)
        assert not parsed.topic_is_sure
        assert max(each.confidence for each in parsed.topics) == pytest.approx(1 / 3)


@given(st.text(alphabet=st.characters(), max_size=300))
@settings(max_examples=150, deadline=None)
@example(text="0\ud800")
def test_any_text_is_parsed_and_its_values_can_be_stored(interpreter: Interpreter, text: str) -> None:
    parsed = interpreter.parse(text)
    for each in parsed.entities:
        assert 0 <= each.start <= each.end <= len(text)
        each.value.encode("utf-8")


@pytest.mark.parametrize("word", ["a", "jalan rusak ", "rt 03 ", "kebakaran ", "/", "AbCd", "1a"])
def test_a_hundred_thousand_characters_cost_less_than_a_quarter_second(
    interpreter: Interpreter, word: str
) -> None:
    start = process_time()
    interpreter.parse(word * (100_000 // len(word)))
    assert process_time() - start < 0.25


def test_threads_may_share_an_interpreter(interpreter: Interpreter) -> None:
    texts = ["lampu jalan mati", "halo", "sampah menumpuk"] * 20
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(interpreter.parse, texts)) == [interpreter.parse(text) for text in texts]


def test_the_region_s_prefix_keeps_other_codes_out(model: Path) -> None:
    klaten = load_interpreter(model, ticket_prefix="KLT")
    assert _value(klaten.parse("cek KLT3W7QHD5"), "nomor_tiket") == "KLT-3W7QHD-5"
    assert _value(klaten.parse("cek ABC-3W7QHD-5"), "nomor_tiket") is None


def _value(parsed: ParsedMessage, kind: str) -> str | None:
    return next((each.value for each in parsed.entities if each.type == kind), None)


@pytest.mark.parametrize("text", ["", "jjkk lkj", "...", "\U0001f937\U0001f937"])
def test_what_says_nothing_is_nothing_in_particular(interpreter: Interpreter, text: str) -> None:
    parsed = interpreter.parse(text)
    assert len({each.confidence for each in parsed.intents if "/" not in each.name}) <= 2
    assert not parsed.topic_is_sure
    assert not parsed.sensitivity
    assert parsed.urgency is Urgency.ORDINARY
