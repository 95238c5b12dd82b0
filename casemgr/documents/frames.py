"""The little protocol between the platform and its child processes: one JSON head, then bytes."""

import json
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from typing import Any

_LENGTH = struct.Struct(">I")
LARGEST_HEAD = 16 << 20
LARGEST_BLOB = 2 << 30


def send(channel: socket.socket, head: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """Send one message: the length of the head, the head, and the blobs it announces."""
    text = json.dumps({"head": head, "blobs": [len(blob) for blob in blobs]}).encode()
    channel.sendall(_LENGTH.pack(len(text)) + text)
    for blob in blobs:
        channel.sendall(blob)


def receive(
    channel: socket.socket, deadline: float | None = None
) -> tuple[dict[str, Any], list[bytes]]:
    """Receive one message; EOFError when the other side is gone, TimeoutError when it is late."""
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, deadline))
    if length > LARGEST_HEAD:
        raise EOFError("the head of the message is too long")
    message = json.loads(_exactly(channel, length, deadline))
    if sum(message["blobs"]) > LARGEST_BLOB:
        raise EOFError("the message is too long")
    return message["head"], [bytes(_exactly(channel, size, deadline)) for size in message["blobs"]]


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytearray:
    """Read so many bytes, no more and no fewer."""
    data = bytearray(size)
    view, filled = memoryview(data), 0
    while filled < size:
        if deadline is not None:
            channel.settimeout(max(deadline - time.monotonic(), 0.001))
        count = channel.recv_into(view[filled:])
        if not count:
            raise EOFError("the other side has ended")
        filled += count
    return data
