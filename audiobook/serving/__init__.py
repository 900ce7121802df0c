"""Albums over the network: the library, the pages to listen from, feeds, and sound files with byte ranges."""

from audiobook.serving.addresses import Place, lan_address, place_to_listen
from audiobook.serving.application import Served, application
from audiobook.serving.running import run_until_stopped
from audiobook.serving.token import kept_token

__all__ = ["Place", "Served", "application", "kept_token", "lan_address", "place_to_listen", "run_until_stopped"]
