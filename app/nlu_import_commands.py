"""`tanggap nlu import-csv`: a region's own history becomes training lines, without private data."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from app.nlu_options import DATA, MODELS, Data, Models, stop
from nlu.errors import NluError
from nlu.live import lists_in_force
from nlu.model_folder import current_model
from storage.topics_file import read_topics
from tickets.errors import RoutingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from nlu.history.importing import HistoryImport
    from nlu.history.mapping import Proposal
    from nlu.history.survey import Survey

importing = typer.Typer()
Titles = dict[str, list[str]]

Out = Annotated[
    Path | None, typer.Option("--out", help="Berkas latihan; bawaan data/nlu/riwayat_<nama>.yml.")
]
Mapped = Annotated[
    Path | None, typer.Option("--map", help="Pemetaan kategori; bawaan <nama>.pemetaan.yml di samping CSV.")
]
Column = Annotated[str, typer.Option(help="Nama kolom, bila tidak dikenali sendiri.")]


@importing.command("import-csv")
def import_csv(  # noqa: PLR0913 - one argument per option
    file: Annotated[
        Path, typer.Argument(help="Ekspor SP4N-LAPOR! atau Excel (CSV).", exists=True, dir_okay=False)
    ],
    *,
    out: Out = None,
    map_file: Mapped = None,
    column_text: Column = "",
    column_category: Column = "",
    column_agency: Column = "",
    column_date: Column = "",
    most: Annotated[int, typer.Option(min=1, help="Baris paling banyak per topik.")] = 300,
    data: Data = DATA,
    models: Models = MODELS,
    keep_conflicts: Annotated[bool, typer.Option(help="Pakai juga baris yang dibantah model.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hitung saja, jangan menulis.")] = False,
) -> None:
    """Ubah riwayat aduan wilayah menjadi kalimat latihan. Jalan pertama: usul pemetaan; kedua: kalimatnya."""
    out, map_file = (
        out or data / "nlu" / f"riwayat_{file.stem}.yml",
        map_file or file.with_suffix(".pemetaan.yml"),
    )
    wanted = {"text": column_text, "category": column_category, "agency": column_agency, "date": column_date}
    try:
        titles = {
            each.name: [each.title, each.short, each.name]
            for each in read_topics(data / "topics.yml").values()
        }
        work = _open(file, wanted, data, models, out)
        if map_file.exists():
            _import(
                work, map_file, titles, data, models, most, keep_conflicts=keep_conflicts, dry_run=dry_run
            )
        else:
            _propose(work, map_file, titles, dry_run=dry_run)
    except (NluError, RoutingError) as error:
        raise stop(error) from error


def _open(file: Path, wanted: Mapping[str, str], data: Path, models: Path, out: Path) -> HistoryImport:
    # Imported here, as below, because spaCy takes a second that other commands do not need.
    from nlu.explaining.linear_reading import LinearReader
    from nlu.history.file import HistoryFile
    from nlu.history.importing import HistoryImport, refuse_foreign

    refuse_foreign(out)
    history = HistoryFile(file, wanted)
    return HistoryImport(
        history, LinearReader.open(current_model(models), lists_in_force(data / "lexicon")), out
    )


def _propose(work: HistoryImport, map_file: Path, titles: Titles, *, dry_run: bool) -> None:
    from nlu.history.mapping import propose, write_proposals

    with _progress("Menghitung kategori", work.file.size) as advance:
        proposals = propose(work.file.rows(advance), work.reader, titles, work.file.path)
    _show_proposals(proposals)
    if dry_run:
        return
    write_proposals(map_file, proposals)
    typer.echo(f"Usul pemetaan ditulis ke {map_file}. Periksa, lalu jalankan perintah ini sekali lagi.")


def _import(
    work: HistoryImport,
    map_file: Path,
    titles: Titles,
    data: Path,
    models: Path,
    most: int,
    *,
    keep_conflicts: bool,
    dry_run: bool,
) -> None:
    from nlu.history.importing import known_digests
    from nlu.history.mapping import read_topic_of
    from nlu.pipeline import load_interpreter

    topic_of = read_topic_of(map_file, titles)
    # Opened before the long part, so that a damaged model costs no quarter of an hour.
    interpreter = load_interpreter(
        current_model(models), encoder=False, lexicon=lists_in_force(data / "lexicon")
    )
    known = known_digests(work.reader, data, work.out)
    with _progress("Memeriksa baris", work.file.size) as advance:
        survey = work.survey(topic_of, known, most, advance, keep_conflicts=keep_conflicts)
    _show_counts(survey)
    if dry_run:
        return
    if not survey.chosen:
        raise stop(
            "Tidak ada baris yang dapat dipakai; tidak ada yang ditulis. Periksa pemetaan dan kolomnya."
        )
    with _progress("Menulis", work.file.size) as advance:
        work.write(survey, interpreter, advance)
    typer.echo(f"{len(survey.chosen)} kalimat ditulis ke {work.out}.")
    typer.echo(f"{len(survey.conflicts)} baris perlu dilihat: {work.report}.")


@contextmanager
def _progress(title: str, size: int) -> Iterator[Callable[[int], object]]:
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=max(size, 1))
        yield lambda done: bar.update(task, completed=done)


def _show_proposals(proposals: Sequence[Proposal]) -> None:
    table = Table("kategori", "instansi", "jumlah", "topik", "dasar")
    for each in proposals:
        table.add_row(Text(each.category), Text(each.agency), str(each.count), each.topic or "?", each.reason)
    Console().print(table)


def _show_counts(survey: Survey) -> None:
    fates = Table("nasib baris", "jumlah")
    for fate, count in survey.fates.most_common():
        if count:
            fates.add_row(fate, str(count))
    topics = Table("topik", "kalimat")
    chosen = list(survey.chosen.values())
    for topic in sorted(set(chosen)):
        topics.add_row(topic, str(chosen.count(topic)))
    console = Console()
    console.print(fates)
    console.print(topics)
