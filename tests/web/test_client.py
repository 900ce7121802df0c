"""One exchange with a server: bounded in time and size whatever the server does, and without a word of the key."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Callable, Iterable

import pytest

from audiobook.web.client import ExchangeError, ExchangeFailure, ExchangeLimits, WebClient
from tests.engines import servers
from tests.engines.servers import Quiet, misbehaving, served

if importlib.util.find_spec("httpx") is None:
    pytest.skip("no extra that needs httpx is installed", allow_module_level=True)

KEY = "sk-very-secret-7"
SHORT = ExchangeLimits(seconds=0.4, bytes=1 << 20)
UNHURRIED = ExchangeLimits(seconds=30.0, bytes=1 << 20)

# What a server sends, the pause after each piece, the limits, and what is said of it.
MISBEHAVIOURS = {
    "an endless body": (servers.endless_body, 0.0, UNHURRIED, ExchangeFailure.TOO_LONG),
    "a body that drips": (servers.dripping_body, 0.01, SHORT, ExchangeFailure.LATE),
    "headers that drip": (servers.dripping_headers, 0.01, SHORT, ExchangeFailure.LATE),
    "endless headers": (servers.endless_headers, 0.0, UNHURRIED, ExchangeFailure.BROKE_OFF),
    "endless promises": (servers.endless_interim_answers, 0.01, SHORT, ExchangeFailure.LATE),
    "nothing at all": (servers.silence, 0.01, SHORT, ExchangeFailure.LATE),
    "gzip": (servers.compressed("gzip"), 0.0, UNHURRIED, ExchangeFailure.COMPRESSED),
    "brotli": (servers.compressed("br"), 0.0, UNHURRIED, ExchangeFailure.COMPRESSED),
    "zstd": (servers.compressed("zstd"), 0.0, UNHURRIED, ExchangeFailure.COMPRESSED),
    "less than promised": (servers.short_body, 0.0, UNHURRIED, ExchangeFailure.BROKE_OFF),
    "another protocol": (servers.no_http, 0.0, UNHURRIED, ExchangeFailure.BROKE_OFF),
}  # fmt: skip


def failed(address: str, limits: ExchangeLimits = UNHURRIED, key: str = KEY) -> ExchangeError:
    client = WebClient(address, key)
    try:
        with pytest.raises(ExchangeError) as raised:
            client.send("POST", "audio/speech", {"input": "Hello."}, limits)
    finally:
        client.close()
    assert KEY not in str(raised.value)
    assert "\n" not in str(raised.value)
    return raised.value


@pytest.mark.parametrize(("pieces", "pause", "limits", "failure"), MISBEHAVIOURS.values(), ids=MISBEHAVIOURS.keys())
def test_a_server_that_misbehaves_is_left(
    pieces: Callable[[], Iterable[bytes]], pause: float, limits: ExchangeLimits, failure: ExchangeFailure
) -> None:
    with misbehaving(pieces, pause) as address:
        assert failed(address, limits).failure is failure


@pytest.mark.parametrize(
    ("address", "failure", "detail"),
    [
        ("http://127.0.0.1:9", ExchangeFailure.UNREACHABLE, "refused"),
        ("http://127.0.0.1:port", ExchangeFailure.WRONG_ADDRESS, ""),
        ("ftp://127.0.0.1", ExchangeFailure.WRONG_ADDRESS, ""),
        ("http://[::1", ExchangeFailure.WRONG_ADDRESS, ""),
        ("", ExchangeFailure.WRONG_ADDRESS, ""),
    ],
)
def test_where_nobody_answers(address: str, failure: ExchangeFailure, detail: str) -> None:
    error = failed(address)
    assert error.failure is failure
    assert detail in error.detail


def test_a_host_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failed("http://nowhere.local")
    assert (error.failure, error.detail) == (ExchangeFailure.UNREACHABLE, "Name or service not known")


def test_a_server_that_cannot_be_trusted() -> None:
    with misbehaving(servers.no_http) as address:
        assert failed(address.replace("http:", "https:")).failure is ExchangeFailure.UNTRUSTED


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALL_PROXY", "gopher://here"), ("HTTPS_PROXY", "http://[::1"), ("SSL_CERT_FILE", "nowhere.pem")],
)
def test_a_proxy_or_certificates_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ExchangeError) as raised:
        WebClient("https://example.org", KEY)
    assert raised.value.failure is ExchangeFailure.MISCONFIGURED


def test_a_key_that_no_header_takes_is_not_in_the_error() -> None:
    with misbehaving(servers.short_body) as address:
        client = WebClient(address, f"{KEY}\n")
        with pytest.raises(ExchangeError) as raised:
            client.send("GET", "models", None, UNHURRIED)
        client.close()
    assert KEY not in str(raised.value)


def test_no_redirect_is_followed_so_the_key_goes_nowhere_else() -> None:
    seen: list[str] = []

    class Elsewhere(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
            seen.append(self.headers.get("Authorization", ""))
            self.answer(200, {}, b"{}")

    with served(Elsewhere) as elsewhere:

        class Sends(Quiet):
            def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
                self.answer(302, {"Location": f"{elsewhere}/models"}, b"")

        with served(Sends) as address:
            client = WebClient(address, KEY)
            answer = client.send("GET", "models", None, UNHURRIED)
            client.close()
    assert (answer.status, answer.headers["location"]) == (302, f"{elsewhere}/models")
    assert seen == []
