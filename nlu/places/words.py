"""The words a place is read by: the lists of `tempat.yml`, and those no trainer needs to touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

COMPASS = frozenset({
    "selatan", "utara", "timur", "barat", "tengah", "kidul", "lor", "wetan", "kulon", "kaler", "hilir",
    "hulu", "dalam", "luar", "raya", "atas", "bawah",
})  # fmt: skip
#: Ordinary words that the names of many places begin with.
BEGIN_NAMES = frozenset({
    "karang", "kebon", "kebun", "gunung", "batu", "tanjung", "pasir", "sumber", "muara", "pulau", "rawa",
    "teluk", "tanah", "tegal", "banyu", "kayu", "jati", "alas", "ujung", "air", "bumi", "padang", "lubuk",
    "tebing", "ranca", "curug", "dasan", "babakan", "suka", "buah", "sari",
})  # fmt: skip
#: A full stop after these ends no sentence.
ABBREVIATIONS = frozenset({
    "jl", "jln", "jend", "gg", "no", "nmr", "rt", "rw", "km", "kel", "kec", "kab", "ds", "dsn", "dk", "kp",
    "kmp", "lingk", "link", "perum", "komp", "blk", "kav", "h", "hj", "ir", "dr", "drs", "prof", "kh", "st",
    "letjen", "mayjen", "brigjen", "kapt", "kol", "let", "bpk", "sdr", "dpn", "blkg", "sblh", "dkt", "psr",
})  # fmt: skip
#: After a number these make it an amount: "jalan 2 bulan rusak".
UNITS = frozenset({
    "tahun", "thn", "bulan", "bln", "minggu", "hari", "jam", "menit", "meter", "m", "mtr", "kali", "x",
    "orang", "org", "titik", "buah", "ekor", "kk", "anak", "ribu", "juta", "rb", "jt", "persen", "liter",
    "unit", "lubang",
})  # fmt: skip


class Words:
    """The word lists of `tempat.yml` and of the model, ready to be asked."""

    def __init__(self, lists: Mapping[str, Collection[str]], ordinary: Collection[str]) -> None:
        kinds = ("tengara", "arah", "perumahan", "wilayah", "nomor", "jalan")
        self.kinds = {word: kind for kind in kinds for word in lists.get(kind, ())}
        self.never = frozenset(lists["bukan_nama"])
        self.ordinary = frozenset(ordinary)
        self.qualifiers = frozenset(lists.get("pelengkap", ()))
        self.offices = frozenset(lists.get("jabatan", ()))
        self.reporting = frozenset(lists.get("melapor", ()))
        self.street_names = frozenset(lists.get("nama_jalan", ()))
        self.common_names = frozenset(lists.get("nama_umum", ()))
        #: Words that are no name by themselves, whatever else they are.
        self.plain = self.never | self.ordinary | self.common_names | self.kinds.keys()
        self.connecting = frozenset(lists["penghubung"])
