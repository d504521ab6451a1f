"""The figures of `tanggap nlu evaluate`, `compare` and `exam` as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SHOWN = 50  #: changed rows; --json has all
#: Column headings; --json keeps the keys.
WORDS = {
    "right": "benar",
    "given": "jawaban",
    "confidence": "yakin",
    "accuracy": "tepat",
    "from": "dari",
    "to": "sampai",
    "coverage": "bagian",
    "threshold": "batas",
    "accuracy_strict": "strict",
    "accuracy_lenient": "lenient",
    "drop_strict": "turun strict",
    "drop_lenient": "turun lenient",
    "change": "perubahan",
    "text": "teks",
}
_TABLES = {
    "intervals",
    "per_topic",
    "sources",
    "without_lainnya",
    "reliability",
    "risk_coverage",
    "confusions",
    "worst",
    "rough",
}


def measurement_tables(figures: Mapping[str, Any]) -> Iterator[Table]:
    """Give what `Measurement.to_json` tells."""
    yield _overall(figures)
    yield _named("topik", figures["per_topic"], ("precision", "recall", "f1", "n"))
    yield _headlines(figures)
    yield _rows(figures["reliability"], "Keyakinan dan kenyataan")
    yield _named("tepat (lenient)", figures["risk_coverage"], tuple(figures["risk_coverage"]["0.95"]))
    if figures["confusions"]:
        yield _rows(figures["confusions"], "Paling sering tertukar")
    if figures["worst"]:
        yield _rows(figures["worst"], "Keliru paling yakin")
    if "rough" in figures:
        yield _named("tulisan", figures["rough"], tuple(figures["rough"]["bersih"]))


def comparison_tables(figures: Mapping[str, Any]) -> Iterator[Table]:
    """Give what `Comparison.to_json` tells, with the names of both models under "models"."""
    names = (f"{letter}: {name}" for letter, name in zip("ab", figures["models"], strict=True))
    table = Table("ukuran", *names, "b - a", "95 %", title=f"{figures['n']} contoh")
    for name, value in figures["a"].items():
        paired = figures["differences"].get(name)
        apart = f"{figures['b'][name] - value:+.4f}"
        table.add_row(
            name, str(value), str(figures["b"][name]), apart, _interval(paired["interval"]) if paired else ""
        )
    yield table
    if figures["changed"]:
        title = f"{len(figures['changed'])} jawaban berubah" + (
            f"; {SHOWN} pertama, semua dengan --json" if len(figures["changed"]) > SHOWN else ""
        )
        yield _rows(figures["changed"][:SHOWN], title)


def exam_tables(figures: Mapping[str, Mapping[str, Any]]) -> Iterator[Table]:
    """Give one table per exam file, nested names joined."""
    for file, told in figures.items():
        table = Table("ukuran", "nilai", "dari", "95 %", title=file)
        for name, value in _flat(told):
            if isinstance(value, dict):
                table.add_row(
                    name, _cell(value["share"]), f"{value['hits']}/{value['n']}", _interval(value["interval"])
                )
            else:
                table.add_row(name, _cell(value))
        yield table


def _overall(figures: Mapping[str, Any]) -> Table:
    table = Table("ukuran", "nilai", "95 %")
    for name, value in figures.items():
        if name not in _TABLES:
            interval = figures["intervals"].get(name)
            table.add_row(name, str(value), _interval(interval) if interval else "")
    return table


def _headlines(figures: Mapping[str, Any]) -> Table:
    """Give the headlines of the rows with a topic of their own, and of each source."""
    shown = {"tanpa lainnya": figures["without_lainnya"]}
    shown |= {f"sumber {name or '(tidak disebut)'}": told for name, told in figures["sources"].items()}
    table = Table("bagian", "n", "ukuran", "nilai", "95 %")
    for part, told in shown.items():
        for name, interval in (told or {"intervals": {}})["intervals"].items():
            table.add_row(escape(part), str(told["n"]), name, str(told[name]), _interval(interval))
        table.add_section()
    return table


def _named(heading: str, figures: Mapping[str, Mapping[str, Any]], columns: Sequence[str]) -> Table:
    table = Table(heading, *(WORDS.get(column, column) for column in columns))
    for name, each in figures.items():
        table.add_row(name, *(_cell(each.get(column)) for column in columns))
    return table


def _rows(rows: Sequence[Mapping[str, Any]], title: str) -> Table:
    table = Table(*(WORDS.get(column, column) for column in rows[0]), title=title)
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    return table


def _flat(told: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Walk nested figures; a counted share is one value."""
    for name, value in told.items():
        if isinstance(value, dict) and "interval" not in value:
            yield from _flat(value, f"{above}{name} ")
        else:
            yield above + name, value


def _interval(interval: Sequence[float]) -> str:
    return "–".join(f"{each:.3f}" for each in interval)


def _cell(value: Any) -> str:
    return "–" if value is None else escape(str(value))
