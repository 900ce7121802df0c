"""Requests to a server that albums are sent to, with every failure as one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from audiobook.errors import OutputError
from audiobook.web.addresses import is_local_host, parse_web_address
from audiobook.web.client import ExchangeFailure, to_exchange_error
from audiobook.web.redaction import excerpt

if TYPE_CHECKING:
    import httpx

# A server may take its time to store a large file before it answers.
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 600.0
PROBLEMS = {
    401: "doesn't accept the token or password; set {variables}",
    403: "doesn't allow this account to {action}; give it the permission, or use another account",
    404: "doesn't have this address; check it",
    409: "doesn't have this folder; create it there, or check the address",
    413: "takes no upload as large as this one; raise the limit of the server, or of the proxy before it",
    507: "is full; make room there",
}
# What the requests that an account may not be allowed to make are for.
ACTIONS = {
    "POST": "upload",
    "PUT": "upload",
    "MKCOL": "create folders",
    "MOVE": "rename files",
    "DELETE": "delete files",
}
ADVICE = {
    ExchangeFailure.UNKNOWN_CERTIFICATE: "if you trust this server, save its certificate as a .pem file, and set "
    "SSL_CERT_FILE to its path",
}
NO_ANSWERS = frozenset({ExchangeFailure.UNREACHABLE, *ADVICE})


class NoAnswerError(OutputError):
    """The server can't be reached at all, so nothing else can be sent to it either."""


class Server:
    """Talks to one server; redirects are not followed, as the account's secrets are for this address only."""

    def __init__(self, address: str, headers: Mapping[str, str], secrets: tuple[str, ...], variables: str) -> None:
        import httpx

        parts = parse_web_address(address)
        assert parts is not None  # checked where it was typed
        self.address, self._secrets, self._variables = address.rstrip("/"), secrets, variables
        try:
            self._http = httpx.Client(
                headers={"Accept-Encoding": "identity", **headers},
                verify=httpx.create_ssl_context(),
                trust_env=not is_local_host(parts.hostname or ""),
                timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            )
        except (httpx.InvalidURL, ValueError, ImportError, OSError) as error:
            raise OutputError(f"{self.address}: the proxy or the certificates here can't be used ({error})") from None

    def request(self, method: str, path: str, accept: tuple[int, ...] = (), **content: Any) -> httpx.Response:
        """The answer to a request; raises OutputError unless it is a success, or a status to `accept`."""
        import httpx

        try:
            response = self._http.request(method, f"{self.address}/{path}", **content)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            failure = to_exchange_error(error, lambda text: excerpt(text, self._secrets))
            advice = ADVICE.get(failure.failure, "check the address, and try again")
            kind = NoAnswerError if failure.failure in NO_ANSWERS else OutputError
            raise kind(f"{self.address}: {failure}; {advice}") from None
        if response.is_success or response.status_code in accept:
            return response
        raise OutputError(f"{self.address} {self._describe(response)}")

    def _describe(self, response: httpx.Response) -> str:
        problem = PROBLEMS.get(response.status_code)
        if problem:
            action = ACTIONS.get(response.request.method, "do that")
            return problem.format(variables=self._variables, action=action)
        if response.is_redirect:
            place = excerpt(response.headers.get("location", ""), self._secrets)
            return f"redirects to {place}; use that address"
        said = excerpt(response.text, self._secrets)
        return f"answers {response.status_code}{f' ({said})' if said else ''}; try again, or look at its log"
