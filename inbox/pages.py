"""Rendering: templates with autoescape, and what every page needs."""

from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from inbox import words
from inbox.dates import clock
from inbox.evidence_words import CHOICES
from inbox.files import shown_as
from inbox.forms import LONGEST_TEXT
from inbox.keys import DESK, OFFICER, SITE, TEMPLATES
from inbox.own import NOTHING, own
from inbox.static_files import static_url
from tickets.dates import long_date
from tickets.roads import OWNERS

ERROR = "error.html"
FOLDER = Path(__file__).parent / "templates"

#: Short news after a redirect, by the name the address carries; nothing else of the address is shown.
NEWS = {
    "terkirim": "Balasan masuk antrean kirim. Statusnya tampil di bawah pesannya.",
    "dialihkan": "Aduan sudah dialihkan. Pelapor diberi tahu.",
    "ditutup": "Aduan sudah ditutup. Pelapor diberi tahu.",
    "ditangani": "Aduan ini sekarang Anda tangani.",
    "dilepas": "Aduan kembali ke antrean OPD.",
    "ditugaskan": "Aduan sudah ditugaskan.",
    "dibatalkan": "Balasan dibatalkan dan tidak dikirim. Tulisannya kembali ke kotak balasan; foto dipilih lagi.",
    "ditanyakan": "Pertanyaan dikirim ke pelapor. Batas waktu berhenti sampai dijawab.",
    "dimulai": "Tercatat. Pelapor diberi tahu.",
    "diverifikasi": "Aduan sudah diverifikasi.",
    "diminta": "Permintaan sudah dikirim ke OPD itu.",
    "dijawab": "Jawaban sudah dikirim ke OPD yang meminta.",
    "diteruskan": "Tercatat sebagai diteruskan ke lembaga luar. Pelapor diberi tahu.",
    "diperpanjang": "Batas waktu diperpanjang. Pemohon diberi tahu alasannya dan tanggal yang baru.",
    "dinaikkan": "Aduan dinaikkan satu tingkat.",
    "topik_diubah": "Topik sudah diubah. Aduan berada di OPD pemilik topik itu.",
    "urgensi_diubah": "Urgensi sudah diubah.",
    "dirahasiakan": "Aduan sekarang rahasia dan hanya dilihat OPD penjaganya. Pelapor diberi tahu.",
    "digabung": "Aduan sudah digabung. Pelapor diberi tahu dan tetap memakai nomornya.",
    "dipisah": "Aduan sudah dipisahkan lagi. Pelapor diberi tahu.",
    "dipecah": "Aduan baru sudah dibuat. Pelapor mendapat nomornya.",
    "ditandai": "Aduan ditandai bukan aduan. Pelapor diberi tahu alasannya dan dapat keberatan.",
    "diproses": "Aduan diproses lagi. Pelapor diberi tahu.",
    "dibuka": "Aduan sudah dibuka kembali. Pelapor diberi tahu.",
    "diperiksa": "Penutupan sudah dicatat sebagai diperiksa.",
    "diambil": "Percakapan ini sekarang Anda layani. Bot diam sampai Anda mengembalikannya.",
    "dikembalikan": "Percakapan kembali dijawab bot. Pelapor diberi tahu.",
    "akun_siap": "Akun sudah jadi. Silakan masuk.",
    "keluar": "Anda sudah keluar.",
    "tersimpan": "Tersimpan.",
    "dikerjakan_lagi": "Pesan masuk antrean lagi. Yang masih gagal kembali ke daftar ini.",
    "massal": "Semua aduan yang ditandai sudah dikerjakan.",
    "saringan_disimpan": "Saringan disimpan. Tabnya ada di atas daftar.",
    "saringan_dihapus": "Saringan dihapus.",
    "sesi_diakhiri": "Sesi itu sudah diakhiri.",
    "bukti_diperiksa": "Hasil pemeriksaan foto sudah dicatat.",
    "dicatat": "Catatan tersimpan. Hanya petugas yang membacanya.",
    "chat_dilepas": "Chat sudah dilepas dari akun ini.",
    "kode_dilepas": "Kode masuk sudah dilepas dari akun ini.",
}


def templates() -> jinja2.Environment:
    """Build the templates' environment; a name a template misses is an error, not an empty place."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        enable_async=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        static=static_url,
        longest_text=LONGEST_TEXT,
        shown_as=shown_as,
        long_date=long_date,
        kind_names=words.KIND,
        level_names=words.LEVELS,
        message_names=words.MESSAGE,
        channel_names=words.CHANNELS,
        role_names=words.ROLES,
        action_names=words.ACTIONS,
        vote_names=words.VOTES,
        outcome_names=words.OUTCOMES | words.ENDINGS,
        urgency_names=words.URGENCY,
        evidence_choices=CHOICES,
        road_names=OWNERS,
    )
    return environment


async def page(request: web.Request, name: str, /, *, status: int = 200, **values: Any) -> web.Response:
    """Render one page."""
    desk = request.app[DESK]
    common = {
        "site": request.app[SITE],
        "officer": request.get(OFFICER),
        "news": NEWS.get(request.query.get("kabar", "")),
        "status_names": words.STATUS | dict(desk.rules.preset.officer_status),
        "here": request.path,
        "when": clock(desk.now(), desk.rules.timezone),
    }
    # An error's page must not ask the database, which may be what failed.
    common |= NOTHING if name == ERROR else await own(request)
    text = await request.app[TEMPLATES].get_template(name).render_async(common | values)
    return web.Response(text=text, status=status, content_type="text/html")


def redirect(path: str) -> web.Response:
    """Lead to one of our own pages with GET."""
    return web.Response(status=303, headers={"Location": path})
