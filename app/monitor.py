"""What an operator's tools ask of a process: is it alive, is it ready, and its figures. Never for the outside."""

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.gauges import PulseGauges
from app.metrics import Metrics
from app.pulse import PulseReader


def build_monitor(metrics: Metrics, pulse: PulseReader) -> web.Application:
    """Build the app: /health/live, /health/ready (503 with what is missing), /metrics."""
    gauges = PulseGauges()
    metrics.registry.register(gauges)

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def ready(_: web.Request) -> web.Response:
        missing = (await pulse.read()).missing
        return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)

    async def figures(_: web.Request) -> web.Response:
        gauges.pulse = await pulse.read()
        return web.Response(
            body=generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    app = web.Application()
    app.router.add_get("/health/live", live)
    app.router.add_get("/health/ready", ready)
    app.router.add_get("/metrics", figures)
    return app
