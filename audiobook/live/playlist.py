"""HLS playlists (RFC 8216) of streams, for browsers that take sound without a known length only this way: Safari."""

from __future__ import annotations

import math
from collections.abc import Iterator

from audiobook.live.segments import BYTES_PER_SECOND, FRAME_BYTES
from audiobook.live.streams import LiveStream, SentLine

# The longest segment (s), which a playlist says at its start and may not change. Players look for news this often, so
# it has to be less than what they are ahead; longer lines are divided into pieces of so many bytes, which are frames.
TARGET_SECONDS = 8
PIECE_BYTES = TARGET_SECONDS * BYTES_PER_SECOND // FRAME_BYTES * FRAME_BYTES
PIECE_SECONDS = PIECE_BYTES / BYTES_PER_SECOND


def build_playlist(stream: LiveStream) -> str:
    """The lines of a stream so far, as an EVENT playlist: it only ever grows, until its end."""
    rows = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{TARGET_SECONDS}",
        "#EXT-X-PLAYLIST-TYPE:EVENT",
        # Otherwise players begin three segments before the end, as with a broadcast.
        "#EXT-X-START:TIME-OFFSET=0,PRECISE=YES",
        "#EXT-X-MEDIA-SEQUENCE:0",
    ]
    for index, sent in enumerate(stream.sent):
        for piece, length in enumerate(_divide(sent)):
            rows += [f"#EXTINF:{length:.3f},", f"{index}.{piece}.mp3"]
    return "\n".join([*rows, *(["#EXT-X-ENDLIST"] if stream.has_ended else []), ""])


def cut_piece(sound: bytes, piece: int) -> bytes:
    """A piece of a line's sound, by its number from 0 on; b"" where there is no such piece."""
    return sound[piece * PIECE_BYTES : (piece + 1) * PIECE_BYTES]


def _divide(sent: SentLine) -> Iterator[float]:
    """The lengths of a line's pieces (s)."""
    for piece in range(math.ceil(sent.length / PIECE_SECONDS)):
        yield min(PIECE_SECONDS, sent.length - piece * PIECE_SECONDS)
