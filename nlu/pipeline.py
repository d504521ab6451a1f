"""The interpreter itself: a spaCy pipeline of our own components, opened from a model folder."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import spacy
from spacy.tokens import Doc

from nlu.components import COMPONENTS
from nlu.messages import MessageTokenizer
from nlu.model_folder import opened
from nlu.parsed import parsed_message
from nlu.payload import parsed_payload, read_payload
from nlu.snapshot import read_snapshot
from nlu.ticket_numbers import TicketNumbers
from nlu.words import LONGEST_TEXT, Normaliser

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language

    from nlu.interpreter import Interpreter, ParsedMessage

EXTENSIONS = ("intents", "urgency", "sensitivity")


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
        tickets = self._tickets.find(text[:LONGEST_TEXT])
        # A memory zone frees the words of this message; without it spaCy keeps every word ever seen.
        with self._turn, self._nlp.memory_zone():
            return parsed_message(text, self._nlp(text[:LONGEST_TEXT]), tickets, self._sure_from)


def load_interpreter(model_dir: Path, ticket_prefix: str | None = None) -> Interpreter:
    """Open a trained model; `ticket_prefix` is the region's, else any. Raises ModelMissing, ModelDamaged."""
    manifest = opened(model_dir)
    tickets = TicketNumbers(ticket_prefix)
    nlp = build_pipeline(model_dir, tickets)
    return SpacyInterpreter(nlp, tickets, manifest["topics"], manifest["thresholds"]["topic_is_sure"])


def build_pipeline(model_dir: Path, tickets: TicketNumbers) -> Language:
    """Build `spacy.blank("id")` with our tokenizer and components."""
    for name in EXTENSIONS:
        Doc.set_extension(name, default=None, force=True)
    lexicon, _ = read_snapshot(model_dir)
    nlp = spacy.blank("id")
    # Nothing here reads spaCy's own word attributes (shape, like_url, …), and they cost a third of a parse.
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined] # missing from spaCy's stub
    nlp.tokenizer = MessageTokenizer(nlp.vocab, Normaliser(lexicon.slang, tickets))
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"folder": str(model_dir)})
    return nlp
