"""The lists in the words of a screen: address, title, and what an empty one says to do."""

from dataclasses import dataclass

from storage.case_lists import CaseList


@dataclass(frozen=True, slots=True)
class ListWords:
    """`slug` stands in addresses, so that a list can be sent to a colleague; `empty` says what to do."""

    slug: str
    title: str
    empty: str


LISTS = {
    CaseList.OPEN: ListWords(
        "terbuka", "Terbuka", "Tidak ada aduan yang menunggu. Aduan baru muncul di sini dengan sendirinya."
    ),
    CaseList.AGENCY: ListWords(
        "opd", "OPD saya", "Tidak ada aduan yang menunggu. Aduan baru muncul di sini dengan sendirinya."
    ),
    CaseList.MINE: ListWords(
        "saya",
        "Aduan saya",
        "Belum ada aduan yang Anda pegang. Buka “Belum diambil”, tandai satu, lalu pilih Ambil.",
    ),
    CaseList.UNCLAIMED: ListWords(
        "belum-diambil", "Belum diambil", "Semua aduan sudah ada pemegangnya. Lihat “Terlambat” berikutnya."
    ),
    CaseList.LATE: ListWords(
        "terlambat",
        "Terlambat",
        "Tidak ada janji yang lewat. Dahulukan yang janjinya paling dekat di daftar utama.",
    ),
    CaseList.URGENT: ListWords(
        "mendesak", "Mendesak", "Tidak ada aduan darurat atau penting. Kerjakan daftar utama seperti biasa."
    ),
    CaseList.UNANSWERED: ListWords(
        "belum-dijawab", "Belum dijawab", "Semua aduan sudah dijawab manusia. Lanjutkan dengan “Terlambat”."
    ),
    CaseList.WAITING: ListWords(
        "menunggu-warga",
        "Menunggu warga",
        "Tidak ada yang menunggu warga. Pertanyaan Anda ke pelapor tampil di sini.",
    ),
    CaseList.MENTIONS: ListWords(
        "sebutan",
        "Sebutan",
        "Tidak ada catatan baru untuk Anda. Rekan memanggil Anda dengan @nama dalam catatan.",
    ),
    CaseList.ESCALATED: ListWords(
        "naik",
        "Naik ke saya",
        "Tidak ada aduan yang naik ke tingkat Anda. Yang terlambat akan naik dengan sendirinya.",
    ),
    CaseList.REVIEW: ListWords(
        "periksa",
        "Perlu diperiksa",
        "Tidak ada yang perlu diperiksa. Bukti yang meragukan dan keberatan tampil di sini.",
    ),
    CaseList.HELP: ListWords("bantuan", "Bantuan diminta", "Tidak ada OPD lain yang menunggu bantuan Anda."),
    CaseList.CLOSED: ListWords(
        "selesai", "Selesai", "Belum ada aduan yang selesai. Aduan yang Anda tutup pindah ke sini."
    ),
    CaseList.ALL: ListWords(
        "semua", "Semua", "Belum ada aduan. Aduan pertama muncul di sini dengan sendirinya."
    ),
}
BY_SLUG = {words.slug: one for one, words in LISTS.items()}
NOTHING_FITS = "Tidak ada aduan yang cocok dengan saringan ini. Longgarkan atau hapus saringannya."
AGES = {
    "hari-ini": ("Kurang dari 1 hari", None, 1),
    "lebih-1": ("Lebih dari 1 hari", 1, None),
    "lebih-3": ("Lebih dari 3 hari", 3, None),
    "lebih-7": ("Lebih dari 7 hari", 7, None),
    "lebih-30": ("Lebih dari 30 hari", 30, None),
}
CLASSES = {"short": "Pendek", "medium": "Sedang", "long": "Panjang"}
