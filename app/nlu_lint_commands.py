"""`tanggap nlu lint`: measure the training data before training on them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from app.nlu_options import DATA, AsJson, Data, stop
from nlu.errors import NluError
from nlu.linting.findings import is_topic

if TYPE_CHECKING:
    from nlu.linting.lint import Review
    from nlu.linting.portraits import Portrait

_WIDTH = 110  #: columns the table needs; narrower terminals wrap it
_LENGTHS = ("≤8", "9-25", "26-60", ">60")
_KINDS = ("tanya", "aspirasi", "darurat")
_HEADINGS = ("label", "baris", "beda", *_LENGTHS, *_KINDS, "mirip", "pembuka", "kerangka")


def lint(
    data: Data = DATA,
    *,
    as_json: AsJson = False,
) -> None:
    """Ukur mutu contoh kalimat: yang berulang, bocor, bertentangan, kurang, atau tidak boleh ada."""
    # Imported here because scipy takes a moment that no other command needs.
    from nlu.linting.lint import lint as review_of

    try:
        review = review_of(data)
    except NluError as error:
        raise stop(error) from error
    if as_json:
        typer.echo(json.dumps(review.to_json(), ensure_ascii=False, indent=2))
    else:
        _show(review)
    if review.errors:
        raise typer.Exit(1)


def _show(review: Review) -> None:
    console = Console()
    wide = Console(width=max(console.width, _WIDTH))
    wide.print(_table(review.labels))
    for each in review.findings:
        said = f"{each.level}: {each.place}: {each.check}: {each.message}"
        console.print(said, markup=False, highlight=False, soft_wrap=True)
    lines, errors = sum(each.lines for each in review.labels), len(review.errors)
    typer.echo(f"{lines} baris: {errors} galat, {len(review.findings) - errors} peringatan.")


def _table(labels: list[Portrait]) -> Table:
    """Draw the figures; shares in percent, the kinds of chat texts left out."""
    table = Table(
        *_HEADINGS, box=None, padding=(0, 1, 0, 0), caption="Panjang dalam kata; bagian dalam persen."
    )
    for column in table.columns:
        column.no_wrap = True
    for each in labels:
        kinds = [each.questions, each.wishes, each.emergencies] if is_topic(each.label) else [None] * 3
        shares = [*each.lengths, *kinds, each.repeated, each.openings, each.skeletons]
        table.add_row(each.label, str(each.lines), str(each.distinct), *map(_percent, shares))
    return table


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}"
