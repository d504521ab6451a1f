"""Invented replies of officers, and the faults that a careful colleague would name."""

from typing import NamedTuple


class Reply(NamedTuple):
    """One reply; `faults` are the names of tickets.reply_lint.Fault, in any order."""

    text: str
    faults: str = ""


GOOD = (
    "Lubang di depan Pasar Kaliwening sudah ditambal regu Bina Marga pada Kamis, 19 November 2026.",
    "Regu pemeliharaan DPUPR menambal Jl. Sudirman besok pagi, 23/11.",
    "Petugas UPTD sudah mengangkut sampah di TPS Jalan Melati tadi pagi.",
    "Tim kami mengganti lampu di simpang empat Ngaran hari Selasa, 24-11-2026.",
    "Teknisi PDAM memperbaiki pipa di Gang Mawar dalam 2 hari kerja.",
    "Pak Camat dan tim DPUPR meninjau jembatan Kali Bening Senin lalu; perbaikannya dianggarkan tahun 2027.",
    "Bapak RT 03 sudah kami temui tadi siang; petugas kelurahan menertibkan lapak di trotoar Jl. Ahmad Yani besok.",
    "Laporan KLT-3W7QHD-5: saluran di Jalan Jenderal Sudirman dikeruk regu drainase pada 25 November.",
    "Dinas Kesehatan melakukan fogging di RW 05 Desa Sukamaju hari Jumat pukul 07.00.",
    "KTP Bapak sudah dicetak dan bisa diambil di loket 3 kantor Disdukcapil mulai besok.",
    "Bu Lurah bersama Satpol PP memediasi kedua warga di balai desa Rabu, 2 Desember.",
    "Lampu di Jl. Gatot Subroto sdh diganti tim PJU kmrn malam, tgl 18.",
    "Jalan itu milik provinsi; kami teruskan ke Balai Jalan Provinsi pada 20/11 dan kami tanyakan lagi tanggal 27.",
    "Pengerukan Kali Wening oleh alat berat DPUPR dimulai 1 Desember 2026 dan selesai dalam 14 hari kerja.",
    "Guru pengganti untuk SDN 2 Budi Luhur ditugaskan Dinas Pendidikan mulai Senin depan.",
    "Selokan di depan SMP Negeri 1 dibersihkan tim kebersihan minggu ini, paling lambat Sabtu 28 November.",
    "Kuota beras di gudang kecamatan disalurkan petugas Dinsos tanggal 30 bulan ini.",
    "Truk tinja UPT menyedot septik tank di Puskesmas Ngawen nanti siang jam 13.30.",
    "Anggaran Rp1.250.000.000 untuk Jl. Diponegoro sudah disetujui; kontraktor mulai bekerja 5 Januari 2027.",
    "Tim survei mengukur jalan sepanjang 350 meter dari Pasar Legi sampai km 4 pada Rabu, 25 November.",
)
ASKING = (
    "Mohon kirim foto lubangnya dan sebutkan patokan terdekat.",
    "Selamat pagi, apakah lampunya sudah menyala lagi?",
    "Terima kasih kembali.",
    "Selamat siang, terima kasih laporannya.",
    "Boleh disebutkan nomor tiangnya?",
)
REPLIES = (
    *(Reply(text) for text in (*GOOD, *ASKING)),
    # What is missing.
    Reply("Akan kami tindaklanjuti.", "empty_promise no_place no_owner"),
    Reply("Siap ditindaklanjuti min", "empty_promise no_place no_owner"),
    Reply("Terima kasih atas laporannya, akan segera kami tindak lanjuti.", "empty_promise no_place no_owner"),
    Reply("Aduan Bapak/Ibu akan kami koordinasikan dengan dinas terkait.", "empty_promise no_place"),
    Reply("Mohon ditunggu ya kak, lagi banyak kerjaan", "empty_promise no_place no_owner"),
    Reply("Masukan ini menjadi bahan evaluasi bagi kami.", "empty_promise no_place no_owner"),
    Reply("ok segera diproses", "empty_promise no_place no_owner"),
    Reply("Sudah ditambal.", "no_date no_place no_owner"),
    Reply("sdh dicek td pagi di lokasi tersebut gan", "no_date no_owner"),
    Reply("Sudah ditambal regu Bina Marga kemarin.", "no_place"),
    Reply("Lubang di depan pasar sudah ditambal kemarin.", "no_owner"),
    Reply("Regu Bina Marga menambal lubang di depan pasar.", "no_date"),
    Reply("Besok tim ke Jl. Melati.", "no_action"),
    Reply("Lampu di Gang Kelinci diganti petugas dalam waktu dekat.", "no_date"),
    Reply("Lampu di Gang Kelinci diganti petugas secepatnya ya bu.", "no_date"),
    Reply("Dalam beberapa hari ke depan tim membersihkan selokan di RT 02.", "no_date"),
    Reply("Selamat pagi, tim membersihkan selokan di RT 02.", "no_date"),
    Reply("Jalan tersebut bukan kewenangan kabupaten.", "no_action no_date no_owner no_place"),
    Reply("Jadwalnya ‹tanggal›, tim DLH mengangkut sampah di TPS Pasar Legi.", "unfilled no_date"),
    Reply("Tim DLH mengangkut sampah di {tempat} besok.", "unfilled no_place"),
    # Blame.
    Reply(
        "Banjir di RT 04 akibat ulah warga yang membuang sampah; tim mengeruk selokan Kamis ini.", "blame"
    ),
    Reply("Kesadaran masyarakat masih kurang, petugas DLH mengangkut sampah di TPS itu besok.", "blame"),
    Reply("Makanya jangan parkir di situ. Petugas Dishub menertibkan Jalan Veteran besok.", "blame"),
    Reply("Kenapa baru lapor? Tim PDAM memperbaiki pipa di Gang Mawar besok.", "blame"),
    Reply("Itu salah warga sendiri, selokan di RT 02 kami bersihkan besok oleh tim.", "blame"),
    Reply("Warga sana memang suka membuang sampah di sungai, tim DLH mengangkut besok di Kali Bening.", "blame"),
    # Personal data.
    Reply("Laporan Ibu Sekar sudah dikerjakan tim di Pasar Legi kemarin.", "name"),
    Reply("Laporan dari sekar wulandari dikerjakan tim di Pasar Legi kemarin.", "name"),
    Reply("Menurut Bapak Joko Susilo, tim sudah membersihkan selokan di RT 02 kemarin.", "name"),
    Reply("Tim menemui Pak Parjo, pemilik lapak di Jl. Veteran, kemarin siang.", "name"),
    Reply("Mas Bayu yang parkir di Jalan Veteran sudah ditegur petugas Dishub kemarin.", "name"),
    Reply("KTP atas nama Siti Aminah sudah dicetak, ambil di loket 2 Disdukcapil besok.", "name"),
    Reply("Hubungi 0812-3456-7890, tim akan datang ke Gang Mawar besok.", "phone"),
    Reply("Tim ke Gang Mawar besok untuk perbaikan, WA +62 812 3456 7890.", "phone"),
    Reply("NIK 3310014512890003 sudah aktif di kantor Disdukcapil sejak kemarin, dicek petugas.", "nik"),
    Reply("NIK 3310 0145 1289 0003 sudah diaktifkan petugas loket di kantor kami kemarin.", "nik"),
    Reply("Petugas loket di kantor kami mengirim hasilnya ke sekar.w@contoh.id besok.", "email"),
    Reply("Mobil AB 1234 CD di Jalan Veteran sudah diderek petugas Dishub dan ditegur kemarin.", "plate"),
    Reply("Petugas Dishub menegur pemilik plat ab 1234 cd di Jalan Veteran kemarin.", "plate"),
    Reply("Bantuan dicairkan Dinsos ke rek BRI 1234-01-000123-50-1 besok di kantor pos.", "account"),
    Reply("Nomor pelanggan 123456789012 sudah dicek petugas PDAM di Gang Mawar kemarin.", "long_number"),
    Reply("Ibu Sekar, 081234567890, sudah kami tindak lanjuti.", "name phone no_date no_place no_owner"),
    # Traps: nobody's name, nobody's number.
    Reply("Jl. Sudirman, Jl. Ahmad Yani, dan Jl. R.A. Kartini disapu petugas DLH setiap hari."),
    Reply("Ibu Kader PKK dan Ibu Bidan mendata warga hamil di Dusun Ngaran Selasa depan."),
    Reply("Bapak Kepala Dinas meninjau Pasar Legi Rabu, 25/11/2026 pukul 09.00, lalu atap diperbaiki kontraktor."),
    Reply("Sesuai Perda Nomor 5 Tahun 2020, Satpol PP menertibkan lapak di Alun-alun hari Minggu."),
    Reply("Pak Lurah dan Bu Camat sudah ditemui tim di balai desa 2026-11-20."),
    Reply("SD Muhammadiyah dan RS Dr. Soeradji dipasangi rambu oleh Dishub 24 November."),
    Reply("Izin 503/123/XI/2026 untuk toko di Jl. Pemuda dicabut Satpol PP hari ini."),
    Reply("Bapak/Ibu, tim mengecek sumur di RT 01 RW 02 besok."),
    Reply("Bapak Bupati Sunaryo meninjau Jembatan Merah kemarin; perbaikan oleh DPUPR mulai Senin."),
    Reply("Pak, tim sdh cek lampu di Jl. Mawar td malam tgl 21."),
    Reply("Dana Rp 450.000.000 cair 1 Desember; kontraktor mengaspal Jalan Kartini mulai 5 Desember."),
    Reply("Call center 112 mengirim tim damkar ke Pasar Legi, api padam 20 November; petugas masih patroli."),
)  # fmt: skip
