"""Invented complaints: the words of roads and lamps, and names of places that are nowhere."""

from __future__ import annotations

import random
from itertools import accumulate

_COMMON = """
jalan rusak berlubang lampu mati sampah menumpuk air keruh banjir selokan tersumbat jembatan retak pasar
becek macet parkir liar trotoar pohon tumbang tiang miring bau asap bising pagar roboh aspal terkelupas
genangan hujan malam pagi sekolah puskesmas antre petugas kantor desa warga anak motor truk mobil kabel
putus saluran drainase bocor pipa tagihan listrik padam gelap rawan kecelakaan perempatan gang depan
belakang dekat samping masjid lapangan terminal sungai tanggul longsor tanah rumah bantuan beras kartu
akta surat izin pajak retribusi
"""
COMMON = _COMMON.split()
_FILLING = """
di ke yang dan sudah belum tolong mohon segera diperbaiki dua tiga minggu hari lalu ini itu
"""
FILLING = _FILLING.split()
_SYLLABLES = """
ba wi ka lo mer ta nu sa ri gon ji pe la wan su rang do ma ti keb en ang
"""
SYLLABLES = _SYLLABLES.split()
NAMED = 0.6  #: of the searches have a rare word
NAMES = 4000  #: of places and people's own words; each is rarer than the one before


class Words:
    """Complaints from a seeded dice; the n-th word of a list comes up about 1/n as often as its first."""

    def __init__(self, seed: int) -> None:
        """Begin with this seed; the names are the same for all."""
        self.dice = random.Random(seed)  # noqa: S311 - no secret
        self.rare = _names()
        self._common = list(accumulate(1 / (n + 3) for n in range(len(COMMON))))
        self._rare = list(accumulate(1 / (n + 20) for n in range(len(self.rare))))

    def complaint(self) -> str:
        """Return about twenty words."""
        dice = self.dice
        words = [*dice.choices(COMMON, cum_weights=self._common, k=9), *dice.choices(FILLING, k=7)]
        words += dice.choices(self.rare, cum_weights=self._rare, k=4)
        dice.shuffle(words)
        return " ".join(words).capitalize()

    def place(self) -> str:
        """Return where it is."""
        name = self.dice.choices(self.rare, cum_weights=self._rare)[0].title()
        return f"{self.dice.choice(('Pasar', 'Jalan', 'Gang', 'Dusun'))} {name}"

    def search(self) -> str:
        """Return one to three words such as officers look for."""
        words = self.dice.choices(COMMON, cum_weights=self._common, k=self.dice.randint(0, 2))
        rare = self.dice.choices(self.rare, cum_weights=self._rare, k=1)
        return " ".join([*words, *(rare if self.dice.random() < NAMED or not words else [])])


def _names() -> list[str]:
    dice = random.Random(1)  # noqa: S311 - no secret
    names = sorted({"".join(dice.choices(SYLLABLES, k=3)) for _ in range(NAMES)})
    dice.shuffle(names)
    return names
