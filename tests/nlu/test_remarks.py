"""What lists of remarks find in a message, without any model."""

import pytest
from spacy.tokens import Doc

from nlu.bare import bare_language
from nlu.lexicon import read_lexicon
from nlu.messages import MessageTokenizer
from nlu.remarks import Remarks
from nlu.words import Normaliser
from tests.nlu.conftest import REAL


@pytest.fixture(scope="module")
def nlp():  # type: ignore[no-untyped-def] # noqa: ANN201 - spaCy's Language, made here only
    lexicon = read_lexicon(REAL / "lexicon")
    Doc.set_extension("remarks", default=None, force=True)
    language = bare_language({})
    language.tokenizer = MessageTokenizer(language.vocab, Normaliser(lexicon.slang))
    return language, Remarks(language, lexicon.remarks)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BGST*** tiga kali lapor tidak ada yang gerak!!", {"umpatan", "kecewa"}),
        ("percuma lapor", {"kecewa"}),
        ("ada anjing liar di pasar", set()),
        ("Belum, hanya diuruk pasir", {"belum"}),
        ("udah min makasih", {"sudah"}),
        ("sudah seminggu jalan ini bolong parah", {"masalah"}),
        ("letaknya di belakang kantor kecamatan sebelah lapangan", set()),
        ("jalan rusak, tolong rahasiakan nama saya", {"tanpa_nama", "masalah"}),
        ("saya bakar kantornya", {"ancaman"}),
        ("makasih min", set()),
        ("", set()),
    ],
)
def test_a_message_holds_these_remarks(nlp, text: str, found: set[str]) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    language, remarks = nlp
    assert remarks(language(text))._.remarks == found
