"""Logs: one JSON object a line, without anything a citizen wrote."""

import logging

import structlog


def set_up_logs(*, verbose: bool = False) -> None:
    """Configure structlog and quieten libraries that would log addresses and bodies."""
    level = logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    for name in ("httpx", "aiohttp.access", "rasa_sdk", "telegram", "sanic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            # The key of the turn (bot/measures.py): by it the lines of one message are found.
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
