"""Columns of house documents by what they hold; each says in a sentence how it wants to be filled in."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from tickets.document import Asks, Column, Names
from tickets.document_reading import codes

LONGEST = 120
YEARS = range(2000, 3000)
AREA = re.compile(r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]00)?")


def text(name: str, title: str, *, required: bool = True, longest: int = LONGEST) -> Column:
    """Hold one line of words."""

    def words(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(f"{title} paling panjang {longest} huruf; sekarang {len(cell)}.")
        return " ".join(cell.split())

    return Column(name=name, title=title, read=words, required=required)


def code(name: str, title: str) -> Column:
    """Hold a short code in capitals."""

    def short(cell: str) -> str:
        if not re.fullmatch(r"[A-Z][A-Z0-9_]{1,39}", cell):
            raise ValueError(f"{title} ditulis dengan huruf besar dan angka tanpa spasi, misalnya DPUPR.")
        return cell

    return Column(name=name, title=title, read=short)


def number(name: str, title: str, low: int, high: int, *, required: bool = True) -> Column:
    """Hold a whole number from `low` to `high`, None where empty."""

    def whole(cell: str) -> int:
        if not re.fullmatch(r"\d{1,9}", cell, re.ASCII) or not low <= int(cell) <= high:
            raise ValueError(f"{title} harus bilangan bulat dari {low} sampai {high}.")
        return int(cell)

    return Column(name=name, title=title, read=whole, asks=Asks.NUMBER, required=required, empty=None)


def clock(name: str, title: str, *, required: bool = False) -> Column:
    """Hold a time of day, None where empty."""

    def at(cell: str) -> time:
        found = CLOCK.fullmatch(cell)
        if not found:
            raise ValueError(f"{title}: tulis jam seperti 07:30.")
        return time(int(found[1]), int(found[2]))

    return Column(name=name, title=title, read=at, asks=Asks.TIME, required=required, empty=None)


def day(name: str, title: str) -> Column:
    """Hold a date."""
    return Column(name=name, title=title, read=_dated(date.fromisoformat, title), asks=Asks.DATE)


def moment(name: str, title: str) -> Column:
    """Hold a date and time on the region's own clock, without a zone."""
    read = _dated(_local, title)
    return Column(name=name, title=title, read=read, asks=Asks.MOMENT)


def choice(
    name: str,
    title: str,
    choices: Mapping[Any, str],
    as_: Callable[[str], Any] = str,
    *,
    required: bool = True,
) -> Column:
    """Hold one of `choices` (code to words), read as `as_` makes it; None where empty."""

    def one(cell: str) -> Any:
        if cell not in choices:
            raise ValueError(f"{title}: pilih salah satu dari {', '.join(choices.values())}.")
        return as_(cell)

    return Column(
        name=name,
        title=title,
        read=one,
        asks=Asks.CHOICE,
        required=required,
        empty=None,
        choices={str(each): words for each, words in choices.items()},
    )


def named(name: str, title: str, names: Names, *, required: bool = True) -> Column:
    """Hold one code of those that exist."""
    return Column(name=name, title=title, read=str, asks=Asks.CHOICE, names=names, required=required)


def several(name: str, title: str, names: Names) -> Column:
    """Hold any number of codes of those that exist."""
    return Column(
        name=name, title=title, read=codes, asks=Asks.SEVERAL, names=names, required=False, empty=()
    )


def area(name: str, title: str) -> Column:
    """Hold an area's code or nothing."""
    return Column(name=name, title=title, read=_area, required=False)


def areas(name: str, title: str) -> Column:
    """Hold any number of areas' codes."""

    def every(cell: str) -> tuple[str, ...]:
        return tuple(_area(each) for each in codes(cell))

    return Column(name=name, title=title, read=every, required=False, empty=())


def tick(name: str, title: str) -> Column:
    """Hold yes or no."""
    return Column(name=name, title=title, read=bool, asks=Asks.TICK, required=False, empty=False)


def _area(cell: str) -> str:
    if not AREA.fullmatch(cell):
        raise ValueError("Tulis kode wilayah Kemendagri, misalnya 33.10.05 atau 33.10.05.2003.")
    return cell


def _local(cell: str) -> datetime:
    moment = datetime.fromisoformat(cell)
    if moment.tzinfo is not None:
        raise ValueError
    return moment


def _dated(read: Callable[[str], Any], title: str) -> Callable[[str], Any]:
    def dated(cell: str) -> Any:
        try:
            value = read(cell)
        except ValueError:
            value = None
        if value is None or value.year not in YEARS:
            raise ValueError(f"{title}: pilih tanggal yang benar.")
        return value

    return dated
