"""A second verifier of Tallystick receipts, written from docs/reference alone: verification.md and what it names.
usage: verify_receipt.py RECEIPT [TRUST [FILE]]    one line a layer; exit 0 when valid, 1 when not
Not checked: rules of the trust file beyond what is used; characters newer than this Python's Unicode tables."""
import hashlib, hmac, json, pathlib, re, sys, types, unicodedata
from cbor2 import dumps, loads
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
import curves, engine
LAYERS = ("format file size commitment batch statement-signature ledger outcome inclusion checkpoint-signatures "
          "engine time state external-time").split()
SUITES = {1: (lambda x: hashlib.sha256(x).digest(), (-8, -7), "intl"),
          -70001: (lambda x: hashlib.new("sm3", x).digest(), (-70002,), "gm")}
DIGESTS = {"sha-256": 32, "sha-384": 48, "sha-512": 64, "sm3": 32, "hmac-sha-256": 32, "hmac-sm3": 32}
ID, APP, TIME = "[a-z0-9][a-z0-9._-]{0,62}", "[a-z][a-z0-9-]{0,62}", 253402300799999
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
def need(ok):
    if not ok: raise ValueError("not as docs/reference has it")
def check(x, depth=0):  # cbor-profile.md without its tag; forms and the order of keys are left to decode
    kind = type(x)
    need(kind in (bool, bytes, str, list, dict) or x is None or kind is int and -1 << 64 <= x < 1 << 64)
    need(kind is not str or unicodedata.is_normalized("NFC", x) and all(unicodedata.category(c) != "Cn" for c in x))
    need(kind is not dict or all(type(k) is str or type(k) is int and abs(k) < 1 << 53 for k in x))
    if kind in (list, dict):
        need(depth < 16)
        for i in [*x, *(x.values() if kind is dict else ())]: check(i, depth + 1)
def encode(x): return dumps(x, canonical=True)
def decode(data): x = loads(data); check(x); need(encode(x) == data); return x
def members(x, required, optional=()):
    need(type(x) is dict and set(required) <= set(x) <= {*required, *optional})
    return [x.get(k) for k in (*required, *optional)]
def array(x, lo, hi=None): need(type(x) is list and lo <= len(x) <= (hi or lo)); return x
def blob(x, lo, hi=None): need(type(x) is bytes and lo <= len(x) <= (hi or lo)); return x
def uint(x, top=(1 << 53) - 1): need(type(x) is int and 0 <= x <= top); return x
def text(x, pattern): need(type(x) is str and re.fullmatch(pattern, x)); return x
def one(x, *allowed): need(any(type(x) is type(a) and x == a for a in allowed)); return x
def hashes(x): return [blob(i, 32) for i in array(x, 0, 53)]
def digest(alg, value): return one(alg, *DIGESTS), blob(value, DIGESTS[alg])
def number(b): return int.from_bytes(b, "little")
def point(b):  # ed25519-rule.md: canonical, on the curve, and not of order 1, 2 (xx = 0), 4 (y = 0) or 8 (xx = -yy)
    y = number(b) & (1 << 255) - 1
    xx = (y * y - 1) * pow(1 - 121665 * pow(121666, -1, P) * y * y, -1, P) % P
    return 0 < y < P and xx != -y * y % P and pow(xx, (P - 1) // 2, P) == 1
def key(x):  # genesis.md; the point must be on its curve
    kty, crv, a, b = members(x, (1, -1, -2), (-3,))
    if one(kty, 1, 2) == 1: need(one(crv, 6) and -3 not in x and point(blob(a, 32))); return -8, a
    alg, raw = {1: -7, -70002: -70002}[one(crv, 1, -70002)], blob(a, 32) + blob(b, 32)
    need(curves.on_curve(alg, raw))
    return alg, raw
def verifies(alg, raw, protected, payload, sig):  # algorithms.md; RFC 9052 s4.4
    message = encode(["Signature1", protected, b"", payload])
    if alg != -8: return curves.verify(alg, raw, message, sig)
    try: Ed25519PublicKey.from_public_bytes(raw).verify(sig, message)
    except Exception: return False
    return point(sig[:32]) and number(sig[32:]) < L
def root(h, leaf, index, size, path):  # log-tree.md; None when the path does not fit
    if size < 2 or not path: return h(b"\0" + leaf) if (index, size, path) == (0, 1, []) else None
    split = 1 << (size - 1).bit_length() - 1
    right = split if index >= split else 0
    below = root(h, leaf, index - right, size - split if right else split, path[:-1])
    return below and h(b"\1" + (path[-1] + below if right else below + path[-1]))
def header(data):  # checkpoint.md
    alg, kid, claims, vds, claim = members(decode(blob(data, 1, 512)), (1, 4, 15, 395, -70010))
    (iss, iat), (version, ledger, height, time, size, state) = members(claims, (1, 6)), array(claim, 6)
    one(version, 1), blob(ledger, 32), uint(height), one(iat, uint(time, TIME) // 1000), uint(size), blob(state, 32)
    return one(alg, *SUITES[one(vds, *SUITES)][1]), blob(kid, 32), text(iss, ID), vds, claim
def state_proof(x):  # state-proof.md
    app, table, k, value, siblings, apps, other = members(x, "app table key value siblings apps".split(), ["other"])
    need(type(table) is str and 0 < len(table) < 64 and len(encode(x)) <= 131072 and uint(array(apps, 3)[1]) <= 64)
    need(all(len(blob(s, 0, 32)) in (0, 32) and s != bytes(32) for s in array(siblings, 0, 256)))
    need(siblings[-1:] != [b""] and ("other" not in x or value is None and [blob(i, 32) for i in array(other, 2)]))
    need(value is None or type(value) is bytes)
    return text(app, APP), table, array(k, 0, 16), value, siblings, (uint(apps[0]), apps[1], hashes(apps[2])), other
def state_root(h, app, table, k, value, siblings, apps, other):
    path, bit = h(encode([table, k])), lambda p, i: p[i >> 3] >> 7 - (i & 7) & 1
    if other and (other[0] == path or any(bit(other[0], i) != bit(path, i) for i in range(len(siblings)))): return None
    leaf = (path, h(value)) if value is not None else other
    node = h(b"\0" + leaf[0] + leaf[1]) if leaf else bytes(32)
    for i, sibling in reversed([*enumerate(s or bytes(32) for s in siblings)]):
        node = h(sibling + node if bit(path, i) else node + sibling)
    return root(h, encode([app, node, apps[1]]), *apps)
def engine_part(x):  # light-client.md
    leaves, turn, parts, votes, certified, pending = members(x, "header round parts votes certified pending".split())
    need(uint(turn) + uint(certified) + uint(pending, 3) >= 0 and uint(array(parts, 2)[0]) >= 0 and blob(parts[1], 32))
    need(all(type(i) is bytes and len(i) <= 128 for i in array(leaves, 14)))
    for vote in array(votes, 1, 128):
        need(vote is None or (type(array(vote, 3)[0]) is int and abs(vote[0]) < 1 << 53 and
                              uint(vote[1], 10**9 - 1) >= 0 and blob(vote[2], 64)))
def read(data):  # receipt.md, entry.md, statement.md
    need(len(data) <= 1 << 20)
    r, names = decode(data), "format entry index path signer signatures".split()
    form, entry, index, path, signer, pairs, batch, state, salt, commit = members(
        r, names, ("batch", "state", "salt", "engine"))
    one(form, "tallystick-receipt/1"), blob(entry, 1, 65535), uint(index), hashes(path)
    signatures = [(*header(p), p, blob(s, 64)) for p, s in (array(i, 2) for i in array(pairs, 1, 128))]
    need(all(s[3:5] == signatures[0][3:5] for s in signatures) and ("salt" not in r or blob(salt, 32)))
    batch = members(batch, ("leaf", "index", "path")) if "batch" in r else None
    need(not batch or (blob(batch[0], 1, 128), uint(batch[1]), hashes(batch[2])))
    if "engine" in r: engine_part(commit)
    state = [state_proof(i) for i in array(state, 1, 16)] if "state" in r else []
    statement, outcome, _ = array(decode(entry), 3)
    protected, empty, payload, sig = array(decode(blob(statement, 1, 61440)[one(statement[0], 0xd2) and 1:]), 4)
    alg, content, kid, claims = members(decode(blob(protected, 1, 61440)), (1, 3, 4, 15))
    members(empty, ()), one(content, "application/vnd.tallystick.statement+cbor"), text(*members(claims, (1,)), ID)
    ledger, ident, expiry, action, given = array(decode(blob(payload, 1, 61440)), 5)
    blob(ledger, 32), blob(ident, 16), uint(expiry), uint(outcome), text(action, APP + r"\." + APP)
    need(type(given) is dict and all(type(k) is str for k in given) and blob(sig, 64) and blob(kid, 32))
    named, public, signed = (one(alg, *SUITES[signatures[0][3]][1]), kid), key(signer), (protected, payload, sig)
    return types.SimpleNamespace(**locals())
def subject(r):  # verification.md 2: the kind of record, its digests, its size, its root
    try: leaf = [digest(*array(decode(r.batch[0]), 2))]
    except Exception: leaf = []
    try:
        if r.action == "evidence.deposit-batch": return "batch", leaf, uint(r.given["size"]), blob(r.given["root"], 32)
        if r.action != "evidence.deposit": return "other", [], None, None
        digests = [digest(*members(d, ("alg", "value"))) for d in array(r.given["digests"], 1, 4)]
        need(len(dict(digests)) == len(digests))
        return "file", digests, uint(r.given["size"]) if "size" in r.given else None, None
    except Exception: return "unreadable", [], None, None
def judge(data, trust=None, file=None, now=float("inf")):  # verification.md 3 to 14: the verdict on each layer
    v, ok = dict.fromkeys(LAYERS, "not-checkable"), lambda x: "pass" if x else "fail"
    try: r = read(data)
    except Exception: return {**v, "format": "fail"}, False
    (vds, (_, ledger, height, time, size, top)), (kind, digests, amount, target) = r.signatures[0][3:5], subject(r)
    h, _, suite = SUITES[vds]
    own = {a: (hmac.new(r.salt, file, a[5:]) if "hmac" in a else hashlib.new(a, file)).digest()
           for a, _ in digests if file is not None and (r.salt or "hmac" not in a)}
    same, salted = {a: own[a] == value for a, value in digests if a in own}, [a for a, _ in digests if "hmac" in a]
    v |= {"format": "pass", "external-time": "absent", "outcome": ok(r.outcome == 0), "batch": "absent"}
    if kind in ("unreadable", "other"): v["file"] = "absent" if kind == "other" and file is None else "fail"
    elif same: v["file"] = ok(all(same.values()))
    if kind != "file" or amount is None: v["size"] = "absent"
    elif file is not None: v["size"] = ok(len(file) == amount)
    opened = [same[a] for a in salted if a in same]
    if not salted or opened: v["commitment"] = ok(all(opened)) if salted else "fail" if r.salt else "absent"
    if r.batch: v["batch"] = ok(kind == "batch" and digests and target == root(h, *r.batch[:2], amount, r.batch[2]))
    v["statement-signature"] = ok(r.named == (r.public[0], h(encode(r.signer))) and verifies(*r.public, *r.signed))
    here = r.ledger == ledger and (not trust or (ledger.hex(), suite) == (trust["ledger"], trust["suite"]))
    if trust or not here: v["ledger"] = ok(here)
    node, counted, faults = root(h, r.entry, r.index, size, r.path), set(), 0
    keys = {o["id"]: {k["kid"]: k for k in o["keys"]} for o in trust["organisations"]} if trust else {}
    for alg, kid, iss, _, _, protected, sig in r.signatures if node else ():
        k = keys.get(iss, {}).get(kid.hex())
        raw = key(decode(bytes.fromhex(k["publicKey"]))) if k else (None, None)
        in_force = k and k["fromHeight"] <= height <= (height if k["toHeight"] is None else k["toHeight"])
        if in_force and alg == raw[0] and verifies(*raw, protected, node, sig): counted.add(iss)
        else: faults += iss in keys or any(kid.hex() in history for history in keys.values())
    v["inclusion"] = "fail" if node is None else "pass" if counted else "not-checkable"
    needed = [q["quorum"] for q in trust["quorums"] if q["fromHeight"] <= height] if trust else []
    if node and trust: v["checkpoint-signatures"] = ok(needed and not faults and len(counted) >= needed[-1])
    missed = v["checkpoint-signatures"] == "fail" and not faults and height >= trust["fromHeight"]
    told = trust.get("engine") if trust else None
    if r.commit is None: v["engine"] = "fail" if told and told["rule"] == "required" else "absent"
    elif told and node:
        sets = [s["validators"] for s in told["sets"] if s["fromHeight"] <= height]
        roots = h(encode([top, node, size, r.commit["certified"], r.commit["pending"]]))
        v["engine"] = ok(sets and engine.decided(r.commit, told["chain"], [
            (bytes.fromhex(i["key"]), i["power"]) for i in sets[-1]], roots, height + 1, time))
    enough = v["engine"] == "pass" and told["rule"] == "sufficient"
    if enough and v["inclusion"] == "not-checkable": v["inclusion"] = "pass"
    confirmed = "pass" if enough or v["checkpoint-signatures"] == "pass" else "not-checkable"
    proved = confirmed if all(state_root(h, *proof) == top for proof in r.state) else "fail"
    v |= {"time": "fail" if time > now + 300000 else confirmed, "state": proved if r.state else "absent"}
    return v, enough and missed
def valid(v, excused, file=None):  # excused: the engine stands in for a quorum that was missed
    v = {**v, "checkpoint-signatures": "pass"} if excused else v
    required = ["format", "statement-signature", "outcome", "inclusion", "checkpoint-signatures", "file"]
    return "fail" not in v.values() and all(v[i] == "pass" for i in required[:6 if file is not None else 5])
if __name__ == "__main__":
    data, trust, file = [*(pathlib.Path(name).read_bytes() for name in sys.argv[1:4]), None, None][:3]
    layers, excused = judge(data, trust and json.loads(trust), file)
    print(*(f"{verdict:14} {layer}" for layer, verdict in layers.items()), sep="\n")
    sys.exit(0 if valid(layers, excused, file) else 1)
