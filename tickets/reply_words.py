"""The words by which a reply says what, when, where and who; patterns over the text as it is written."""

import re

from tickets.personal_names import word_set

_MONTHS = (
    r"jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|jun(?:i)?|jul(?:i)?|agu(?:stus|s|st)?|sep(?:t|tember)?|"
    r"okt(?:ober)?|nov(?:ember)?|des(?:ember)?"
)
_DAYS = r"senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
_NUMBER = r"(?:\d{1,3}|satu|se|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)"

#: What was or will be done: a verb with its prefix, or one of the short forms that officers write.
_VERB = re.compile(
    r"\b(?:di(?!\s)(?:[a-z]{3,})|me(?:m|n|ng|ny|l|r)[a-z]{3,}|(?:ke)?luar\w*|cek|survei|survey|tinjau|perbaiki|ganti|pasang|angkut|"
    r"bersihkan|tambal|aspal|tertibkan|jadwalkan|kirim(?:kan)?|proses|fogging|patroli|kerjakan|tangani|selesaikan|"
    r"teruskan|alihkan|koordinasikan|usulkan|catat|buka|tutup|potong|keruk|salurkan|cetak|selesai|cair|aktif|nyala|"
    r"menyala|mengalir|kembali normal|padam|datang|turun ke|perbaikan|"
    r"penambalan|penggantian|pemasangan|pembersihan|pengerukan|pengecekan|peninjauan|pengaspalan|tindak\s?lanjuti)\b",
    re.IGNORECASE,
)
#: Verbs that do nothing for the matter, and nouns that look like verbs.
_NO_DEEDS = word_set("""
    dinas dimana diri digital direktur direktorat disebutkan dimaksud dimaksudkan diketahui diharapkan dimohon ditunggu
    diterima disini disana dipahami dimengerti dibaca diingat dilihat dimiliki dirasakan disampaikan dilaporkan
    dikeluhkan diadukan dialami diinformasikan menurut mengenai menjadi mengalami membutuhkan memang mengerti memahami
    menunggu merupakan mendapat mendapatkan memiliki mempunyai menyampaikan mengapa meter merasa mengucapkan mengetahui
    mengharapkan menghargai mengeluh mengadu membaca melaporkan melapor menit melalui mengikuti menjawab merdeka melati
    mentari menteri menara media memohon membuang merusak merah mengingat
""")


def names_deed(text: str) -> bool:
    """Whether a text says what was or will be done."""
    return any(found[0].casefold() not in _NO_DEEDS for found in _VERB.finditer(text))


#: A day, or one that can be counted from today.
DATE = re.compile(
    rf"\b(?:\d{{1,2}}\s*[-/.]\s*\d{{1,2}}(?:\s*[-/.]\s*(?:20)?\d{{2}})?(?![\d:])(?!\s*(?:jam|wi[bt]a?|pukul|meter|m\b|km))"
    rf"|\d{{1,2}}\s*(?:-|s\.?d\.?|sampai)?\s*\d{{0,2}}\s*(?:{_MONTHS})\b|(?:{_MONTHS})\s+20\d\d|20\d\d-\d\d-\d\d"
    rf"|tgl\.?\s*\d{{1,2}}|tanggal\s+\d{{1,2}}|(?:awal|pertengahan|akhir)\s+(?:bulan|tahun|minggu|{_MONTHS})"
    rf"|(?:bulan|triwulan|semester)\s+(?:depan|lalu|kemarin|ini|[ivx\d]+\b|{_MONTHS})|(?:hari|minggu|pekan|tahun)\s+(?:ini|depan|lalu|kemarin)"
    rf"|tahun\s+(?:anggaran\s+)?20\d\d|triwulan\s+\w+|(?:{_DAYS})(?:\s+(?:depan|lalu|besok|ini|pagi|siang|sore|malam))?"
    rf"|hari\s+(?:{_DAYS})|besok|lusa|kemarin|tadi\s+(?:pagi|siang|malam|sore)|nanti\s+(?:siang|sore|malam)"
    rf"|(?:pagi|siang|sore|malam)\s+(?:ini|tadi)|{_NUMBER}\s*(?:x\s*24|hari|minggu|pekan|bulan|jam)(?:\s+kerja)?\b"
    r"|setiap\s+(?:hari|minggu|\w+)|x\s*24\s*jam|sekarang\s+juga|saat\s+ini\s+sedang|saat\s+ini\s+juga)",
    re.IGNORECASE,
)
VAGUE_TIME = re.compile(
    r"\b(?:dalam\s+waktu\s+dekat|segera|secepatnya|sesegera\s+mungkin|nanti|pada\s+waktunya|kedepannya|ke\s+depan(?:nya)?|"
    r"beberapa\s+(?:hari|minggu|bulan|waktu)(?:\s+(?:ke\s+depan|lagi))?|hari-hari\s+ini|selamat\s+(?:pagi|siang|sore|malam|"
    r"hari\s+\w+))\b",
    re.IGNORECASE,
)
#: Where; a name with a capital letter after "di" is a place, "di" alone with anything else is not.
PLACE = re.compile(
    r"\b(?i:jl|jln|gg|gang|lorong|rt|rw|desa|dusun|dukuh|kelurahan|kecamatan|kampung|kel\.|kec\.|perum\w*|komplek\w*|"
    r"blok|km|pasar|jembatan|simpang\w*|perempatan|pertigaan|bundaran|terminal|stasiun|puskesmas|pustu|rsud|rumah\s+sakit|"
    r"sd|sdn|smp|smpn|sma|sman|smk|sekolah|masjid|musala|balai\s+desa|kantor|loket|posko|halte|lapangan|taman|sungai|kali|"
    r"waduk|saluran|selokan|gorong-gorong|tps|tpa|alun-alun|depan|belakang|samping|dekat|sebelah|lokasi\s+(?:tersebut|itu|"
    r"aduan|laporan)|tempat\s+(?:tersebut|itu)|titik\s+(?:tersebut|itu|aduan)|rumah\s+pelapor|wilayah)\b"
    r"|\b[Jj]alan\s+(?:[A-Z]|itu\b|ini\b)|\b[Dd]i\s+(?:[A-Z][a-z]+|\w+\s+[A-Z][a-z]+)"
)
#: Who does it: an agency, a crew, an office, or "we" with a deed is not enough.
OWNER = re.compile(
    r"\b(?i:tim|regu|bidang|seksi|dinas|upt|uptd|upt\w*|petugas|pelaksana|kontraktor|rekanan|penyedia|satgas|satpol|"
    r"kelurahan|kecamatan|pemerintah\s+desa|pemdes|puskesmas|rsud|balai|badan|kantor|bagian|sub\s?bag\w*|kepala|camat|"
    r"lurah|kader|operator|teknisi|mandor|juru|pengawas|penyuluh|damkar|polisi|polsek|polres|babinsa|mantri|koordinator|"
    r"pln|pdam|perumda|bpbd|dlh|dpupr|dpu|disdukcapil|dinsos|dishub|dinkes|disdik|diskominfo|bpjs|bpn|bulog|pertamina|"
    r"kepolisian|baznas|loket|panitia)\b|\b[A-Z]{3,}[A-Z0-9]*\b(?=\s+(?:akan|sudah|telah|kami|menjadwalkan|mengirim))"
)
#: Politeness that promises nothing.
COURTESY = re.compile(
    r"(?:(?:akan|segera|sedang|untuk|mohon)\s+(?:segera\s+)?(?:kami\s+)?(?:di)?(?:tindak\s?lanjut\w*|koordinasik\w*|"
    r"proses|sampaikan|teruskan|perhatikan|upayakan|usahakan|pelajari|tampung)|kami\s+(?:tampung|perhatikan)|"
    r"(?:sudah|telah)\s+kami\s+(?:terima|catat|tampung)\s+dan\s+akan\s+\w+|menjadi\s+(?:bahan\s+)?(?:perhatian|evaluasi|"
    r"masukan)\s*(?:bagi|kami|untuk)?|(?:mohon|harap)\s+(?:ditunggu|bersabar|kesabarannya|sabar)|"
    r"(?:siap|ok(?:e|ay)?),?\s+(?:di)?tindak\s?lanjut\w*|ditindak\s?lanjuti\s+(?:segera|secepatnya))",
    re.IGNORECASE,
)
#: Said of the citizen, not of what must be done.
BLAME = re.compile(
    r"\b(?:salah\s+(?:anda|warga|sendiri|pelapor|bapak|ibu|masyarakat\s+sendiri)|(?:ulah|akibat\s+ulah)\s+warga|"
    r"(?:anda|bapak|ibu|warga|pelapor|saudara)(?:/ibu)?\s+(?:sendiri\s+)?(?:yang\s+)?(?:salah|lalai|ceroboh|malas|keliru|kurang\s+"
    r"(?:sadar|peduli|kesadaran)|tidak\s+(?:sadar|peduli|tahu\s+aturan|mau\s+tahu|sabar|mengerti)|bandel|ngeyel|manja)|"
    r"kesadaran\s+(?:warga|masyarakat)\s+(?:\w+\s+)?(?:kurang|rendah|minim)|kurangnya\s+kesadaran\s+(?:warga|masyarakat)|"
    r"(?:makanya|kan\s+sudah|seharusnya\s+(?:anda|bapak|ibu|warga))|jangan\s+(?:bisanya|cuma\s+bisa|hanya\s+bisa|asal)\s+\w+|"
    r"(?:bisanya|cuma|hanya)\s+(?:bisa\s+)?(?:mengeluh|komplain|protes|ngeluh|lapor\s+saja)|warga\s+(?:di\s*sana\s+|sana\s+|situ\s+|"
    r"sekitar\s+)?(?:memang\s+)?(?:suka|sering|selalu)\s+(?:buang|membuang|merusak|bandel|ngeyel)|kenapa\s+(?:anda\s+|bapak\s+|ibu\s+)?(?:baru|tidak)\s+"
    r"(?:lapor|melapor|bilang|dari\s+dulu)\w*)",
    re.IGNORECASE,
)
#: Asks the reporter for something.
QUESTION = re.compile(
    r"\?\s*(?:$|terima ?kasih)|\b(?:mohon|tolong|silakan|bisa(?:kah)?|boleh(?:kah)?)\s+(?:\w+\s+){0,2}"
    r"(?:kirim\w*|sebutkan|tuliskan|lengkapi|infokan|informasikan|jelaskan|dikirim\w*|disebutkan|foto\w*|balas)\b",
    re.IGNORECASE,
)
