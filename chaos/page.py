"""The page of promises, in two languages: `python -m chaos.page` writes docs/keandalan.md and docs/reliability.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from chaos.fleet import ROOT
from chaos.record import MEASURED, Figure, read

PROMISES = Path(__file__).parent / "promises.yml"


@dataclass(frozen=True, slots=True)
class Language:
    """One of the twins; `columns` head the table, `words` translate a figure's."""

    code: str
    page: str
    head: str
    columns: Sequence[str]
    unmeasured: str
    met: tuple[str, str]
    other: str
    words: Mapping[str, str]


def write_pages() -> None:
    """Write both."""
    for language, text in pages().items():
        (ROOT / "docs" / language).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Return each page's file name and text."""
    known: dict[str, Any] = YAML(typ="safe").load(PROMISES.read_text(encoding="utf-8"))
    figures = [figure for path in sorted(MEASURED.glob("*.json")) for figure in read(path)]
    return {
        language.page: _page(language, known["promises"], figures) for language in _languages(known["words"])
    }


def _page(language: Language, promises: Mapping[str, Mapping[str, str]], figures: Sequence[Figure]) -> str:
    lines = [language.head, _row(language.columns), _row("---" for _ in language.columns)]
    for key, promise in promises.items():
        mine = [figure for figure in figures if figure.id == key]
        how = promise[f"how_{language.code}"]
        lines += [_measured(language, promise[language.code], how, figure) for figure in mine]
        if not mine:
            lines.append(_row([promise[language.code], how, language.unmeasured, "", "", ""]))
    rest = [figure for figure in figures if figure.id not in promises]
    if rest:
        lines += ["", language.other, "", _row(language.columns), _row("---" for _ in language.columns)]
        lines += [_measured(language, figure.promise, f"`{figure.command}`", figure) for figure in rest]
    return "\n".join(lines) + "\n"


def _measured(language: Language, promise: str, how: str, figure: Figure) -> str:
    shown, goal = figure.figure, figure.goal
    for english in sorted(language.words, key=len, reverse=True):  # the shorter may be part of the longer
        own = language.words[english]
        shown, goal = shown.replace(english, own), goal.replace(english, own)
    run = f"`{figure.command}`, seed {figure.seed}, {figure.date}, {figure.commit}"
    return _row([promise, how, shown, goal, language.met[figure.met], run])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _languages(words: Mapping[str, str]) -> tuple[Language, Language]:
    return (
        Language(
            "id",
            "keandalan.md",
            HEAD_ID,
            ("janji", "cara menguji", "angka terakhir", "sasaran", "tercapai", "dari"),
            "belum diukur",
            ("belum", "ya"),
            "## Angka lain",
            words,
        ),
        Language(
            "en",
            "reliability.md",
            HEAD_EN,
            ("promise", "how it is tested", "last figure", "goal", "met", "from"),
            "not measured yet",
            ("no", "yes"),
            "## Other figures",
            {},
        ),
    )


HEAD_ID = """\
# Keandalan

Apa yang kami janjikan, cara mengujinya, dan angka terakhir. Halaman ini ditulis `python -m chaos.page` dari
`chaos/promises.yml` dan berkas di `docs/measured`; jangan diubah dengan tangan. Angka yang tidak pernah diukur
tertulis "belum diukur". Dalam `make chaos-ci` semua waktu tunggu produk berjalan enam kali lebih cepat; cara kerjanya:
[0021-chaos.md](decisions/0021-chaos.md). English: [reliability.md](reliability.md).
"""

HEAD_EN = """\
# Reliability

What we promise, how it is tested, and the figure measured last. `python -m chaos.page` writes this page from
`chaos/promises.yml` and the files in `docs/measured`; never change it by hand. What was never measured says so. In
`make chaos-ci` all the product's waits run six times as fast; how it works: [0021-chaos.md](decisions/0021-chaos.md).
Bahasa Indonesia: [keandalan.md](keandalan.md).
"""


if __name__ == "__main__":
    write_pages()
