"""What the rest of the house sees of language understanding. Standard library only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol

#: The intents the code knows by name; all others are the trainer's.
COMPLAINT, LOCATION_ANSWER, GREETING = "lapor", "beri_lokasi", "sapa"
INFORMATION_REQUEST, OFF_TOPIC = "minta_informasi", "di_luar_topik"
PLACE = "lokasi"  #: the entity that says where it is


@dataclass(frozen=True, slots=True)
class Ranked:
    """A name and how sure we are of it, 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece of a message; `start` and `end` are offsets into the original text."""

    type: str
    value: str
    start: int
    end: int


class Urgency(StrEnum):
    """How soon a person must look at a message."""

    EMERGENCY = "darurat"  #: people are in danger now
    IMPORTANT = "penting"  #: somebody may be hurt if nothing is done
    ORDINARY = "biasa"  #: everything else


class Purpose(StrEnum):
    """What a citizen wants of a matter, beside its topic; the three kinds SP4N-LAPOR! knows."""

    COMPLAINT = "pengaduan"  #: something is wrong and is to be put right
    QUESTION = "pertanyaan"  #: the citizen wants to know something
    ASPIRATION = "aspirasi"  #: a wish for something new, a proposal, thanks


@dataclass(frozen=True, slots=True)
class Complaint:
    """One of the complaints of a message: its topic, and the offsets of its words in the text."""

    topic: Ranked
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the administration; `level` is desa, kelurahan, kecamatan, kabupaten, kota or provinsi.

    `code` is the Kemendagri code, "33.10.24.1007", "" where the region's own files tell none.
    """

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place a message names, at offsets `start` to `end` of the text.

    `type` is jalan (street with its number or km), rt_rw, wilayah (one area) or patokan (landmark).
    `name` is it in one spelling. `candidates` are the areas served here that a wilayah may mean; `code` is
    the code of the one it must mean, None while it is not settled or has no code.
    """

    type: str
    name: str
    start: int
    end: int
    code: str | None = None
    candidates: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """One message understood.

    `intents` and `topics` are complete rankings, best first, each summing to 1. `retrieval` is the
    sub-label of the intent: "polisi" for bukan_kewenangan/polisi, the topic for lapor, else None.
    `slots` come only from a button's payload. `complaints` has one item per matter an office could
    handle by itself, in order of the text: usually one, none when the message is no complaint.
    `remarks` names the lists of marah.yml and jawaban.yml of which it holds a phrase.
    """

    text: str
    intent: Ranked
    intents: tuple[Ranked, ...]
    retrieval: str | None
    topic: Ranked
    topics: tuple[Ranked, ...]
    topic_is_sure: bool
    entities: tuple[Entity, ...] = ()
    urgency: Urgency = Urgency.ORDINARY
    sensitivity: frozenset[str] = frozenset()
    remarks: frozenset[str] = frozenset()
    purpose: Purpose = Purpose.COMPLAINT
    complaints: tuple[Complaint, ...] = ()
    places: tuple[Place, ...] = ()
    slots: dict[str, object] = field(default_factory=dict)

    def as_rasa(self) -> dict[str, Any]:
        """Answer the shape of Rasa's `/model/parse`, with our own keys beside Rasa's."""
        return {
            "text": self.text,
            "intent": _ranked(self.intent),
            "intent_ranking": [_ranked(each) for each in self.intents],
            "entities": [
                {"entity": each.type, "value": each.value, "start": each.start, "end": each.end}
                for each in self.entities
            ],
            "retrieval": self.retrieval,
            "topic": _ranked(self.topic),
            "topics": [_ranked(each) for each in self.topics],
            "topic_is_sure": self.topic_is_sure,
            "urgency": self.urgency.value,
            "sensitivity": sorted(self.sensitivity),
            "remarks": sorted(self.remarks),
            "purpose": self.purpose.value,
            "complaints": [
                {"topic": _ranked(each.topic), "start": each.start, "end": each.end}
                for each in self.complaints
            ],
            "places": [asdict(each) for each in self.places],
            "slots": dict(self.slots),
        }


def _ranked(each: Ranked) -> dict[str, Any]:
    return {"name": each.name, "confidence": each.confidence}


class Interpreter(Protocol):
    """Whoever understands a citizen's text; takes any text at all and never raises."""

    def parse(self, text: str) -> ParsedMessage:
        """Understand one message."""
        ...
