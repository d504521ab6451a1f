"""`tanggap nlu explain`: why a message was understood as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from app.nlu_options import DATA, MODELS, AsJson, Data, Models, stop
from nlu.errors import NluError
from nlu.model_folder import current_model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlu.explaining.contributions import TopicEvidence
    from nlu.explaining.explaining import Explanation

explaining = typer.Typer()
TOPICS_SHOWN, WORDS_SHOWN = 3, 8
_LEAST = 0.005  #: contributions that round to less say nothing


@explaining.command()
def explain(text: str, data: Data = DATA, models: Models = MODELS, *, as_json: AsJson = False) -> None:
    """Jelaskan pemahaman satu pesan: kata penentunya, frasa yang ditemukan, dan baris latihan termirip."""
    # Imported here because spaCy takes a second that other commands do not need.
    from nlu.explaining.explaining import explain as explanation_of

    try:
        explanation = explanation_of(text, current_model(models), data)
    except NluError as error:
        raise stop(error) from error
    if as_json:
        typer.echo(json.dumps(explanation.to_json(), ensure_ascii=False, indent=2))
    else:
        _show(explanation)


def _show(explanation: Explanation) -> None:
    console = Console()
    console.print(Text("Kata terbaca: " + " ".join(explanation.words)))
    console.print(_answers(explanation))
    for each in explanation.evidence:
        console.print(_evidence(each))
    console.print(_judged(explanation))
    console.print(_found(explanation))
    console.print(_neighbours(explanation))


def _answers(explanation: Explanation) -> Table:
    parsed = explanation.parsed
    table = Table("", "nama", "yakin", "model linear saja", title="Jawaban")
    linear = {each.name: each.confidence for each in explanation.linear}
    for number, topic in enumerate(parsed.topics[:TOPICS_SHOWN], 1):
        table.add_row(
            f"topik {number}", topic.name, _share(topic.confidence), _share(linear.get(topic.name, 0))
        )
    table.add_row("maksud", parsed.intent.name, _share(parsed.intent.confidence), "")
    table.add_row("pendapat kedua", explanation.second_opinion, "", "")
    return table


def _evidence(evidence: TopicEvidence) -> Table:
    table = Table(
        "mendukung", "nilai", "menentang", "nilai", title=f"Kata untuk dan melawan {evidence.topic}"
    )
    told = [each for each in evidence.contributions if abs(each.amount) >= _LEAST]
    supporting = [each for each in told if each.amount > 0][:WORDS_SHOWN]
    opposing = [each for each in reversed(told) if each.amount < 0][:WORDS_SHOWN]
    for number in range(max(len(supporting), len(opposing))):
        cells = [part[number] if number < len(part) else None for part in (supporting, opposing)]
        table.add_row(
            *(cell for each in cells for cell in ((each.words, f"{each.amount:+.2f}") if each else ("", "")))
        )
    table.caption = f"semua kata {evidence.margin - evidence.bias:+.2f}, dasar {evidence.bias:+.2f}"
    table.caption += f", skor {evidence.margin:+.2f}"
    return table


def _judged(explanation: Explanation) -> Table:
    table = Table("kepala model", "yakin", "perlu", title="Jenis, bahaya, rahasia")
    for each in explanation.judged:
        table.add_row(each.name, _share(each.confidence), _share(each.needed) if each.needed else "")
    return table


def _found(explanation: Explanation) -> Table:
    parsed = explanation.parsed
    table = Table("hal", "hasil", "kata dalam pesan", title="Ditemukan")
    for name, result, quotes in (
        ("urgensi", parsed.urgency.value, _phrases(explanation, ("darurat", "penting"))),
        ("rahasia", ", ".join(sorted(parsed.sensitivity)) or "tidak", _phrases(explanation, ("sensitif",))),
        ("jenis", parsed.purpose.value, ""),
    ):
        table.add_row(name, result, Text(quotes))
    for complaint in parsed.complaints:
        quote = parsed.text[complaint.start : complaint.end]
        table.add_row("aduan", f"{complaint.topic.name} {_share(complaint.topic.confidence)}", Text(quote))
    for place in parsed.places:
        quote = parsed.text[place.start : place.end]
        table.add_row("tempat", f"{place.type} {place.code or ''}".strip(), Text(quote))
    return table


def _phrases(explanation: Explanation, lists: Iterable[str]) -> str:
    """Quote the phrases of some lists; without one it was the model alone."""
    wanted = tuple(lists)
    return "; ".join(
        f"{each.list}: {each.words}" for each in explanation.phrases if each.list.startswith(wanted)
    )


def _neighbours(explanation: Explanation) -> Table:
    table = Table(Column("baris", no_wrap=True), "label", "mirip", "kalimat", title="Baris latihan termirip")
    for example, similarity in explanation.neighbours:
        table.add_row(
            f"{example.file.name}:{example.line}", example.label, f"{similarity:.2f}", Text(example.text)
        )
    return table


def _share(confidence: float) -> str:
    return f"{confidence:.0%}"
