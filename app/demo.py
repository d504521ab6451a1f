"""`make demo`: thirty invented complaints through the Telegram path, against our own simulator of Telegram.

Prints each with topic, confidence, agency, ticket and time to the answer, and leaves the inbox showing them.
"""

import argparse
import asyncio
import io
import json
import os
import secrets
import signal
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from rich.console import Console

from app.house import House
from app.logs import set_up_logs
from app.start import demo_settings, run
from simulators.telegram import TelegramSimulator
from tickets.number import find_number
from tickets.ticket import Ticket, TicketKind, TicketUrgency, Visibility

COMPLAINTS = Path("data/demo/complaints.jsonl")
FIRST_CHAT = 700_000_001
ANSWER_SECONDS = 30.0
QUIET_SECONDS = 0.3
COLUMNS = ("No", "Aduan", "Topik", "Yakin", "OPD", "Tiket", "Waktu", "Catatan")
LINE = "{:>2}  {:<39} {:<23} {:<5} {:<12} {:<13} {:>7}  {}"

console = Console()


class Replay:
    """Plays the complaints to the bot and tells what became of each."""

    def __init__(
        self, simulator: TelegramSimulator, complaints: list[dict[str, Any]], *, leave: bool
    ) -> None:
        """Play to `simulator`; with `leave` the product stops afterwards."""
        self._simulator = simulator
        self._complaints = complaints
        self._leave = leave

    async def __call__(self, house: House) -> None:
        """Play them, one citizen each, and print the table."""
        console.print(LINE.format(*COLUMNS), style="bold", highlight=False, soft_wrap=True)
        for number, complaint in enumerate(self._complaints):
            seconds, answer = await self._say(FIRST_CHAT + number, complaint)
            row = await self._row(house, complaint, answer, seconds)
            console.print(LINE.format(*row), highlight=False, soft_wrap=True)
        console.print("Semua aduan di atas sekarang ada di kotak masuk OPD. Berhenti dengan Ctrl+C.")
        if self._leave:
            os.kill(os.getpid(), signal.SIGTERM)

    async def _say(self, chat: int, complaint: dict[str, Any]) -> tuple[float, str]:
        citizen = self._simulator.citizen(chat, complaint["name"])
        started = time.monotonic()
        if complaint["kind"] == "photo":
            citizen.photo(complaint["text"], _picture())
        else:
            citizen.text(complaint["text"])
        await self._simulator.received(chat, 1, ANSWER_SECONDS)
        seconds = time.monotonic() - started
        return seconds, await self._all_bubbles(chat)

    async def _all_bubbles(self, chat: int) -> str:
        """Wait until the bot falls silent; an emergency's number comes before its ticket."""
        known = 0
        while len(sent := self._simulator.sent(chat)) > known:
            known = len(sent)
            await asyncio.sleep(QUIET_SECONDS)
        return "\n".join(str(message.get("text", "")) for message in sent)

    async def _row(
        self, house: House, complaint: dict[str, Any], answer: str, seconds: float
    ) -> tuple[str, ...]:
        number = find_number(answer, house.settings.ticket_prefix)
        start = (str(complaint["id"]), complaint["text"][:38] + "…")
        if number is None:
            return (*start, "-", "-", "-", "-", _took(seconds), f"dijawab: {answer[:60]}")
        async with house.database.read() as unit:
            ticket = await unit.tickets.by_number(number)
            routing = await house.desk.routing(unit)
        agency = routing.agency(ticket.agency).short
        facts = (ticket.topic, f"{ticket.topic_confidence:.2f}", agency, ticket.number)
        return (*start, *facts, _took(seconds), _notes(ticket))


def _took(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _notes(ticket: Ticket) -> str:
    """Say what is out of the ordinary."""
    unusual = {
        "darurat": ticket.urgency is TicketUrgency.EMERGENCY,
        "penting": ticket.urgency is TicketUrgency.IMPORTANT,
        "rahasia": ticket.visibility is Visibility.SECRET,
        "permintaan informasi": ticket.kind is TicketKind.INFORMATION_REQUEST,
    }
    return ", ".join(name for name, is_so in unusual.items() if is_so)


def _picture() -> bytes:
    """Draw a small picture, since the demo has no camera."""
    image = Image.new("RGB", (640, 420), "#7d8a80")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 240, 640, 420), fill="#4c4f52")
    pen.ellipse((210, 285, 430, 375), fill="#26282a")
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()


async def _main(complaints: list[dict[str, Any]], *, leave: bool) -> None:
    token = f"700000:{secrets.token_urlsafe(26)}"
    async with TelegramSimulator(token) as simulator:
        settings = demo_settings(
            telegram_token=token, telegram_mode="polling", telegram_api_url=simulator.api_base_url
        )
        await run(settings, demo=True, alongside=Replay(simulator, complaints, leave=leave))


def main() -> None:
    """Run the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leave", action="store_true", help="stop after the replay")
    set_up_logs()
    lines = COMPLAINTS.read_text(encoding="utf-8").splitlines()
    complaints = [json.loads(line) for line in lines if line.strip()]
    asyncio.run(_main(complaints, leave=parser.parse_args().leave))


if __name__ == "__main__":
    main()
