"""Connects to the scheduler of a Dask cluster, or starts a small cluster on this machine for trying it."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any

from audiobook.errors import InputError, ResourceError
from audiobook.synthesis.workers import block_interrupts

if TYPE_CHECKING:
    from distributed import Client

PACKAGE, INSTALL_HINT = "distributed", "pip install 'storycast[cluster]'"
CONNECT_SECONDS = 10
ENCRYPTED = ("tls://", "wss://")


def ensure_extra() -> None:
    """Raises InputError if the packages of the extra aren't installed."""
    if find_spec(PACKAGE) is None:
        raise InputError(f"--cluster needs Dask, which isn't installed; run: {INSTALL_HINT}")


@contextlib.contextmanager
def open_client(address: str) -> Iterator[Client]:
    """A client of the cluster with that address, or of a local one with that number of processes.

    The local cluster ends with the block. Raises ResourceError if nobody answers there.
    """
    ensure_extra()
    from distributed import Client

    _quieten()
    if address.startswith(ENCRYPTED):
        _check_certificates(address)
    with contextlib.ExitStack() as stack:
        try:
            place: Any = stack.enter_context(_start_local_cluster(int(address))) if address.isdecimal() else address
            with warnings.catch_warnings():
                # That workers have other versions of some packages is for their owners to know, not for each listener.
                warnings.simplefilter("ignore")
                client = Client(place, timeout=CONNECT_SECONDS, set_as_default=False, name="audiobook")
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise ResourceError(_describe_connect_error(address, error)) from error
        stack.callback(_close, client)
        yield client


def _check_certificates(address: str) -> None:
    """Raises ResourceError if Dask's settings on this machine name no certificates."""
    from distributed.security import Security

    try:
        has_certificates = Security().get_connection_args("client").get("ssl_context") is not None
    except OSError as error:
        raise ResourceError(f"the certificates for {address} can't be read: {error}; see docs/cluster.md") from error
    if not has_certificates:
        raise ResourceError(f"{address} needs certificates, and Dask's settings here name none; see docs/cluster.md")


def _close(client: Client) -> None:
    # Where the scheduler is gone there is nothing to take leave of.
    with contextlib.suppress(OSError, RuntimeError), block_interrupts():
        client.close()


def _describe_connect_error(address: str, error: Exception) -> str:
    if address.isdecimal():
        return f"no cluster could be started on this machine: {error}; use fewer processes, or leave out --cluster"
    if isinstance(error, OSError):
        return (
            f"no Dask scheduler answers at {address}; start one there with `dask scheduler`, or check the address "
            "and the firewall"
        )
    return f"--cluster {address}: {' '.join(str(error).split())}; see docs/cluster.md"


@contextlib.contextmanager
def _start_local_cluster(count: int) -> Iterator[Any]:
    from distributed import LocalCluster

    # The processes inherit the blocked signals: Ctrl-C reaches all of them, and only this one may act on it. Python's
    # resource tracker would unblock them in the thread that starts it.
    resource_tracker.ensure_running()
    with block_interrupts():
        cluster = LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            # Any free port of this machine, for nobody to look at.
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        )
    try:
        yield cluster
    finally:
        with contextlib.suppress(OSError, RuntimeError), block_interrupts():
            cluster.close()


def _quieten() -> None:
    """Dask reports to its log what this program tells people in words of its own."""
    for name in (*tuple(logging.root.manager.loggerDict), PACKAGE):
        if name.partition(".")[0] in (PACKAGE, "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
