"""What simulated citizens write on WhatsApp: a talk of five turns each, in signed bodies as Meta posts them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from simulators.graph import GraphSimulator

PROBLEMS = (
    "jalan di {place} berlubang dalam, kemarin ada motor jatuh",
    "lampu jalan di {place} mati sejak seminggu yang lalu",
    "sampah menumpuk di {place} sudah seminggu tidak diangkut",
    "air PDAM di {place} keruh dan bau sejak kemarin pagi",
    "saluran air di {place} mampet, kalau hujan banjir semata kaki",
    "pohon tumbang di {place} menutup setengah jalan",
)
PLACES = (
    "depan pasar Kaliwening",
    "dekat balai desa",
    "belakang puskesmas",
    "samping masjid agung",
    "gang Melati 3",
)
AFTER = (
    "dekat warung bu Tini, seberang sekolah dasar",
    "laporan saya sudah sampai mana ya?",
    "terima kasih banyak ya",
)


def talk(chance: random.Random) -> list[str]:
    """Return one citizen's five messages: a greeting, a complaint, where it is, how it stands, thanks."""
    problem = chance.choice(PROBLEMS).format(place=f"{chance.choice(PLACES)} RT {chance.randint(1, 400)}")
    return ["selamat pagi admin, mau lapor dong", problem, *AFTER]


def bodies(count: int, seed: int, secret: str, number: str) -> Iterator[tuple[bytes, dict[str, str]]]:
    """Yield so many bodies with their headers; nobody writes twice before everybody wrote once.

    Another seed is other people.
    """
    chance = random.Random(seed)  # noqa: S311 - the same load again, nothing secret
    graph = GraphSimulator(app_secret=secret, phone_number_id=number)
    people = [
        graph.citizen(f"62{seed % 900 + 100}{n:08d}", f"Warga {seed}-{n}") for n in range(max(1, count // 5))
    ]
    talks = [talk(chance) for _ in people]
    for n in range(count):
        round_, who = divmod(n, len(people))
        people[who].text(talks[who][round_ % len(talks[who])])
        body = graph.webhooks.bodies.pop()
        yield body, graph.webhooks.headers(body)
