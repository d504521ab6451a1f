"""The interpreter itself: a spaCy pipeline of our own components, opened from a model folder."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc

from nlu.bare import bare_language
from nlu.components import CLASSIFIER, COMPONENTS, LEXICON, LISTS, PLACES, SECOND_OPINION
from nlu.messages import MessageTokenizer, words_of
from nlu.model_folder import opened
from nlu.parsed import parsed_message
from nlu.payload import parsed_payload, read_payload
from nlu.second_opinion import second_opinion_is_possible
from nlu.snapshot import read_snapshot
from nlu.ticket_numbers import TicketNumbers
from nlu.words import LONGEST_TEXT, TICKET_WORD, Normaliser

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from spacy.language import Language

    from nlu.interpreter import Interpreter, ParsedMessage
    from nlu.lexicon import Lexicon
    from nlu.snapshot import Lists

EXTENSIONS = ("intents", "judged", "urgency", "sensitivity", "remarks", "stretches", "places")


class SpacyInterpreter:
    """Understands a message; safe to share between threads, which take turns."""

    def __init__(self, nlp: Language, tickets: TicketNumbers, topics: list[str], sure_from: float) -> None:
        self._nlp, self._tickets = nlp, tickets
        self._topics, self._sure_from = topics, sure_from
        self._turn = Lock()

    def parse(self, text: str) -> ParsedMessage:
        """Understand one message: a button's payload as it says, anything else by the model."""
        payload = read_payload(text)
        if payload is not None:
            return parsed_payload(text, payload, self._topics)
        # A memory zone frees the words of this message; without it spaCy keeps every word ever seen.
        with self._turn, self._nlp.memory_zone():
            doc = self._nlp(text[:LONGEST_TEXT])
            named = any(word.text == TICKET_WORD for word in words_of(doc))
            tickets = self._tickets.find(text[:LONGEST_TEXT]) if named else []
            return parsed_message(text, doc, tickets, self._sure_from)


def load_interpreter(
    model_dir: Path,
    ticket_prefix: str | None = None,
    *,
    encoder: bool = True,
    areas: Sequence[str] = (),
    region_dir: Path | None = None,
    lexicon: Lexicon | None = None,
) -> Interpreter:
    """Open a trained model; `ticket_prefix` is the region's, else any.

    `encoder` False leaves the second opinion out even where it is installed. `areas` are the Kemendagri codes
    of the areas served ("33.10", "52"), `region_dir` holds the region's own files; without both no area has a
    code, and only words like "desa" tell one. `lexicon` takes the place of the lists the model was trained with.
    Raises ModelMissing, ModelDamaged; ValueError on a code nobody has.
    """
    manifest = opened(model_dir)
    tickets = TicketNumbers(ticket_prefix)
    own, lists = read_snapshot(model_dir)
    lexicon = (lexicon or own).beside(lists.shortened)
    served = {"codes": list(areas), "region": str(region_dir or "")}
    nlp = build_pipeline(model_dir, lexicon, lists, tickets, served)
    pooled = encoder and second_opinion_is_possible(model_dir)
    if pooled:
        nlp.add_pipe(SECOND_OPINION, config={"folder": str(model_dir)}, after=CLASSIFIER)
    threshold = "topic_is_sure_pooled" if pooled else "topic_is_sure"
    return SpacyInterpreter(nlp, tickets, manifest["topics"], manifest["thresholds"][threshold])


def build_pipeline(
    model_dir: Path, lexicon: Lexicon, lists: Lists, tickets: TicketNumbers, served: Mapping[str, Any]
) -> Language:
    """Build `spacy.blank("id")` with our tokenizer and components; `served` goes to the places."""
    for name in EXTENSIONS:
        Doc.set_extension(name, default=None, force=True)
    nlp = bare_language({LEXICON: lexicon, LISTS: lists})
    # Nothing here reads spaCy's own word attributes (shape, like_url, …), and they cost a third of a parse.
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined] # missing from spaCy's stub
    nlp.tokenizer = MessageTokenizer(nlp.vocab, Normaliser(lexicon.slang, tickets))
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"folder": str(model_dir), **(served if name == PLACES else {})})
    return nlp
