"""The report's columns in the screen's words, each with what it means; the meanings are printed on the sheet."""

from collections.abc import Callable
from dataclasses import dataclass

from babel.numbers import format_decimal

from tickets.dates import LANGUAGE
from tickets.scores import Figure, Scores

F = Figure
NONE = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a count with the list of its tickets behind it, or a `value` made of several."""

    title: str
    meaning: str
    figure: Figure | None = None
    value: Callable[[Scores], float | None] | None = None
    unit: str = ""

    def text(self, scores: Scores) -> str:
        """Return what stands in the cell."""
        if self.figure:
            return str(scores.of(self.figure))
        number = self.value(scores) if self.value else None
        return NONE if number is None else format_decimal(number, "0.#", locale=LANGUAGE) + self.unit


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the sheet."""

    title: str
    columns: tuple[Column, ...]


def _kept(scores: Scores) -> float | None:
    return _share(scores.of(F.ANSWERED_IN_TIME), scores.of(F.PROMISE_BROKEN))


def _finished(scores: Scores) -> float | None:
    in_time = scores.of(F.COMPLETED_IN_TIME)
    return _share(in_time, scores.of(F.COMPLETED) - in_time)


def _share(good: int, bad: int) -> float | None:
    return 100 * good / (good + bad) if good + bad else None


def _hours(scores: Scores) -> float | None:
    return scores.median_hours


def _stars(scores: Scores) -> float | None:
    return scores.mean_stars


SECTIONS = (
    Section(
        "Masuk dan jawaban",
        (
            Column(
                "Masuk",
                "aduan yang mulai menjadi tugas OPD ini dalam masa laporan: baru, atau pindahan dari OPD lain",
                F.RECEIVED,
            ),
            Column("Pindah masuk", "di antaranya, yang datang dari OPD lain", F.MOVED_IN),
            Column("Pindah keluar", "dialihkan ke OPD lain, oleh siapa pun", F.MOVED_OUT),
            Column(
                "Dijawab",
                "jawaban pertama petugas kepada pelapor; pertanyaan balik dan balasan yang dibatalkan bukan jawaban",
                F.ANSWERED,
            ),
            Column(
                "Median jam kerja",
                "jam kerja dari diterima OPD sampai jawaban pertama, nilai tengah; tanpa waktu menunggu pelapor",
                value=_hours,
            ),
            Column("Tepat janji", "dijawab paling lambat pada tanggal yang dijanjikan", F.ANSWERED_IN_TIME),
            Column(
                "Janji lewat",
                "tanggal janji lewat dalam masa laporan tanpa jawaban; OPD yang meneruskan aduan dalam batas waktu "
                "dilihat petugas tidak dihitung",
                F.PROMISE_BROKEN,
            ),
            Column("Tepat janji (%)", "tepat janji dibagi tepat janji ditambah janji lewat", None, _kept, " %"),
        ),
    ),
    Section(
        "Penyelesaian",
        (
            Column("Ditutup OPD", "OPD menyatakan pekerjaannya berakhir, dengan satu dari empat hasil", F.COMPLETED),
            Column("Tepat waktu", "di antaranya, dalam hari kerja golongan topiknya", F.COMPLETED_IN_TIME),
            Column("Tepat waktu (%)", "tepat waktu dibagi ditutup OPD", None, _finished, " %"),
            Column("Dikerjakan", "ditutup sebagai sudah dikerjakan", F.CLOSED_DONE),
            Column("Dijawab saja", "ditutup sebagai sudah dijawab, tanpa pekerjaan", F.CLOSED_ANSWERED),
            Column("Tidak dapat", "ditutup sebagai tidak dapat dilaksanakan", F.CLOSED_CANNOT),
            Column("Bukan kewenangan", "ditutup sebagai bukan kewenangan pemerintah daerah", F.CLOSED_NOT_OURS),
            Column("Bukan aduan", "disisihkan sebagai bukan aduan", F.CLOSED_SPAM),
            Column("Tanpa data", "diarsipkan karena data dari pelapor tidak datang", F.CLOSED_NO_DATA),
            Column("Ditarik", "ditarik pelapornya", F.CLOSED_WITHDRAWN),
            Column("Digabung", "digabung dengan aduan lain", F.CLOSED_MERGED),
        ),
    ),
    Section(
        "Suara warga dan sisa",
        (
            Column("Dibuka kembali", "dibuka lagi karena belum beres atau karena keberatan", F.REOPENED),
            Column("Sudah beres", "kata terakhir pelapor atas satu penutupan: sudah", F.VOTED_YES),
            Column("Belum beres", "kata terakhir pelapor atas satu penutupan: belum", F.VOTED_NO),
            Column("Dianggap selesai", 'pelapor tidak menjawab sampai batasnya; bukan "sudah"', F.PRESUMED_DONE),
            Column("Nilai rata-rata", "bintang 1 sampai 5, yang terakhir dari tiap pelapor", value=_stars),
            Column("Banyak nilai", "pelapor yang memberi nilai", F.RATED),
            Column("Terbuka di akhir", "belum berakhir pada akhir masa laporan", F.OPEN),
            Column("Terlambat di akhir", "di antaranya, lewat janji jawaban atau batas penyelesaian", F.LATE),
        ),
    ),
)  # fmt: skip
COLUMNS = tuple(column for section in SECTIONS for column in section.columns)
TITLES = {column.figure: column for column in COLUMNS if column.figure}
#: What holds for every figure.
RULES = (
    "Semua angka dihitung dari riwayat aduan. Yang dihitung adalah kejadian dalam masa laporan, menurut waktu daerah.",
    (
        "Aduan yang pindah OPD dihitung bagi OPD penerima sejak diterimanya, dengan waktu yang baru. Keterlambatan"
        " sebelum itu bukan miliknya, dan yang sudah dijawab sebelum pindah tidak menuntut jawaban pertama lagi."
    ),
    (
        "Pembandingnya tanggal yang disampaikan kepada pelapor saat aduan dibuka, dialihkan, atau dibuka kembali."
        " Tanggal baru sesudah terlambat tidak mengubah hitungan. Menunggu jawaban pelapor memundurkan batas."
    ),
    "Aduan rahasia ikut dihitung, tetapi tidak pernah didaftar.",
    (
        "Angka masa yang sudah berakhir dibekukan. Bila hitungan hari ini berbeda, misalnya karena hari libur diubah,"
        ' hitungan itu tertulis di sampingnya sebagai "sekarang".'
    ),
)
