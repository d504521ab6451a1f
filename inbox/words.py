"""The screen's words for what the code names in English (docs/glossary.md)."""

from messages import DeliveryStatus, MessageKind
from storage.audit import AuditAction
from storage.staff import Role
from tickets.status import TicketStatus
from tickets.ticket import TicketKind, TicketUrgency

STATUS = {
    TicketStatus.NEW: "Baru",
    TicketStatus.NEEDS_INFO: "Butuh data",
    TicketStatus.VERIFIED: "Terverifikasi",
    TicketStatus.ASSIGNED: "Didisposisi",
    TicketStatus.IN_PROGRESS: "Dikerjakan",
    TicketStatus.ANSWERED: "Dijawab",
    TicketStatus.AWAITING_REPORTER: "Menunggu warga",
    TicketStatus.RESOLVED: "Selesai",
    TicketStatus.REOPENED: "Dibuka kembali",
    TicketStatus.NOT_OURS: "Bukan kewenangan",
    TicketStatus.MERGED: "Digabung",
    TicketStatus.ARCHIVED: "Diarsipkan",
}

KIND = {
    TicketKind.COMPLAINT: "Pengaduan",
    TicketKind.INFORMATION_REQUEST: "Permintaan informasi",
    TicketKind.ASPIRATION: "Aspirasi",
}

URGENCY = {
    TicketUrgency.EMERGENCY: "Darurat",
    TicketUrgency.IMPORTANT: "Penting",
    TicketUrgency.ORDINARY: "Biasa",
}

#: Up an agency's ladder, when nobody's own name is needed.

#: How a ticket may be closed, in the order of the form.
OUTCOMES = {
    "done": "Sudah dikerjakan",
    "answered": "Sudah dijawab, tidak perlu pekerjaan",
    "cannot": "Tidak dapat dilaksanakan",
    "not_ours": "Bukan kewenangan pemerintah daerah",
}

#: How a ticket ended otherwise.
ENDINGS = {
    "withdrawn": "Ditarik oleh pelapor",
    "no_data": "Data dari pelapor tidak datang",
    "spam": "Bukan aduan",
}

#: Who looks after a case on each level of the ladder; a region's own ladder names the people.
LEVELS = ("petugas", "kepala bidang", "kepala OPD", "Sekda atau Diskominfo")

VOTES = {
    "yes": "Sudah beres",
    "no": "Belum beres",
    "unseen": "Belum sempat lihat",
    "silent": "Dianggap selesai (tanpa jawaban)",
}

#: Sensitive matters by the lexicon's flag (data/lexicon/sensitif.yml).
MATTERS = {
    "pungli": "Pungutan liar",
    "suap": "Suap",
    "korupsi": "Korupsi",
    "ancaman": "Ancaman",
    "kekerasan": "Kekerasan",
    "anak": "Menyangkut keselamatan anak",
}

ROLES = {
    Role.OFFICER: "Petugas OPD",
    Role.HEAD: "Kepala OPD",
    Role.TRIAGE: "Petugas penerima (semua OPD)",
    Role.SUPERVISOR: "Pengawas (hanya membaca)",
    Role.TRAINER: "Pelatih bahasa",
    Role.ADMIN: "Administrator",
}

#: What the audit log notes.
ACTIONS = {
    AuditAction.CASE_OPENED: "membuka aduan",
    AuditAction.FILE_OPENED: "membuka lampiran",
    AuditAction.IDENTITY_REVEALED: "melihat identitas pelapor",
    AuditAction.SEARCHED: "mencari",
    AuditAction.LIST_PRINTED: "mencetak daftar",
    AuditAction.FIGURES_SEEN: "melihat angka OPD",
    AuditAction.LOG_SEEN: "membuka jejak",
    AuditAction.CASE_CHANGED: "mengubah aduan",
    AuditAction.ACCOUNT_CHANGED: "mengubah akun",
    AuditAction.SETTING_CHANGED: "mengubah pengaturan",
    AuditAction.SIGNED_IN: "masuk",
    AuditAction.SIGNED_OUT: "keluar",
}

CHANNELS = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "messenger": "Messenger (Facebook)",
    "web": "Chat web",
}
#: Hours after the citizen's last words in which a channel takes an officer's (Meta's customer service window).
REPLY_HOURS = {"whatsapp": 24, "messenger": 24}
#: The same for Messenger, with Meta's leave to answer as a person.
HUMAN_AGENT_HOURS = {"messenger": 7 * 24}

MESSAGE = {
    MessageKind.TEXT: "Pesan",
    MessageKind.PHOTO: "Foto",
    MessageKind.VIDEO: "Video",
    MessageKind.VOICE: "Pesan suara",
    MessageKind.DOCUMENT: "Dokumen",
    MessageKind.LOCATION: "Lokasi",
    MessageKind.CONTACT: "Kontak",
    MessageKind.BUTTON: "Tombol",
    MessageKind.STICKER: "Stiker",
    MessageKind.UNKNOWN: "Pesan jenis lain",
}

DELIVERY = {
    DeliveryStatus.PENDING: "menunggu dikirim",
    DeliveryStatus.WAITING: "menunggu: jendela balas kanal tertutup, terkirim saat pelapor menulis lagi",
    DeliveryStatus.SENT: "terkirim",
    DeliveryStatus.DELIVERED: "sampai",
    DeliveryStatus.READ: "dibaca",
    DeliveryStatus.FAILED: "gagal",
}

#: The outbox keeps an error by its name; a channel's own code follows it or stands alone.
WHY = {
    "ContactStopped": "pelapor memblokir layanan ini atau akunnya sudah tidak ada",
    "MessageRefused": "kanal menolak pesan ini",
    "ChannelBroken": "sambungan ke kanal bermasalah, pengelola perlu memeriksanya",
    "Throttled": "kanal sedang sibuk",
    "ConnectionFailed": "kanal tidak dapat dihubungi",
    "TimeoutError": "kanal tidak menjawab",
    "Erased": "data pelapor sudah dihapus atas permintaannya",
    "Restored": "belum terkirim saat cadangan dibuat, mungkin sudah terkirim sebelum pemulihan; periksa dulu",
    "TakenOver": "petugas mengambil alih percakapan sebelum pesan ini terkirim",
}


def delivery(state: DeliveryStatus, error: str | None) -> str:
    """Say how a message fared, and why where it matters."""
    said = DELIVERY[state]
    if state is DeliveryStatus.FAILED:
        return f"{said}: {why_unsent(error)}"
    if state is DeliveryStatus.PENDING and error:
        return f"belum terkirim, dicoba lagi: {why_unsent(error)}"
    return said


def why_resting(error: str | None) -> str:
    """Say why a channel rests; what the service itself told stands behind it."""
    _, _, told = (error or "").partition(" ")
    return f"{why_unsent(error)} ({told})" if told else why_unsent(error)


def why_unsent(error: str | None) -> str:
    """Say why a message was not sent, from the name the outbox keeps."""
    name, _, _ = (error or "").partition(" ")
    return WHY.get(name, f"kode {error}" if error else "sebabnya tidak diketahui")
