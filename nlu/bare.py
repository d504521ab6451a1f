"""spaCy's blank Indonesian without its own tokenizer, which reads exceptions for four seconds and is replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import spacy
from spacy.util import registry

from nlu.messages import MessageTokenizer
from nlu.words import Normaliser

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language

BARE = "tanggap_tanpa_aturan"


def bare_language(meta: dict[str, Any]) -> Language:
    """Make `spacy.blank("id")` whose tokenizer only holds the place of one with word lists."""
    return spacy.blank("id", config={"nlp": {"tokenizer": {"@tokenizers": BARE}}}, meta=meta)


@registry.tokenizers(BARE)  # type: ignore[untyped-decorator] # spaCy's registry has no types
def _bare_tokenizer() -> Callable[[Language], MessageTokenizer]:
    return lambda nlp: MessageTokenizer(nlp.vocab, Normaliser({}))
