"""Opens sealed terms, written from docs/reference/sealed-terms.md alone.

Suite intl is left to the COSE library of the package `pycose`, which knows nothing of Tallystick; it agrees on EC2 keys
only, so the X25519 of `cryptography` is put in the place of that one step. For suite gm no library
knows the numbers, so the steps are here, over SM4 and SM3 of OpenSSL (by `cryptography` and `hashlib`).

One JSON object a line in, with hex: suite, envelope, context (the authenticated bytes), secret, public (COSE_Key);
one out: {"opening": hex} or {"error": text}.
"""
import hashlib
import hmac
import json
import sys

import cbor2
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pycose.algorithms import EcdhEsA256KW
from pycose.headers import KID
from pycose.keys import OKPKey
from pycose.messages import CoseMessage

from curves import CURVES, on_curve, times

SM2 = CURVES[-70002]


def agree(curve, private_key, public_key):
    """Where pycose computes the shared secret."""
    ours = X25519PrivateKey.from_private_bytes(private_key.d)
    return ours.exchange(X25519PublicKey.from_public_bytes(public_key.x))


EcdhEsA256KW._ecdh = staticmethod(agree)


def open_intl(envelope, context, secret, public):
    kid = hashlib.sha256(public).digest()
    message = CoseMessage.decode(envelope)
    message.external_aad = context
    recipient = next(one for one in message.recipients if one.get_attr(KID) == kid)
    recipient.key = OKPKey(crv="X25519", x=cbor2.loads(public)[-2], d=secret, optional_params={"KEY_OPS": ["DERIVE_KEY"]})
    return message.decrypt(recipient)


def sm4_block(key, block, decrypt=False):
    cipher = Cipher(algorithms.SM4(key), modes.ECB())
    step = cipher.decryptor() if decrypt else cipher.encryptor()
    return step.update(block) + step.finalize()


def unwrap(kek, wrapped):  # RFC 3394 s2.2.2, with SM4
    n = len(wrapped) // 8 - 1
    a, r = wrapped[:8], [wrapped[8 * i:8 * i + 8] for i in range(1, n + 1)]
    for t in range(6 * n, 0, -1):
        i = (t - 1) % n
        block = sm4_block(kek, (int.from_bytes(a, "big") ^ t).to_bytes(8, "big") + r[i], decrypt=True)
        a, r[i] = block[:8], block[8:]
    if a != b"\xa6" * 8:
        raise ValueError("the key was not wrapped for this one")
    return b"".join(r)


def hkdf(secret, info, length):  # RFC 5869 with SM3, no salt, one block
    extracted = hmac.new(bytes(32), secret, "sm3").digest()
    return hmac.new(extracted, info + b"\x01", "sm3").digest()[:length]


def open_gm(envelope, context, secret, public):
    tagged = cbor2.loads(envelope)
    assert tagged.tag == 96
    header, unprotected, ciphertext, recipients = tagged.value
    assert cbor2.loads(header) == {1: -70003}
    kid = hashlib.new("sm3", public).digest()
    protected, found, wrapped = next(one for one in recipients if one[1][4] == kid)
    assert cbor2.loads(protected) == {1: -70004}
    ephemeral = found[-1]
    assert ephemeral[1] == 2 and ephemeral[-1] == -70002
    assert on_curve(-70002, ephemeral[-2] + ephemeral[-3])
    point = (int.from_bytes(ephemeral[-2], "big"), int.from_bytes(ephemeral[-3], "big"))
    shared = times(SM2[0], int.from_bytes(secret, "big"), point)[0].to_bytes(32, "big")
    nobody = [None, None, None]
    kek = hkdf(shared, cbor2.dumps([-70005, nobody, nobody, [128, protected]]), 16)
    key = unwrap(kek, wrapped)
    gcm = Cipher(algorithms.SM4(key), modes.GCM(unprotected[5], ciphertext[-16:])).decryptor()
    gcm.authenticate_additional_data(cbor2.dumps(["Encrypt", header, context]))
    return gcm.update(ciphertext[:-16]) + gcm.finalize()


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        parts = [bytes.fromhex(asked[name]) for name in ("envelope", "context", "secret", "public")]
        try:
            opening = (open_gm if asked["suite"] == "gm" else open_intl)(*parts)
            answer = {"opening": opening.hex()}
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, it does not open
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


main()
