"""ES256 (FIPS 186-5 s6.4.2) and SM2 (GB/T 32918.2 s7.1, curve of GB/T 32918.5) in plain integers, by COSE algorithm number.

The packages at hand have no SM2. Slow and not constant-time: for checking signatures only.
"""
import hashlib

CURVES = {  # p, b, n, and the base point; a is -3 on both
    -7: (0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
         0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
         0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
         (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
          0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)),
    -70002: (0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF,
             0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
             0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
             (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
              0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)),
}


def halves(data):
    return int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big")


def on_curve(alg, raw):
    (p, b, _, _), (x, y) = CURVES[alg], halves(raw)
    return x < p and y < p and (y * y - x**3 + 3 * x - b) % p == 0


def add(p, a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and a != b:
        return None
    slope = (3 * a[0] ** 2 - 3) * pow(2 * a[1], -1, p) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
    x = (slope * slope - a[0] - b[0]) % p
    return x, (slope * (a[0] - x) - a[1]) % p


def times(p, k, a):
    return None if k == 0 else add(p, times(p, k >> 1, add(p, a, a)), a if k & 1 else None)


def verify(alg, raw, message, sig):
    (p, b, n, base), (r, s), key = CURVES[alg], halves(sig), halves(raw)
    if not (0 < r < n and 0 < s < n):
        return False
    if alg == -7:
        e = int.from_bytes(hashlib.sha256(message).digest(), "big")
        inverse = pow(s, -1, n)
        u, v = e * inverse % n, r * inverse % n
    else:  # under the user identity 1234567812345678: Z by s5.5, t = r + s must not be 0
        curve = b"".join(i.to_bytes(32, "big") for i in (p - 3, b, *base)) + raw
        z = hashlib.new("sm3", b"\x00\x801234567812345678" + curve).digest()
        e = int.from_bytes(hashlib.new("sm3", z + message).digest(), "big")
        u, v = s, (r + s) % n
        if v == 0:
            return False
    point = add(p, times(p, u, base), times(p, v, key))
    return point is not None and (point[0] if alg == -7 else e + point[0]) % n == r
