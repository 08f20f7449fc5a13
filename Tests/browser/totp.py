"""The code that an authenticator app would show (RFC 6238, with SHA-1, six digits, thirty seconds)."""

import base64
import hmac
import struct
import time


def code(secret, at=None):
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def next_code(secret, used):
    """A code that has not been used yet: the next one is accepted a little before its time."""
    now = code(secret)
    return now if now != used else code(secret, time.time() + 30)
