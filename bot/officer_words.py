"""What the desk says to officers in their chat."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from storage.case_parts import Row
from tickets.brief import due_words, matter
from tickets.calendar import WorkingCalendar
from tickets.status import TicketStatus
from tickets.ticket import Ticket, TicketUrgency

NOT_YOURS = "Nomor itu tidak ada di antrean OPD Anda. Periksa lagi nomornya, atau kirim: antrean"
ONLY_HELPS = "{number}: OPD Anda hanya mendukung aduan ini; yang menjawab dan menutup OPD pemiliknya."
CLOSED = "{number} sudah ditutup, jadi tidak ada yang diubah atau dikirim."
WAITS = "{number} sedang menunggu jawaban warga, jadi belum dapat diubah begini. Buka di kotak masuk."
NO_WORDS = "Tulis juga kata-katanya setelah titik dua. Contoh:\n{number} {verb}: {example}"
TOO_LONG = "Terlalu panjang: {length} huruf, paling banyak {most}. Pendekkan, lalu kirim lagi."
PRIVATE = "{number} belum dikirim. {remarks} Ubah, lalu kirim lagi; yang memang boleh disebut dikirim dari kotak masuk."
NO_WORKER = "Perintah lewat chat hanya untuk petugas dan kepala OPD. Akun Anda berperan lain."
OVER = (
    "Sambungan chat ini dengan akun petugas tidak berlaku lagi (lewat 90 hari atau akunnya ditutup), jadi perintah "
    "tadi tidak dijalankan. Hubungkan lagi dari kotak masuk, halaman Telegram saya."
)
EDITED = "Pesan yang diubah tidak dijalankan lagi. Bila perlu, kirim pesan baru."
DID_YOU_MEAN = (
    "{typed} tidak ada di antrean OPD Anda. Maksud Anda {meant}? Balas: ya, atau kirim nomor yang benar."
)
NOT_DONE = "Baik, tidak ada yang dijalankan."
NO_PHOTO = (
    "Fotonya tidak dapat diambil atau dibaca, jadi {number} belum diubah. Kirim lagi fotonya (JPG atau PNG)."
)
CLAIMED = "{number} sekarang Anda tangani."
REPLIED = "Balasan untuk {number} masuk antrean kirim.{photos}"
DONE = "{number} ditutup sebagai selesai dikerjakan.{photos} Pelapor diminta menilai."
REVIEW = " Foto buktinya akan dilihat sekali lagi oleh rekan Anda."
LINKED = (
    "Chat ini terhubung dengan akun {username} ({name}) sampai {day}. Panggilan dan ringkasan OPD akan datang ke sini. "
    "Lihat yang bisa dikerjakan: perintah. Memutuskan: /lepas"
)
WRONG_CODE = (
    "Kode tidak cocok, sudah dipakai, atau lewat 15 menit. Buat kode baru di kotak masuk, halaman Telegram saya, lalu "
    "kirim: /hubungkan KODE"
)
TOO_OFTEN = "Sudah lima kali dicoba. Tunggu satu jam, lalu buat kode baru di kotak masuk."
NOT_HERE = "Akun petugas hanya dapat dihubungkan lewat Telegram."
UNLINKED = "Chat ini sudah dilepas dari akun petugas."
HELP = (
    "Yang bisa dikerjakan dari chat ini:\n"
    "• antrean\n"
    "• NOMOR status\n"
    "• NOMOR ambil\n"
    "• NOMOR balas: kata-kata untuk pelapor\n"
    "• NOMOR tutup: apa yang sudah dikerjakan (boleh dengan foto)\n"
    "• /lepas\n"
    "Contoh: {prefix}-3W7QHD-5 tutup: ditambal 5/11"
)
UNKNOWN = "Perintah itu tidak dikenal.\n\n" + HELP
EXAMPLES = {"tutup": "ditambal 5/11", "balas": "petugas datang besok pagi"}
STATUS = {
    TicketStatus.NEW: "baru",
    TicketStatus.NEEDS_INFO: "menunggu data dari warga",
    TicketStatus.VERIFIED: "terverifikasi",
    TicketStatus.ASSIGNED: "didisposisi",
    TicketStatus.IN_PROGRESS: "dikerjakan",
    TicketStatus.ANSWERED: "dijawab",
    TicketStatus.AWAITING_REPORTER: "menunggu penilaian warga",
    TicketStatus.RESOLVED: "selesai",
    TicketStatus.REOPENED: "dibuka kembali",
    TicketStatus.NOT_OURS: "bukan kewenangan",
    TicketStatus.MERGED: "digabung",
    TicketStatus.ARCHIVED: "diarsipkan",
}
MOST_LISTED = 10


def photos_words(count: int) -> str:
    """Say that photos came along."""
    return f" {count} foto ikut dikirim." if count else ""


def status_words(
    ticket: Ticket, titles: Mapping[str, str], owner: str | None, calendar: WorkingCalendar, now: datetime
) -> str:
    """Say how a case stands."""
    lines = [f"{ticket.number}: {matter(ticket, titles)}", f"Status: {STATUS[ticket.status]}"]
    lines.append(f"Ditangani: {owner}" if owner else "Belum ada petugas yang menangani")
    if ticket.closed_at is None:
        lines.append(due_words(ticket, calendar, now))
    return "\n".join(lines)


def queue_words(
    rows: Sequence[Row], total: int, titles: Mapping[str, str], calendar: WorkingCalendar, now: datetime
) -> str:
    """List what waits, the most pressing first."""
    if not rows:
        return "Tidak ada aduan yang terbuka di OPD Anda."
    lines = [f"{total} aduan terbuka."]
    for row in rows[:MOST_LISTED]:
        mark = "DARURAT " if row.ticket.urgency is TicketUrgency.EMERGENCY else ""
        lines.append(
            f"• {mark}{row.ticket.number} {matter(row.ticket, titles)} ({due_words(row.ticket, calendar, now)})"
        )
    if total > MOST_LISTED:
        lines.append(f"… dan {total - MOST_LISTED} lagi di kotak masuk.")
    return "\n".join(lines)
