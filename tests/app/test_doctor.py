"""`tanggap doctor`: every fault is named with what to do, and looking changes nothing."""

import shutil
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import update
from typer.testing import CliRunner

from app.cli import cli
from app.doctor import examine
from app.doctor_channels import examine_address, examine_channels
from app.doctor_database import examine_database
from app.doctor_house import examine_house
from app.finding import Finding, Grade
from app.start import new_key
from settings import Settings, read_settings
from storage.backups.noted import note_backup
from storage.journal import WorkState
from storage.staff import Role
from storage.tables import inbound_messages
from tests.app.conftest import SECRET, Line

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def told(findings: list[Finding] | Iterator[Finding], subject: str) -> list[tuple[Grade, str]]:
    return [(each.grade, each.words) for each in findings if each.subject == subject]


def grades(findings: list[Finding], subject: str) -> set[Grade]:
    return {grade for grade, _ in told(findings, subject)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that was never started."""
    return read_settings(
        var_dir=tmp_path / "var", contact_key=new_key(), region_dir=Path("data/region_contoh")
    )


async def test_an_installation_that_was_never_started_is_looked_at_and_left_alone(settings: Settings) -> None:
    findings = await examine(settings, offline=True)
    assert told(findings, "Basis data") == [
        (Grade.ATTENTION, f"{settings.var_dir / 'tanggap.db'} belum ada.")
    ]
    assert not settings.var_dir.exists()
    assert all(each.remedy for each in findings if each.grade)


def test_a_missing_key_is_broken(settings: Settings) -> None:
    without = settings.model_copy(update={"contact_key": type(settings.contact_key)("")})
    assert told(examine_house(without), "CONTACT_KEY")[0][0] is Grade.BROKEN


def test_a_webhook_without_https_is_broken_and_a_web_chat_without_it_only_a_trial(settings: Settings) -> None:
    assert told(examine_house(settings), "PUBLIC_URL")[0][0] is Grade.ATTENTION
    webhook = {"telegram_token": "1:x", "telegram_webhook_secret": "s", "telegram_mode": "webhook"}
    served = read_settings(**settings.model_dump() | webhook | {"public_url": "http://aduan.contoh.go.id"})
    assert told(examine_house(served), "PUBLIC_URL")[0][0] is Grade.BROKEN
    safe = served.model_copy(update={"public_url": "https://aduan.contoh.go.id"})
    assert told(examine_house(safe), "PUBLIC_URL") == []


def test_a_damaged_model_is_named(settings: Settings, models: Path) -> None:
    shutil.copytree(models, settings.model_dir)
    assert told(examine_house(settings), "Model bahasa")[0][0] is Grade.WELL
    for manifest in settings.model_dir.glob("*/manifest.json"):
        manifest.write_text("{}")
    assert told(examine_house(settings), "Model bahasa")[0][0] is Grade.ATTENTION


@pytest.mark.parametrize(
    ("file", "subject"), [("faq.yml", "Tanya jawab"), ("domain.yml", "Berkas percakapan")]
)
def test_a_file_that_cannot_be_read_is_named_with_its_place(
    settings: Settings, tmp_path: Path, file: str, subject: str
) -> None:
    shutil.copytree("data", tmp_path / "data", ignore=shutil.ignore_patterns("nlu"))
    (tmp_path / "data" / file).write_text("faq: [unfinished", encoding="utf-8")
    edited = settings.model_copy(update={"data_dir": tmp_path / "data", "region_dir": tmp_path})
    [(grade, words)] = told(examine_house(edited), subject)
    assert (grade, file in words) == (Grade.BROKEN, True)


async def journalled(line: Line) -> None:
    line.telegram.citizen(71, "Sari").text("lampu jalan di depan pasar mati")
    update = line.telegram.updates.waiting[-1].update
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with line.client.post("/webhooks/telegram", json=update, headers=headers) as response:
        assert response.status == 200
    await line.read()


async def administrator(line: Line) -> None:
    async with line.house.database.write() as unit:
        await unit.staff.add("admin", "Admin", "x", Role.ADMIN, None, NOW)
        await unit.commit()


@pytest.mark.parametrize("line", ["sqlite", "postgres"], indirect=True)
async def test_a_running_house_is_read_beside_its_work(line: Line) -> None:
    await administrator(line)
    settings = line.house.settings
    await note_backup(settings.database, line.house.database.cipher, NOW)
    findings = await examine_database(settings, NOW)
    assert {each.subject: each.grade for each in findings if each.subject != "Akun"} == {
        "Basis data": Grade.WELL,
        "Cadangan": Grade.WELL,
        "Rute": Grade.WELL,
        "Pesan": Grade.WELL,
    }
    assert "OPD tanpa petugas" in told(findings, "Akun")[0][1]


async def test_a_backup_that_is_old_or_was_never_made_is_told(line: Line) -> None:
    settings = line.house.settings
    assert told(await examine_database(settings, NOW), "Cadangan") == [
        (Grade.ATTENTION, "belum pernah dibuat.")
    ]
    await note_backup(settings.database, line.house.database.cipher, NOW)
    findings = await examine_database(settings, NOW + 3 * DAY)
    assert told(findings, "Cadangan") == [(Grade.ATTENTION, "yang terakhir 3 hari yang lalu.")]


async def test_a_house_without_an_administrator_is_broken(line: Line) -> None:
    assert Grade.BROKEN in grades(await examine_database(line.house.settings, NOW), "Akun")


async def test_what_waits_and_what_was_given_up_is_told(line: Line) -> None:
    await journalled(line)
    settings, later = line.house.settings, datetime.now(UTC) + timedelta(minutes=2)
    assert grades(await examine_database(settings, later), "Pesan") == {Grade.ATTENTION}
    assert grades(await examine_database(settings, later + timedelta(hours=1)), "Pesan") == {Grade.BROKEN}
    async with line.house.database.write() as unit:
        await unit.connection.execute(update(inbound_messages).values(state=WorkState.PARKED))
        await unit.commit()
    findings = await examine_database(settings, later)
    assert grades(findings, "Pesan") == {Grade.WELL}
    assert told(findings, "Pesan diparkir") == [(Grade.ATTENTION, "1, yang tertua 2 menit.")]


async def test_answers_that_are_not_sent_are_told_with_the_channel(line: Line) -> None:
    await journalled(line)
    await line.house.worker.turn()
    findings = await examine_database(line.house.settings, datetime.now(UTC) + timedelta(minutes=5))
    [(grade, words)] = told(findings, "Pengiriman")
    assert grade is Grade.ATTENTION
    assert "telegram" in words


async def test_a_channel_that_rests_is_told_with_its_fault(line: Line) -> None:
    lane = line.house.lines.by_name["telegram"].lane
    async with line.house.database.write() as unit:
        await unit.channels.rest(lane, NOW + DAY, "ChannelBroken 401", NOW)
        await unit.commit()
    findings = await examine_database(line.house.settings, NOW)
    assert told(findings, "Pengiriman") == [(Grade.BROKEN, "telegram diistirahatkan: ChannelBroken 401.")]


async def test_a_key_of_another_house_is_broken(line: Line) -> None:
    await journalled(line)
    other = read_settings(**line.house.settings.model_dump() | {"contact_key": new_key()})
    assert grades(await examine_database(other, NOW), "CONTACT_KEY") == {Grade.BROKEN}
    assert grades(await examine_database(line.house.settings, NOW), "CONTACT_KEY") == set()


async def test_a_topic_without_an_agency_is_named(line: Line) -> None:
    async with line.house.database.write() as unit:
        routing = await unit.routing.current()
        assert routing is not None
        agencies = {
            code: replace(agency, topics=tuple(topic for topic in agency.topics if topic != "air_bersih"))
            for code, agency in routing.agencies.items()
        }
        await unit.routing.add_version(replace(routing, agencies=agencies), "test", NOW)
        await unit.commit()
    findings = await examine_database(line.house.settings, NOW)
    assert any("air_bersih" in words for grade, words in told(findings, "Rute") if grade is Grade.ATTENTION)


async def test_a_database_that_is_away_is_told_and_not_waited_for(settings: Settings) -> None:
    away = read_settings(**settings.model_dump() | {"database_url": "postgresql://x@127.0.0.1:1/x"})
    [finding] = await examine_database(away, NOW)
    assert finding.grade is Grade.BROKEN


async def test_a_schema_that_is_too_old_asks_for_a_migration(settings: Settings, postgres_url: str) -> None:
    empty = read_settings(**settings.model_dump() | {"database_url": postgres_url})
    [finding] = await examine_database(empty, NOW)
    assert (finding.grade, finding.remedy) == (Grade.BROKEN, "Jalankan `tanggap migrate`.")


async def test_each_service_is_asked_and_its_faults_are_told(line: Line) -> None:
    line.telegram.revoke_token()
    line.graph.account.expires_at = int((NOW + 3 * DAY).timestamp())
    findings = await examine_channels(line.house.settings, NOW)
    assert grades(findings, "Telegram") == {Grade.BROKEN}
    assert grades(findings, "Whatsapp") == {Grade.ATTENTION}
    assert "house-test-token" not in str(findings)
    line.graph.account.apps = ()
    assert Grade.BROKEN in grades(await examine_channels(line.house.settings, NOW), "Whatsapp")


async def test_a_service_that_cannot_be_asked_is_no_broken_token(line: Line) -> None:
    await line.graph.stop()
    findings = await examine_channels(line.house.settings, NOW)
    assert told(findings, "Whatsapp") == [(Grade.ATTENTION, "tidak dapat ditanya (ConnectionFailed).")]


async def test_whether_the_product_runs_here_is_told(line: Line) -> None:
    address = {"public_port": line.client.port, "public_url": ""}
    running = line.house.settings.model_copy(update=address)
    assert grades(await examine_address(running), "Program") == {Grade.WELL}
    stopped = running.model_copy(update={"public_port": 1})
    assert grades(await examine_address(stopped), "Program") == {Grade.ATTENTION}


async def test_a_certificate_that_nobody_signed_is_told(settings: Settings, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    server = TestServer(web.Application(), scheme="https")
    await server.start_server(ssl=context)
    served = settings.model_copy(update={"public_url": f"https://localhost:{server.port}"})
    [(grade, words)] = told(await examine_address(served), "PUBLIC_URL")
    await server.close()
    assert grade is Grade.ATTENTION
    assert "sertifikat tidak sah" in words


def self_signed(folder: Path) -> tuple[str, str]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), NOW, NOW + DAY)
    encoding = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(encoding))
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(encoding, form, secret))
    return str(folder / "cert.pem"), str(folder / "key.pem")


def test_the_worst_finding_is_the_exit_code(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    monkeypatch.setenv("CONTACT_KEY", settings.contact_key.get_secret_value())
    monkeypatch.setenv("REGION_DIR", "data/region_contoh")
    run = CliRunner().invoke(cli, ["doctor", "--offline", "--quiet"])
    assert run.exit_code == Grade.ATTENTION
    assert "belum ada" in run.output
    assert "baik" not in run.output
    monkeypatch.setenv("CONTACT_KEY", "")
    assert CliRunner().invoke(cli, ["doctor", "--offline"]).exit_code == Grade.BROKEN
