"""One exchange with a server, limited in size, and in time from the first byte sent to the last one received."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from audiobook.web.addresses import is_local_host, split_address
from audiobook.web.redaction import excerpt

if TYPE_CHECKING:
    import asyncio

    import httpx

UNCOMPRESSED = ("", "identity")


class ExchangeFailure(Enum):
    """Why an exchange failed."""

    MISCONFIGURED = "the proxy or the certificates configured on this machine cannot be used"
    WRONG_ADDRESS = "this is not a valid server address"
    UNREACHABLE = "it cannot be reached"
    UNTRUSTED = "no secure connection is possible"
    UNKNOWN_CERTIFICATE = "its certificate isn't trusted here"
    BROKE_OFF = "the connection was interrupted"
    LATE = "the answer came too late"
    TOO_LONG = "the answer is too long"
    COMPRESSED = "the answer is compressed, which was not requested"
    REDIRECTED = "it redirects again and again"
    ASTRAY = "it redirects to an address that can't be opened from the web"


class ExchangeError(Exception):
    """A failed exchange: `failure` says why, `detail` adds the system's own message, without secrets."""

    def __init__(self, failure: ExchangeFailure, detail: str = "") -> None:
        super().__init__(f"{failure.value} ({detail})" if detail else failure.value)
        self.failure = failure
        self.detail = detail


@dataclass(frozen=True, slots=True)
class ExchangeLimits:
    """The limits of an exchange: `seconds` in total, `connect` for the connection, and `bytes` of the answer."""

    seconds: float
    bytes: int
    connect: float = 10.0


@dataclass(frozen=True, slots=True)
class WebResponse:
    """The answer of a server; the names of `headers` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    phrase: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the status is 200 to 299."""
        return 200 <= self.status < 300


class WebClient:
    """Talks to one server. The key is only sent to this address: redirects are not followed.

    httpx limits each read on its own, so a server that sends a byte now and then never exceeds the limit. That is why
    the exchange runs in an event loop, where one deadline applies to all of it. Nothing is decompressed: a small answer
    could fill the memory. Raises ImportError if httpx isn't installed, ExchangeError if the proxy or the certificates
    configured on this machine can't be used.
    """

    def __init__(self, address: str, key: str = "") -> None:
        import asyncio

        import httpx

        self._address = address
        self._key = key
        self._runner: asyncio.Runner = asyncio.Runner()
        headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {key}"} if key else {})}
        # Requests to a machine in the same network must not go through a proxy somewhere else.
        use_proxy = not is_local_host(_host(address))
        try:
            # Certificates that the system trusts count in the local network, too.
            trust = httpx.create_ssl_context()
            self._http = httpx.AsyncClient(headers=headers, verify=trust, trust_env=use_proxy, follow_redirects=False)
        # From the configured proxy or certificates; ImportError, because SOCKS needs a package of its own.
        except (httpx.InvalidURL, ValueError, ImportError, OSError) as error:
            self._runner.close()
            raise ExchangeError(ExchangeFailure.MISCONFIGURED, self._redact(str(error))) from None

    def close(self) -> None:
        """Closes the connections."""
        self._runner.run(self._http.aclose())
        self._runner.close()

    def send(self, method: str, path: str, body: dict[str, Any] | None, limits: ExchangeLimits) -> WebResponse:
        """The server's answer, whatever its status; raises ExchangeError if no complete answer arrives."""
        return self._runner.run(self._send(method, f"{self._address}/{path}", body, limits))

    async def _send(self, method: str, url: str, body: dict[str, Any] | None, limits: ExchangeLimits) -> WebResponse:
        import asyncio

        import httpx

        timeout = httpx.Timeout(limits.seconds, connect=min(limits.seconds, limits.connect))
        try:
            async with (
                asyncio.timeout(limits.seconds),
                self._http.stream(method, url, json=body, timeout=timeout) as response,
            ):
                return await _read_response(response, limits)
        except (TimeoutError, httpx.TimeoutException, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise to_exchange_error(error, self._redact) from None

    def _redact(self, text: str) -> str:
        return excerpt(text, (self._key,))


def to_exchange_error(error: Exception, redact: Callable[[str], str]) -> ExchangeError:
    """The meaning of an httpx error, without its own text if that could contain the request's headers.

    `redact` removes secrets from what the system says.
    """
    import ssl

    import httpx

    causes = tuple(_iterate_causes(error))
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if isinstance(tls, ssl.SSLCertVerificationError):
        return ExchangeError(ExchangeFailure.UNKNOWN_CERTIFICATE, redact(tls.verify_message))
    if tls is not None:
        return ExchangeError(ExchangeFailure.UNTRUSTED, redact(getattr(tls, "verify_message", "") or tls.reason or ""))
    if isinstance(error, (httpx.ConnectTimeout, httpx.PoolTimeout)):
        return ExchangeError(ExchangeFailure.UNREACHABLE, "no reply")
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return ExchangeError(ExchangeFailure.LATE)
    if isinstance(error, (httpx.ConnectError, httpx.ProxyError)):
        return ExchangeError(ExchangeFailure.UNREACHABLE, redact(_system_message(causes) or str(error)))
    if isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol):
        return ExchangeError(ExchangeFailure.BROKE_OFF)
    return ExchangeError(ExchangeFailure.WRONG_ADDRESS, redact(str(error)))


async def _read_response(response: httpx.Response, limits: ExchangeLimits) -> WebResponse:
    if response.headers.get("content-encoding", "").strip().lower() not in UNCOMPRESSED:
        raise ExchangeError(ExchangeFailure.COMPRESSED)
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += chunk
        if len(data) > limits.bytes:
            raise ExchangeError(ExchangeFailure.TOO_LONG)
    return WebResponse(response.status_code, dict(response.headers), bytes(data), response.reason_phrase)


def _host(address: str) -> str:
    return split_address(address).hostname or ""


def _iterate_causes(error: BaseException) -> Iterator[BaseException]:
    """An error and its causes, the root cause last; of a group, the first error counts."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        inner = seen.exceptions[0] if isinstance(seen, BaseExceptionGroup) else None
        seen = inner or seen.__cause__ or seen.__context__


def _system_message(causes: tuple[BaseException, ...]) -> str:
    """The system's message about a connection ("Connection refused"), "" if there is none."""
    messages = [(cause.errno, cause.strerror or "") for cause in causes if isinstance(cause, OSError) and cause.errno]
    number, message = messages[-1] if messages else (0, "")
    # Unknown host names have error numbers below zero; for the others, asyncio changes the message.
    return os.strerror(number) if number and number > 0 else message
