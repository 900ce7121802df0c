"""HLS playlists (RFC 8216) of streams, for browsers that take sound without a known length only this way: Safari."""

from __future__ import annotations

import math

from audiobook.live.streams import LiveStream


def build_playlist(stream: LiveStream) -> str:
    """The lines of a stream so far, as an EVENT playlist: it only ever grows, until its end."""
    longest = max((sent.length for sent in stream.sent), default=1.0)
    rows = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{max(1, math.ceil(longest))}",
        "#EXT-X-PLAYLIST-TYPE:EVENT",
        # Otherwise players begin three segments before the end, as with a broadcast.
        "#EXT-X-START:TIME-OFFSET=0,PRECISE=YES",
        "#EXT-X-MEDIA-SEQUENCE:0",
    ]
    for index, sent in enumerate(stream.sent):
        rows += [f"#EXTINF:{sent.length:.3f},", f"{index}.mp3"]
    return "\n".join([*rows, *(["#EXT-X-ENDLIST"] if stream.has_ended else []), ""])
