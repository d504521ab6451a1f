"""WhatsApp's side under load: takes every message and gives it an id. `python -m bench.load_graph PORT`.

The strict simulator (simulators/graph.py) knows its citizens; here they live in other processes.
"""

from __future__ import annotations

import asyncio
import itertools
import sys

from aiohttp import web


async def main(port: int) -> None:
    """Serve until killed."""
    ids = itertools.count(1)

    async def take(_request: web.Request) -> web.Response:
        sent = {
            "messages": [{"id": f"wamid.BEBAN{next(ids)}"}],
            "contacts": [{"wa_id": "0"}],
            "success": True,
        }
        return web.json_response({"messaging_product": "whatsapp", **sent})

    async def tell(_request: web.Request) -> web.Response:
        return web.json_response({"data": []})

    app = web.Application()
    app.router.add_post("/{path:.*}", take)
    app.router.add_get("/{path:.*}", tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
