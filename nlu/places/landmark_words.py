"""Words that tell a landmark's name from what else follows a building, and a direction from a date."""

CROSSINGS = frozenset({
    "perempatan", "prapatan", "prempatan", "parapatan", "pertigaan", "protelon", "pertelon", "simpang",
    "simpang3", "simpang4", "bundaran", "proliman", "jembatan",
})  # fmt: skip
SCHOOLS = frozenset({
    "sd", "sdn", "sdit", "smp", "smpn", "sma", "sman", "smk", "smkn", "mts", "mtsn", "tk", "paud", "slb",
    "simpang", "puskesmas", "terminal",
})  # fmt: skip
_OFTEN_SMALL = frozenset({
    "pasar", "psr", "masjid", "mesjid", "musholla", "mushola", "mushalla", "musala", "surau", "langgar",
    "vihara", "klenteng", "pondok", "ponpes", "pesantren", "balaidesa", "stadion", "gor", "lapangan",
    "alun", "stasiun", "pelabuhan", "bandara", "tugu", "kali", "sungai", "waduk", "embung", "bendungan",
    "danau", "curug", "umbul", "candi", "bukit", "pantai", "makam", "tpu", "tpa", "kampus", "universitas",
})  # fmt: skip
#: Without a direction a small word after another building is seldom its name: "klinik menolak", "pabrik kaos".
NAMED_SMALL = SCHOOLS - {"smk", "sma", "smp", "sd", "tk", "paud", "puskesmas"} | CROSSINGS | _OFTEN_SMALL
#: Between a direction and what it points at: "samping kiri persis gerbang SMP".
BETWEEN = frozenset({
    "kiri", "kanan", "persis", "pas", "tepat", "nya", "gerbang", "pintu", "masuk", "keluar", "ruko", "dari",
    "jalan", "parkiran",
})  # fmt: skip
LONGEST_DIRECTION = 4  #: words
TIMES = frozenset({
    "bulan", "minggu", "tahun", "hari", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "bln", "mgg",
    "thn", "ke",
})  # fmt: skip
#: "tiga kali", "jam 8 sd 10", "no hp": the words before these make them no landmark.
COUNTED = frozenset({
    "berapa", "beberapa", "banyak", "setiap", "tiap", "satu", "dua", "tiga", "empat", "lima", "sepuluh",
    "ratusan", "puluhan", "se",
})  # fmt: skip
OWNERS = frozenset({
    "pak", "bapak", "bpk", "bu", "ibu", "h", "haji", "hj", "mbah", "pakde", "ustadz", "kyai", "mas", "mbak",
})  # fmt: skip
BLOCK = frozenset({"blok", "blk", "kav", "kavling", "no", "nomor", "nomer"})
