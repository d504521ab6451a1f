"""The books see what is lost, doubled, in the wrong chat or out of order: each told by a small forgery."""

import random
from collections.abc import AsyncIterator

import pytest

from chaos.books import Books, reconcile
from chaos.citizens import CHANNELS, MESSENGER, TELEGRAM, Chat, Citizens
from chaos.ledger import Ledger, Message
from simulators.graph import GraphSimulator
from simulators.messenger import MessengerSimulator
from simulators.telegram import TelegramSimulator
from tests.fakes import Clock
from tickets.number import new_number

SITI, BUDI, WATI = Chat(TELEGRAM, "11"), Chat(TELEGRAM, "12"), Chat(MESSENGER, "7113")


class Desk:
    """Two citizens, and a ledger in which every complaint has a ticket; receipts are told by hand."""

    def __init__(self, telegram: TelegramSimulator, graph: GraphSimulator, page: MessengerSimulator) -> None:
        self.telegram, self.page = telegram, page
        self.citizens = Citizens(telegram, graph, page, random.Random(1), 2, 1)
        self.numbers: dict[int, str] = {}
        self.tickets: list[tuple[str, int | None]] = []
        self.replies: list[tuple[str, str, str]] = []

    def write(self, chat: Chat) -> int:
        n = self.citizens.say(chat)
        self.numbers[n] = new_number("KLT")
        self.tickets.append((self.numbers[n], n))
        return n

    def tell(self, chat: Chat, n: int) -> None:
        receipt = f"Terima kasih.\nNomor tiket: {self.numbers[n]}\n"
        self.replies.append((str(n), receipt, "sent"))
        if chat.channel == TELEGRAM:
            self.telegram.keep_message(int(chat.who), receipt, None)
        else:
            message = {"text": receipt, "metadata": f"tanggap:{n}"}
            self.page.accept(
                {"recipient": {"id": chat.who}, "messaging_type": "RESPONSE", "message": message}
            )

    def books(self, bound: int = 0) -> Books:
        messages = [Message(n, str(n), n, "done") for n in self.numbers]
        return reconcile(self.citizens, Ledger(messages, self.tickets, self.replies), bound)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with (
        TelegramSimulator("700001:books-books-books-books-books") as telegram,
        GraphSimulator() as graph,
        MessengerSimulator() as page,
    ):
        yield Desk(telegram, graph, page)


async def test_a_receipt_for_each_complaint_balances(desk: Desk) -> None:
    for chat in (SITI, BUDI, SITI):
        desk.tell(chat, desk.write(chat))
    assert desk.books().balanced


async def test_a_message_without_a_ticket_is_lost(desk: Desk) -> None:
    desk.write(SITI)
    desk.tickets.clear()
    assert (desk.books().lost, desk.books().missing) == (1, 1)


async def test_a_second_ticket_is_seen(desk: Desk) -> None:
    n = desk.write(SITI)
    desk.tell(SITI, n)
    desk.tickets.append((new_number("KLT"), n))
    assert desk.books().duplicate_tickets == 1


async def test_a_reply_said_twice_is_borne_only_where_it_was_on_its_way(desk: Desk) -> None:
    n = desk.write(SITI)
    for _ in range(2):
        desk.tell(SITI, n)
    assert not desk.books().balanced
    assert desk.books(bound=1).balanced


async def test_receipts_in_another_order_are_seen(desk: Desk) -> None:
    first, second = desk.write(SITI), desk.write(SITI)
    for n in (second, first):
        desk.tell(SITI, n)
    assert desk.books().out_of_order == 1


async def test_a_receipt_in_somebody_elses_chat_is_seen(desk: Desk) -> None:
    n = desk.write(SITI)
    desk.tell(SITI, n)
    desk.write(BUDI)
    desk.tell(BUDI, n)
    assert (desk.books().elsewhere, desk.books().missing) == (1, 1)


@pytest.mark.parametrize(("echo_after", "wrong"), [(None, 0), (30, 1), (56, 0), (100, 0)])
async def test_a_reply_said_again_though_its_echo_was_taken_in_time_is_borne_by_nothing(
    desk: Desk, echo_after: int | None, wrong: int
) -> None:
    clock = Clock()
    desk.page.now = clock
    n = desk.write(WATI)
    desk.tell(WATI, n)
    if echo_after is not None:
        clock.forward(seconds=echo_after)
        desk.page.heard(desk.page.webhooks.bodies[-2], 200)
        clock.forward(seconds=90 - echo_after)
    desk.tell(WATI, n)
    books = desk.books(bound=1)
    assert (books.heedless, books.duplicates[MESSENGER]) == (wrong, 1)
    assert books.balanced is (wrong == 0)


async def test_the_citizens_speak_over_every_channel_in_turn(desk: Desk) -> None:
    assert {desk.citizens._chat(k).channel for k in range(3)} == set(CHANNELS)
