from nlu.words import LONGEST_TEXT, Normaliser


def _words(text: str) -> list[str]:
    return Normaliser({"yg": "yang", "terimakasih": "terima kasih", "jl": "jalan"}).phrase(text)


def test_chat_spelling_is_repaired() -> None:
    assert _words("Jalan2nya rusaaak yg s4mpah") == ["jalan", "jalannya", "rusak", "yang", "sampah"]


def test_glued_sentences_come_apart() -> None:
    assert _words("terimakasihLokasi di RT03") == ["terima", "kasih", "lokasi", "di", "rt", "03"]


def test_every_ticket_number_is_one_and_the_same_word() -> None:
    assert _words("cek KLT-3W7QHD-5 dan abc 12xy34 z") == ["cek", "nomortiket", "dan", "nomortiket"]


def test_words_that_look_like_ticket_numbers_stay_words() -> None:
    assert _words("pelayanan di jalan2 a bayar 250000 k") == [
        "pelayanan", "di", "jalan", "jalan", "a", "bayar", "250000", "k",
    ]  # fmt: skip


def test_words_know_their_place_and_sentence() -> None:
    text = "Di Jl. Veteran. Mati!!!tolong"
    words = Normaliser({}).words(text)
    assert [text[word.start : word.end] for word in words] == ["Di", "Jl", "Veteran", "Mati", "tolong"]
    assert [word.sentence for word in words] == [0, 0, 0, 1, 2]


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    assert Normaliser({}).words("a " * LONGEST_TEXT)[-1].end <= LONGEST_TEXT
