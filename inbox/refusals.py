"""Why a deed was not done, in an officer's words; the words typed stay on the page."""

from collections.abc import Mapping

from tickets import errors
from tickets.errors import TicketError

STILL_HERE = "Tulisan Anda masih ada di sini."
REFUSALS: Mapping[type[TicketError], str] = {
    errors.TicketClosed: f"Aduan ini sudah ditutup, jadi tidak ada yang dikirim. {STILL_HERE}",
    errors.IllegalMove: "Keadaan aduan ini sudah berubah dan tidak lagi memungkinkan langkah itu. "
    f"Lihat riwayatnya di atas. {STILL_HERE}",
    errors.NothingSaid: "Tulisannya masih kosong.",
    errors.TooLate: "Balasan itu sudah dikirim, jadi tidak dapat dibatalkan. Kirim ralat bila perlu.",
    errors.PassedTooOften: "Aduan ini sudah dua kali dialihkan antar-OPD. Sekarang petugas penerima yang "
    "memutuskan: alihkan ke sana.",
    errors.NotExtendable: "Hanya permohonan informasi yang belum dijawab dapat diperpanjang: sekali, dan sebelum "
    "batas waktunya lewat.",
    errors.NotAlike: "Kedua aduan tidak dapat digabung: keduanya harus terbuka, tidak rahasia, "
    "dan belum digabung ke aduan lain.",
    errors.StillSpeaking: "Bot sedang mengirim pesan terakhirnya. Coba ambil sekali lagi sebentar lagi.",
    errors.UnknownAgency: "OPD itu tidak ada lagi di daftar. Muat ulang halaman, lalu pilih yang lain.",
}


def refusal(error: TicketError) -> str:
    """Say why, as exactly as the kind of error tells."""
    return next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)
