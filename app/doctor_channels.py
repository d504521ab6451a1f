"""What `tanggap doctor` asks outside: Telegram, Meta, our own public address, and whether the product runs here."""

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta

import aiohttp

from app.channel_watch import Watched, watched_channels
from app.doctor_house import FILE_ERRORS
from app.finding import Finding, attention, broken, well
from app.lines import open_lines
from app.texts import HouseTexts, read_dialogue_texts
from bot.channels.errors import SendError
from bot.dialogue.renderer import Texts
from messages import ChannelCheck
from settings import Settings

PATIENCE = aiohttp.ClientTimeout(total=5)
SOON = timedelta(days=14)
MANY = 100  #: updates that a service holds for us
LIVE = "/health/live"


async def examine_channels(settings: Settings, now: datetime) -> list[Finding]:
    """Ask each service that is set up how it fares with us."""
    try:
        domain, _ = read_dialogue_texts(settings)
    except FILE_ERRORS:
        return []  # said elsewhere
    findings: list[Finding] = []
    async with open_lines(settings, HouseTexts(Texts(domain), settings)) as lines:
        for watched in watched_channels(settings, lines):
            findings += await _ask(watched, now)
    return findings or [well("Kanal", "Telegram, WhatsApp, dan Messenger tidak dipakai.")]


async def _ask(watched: Watched, now: datetime) -> list[Finding]:
    name = watched.channel.capitalize()
    try:
        check = await watched.ask()
    except SendError as error:
        remedy = "Periksa jalan ke luar (proxy, DNS), lalu coba lagi."
        return [attention(name, f"tidak dapat ditanya ({type(error).__name__}).", remedy)]
    findings = [*_token(name, check, now), *_delivery(name, check)]
    return findings or [well(name, "token berlaku, pesan diantar ke sini.")]


def _token(name: str, check: ChannelCheck, now: datetime) -> Iterator[Finding]:
    remedy = "Buat token baru menurut docs/channels.md, isi pengaturannya, jalankan ulang."
    if check.token_valid is False:
        yield broken(name, "token ditolak: dicabut atau habis.", remedy)
    elif check.token_expires_at is not None and check.token_expires_at - now < SOON:
        yield attention(name, f"token habis {check.token_expires_at:%Y-%m-%d}.", remedy)


def _delivery(name: str, check: ChannelCheck) -> Iterator[Finding]:
    if check.subscribed is False:
        yield broken(
            name,
            "pesan tidak diantar ke sini.",
            "Telegram: jalankan ulang; bot ini jangan dipakai program lain. WhatsApp: langganankan aplikasi "
            "ini pada akunnya. Messenger: langganankan halamannya (docs/channels.md).",
        )
    if check.trouble:
        remedy = "Periksa PUBLIC_URL, sertifikat, dan proxy."
        yield attention(name, f"mengeluh: {check.trouble}", remedy)
    if check.waiting is not None and check.waiting > MANY:
        yield attention(name, f"menahan {check.waiting} pesan.", "Apakah program (gateway) hidup?")


async def examine_address(settings: Settings) -> list[Finding]:
    """Ask the product itself, at its own port and from outside."""
    here = f"http://{settings.host}:{settings.public_port}"
    findings = []
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        if problem := await _problem(session, here):
            words = f"tidak ada jawaban di {here} ({problem})."
            findings.append(attention("Program", words, "Bila seharusnya hidup di komputer ini: jalankan."))
        else:
            findings.append(well("Program", f"hidup di {here}."))
        if settings.public_url.startswith("https://"):
            findings.append(
                _public(settings.public_url, await _problem(session, settings.public_url.rstrip("/")))
            )
    return findings


def _public(address: str, problem: str) -> Finding:
    if not problem:
        return well("PUBLIC_URL", f"{address} menjawab.")
    words = f"{address} tidak menjawab dari sini ({problem})."
    return attention("PUBLIC_URL", words, "Periksa DNS, sertifikat, dan proxy; atau coba dari luar kantor.")


async def _problem(session: aiohttp.ClientSession, address: str) -> str:
    """Name what keeps `address` from answering, "" where it does."""
    try:
        async with session.get(address + LIVE, allow_redirects=False) as response:
            return "" if response.ok else f"HTTP {response.status}"
    except aiohttp.ClientConnectorCertificateError as error:
        return _certificate(error.certificate_error)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return type(error).__name__


def _certificate(error: Exception) -> str:
    reason = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else type(error).__name__
    return f"sertifikat tidak sah: {reason}"
