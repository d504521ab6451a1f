import pytest

from nlu.history.private_data import Anonymiser
from nlu.history.signatures import without_signature

ORDINARY = {
    "jalan", "rusak", "lampu", "mati", "minta", "tolong", "tidak", "dilayani", "di", "desa", "kami", "mohon", "hamil",
    "warga", "sampah", "menumpuk", "sudah", "terima", "kasih", "oleh", "petugas", "dan", "yang", "ada", "depan",
    "rumah", "saya", "belum", "kasar",
}  # fmt: skip


def clean(text: str) -> str:
    return Anonymiser(ORDINARY).clean(text)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("nik saya 3310012304850001 belum jadi", "3310012304850001"),
        ("nik 3310 0123 0485 0001", "0485"),
        ("no induk 9999999999999999", "99999"),
        ("npwp 12.345.678.9-012.000 ditolak", "345"),
        ("hub 0812-3456-7890", "3456"),
        ("hub 08123456789 ya", "0812"),
        ("wa +62 857 1234 5678 ya", "1234"),
        ("telp (0272) 321456", "321456"),
        ("surat ke sugeng.riyadi@contoh.id", "sugeng"),
        ("rekening BRI 1234-5678-9012-345", "5678"),
        ("kartu 4532 0151 1283 0366", "0151"),
        ("mobil AB 1234 XY parkir", "1234"),
        ("motor plat ad 5678 bc ngebut", "5678"),
        ("rumah jl melati no. 12A", "12A"),
        ("blok C3 nomor 5 gelap", "C3"),
        ("jl kenanga 17, banjir", "17"),
        ("akun @sugeng_r kasar", "sugeng"),
        ("lihat https://contoh.example/a?b=sugeng", "sugeng"),
        ("lihat bit.ly/sugeng", "sugeng"),
        ("nama saya Sugeng Riyadi", "Riyadi"),
        ("NAMA: SUGENG RIYADI", "RIYADI"),
        ("an. Paijan", "Paijan"),
        ("a.n Tukiyem", "Tukiyem"),
        ("atas nama wagiyo", "wagiyo"),
        ("pak karto minta tolong", "karto"),
        ("Bpk. Kartosuwiryo petugas", "Karto"),
        ("bu Wahyuningsih kasar", "Wahyu"),
        ("sdr Kurniawan petugas", "Kurnia"),
        ("pak lurah Sastro tidak ada", "Sastro"),
        ("oleh dr. Hartono", "Hartono"),
        ("jalan rusak sudah lama.\nHormat saya,\nPurwanto Hadi", "Purwanto"),
        ("lampu mati. terima kasih, Sugiyem warga RT 02", "Sugiyem"),
        ("sampah menumpuk depan rumah\nKaryo Wiyono", "Karyo"),
        ("aduan KLT-3W7QHD-5 belum", "3W7QHD"),
    ],
)
def test_private_data_do_not_survive(text: str, secret: str) -> None:
    assert secret.casefold() not in clean(text).casefold()


@pytest.mark.parametrize(
    "text",
    [
        "bapak bupati mohon jalan di desa kami",
        "ibu hamil tidak dilayani",
        "jalan rusak 3 bulan sepanjang 200 meter",
        "anggaran Rp 1.500.000.000 sudah ada",
        "Salam hormat, jalan rusak",
        "RT 03 RW 05 belum ada lampu",
        "sebagai pelapor saya minta tolong",
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert clean(text) == text


def test_a_line_is_fit_for_a_yaml_block_without_markup() -> None:
    assert clean("[jalan](lokasi) rusak\r\n\u2028 \x00{x}\tmati\ud800") == "jalan (lokasi) rusak x mati"


def test_a_signature_is_cut_off_but_a_sentence_is_not() -> None:
    assert without_signature("lampu mati di desa\nttd Budi", ORDINARY) == "lampu mati di desa"
    assert without_signature("lampu mati\njalan rusak", ORDINARY) == "lampu mati\njalan rusak"
