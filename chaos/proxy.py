"""A TCP proxy that spoils what passes, in toxiproxy's words (github.com/Shopify/toxiproxy)."""

import asyncio
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import Self

CHUNK = 65_536
#: A socket closed so sends a reset, not an end.
RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Toxic:
    """What becomes of a connection; without arguments nothing.

    down: refused at once. latency: seconds before anything passes. slicer: bytes a piece. limit_data: bytes of the
    answer, then the end. reset_peer: seconds after which the connection is reset. timeout: nothing ever passes
    (a half-open connection).
    """

    down: bool = False
    latency: float = 0.0
    slicer: int = 0
    limit_data: int | None = None
    reset_peer: float | None = None
    timeout: bool = False

    @property
    def loses_answers(self) -> bool:
        """Whether a request may arrive whose answer does not."""
        return self.down or self.timeout or self.limit_data is not None or self.reset_peer is not None

    def __str__(self) -> str:
        """Return what is not as usual."""
        usual = Toxic()
        odd = {f.name: getattr(self, f.name) for f in fields(self)}
        return ", ".join(f"{name} {value}" for name, value in odd.items() if value != getattr(usual, name))


HEALTHY = Toxic()


@dataclass
class Proxy:
    """Passes connections on to the first of `upstreams` (host, port) that takes them, another each time."""

    upstreams: Sequence[tuple[str, int]]
    toxic: Toxic = HEALTHY
    port: int = 0
    unanswered: int = 0  #: requests passed on whose client did not wait for the answer
    _turn: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        """Listen on loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening and cut every connection."""
        if self._server is not None:
            self._server.close()
        self.cut()

    @property
    def url(self) -> str:
        """Where to connect to."""
        return f"http://127.0.0.1:{self.port}"

    def infect(self, toxic: Toxic) -> None:
        """Spoil from now on; connections that are kept open must not be healthier than new ones."""
        self.toxic = toxic
        if toxic.down:
            self.cut()

    def heal(self) -> None:
        """Spoil no more; what is silent ends."""
        self.toxic = HEALTHY
        self.cut()

    def cut(self) -> None:
        """Reset every open connection."""
        for writer in [*self._open]:
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._join(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            _reset(writer)
        finally:
            self._open.discard(writer)
            writer.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.toxic.down:
            _reset(writer)
            return
        up_reader, up_writer = await self._connect()
        talk = _Talk()
        try:
            back = asyncio.create_task(self._pump(up_reader, writer, talk, answers=True))
            there = asyncio.create_task(self._pump(reader, up_writer, talk))
            _, rest = await asyncio.wait({back, there}, return_when=asyncio.FIRST_COMPLETED)
            for task in rest:
                task.cancel()
            await asyncio.gather(back, there, return_exceptions=True)
        finally:
            up_writer.close()
            self.unanswered += talk.is_asked

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to an upstream. Raises ConnectionRefusedError where none takes it."""
        self._turn += 1
        count = len(self.upstreams)
        for n in range(count):
            with suppress(OSError):
                return await asyncio.open_connection(*self.upstreams[(self._turn + n) % count])
        raise ConnectionRefusedError

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        talk: "_Talk",
        *,
        answers: bool = False,
    ) -> None:
        passed = 0
        while data := await reader.read(CHUNK):
            toxic = self.toxic
            if toxic.timeout:
                continue
            await asyncio.sleep(toxic.latency)
            if answers and toxic.reset_peer is not None:
                await asyncio.sleep(toxic.reset_peer)
                _reset(writer)
                return
            if answers and toxic.limit_data is not None:
                data = data[: max(0, toxic.limit_data - passed)]
            passed += len(data)
            await _write(writer, data, toxic.slicer or CHUNK)
            talk.is_asked = not answers
            if answers and toxic.limit_data is not None and passed >= toxic.limit_data:
                return


@dataclass
class _Talk:
    """One connection: whether something was asked and not answered."""

    is_asked: bool = False


async def _write(writer: asyncio.StreamWriter, data: bytes, size: int) -> None:
    for start in range(0, len(data), size):
        writer.write(data[start : start + size])
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
