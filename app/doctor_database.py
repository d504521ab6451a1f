"""What `tanggap doctor` reads in the database, beside a running product or without one; nothing is written."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from app.finding import Finding, attention, broken, well
from app.prepare import DEMO, MODE
from settings import Settings, SettingsError, check_contact_key
from storage import Cipher, Database, UnitOfWork
from storage.key_check import key_fits
from storage.revision import found_schema, wanted_schema
from storage.staff import Officer, Role
from storage.topics_file import read_topics
from storage.vitals import FAILED_SINCE, Vitals, read_vitals
from tickets.errors import RoutingError
from tickets.routing import Routing

#: Seconds.
LATE, VERY_LATE = 30, 600
SKEW = 5
OLD_BACKUP = timedelta(days=2)


async def examine_database(settings: Settings, now: datetime) -> list[Finding]:
    """Look at the database; the rest is left out where it cannot be read."""
    try:
        database = Database(settings.database, Cipher(check_contact_key(settings)))
    except SettingsError:
        return []  # said elsewhere
    if file := _missing_file(database):
        return [
            attention("Basis data", f"{file} belum ada.", "Jalankan program sekali; berkas itu dibuatnya.")
        ]
    try:
        async with database.read() as unit:
            return await _examine(settings, unit, now)
    except Exception as error:  # noqa: BLE001 - whatever ails the database, the operator is told that it does
        return [
            broken(
                "Basis data",
                f"tidak terbaca ({type(error).__name__}).",
                "Periksa DATABASE_URL, apakah PostgreSQL hidup, sisa disk, dan hak aksesnya.",
            )
        ]
    finally:
        await database.close()


def _missing_file(database: Database) -> Path | None:
    """Return SQLite's file where it is not there: opening it would make it."""
    file = Path(database.url.database or "")
    return file if database.is_sqlite and not file.exists() else None


async def _examine(settings: Settings, unit: UnitOfWork, now: datetime) -> list[Finding]:
    found, wanted = await found_schema(unit), wanted_schema()
    if found < wanted:
        words = f"skema {found or '(kosong)'}, program ini membutuhkan {wanted}."
        return [broken("Basis data", words, "Jalankan `tanggap migrate`.")]
    findings = [well("Basis data", f"terbaca, skema {found}.")]
    if found > wanted:
        words = f"skema {found} lebih baru daripada program ini ({wanted})."
        findings = [attention("Basis data", words, "Pasang rilis yang sama dengan proses lainnya.")]
    if await key_fits(unit) is False:
        words = "bukan kunci basis data ini: tidak ada pelapor yang dapat dibaca."
        findings.append(broken("CONTACT_KEY", words, "Pasang kembali kunci yang dipakai sejak awal."))
    findings += await _office(settings, unit)
    vitals = await read_vitals(unit, now)
    findings += [*_clock(vitals), *_waiting(vitals, now), *_sending(vitals, now), _backup(vitals, now)]
    return findings + await _refused(unit, now)


async def _office(settings: Settings, unit: UnitOfWork) -> list[Finding]:
    findings = []
    if await unit.facts.installation(MODE) == DEMO:
        words = "dibuat dengan --demo."
        findings.append(broken("Basis data", words, "Pakai basis data baru; data demo tidak boleh dipakai."))
    people, routing = await unit.staff.everyone(), await unit.routing.current()
    if not any(officer.role is Role.ADMIN for officer in people):
        words = "belum ada administrator."
        findings.append(
            broken("Akun", words, "Jalankan `tanggap run` atau `tanggap migrate`: tautannya dicetak.")
        )
    if routing is None:
        findings.append(broken("Rute", "belum ada.", "Jalankan `tanggap agencies import`."))
    else:
        findings += _routing(settings, routing, people)
    return findings


def _routing(settings: Settings, routing: Routing, people: list[Officer]) -> Iterator[Finding]:
    try:
        topics = read_topics(settings.data_dir / "topics.yml")
    except RoutingError as error:
        yield broken("Topik", str(error), "Perbaiki berkas itu.")
        return
    ours = [agency for agency in routing.agencies.values() if not agency.outside]
    kept = {topic for agency in ours if not agency.areas for topic in agency.topics}
    if orphans := sorted(set(topics) - kept):
        words = f"belum ada OPD seluruh wilayah untuk topik {', '.join(orphans)}: jatuh ke petugas penerima."
        yield attention("Rute", words, "Lengkapi di halaman *OPD dan rute*.")
    manned = {code for officer in people for code in officer.agencies}
    if empty := sorted(agency.code for agency in ours if agency.code not in manned):
        words = f"OPD tanpa petugas: {', '.join(empty)}."
        yield attention("Akun", words, "Undang petugasnya di halaman *Akun*.")
    yield well("Rute", f"versi {routing.version}, {len(ours)} OPD.")


def _clock(vitals: Vitals) -> Iterator[Finding]:
    if abs(vitals.skew) > SKEW:
        words = f"berbeda {vitals.skew:+.0f} detik dari jam basis data."
        yield attention("Jam", words, "Nyalakan penyelaras jam: `timedatectl set-ntp true`.")


def _waiting(vitals: Vitals, now: datetime) -> Iterator[Finding]:
    backlog, parked = vitals.backlog, vitals.parked
    age, words = backlog.age(now), f"{backlog.count} menunggu"
    remedy = "Apakah program (sender, worker) hidup? Bila ya dan antrean tetap panjang, naikkan WORKER_COUNT."
    if age > LATE:
        words += f", yang tertua {_spell(age)}."
        yield broken("Pesan", words, remedy) if age > VERY_LATE else attention("Pesan", words, remedy)
    else:
        yield well("Pesan", f"{words}.")
    if parked.count:
        yield attention(
            "Pesan diparkir",
            f"{parked.count}, yang tertua {_spell(parked.age(now))}.",
            "`tanggap parked list`; sesudah sebabnya diperbaiki `tanggap parked replay`.",
        )


def _sending(vitals: Vitals, now: datetime) -> Iterator[Finding]:
    remedy = "Apakah program (sender) hidup? Periksa token dan sambungan kanal itu."
    for channel, pile in sorted(vitals.unsent.items()):
        if (age := pile.age(now)) > LATE:
            words = f"{pile.count} jawaban lewat {channel} belum terkirim, yang tertua {_spell(age)}."
            yield (
                broken("Pengiriman", words, remedy)
                if age > VERY_LATE
                else attention("Pengiriman", words, remedy)
            )
    for state in vitals.states:
        if state.is_open:
            words = f"{state.channel} diistirahatkan: {state.error or 'terus gagal'}."
            yield broken("Pengiriman", words, "Dicoba lagi sendiri; perbaiki sebabnya bila menyangkut token.")


def _backup(vitals: Vitals, now: datetime) -> Finding:
    remedy = "Jalankan `tanggap backup` tiap malam, dan simpan salinannya di tempat lain."
    if vitals.last_backup is None:
        return attention("Cadangan", "belum pernah dibuat.", remedy)
    age = now - vitals.last_backup
    words = f"yang terakhir {_spell(age.total_seconds())} yang lalu."
    return attention("Cadangan", words, remedy) if age > OLD_BACKUP else well("Cadangan", words)


async def _refused(unit: UnitOfWork, now: datetime) -> list[Finding]:
    """List what could not be sent for good within a day, by channel and reason."""
    return [
        attention(
            "Pengiriman",
            f"{count} jawaban lewat {channel} tidak terkirim dalam sehari ({why or 'tanpa alasan'}).",
            "Petugas melihatnya pada aduannya; warga yang memblokir layanan tidak dapat dikirimi.",
        )
        for channel, why, count in await unit.sending.undelivered(now - FAILED_SINCE)
    ]


def _spell(seconds: float) -> str:
    """Say a length of time in the largest unit that fits."""
    for unit, name in ((86_400, "hari"), (3_600, "jam"), (60, "menit")):
        if seconds >= unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} detik"
