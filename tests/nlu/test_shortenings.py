"""Words without vowels, learnt from texts."""

from nlu.shortenings import forms_of, learn_shortenings

TEXTS = [["jalan", "rusak", "parah"], ["jalan", "rusak", "sekali"], ["rusak", "jalan", "lampu"]]


def test_a_word_is_shortened_with_or_without_its_last_vowel() -> None:
    assert forms_of("lampu") == {"lmpu", "lmp"}
    assert forms_of("rusak") == {"rsk"}


def test_short_forms_mean_frequent_words_only() -> None:
    assert learn_shortenings(TEXTS) == {"jln": "jalan", "rsk": "rusak"}


def test_a_form_that_could_be_two_words_means_nothing() -> None:
    assert "rsk" not in learn_shortenings([*TEXTS, *[["risik"]] * 2])


def test_a_form_that_is_a_word_itself_keeps_its_own_meaning() -> None:
    assert learn_shortenings([["sampai"]] * 20) == {"smp": "sampai", "smpi": "sampai"}
    assert learn_shortenings([*[["sampai"]] * 20, ["smp"]]) == {"smpi": "sampai"}
