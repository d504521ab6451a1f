import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.features import learn_features

TEXTS = ["jalan rusak di depan pasar", "lampu jalan mati mati", "sampah di pasar bau", "a di x"]


def test_features_equal_scikit_learns() -> None:
    split = [text.split() for text in TEXTS]
    features = learn_features(split)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+")
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    expected = np.hstack([each.fit_transform(TEXTS).toarray() for each in (words, letters)])
    names = [*features.word_grams, *features.letter_grams]
    assert names == [*words.get_feature_names_out(), *letters.get_feature_names_out()]
    for text, row in zip(split, expected, strict=True):
        ids, values = features.vector(text)
        np.testing.assert_allclose(values, row[ids], rtol=1e-5)
        assert np.flatnonzero(row).tolist() == ids.tolist()


def test_rare_grams_are_left_out() -> None:
    assert learn_features([text.split() for text in TEXTS], rarest=2).word_grams == ["di", "jalan", "pasar"]


def test_keys_hit_at_random_are_not_read() -> None:
    features = learn_features([text.split() for text in [*TEXTS, "rt rw"]])
    assert [
        word for word in ("jjkk", "lkj", "rt", "pasar", "wringin", "12") if not features.readable(word)
    ] == [
        "jjkk",
        "lkj",
    ]
