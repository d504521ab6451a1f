"""Only what Meta signed is let in, by WhatsApp as by Messenger."""

import hashlib
import hmac
import json

import pytest
from multidict import CIMultiDict

from bot.channels.graph_channel import GraphChannel
from bot.channels.messenger import Messenger
from bot.channels.whatsapp import WhatsApp

BODY = b'{"object": "whatsapp_business_account",  "entry": [],"note":"\\u00e9"}'


KINDS: list[type[WhatsApp] | type[Messenger]] = [WhatsApp, Messenger]


@pytest.fixture(params=KINDS, ids=lambda kind: str(kind.name))
def channel(request: pytest.FixtureRequest) -> GraphChannel:
    """Return a channel that never talks to anyone."""
    made: GraphChannel = request.param("token", "1", "rahasia", "janji")
    return made


def _signed(body: bytes, secret: str = "rahasia") -> dict[str, str]:  # noqa: S107 - a secret of these tests
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def test_a_signed_body_is_let_in(channel: GraphChannel) -> None:
    assert channel.verify(BODY, _signed(BODY))
    assert channel.verify(BODY, CIMultiDict({"x-hub-signature-256": _signed(BODY)["X-Hub-Signature-256"]}))


def test_the_same_json_written_anew_is_refused(channel: GraphChannel) -> None:
    assert not channel.verify(json.dumps(json.loads(BODY)).encode(), _signed(BODY))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256="},
        {"X-Hub-Signature-256": _signed(BODY)["X-Hub-Signature-256"][:-1]},
        {"X-Hub-Signature-256": _signed(BODY)["X-Hub-Signature-256"].removeprefix("sha256=")},
        {"X-Hub-Signature-256": "sha256=é\udcff"},
        {"X-Hub-Signature": _signed(BODY)["X-Hub-Signature-256"]},
        _signed(BODY, "rahasia lain"),
        _signed(BODY + b" "),
    ],
)
def test_a_forged_signature_is_refused(channel: GraphChannel, headers: dict[str, str]) -> None:
    assert not channel.verify(BODY, headers)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_secret_nothing_is_let_in(kind: type[WhatsApp] | type[Messenger]) -> None:
    channel = kind("token", "1", "", "janji")
    assert not channel.verify(BODY, _signed(BODY, ""))


def test_the_handshake_echoes_the_challenge(channel: GraphChannel) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "janji", "hub.challenge": "1158201444"}
    assert channel.challenge(query) == "1158201444"


@pytest.mark.parametrize(
    "change", [{"hub.mode": "unsubscribe"}, {"hub.verify_token": "janjì"}, {"hub.verify_token": ""}]
)
def test_a_wrong_handshake_gets_nothing(channel: GraphChannel, change: dict[str, str]) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "janji", "hub.challenge": "1158201444"}
    assert channel.challenge(query | change) is None


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_verify_token_no_handshake_succeeds(kind: type[WhatsApp] | type[Messenger]) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}
    assert kind("token", "1", "rahasia", "").challenge(query) is None
