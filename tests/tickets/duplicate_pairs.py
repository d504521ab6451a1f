"""Invented pairs of reports, labelled by hand: about the same thing or not; half of them meant to mislead."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from messages import Point
from tickets.duplicates import Report

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
METRE = 1 / 111_195  #: degrees of latitude


class Pair(NamedTuple):
    """Two reports `days` and, where both have a pin, `metres` apart; `other` is the second one's topic."""

    same: bool
    days: float
    metres: float | None
    topic: str
    one: str
    place: str
    two: str
    place_two: str
    other: str = ""
    one_person: bool = False

    def reports(self) -> tuple[Report, Report]:
        pins = [
            None if self.metres is None else Point(-7.7 + m * METRE, 110.6) for m in (0, self.metres or 0)
        ]
        later = NOW + timedelta(days=self.days)
        two = "a" if self.one_person else "b"
        return (
            Report("KLT-AAAAAA-A", self.topic, self.one, NOW, self.place or None, pins[0], None, "a"),
            Report(
                "KLT-BBBBBB-B",
                self.other or self.topic,
                self.two,
                later,
                self.place_two or None,
                pins[1],
                None,
                two,
            ),
        )


J, B, L, S, A, T, K = (
    "jalan",
    "banjir_drainase",
    "listrik_pju",
    "sampah_lingkungan",
    "air_bersih",
    "ketertiban",
    "kependudukan",
)
SAME = (
    Pair(True, 1, 20, J, "jalan berlubang di depan pasar", "depan Pasar Legi", "lubang besar dpn pasar legi bahaya", "Pasar Legi"),
    Pair(True, 2, 90, J, "lubang dalam di tikungan", "tikungan Ngaran", "jalan bolong di tikungan ngaran, sudah ada yang jatuh", "Ngaran"),
    Pair(True, 0.2, None, J, "Jembatan retak dan goyang", "Jembatan Kali Bening", "jembatan kali bening retak besar truk masih lewat", "jembatan Kali Bening"),
    Pair(True, 5, None, J, "aspal mengelupas depan SD", "SDN 2 Ngawen", "jalan rusak dpn sd ngawen 2", "depan SDN 2 Ngawen"),
    Pair(True, 3, 60, J, "jalan ambles separuh badan jalan", "", "separuh jalan ambles, mobil tidak bisa lewat", ""),
    Pair(True, 10, 40, J, "lobang gede banget", "Jl. Melati", "lubang makin besar jl melati min", "Jalan Melati"),
    Pair(True, 0, 150, B, "banjir selutut di depan masjid", "Masjid Al-Huda", "air naik selutut sekitar masjid al huda", "masjid Al Huda"),
    Pair(True, 0.1, 200, B, "got mampet air masuk rumah", "RT 03 Gading", "selokan mampet rumah kemasukan air", "Gading RT 3"),
    Pair(True, 1, None, B, "gorong-gorong ambrol", "simpang Tiga Mawar", "gorong2 ambrol simpang tiga mawar", "Simpang Tiga Mawar"),
    Pair(True, 0.1, 120, B, "jalan tergenang setinggi lutut", "Jl. Kenanga", "jalan kenanga banjir motor mogok", "jalan Kenanga", J),
    Pair(True, 2, None, L, "lampu jalan mati", "Gang Kelinci", "PJU padam gang kelinci gelap sekali", "gg Kelinci"),
    Pair(True, 4, 30, L, "lampu mati total", "", "penerangan jalan padam", ""),
    Pair(True, 1, 10, L, "tiang lampu miring mau roboh", "dekat Balai Desa Karang", "tiang pju miring bahaya", "Balai Desa Karang"),
    Pair(True, 7, None, L, "lampu perempatan mati", "perempatan Bendo", "lampu jalan di prempatan bendo padam seminggu", "Perempatan Bendo"),
    Pair(True, 2, 70, S, "sampah menumpuk di tps", "TPS Pasar Legi", "tps pasar legi penuh bau busuk", "TPS Pasar Legi"),
    Pair(True, 1, None, S, "sampah numpuk pinggir sungai", "Kali Wening", "orang buang sampah di kali wening numpuk", "kali Wening"),
    Pair(True, 3, 100, S, "pembakaran sampah asapnya ke rumah", "Perum Griya Indah", "asap bakar sampah tiap sore masuk perumahan", "Griya Indah"),
    Pair(True, 0.5, 180, A, "air PDAM mati dari pagi", "Perum Griya Indah", "ledeng mati di griya indah", "Perumahan Griya Indah"),
    Pair(True, 0.2, None, A, "air keruh coklat", "Dusun Tegal", "air pdam coklat bau di dusun tegal", "dusun Tegal"),
    Pair(True, 0, 50, A, "pipa bocor muncrat ke jalan", "depan Puskesmas Karang", "pipa pdam bocor depan puskesmas jalan jadi becek", "Puskesmas Karang", J),
    Pair(True, 6, 25, T, "PKL menutup trotoar", "Alun-alun", "trotoar alun-alun dipakai jualan", "Alun-alun kota"),
    Pair(True, 2, None, T, "balap liar tiap malam minggu", "Jl. Lingkar Selatan", "motor balapan liar di lingkar selatan", "Lingkar Selatan"),
    Pair(True, 0.1, None, J, "Mohon perbaikan jalan poros yang rusak parah menuju sekolah, banyak anak jatuh, tolong disebarkan", "", "Mohon perbaikan jalan poros yang rusak parah menuju sekolah, banyak anak jatuh, tolong disebarkan", ""),
    Pair(True, 1, None, K, "ktp saya belum jadi padahal sudah rekam", "", "ktp saya belum jadi2 sudah rekam bulan lalu", "", "", one_person=True),
    Pair(True, 8, 15, B, "saluran irigasi jebol", "Sawah Lor", "irigasi jebol sawah kering", "sawah lor"),
    Pair(True, 3, 35, "transportasi_lalulintas", "lampu merah mati", "simpang empat Bendo", "traffic light mati di bendo", "simpang empat bendo"),
    Pair(True, 12, 20, J, "jalan berlubang", "Jl. Veteran", "jalan veteran lubangnya belum ditambal", "jl veteran"),
    Pair(True, 1, 55, "bencana", "pohon tumbang menutup jalan", "Jl. Cempaka", "ada pohon roboh melintang di cempaka", "jalan Cempaka", J),
    Pair(True, 0.3, None, "kesehatan", "puskesmas tutup jam kerja", "Puskesmas Karang", "pelayanan puskesmas karang tutup jam 10", "puskesmas Karang"),
    Pair(True, 2, 80, S, "bangkai anjing di jalan bau", "dekat SMP 1", "ada bangkai di dekat smp 1 baunya minta ampun", "SMP 1"),
    Pair(True, 5, 45, J, "marka jalan hilang", "zebra cross SDN 1", "zebra cross depan sdn 1 sudah pudar", "SDN 1", "transportasi_lalulintas"),
    Pair(True, 4, None, B, "tanggul kali jebol", "Dukuh Kebon", "tanggul di dukuh kebon jebol lagi", "Dukuh Kebon"),
)  # fmt: skip
NOT_SAME = (
    Pair(False, 1, 2500, J, "jalan berlubang di depan pasar", "Pasar Legi", "jalan berlubang depan pasar", "Pasar Kliwon"),
    Pair(False, 0, None, J, "jalan rusak", "Jl. Melati", "jalan rusak", "Jl. Kenanga"),
    Pair(False, 2, 900, J, "lubang besar di jalan", "Jl. Veteran", "lubang besar di jalan veteran", "Jl. Veteran"),
    Pair(False, 0, None, J, "jalan rusak parah", "", "jalan rusak parah", ""),
    Pair(False, 1, None, J, "jalan rusak di RT 02", "RT 02 Gading", "jalan rusak di rt 05", "RT 05 Gading"),
    Pair(False, 3, None, J, "jalan berlubang", "Jl. Raya km 3", "jalan berlubang", "Jl. Raya km 9"),
    Pair(False, 170, 10, J, "jalan berlubang", "Jl. Veteran", "jalan berlubang lagi", "Jl. Veteran"),
    Pair(False, 200, None, L, "lampu mati", "Gang Kelinci", "lampu mati", "Gang Kelinci"),
    Pair(False, 0, 30, L, "lampu jalan mati", "Pasar Legi", "sampah menumpuk di depan pasar", "Pasar Legi", S),
    Pair(False, 1, 15, J, "jalan berlubang", "Pasar Legi", "pedagang jualan di trotoar", "Pasar Legi", T),
    Pair(False, 1, 20, A, "air mati", "Perum Griya Indah", "lampu jalan padam", "Perum Griya Indah", L),
    Pair(False, 0, 700, B, "banjir selutut", "Masjid Al-Huda", "banjir selutut", "Masjid An-Nur"),
    Pair(False, 0, None, B, "got mampet", "RT 01", "got mampet", "RT 07"),
    Pair(False, 1, None, B, "selokan buntu", "Gang Mawar", "selokan buntu", "Gang Melati"),
    Pair(False, 0, None, K, "ktp belum jadi", "", "ktp saya belum jadi", ""),
    Pair(False, 2, None, K, "kk hilang mau urus", "", "mau urus kk hilang gimana", ""),
    Pair(False, 0, None, K, "akta kelahiran anak belum jadi sudah sebulan", "", "akta kelahiran anak saya belum jadi", ""),
    Pair(False, 1, None, "bansos", "pkh saya tidak cair", "", "pkh ibu saya tidak cair", ""),
    Pair(False, 0, None, "bansos", "bantuan beras tidak dapat", "Desa Karang", "bantuan beras belum dapat", "Desa Tegal"),
    Pair(False, 0, None, "kesehatan", "antre bpjs lama", "RSUD", "obat habis", "Puskesmas Karang"),
    Pair(False, 4, 1200, L, "lampu jalan mati", "Jl. Lingkar Selatan", "lampu jalan mati", "Jl. Lingkar Selatan"),
    Pair(False, 2, 600, S, "sampah liar", "pinggir Kali Wening", "sampah liar", "Kali Wening"),
    Pair(False, 0, None, S, "sampah tidak diangkut", "Blok A3", "sampah tidak diangkut", "Blok C1"),
    Pair(False, 1, 3000, A, "air pdam mati", "Dusun Tegal", "air pdam mati", "Dusun Karang"),
    Pair(False, 0, None, A, "tagihan air naik", "", "tagihan pdam naik 3x", ""),
    Pair(False, 60, 25, S, "tps penuh", "TPS Pasar Legi", "tps penuh bau", "TPS Pasar Legi"),
    Pair(False, 2, None, T, "balap liar", "Jl. Lingkar Selatan", "balap liar", "Jl. Lingkar Utara"),
    Pair(False, 0, 5, "kesehatan", "petugas puskesmas kasar", "Puskesmas Karang", "jalan masuk puskesmas rusak berlubang", "Puskesmas Karang", J),
    Pair(False, 1, None, "pendidikan", "guru sering tidak masuk", "SDN 2 Ngawen", "atap kelas bocor", "SDN 2 Ngawen"),
    Pair(False, 3, None, "pendidikan", "pungutan uang seragam", "SMP 1", "pungutan uang seragam", "SMP 4"),
    Pair(False, 1, 1800, "bencana", "pohon tumbang", "Jl. Cempaka", "pohon tumbang menutup jalan", "Jl. Anggrek"),
    Pair(False, 90, 60, B, "banjir lagi", "Gading", "banjir lagi min", "Gading"),
    Pair(False, 0.1, None, L, "lampu padam tiang no 12", "Jl. Mawar tiang 12", "lampu padam tiang 31", "Jl. Mawar tiang 31"),
    Pair(False, 2, None, J, "jembatan rusak", "Jembatan Kali Bening", "jembatan rusak", "Jembatan Kali Wening"),
)  # fmt: skip
PAIRS = (*SAME, *NOT_SAME)
