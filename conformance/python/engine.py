"""The engine's own commit in a receipt: docs/reference/light-client.md, written from that page alone.

Protocol buffers as CometBFT hashes and signs them, its trees of SHA-256, and Ed25519 by ZIP-215. Slow and not
constant-time: for checking signatures only.
"""
import functools
import hashlib

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def sha(x):
    return hashlib.sha256(x).digest()


def varint(n):
    n &= (1 << 64) - 1
    return bytes([n & 127 | 128]) + varint(n >> 7) if n > 127 else bytes([n])


def integer(field, n):
    return varint(field << 3) + varint(n) if n else b""


def fixed(field, n):
    return varint(field << 3 | 1) + n.to_bytes(8, "little", signed=True) if n else b""


def message(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def octets(field, data):
    return message(field, data) if data else b""


def timestamp(nanos):
    return integer(1, nanos // 10**9) + integer(2, nanos % 10**9)


def tree(leaves):
    if len(leaves) < 2:
        return sha(b"\0" + leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + tree(leaves[:split]) + tree(leaves[split:]))


def in_order(validators):  # more power first, then by address
    return sorted(validators, key=lambda v: (-v[1], sha(v[0])[:20]))


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def times(k, a):
    total = (0, 1)
    while k:
        if k & 1:
            total = add(total, a)
        a, k = add(a, a), k >> 1
    return total


def point(data):  # ZIP-215: y need not be canonical, and x may be a negative zero
    n = int.from_bytes(data, "little")
    y, sign = (n & (1 << 255) - 1) % P, n >> 255
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * pow(2, (P - 1) // 4, P) % P
    if v * x * x % P != u:
        return None
    return (P - x if x & 1 != sign else x) % P, y


@functools.lru_cache(maxsize=1024)
def counts(key, data, signature):
    s = int.from_bytes(signature[32:], "little")
    a, r = point(key), point(signature[:32])
    if s >= L or a is None or r is None:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + data).digest(), "little") % L
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    x, y = add(times(s, base), add((-r[0] % P, r[1]), times(k, (-a[0] % P, a[1]))))
    return times(8, (x, y)) == (0, 1)


def decided(part, chain, validators, state, height, milliseconds):
    """True when more than 2/3 of the validators voted for block `height`, whose header has this app hash."""
    header, number, (total, parts), votes = (part[i] for i in ("header", "round", "parts", "votes"))
    ordered = in_order(validators)
    simple = [message(1, octets(1, key)) + integer(2, power) for key, power in ordered]
    claimed = {1: octets(1, chain.encode()), 2: integer(1, height), 7: octets(1, tree(simple)), 10: octets(1, state)}
    if not header[0].startswith(integer(1, 11)) or any(header[i] != leaf for i, leaf in claimed.items()):
        return False
    stamp, values, at = header[3], {}, 0
    while at < len(stamp):
        field, at, n, shift = stamp[at] >> 3, at + 1, 0, 0
        while True:
            byte = stamp[at] if at < len(stamp) else 0
            n, at, shift = n | (byte & 127) << shift, at + 1, shift + 7
            if byte < 128 or shift > 63:
                break
        values[field] = n - (1 << 64) if n >> 63 else n
    time = values.get(1, 0) * 10**9 + values.get(2, 0)
    if timestamp(time) != stamp or time // 10**6 > milliseconds or total < 1 or len(votes) != len(ordered):
        return False
    block = octets(1, tree(header)) + message(2, integer(1, total) + octets(2, parts))
    power = 0
    for (key, weight), vote in zip(ordered, votes):
        if vote is None:
            continue
        vote_time = vote[0] * 10**9 + vote[1]
        canonical = (integer(1, 2) + fixed(2, height) + fixed(3, number) + message(4, block)
                     + message(5, timestamp(vote_time)) + octets(6, chain.encode()))
        if not counts(key, varint(len(canonical)) + canonical, vote[2]):
            return False
        power += weight
    return power * 3 > sum(weight for _, weight in ordered) * 2
