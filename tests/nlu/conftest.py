"""A small model of a few sentences, trained once for all tests of this folder, with the real word lists."""

import shutil
from pathlib import Path

import pytest

from nlu.interpreter import Interpreter
from nlu.pipeline import load_interpreter
from nlu.training import train

REAL = Path(__file__).resolve().parents[2] / "data"

SENTENCES = {
    "lapor/jalan": """jalan berlubang dalam sekali
aspal mengelupas motor sering jatuh
jalan kampung rusak parah
lubang besar di jalan raya belum ditambal
jembatan kayu mau roboh
trotoar pecah tidak bisa dilewati""",
    "lapor/sampah_lingkungan": """sampah menumpuk tidak diangkut
tumpukan sampah bau menyengat
truk sampah tidak pernah datang
tetangga membakar sampah tiap sore
tps liar di tepi sungai
limbah pabrik dibuang ke kali""",
    "lapor/listrik_pju": """lampu jalan mati gelap
pju padam sudah sebulan
tiang lampu miring
lampu penerangan jalan tidak menyala
gelap sekali kalau malam lampunya mati
minta dipasang lampu jalan""",
    "sapa": """halo
selamat pagi
assalamualaikum min
permisi pak
hai
selamat sore kak""",
    "cek_status": """laporan saya sampai mana
cek aduan KLT-3W7QHD-5
status tiket saya bagaimana
kapan laporan saya dikerjakan
sudah diproses belum laporannya
nomor tiket ABC-12XY34-Z sudah selesai""",
    "beri_lokasi": """depan masjid al huda
jl veteran no 12
rt 03 rw 05 desa karanganom
dekat pasar wage
perempatan tugu sebelah utara
ceper""",
    "bukan_kewenangan/polisi": """motor saya hilang dicuri
dompet dicopet orang
kena tipu belanja online
mau bikin laporan kehilangan
perpanjang sim di mana
rumah kemalingan semalam""",
    "bukan_kewenangan/pln": """token listrik tidak bisa masuk
tagihan listrik rumah naik
meteran rumah berkedip
mau tambah daya listrik
listrik rumah mati sejak tadi
petugas catat meter tidak datang""",
}


def write_data(folder: Path, sentences: dict[str, str]) -> Path:
    (folder / "nlu").mkdir(parents=True)
    for label, lines in sentences.items():
        block = "".join(f"      - {line}\n" for line in lines.splitlines())
        text = f'version: "3.1"\nnlu:\n  - intent: {label}\n    examples: |\n{block}'
        (folder / "nlu" / f"{label.replace('/', '_')}.yml").write_text(text, encoding="utf-8")
    shutil.copytree(REAL / "lexicon", folder / "lexicon")
    return folder


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data"), SENTENCES)


@pytest.fixture(scope="session")
def model(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(small_data, tmp_path_factory.mktemp("models"), lambda _: None)


@pytest.fixture(scope="session")
def interpreter(model: Path) -> Interpreter:
    return load_interpreter(model)
