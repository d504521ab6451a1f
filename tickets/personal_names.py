"""Names of people: the known ones, and those that a title announces ("Ibu Sekar", "an. Parjo")."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(words.split())


class Name(NamedTuple):
    """Where a name stands; `official` says that an office of the government stands before it."""

    start: int
    end: int
    official: bool = False


LONGEST = 4  #: words of a name
SHORTEST_PART = 3  #: letters; "Bu", "M." and such tell nobody
OFFICIALS = word_set(
    "bupati walikota wali gubernur wagub wabup presiden menteri camat lurah kades kadus sekda sekdes sekcam sekretaris "
    "kepala kadis kabid kasi kapolsek kapolres danramil kapten inspektur direktur dirut asisten staf petugas"
)
#: After "Pak" or "Ibu" this is an office, a group or the person spoken to, no name.
OFFICES = OFFICIALS | word_set(
    "rt rw guru dokter bidan perawat kepsek polisi satpam satpol hansip linmas ketua admin min mimin pelapor warga "
    "bapak ibu bpk saudara sdr kader pkk hamil menyusui rumah kota desa haji ustadz ustaz kiai pemilik pengelola "
    "bendahara pengurus tokoh dukuh jogoboyo modin pamong tni polri asn pns dan serta atau beserta sekalian yth"
)
#: Names that are words as well: only with a capital letter are they names.
WORDS_TOO = word_set(
    "indah bunga melati mawar cahaya fajar surya bagus rahmat jaya mulia utama sari air lestari bintang mega awan "
    "hujan intan permata mutiara kurnia harapan setia budi karya makmur sejahtera damai aman baik bambu pasar jalan "
    "desa kali gunung laut telaga embun bulan mentari ratu raja jati sumber tirta mentari senja timur barat utara "
    "selatan sehat slamet selamat sabar rejeki rezeki untung beja mukti putra putri warga pelapor"
)
#: After these a name is a place's: Jalan Sudirman, Gang Mawar, Desa Sukamaju, SDN Budi Luhur.
_PLACE = re.compile(
    r"(?:\b(?:jl|jln|jalan|gg|gang|lorong|desa|ds|dusun|dsn|dukuh|kel|kelurahan|kec|kecamatan|kampung|kp|pasar|"
    r"jembatan|simpang|perempatan|pertigaan|bundaran|perum|perumahan|komplek|kompleks|taman|lapangan|stadion|gedung|"
    r"gor|rs|rsud|rsu|rsia|masjid|musala|musholla|gereja|sd|sdn|smp|smpn|sma|sman|smk|tk|ponpes|pesantren|toko|"
    r"warung|bengkel|makam|waduk|sungai|kali|bandara|stasiun|terminal|jend|jenderal|letjen|mayjen|kapten|kolonel|dr|"
    r"prof|kh)\b\.?\s*)(?:[A-Z][\w.]*\s+){0,2}$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?<!\w)(?:bapak|bpk|pak|ibu|bu|sdri?|saudara|saudari|mas|mbak|mba|kang|teh|haji|hj|ustad[zh]?|ust|k[iy]ai|"
    r"an(?=\.|\s)|a\.?n|a/n|atas\s+nama|nama\s+(?:saya|lengkap|pelapor|pemilik|korban)|pelapor|tuan|nyonya|ny|tn)"
    r"(?!\w)\s*[.:]?\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s*([^\W\d_](?:[^\W\d_]|['\u2019.-](?=[^\W\d_]))*)\.?")
#: What is written with a capital after a name without being part of it.
_ENDS = word_set(
    "telah sudah akan di ke dari yang untuk pada dan atau dengan bahwa kami saya terima terimakasih mohon terkait atas "
    "tentang sehubungan laporan aduan pengaduan tiket dinas dpupr dlh pln pdam untuk pelapor warga rt rw jalan"
)


def find_names(text: str, known: Iterable[str], is_given: Callable[[str], bool]) -> Iterator[Name]:
    """Yield the names in a text, never overlapping; `is_given` tells common given names in any letters."""
    taken: list[Name] = []
    for name in (*_known(text, known), *_titled(text, is_given)):
        if all(name.end <= other.start or name.start >= other.end for other in taken):
            taken.append(name)
    yield from taken


def _known(text: str, names: Iterable[str]) -> Iterator[Name]:
    for name in names:
        parts = [each for each in re.findall(r"[^\W\d_]+", name) if each.casefold() not in OFFICES]
        parts = [each for each in parts if len(each) >= SHORTEST_PART and not _TITLE.fullmatch(each)]
        if parts:
            yield from _parts(text, parts)


def _parts(text: str, parts: list[str]) -> Iterator[Name]:
    one = "|".join(map(re.escape, sorted(set(parts), key=len, reverse=True)))
    for found in re.finditer(rf"(?<!\w)(?:{one})(?:[ .]+(?:{one}))*(?!\w)", text, re.IGNORECASE):
        words = found[0].split()
        small = len(words) == 1 and found[0].casefold() in WORDS_TOO and not found[0][0].isupper()
        if not small and not _is_place(text, found.start()):
            yield Name(*found.span())


def _titled(text: str, is_given: Callable[[str], bool]) -> Iterator[Name]:
    for title in _TITLE.finditer(text):
        if _is_place(text, title.start()):
            continue
        start, official = title.end(), False
        word = _WORD.match(text, start)
        if word and word[1].casefold() in OFFICES:
            official = word[1].casefold() in OFFICIALS
            start = word.end()
        first, end = start, _end_of_name(text, start, is_given)
        if end > first:
            space = len(text[first:end]) - len(text[first:end].lstrip())
            yield Name(first + space, end, official)


def _end_of_name(text: str, start: int, is_given: Callable[[str], bool]) -> int:
    """Tell where the name that begins at `start` ends; there itself where there is none."""
    end = at = start
    for _ in range(LONGEST):
        word = _WORD.match(text, at)
        if not word or "\n" in word[0] or "\0" in word[0] or not _is_name(word[1], is_given):
            break
        at = word.end()
        end = word.end(1)
        if text[end : end + 2] in {". ", ".\n"} and len(word[1]) > SHORTEST_PART:
            break
    return end


def _is_name(word: str, is_given: Callable[[str], bool]) -> bool:
    small = word.casefold()
    if small in OFFICES or small in _ENDS:
        return False
    return word[0].isupper() if not word.islower() else is_given(word)


def _is_place(text: str, start: int) -> bool:
    return bool(_PLACE.search(text[max(0, start - 60) : start]))
