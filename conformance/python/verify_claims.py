"""A second verifier of state answers and files of claims, written from docs/reference alone: state-answer.md, claims.md.
usage: verify_claims.py CLAIMS [TRUST]    one line a layer and one a claim; exit 0 when valid, 1 when not"""
import json, pathlib, sys
import verify_receipt as r
LAYERS = "format ledger checkpoint-signatures time state".split()
def read_answer(data):  # state-answer.md
    r.need(len(data) <= 8388608)
    form, proofs, log_root, pairs = r.members(r.decode(data), "format proofs logRoot signatures".split())
    r.one(form, "tallystick-state/1")
    signatures = [(*r.header(p), p, r.blob(s, 64)) for p, s in (r.array(i, 2) for i in r.array(pairs, 1, 128))]
    r.need(all(s[3:5] == signatures[0][3:5] for s in signatures))
    proofs = [r.state_proof(i) for i in r.array(proofs, 1, 64)]
    rows = {r.encode([*p[:3]]): None if p[3] is None else r.decode(p[3]) for p in proofs}
    return r.blob(log_root, 32), signatures, proofs, rows
def read_claim(x):  # claims.md
    row, path, test, value = r.members(x, ("row", "path", "test"), ("value",))
    app, table, key = r.array(row, 3)
    r.text(app, r.APP), r.array(key, 0, 16), r.one(test, "is", "absent", "before", "at-least")
    r.need(type(table) is str and 0 < len(table.encode("utf-16-le")) // 2 < 64)
    for step in r.array(path, 0, 8):
        r.need(type(step) is str and 0 < len(step.encode("utf-16-le")) // 2 < 64 or r.uint(step) >= 0)
    r.need(("value" in x) == (test != "absent"))
    r.need(test not in ("before", "at-least") or type(value) is int)
    return r.encode(row), path, test, value
def read(data):
    r.need(len(data) <= 8388608)
    form, answers, claims = r.members(r.decode(data), ("format", "answers", "claims"))
    r.one(form, "tallystick-claims/1")
    answers = [read_answer(r.blob(i, 1, 8388608)) for i in r.array(answers, 1, 8)]
    r.need(all((a[0], a[1][0][3:5]) == (answers[0][0], answers[0][1][0][3:5]) for a in answers))
    r.need(sum(len(a[2]) for a in answers) == len({name for a in answers for name in a[3]}))
    r.need(len({r.encode(c) for c in r.array(claims, 1, 256)}) == len(claims))
    return answers, [read_claim(c) for c in claims]
def judge_answer(answer, trust, now):
    log_root, signatures, proofs, _ = answer
    vds, (_, ledger, height, time, _, top) = signatures[0][3:5]
    h, _, suite = r.SUITES[vds]
    ok, v = lambda x: "pass" if x else "fail", dict.fromkeys(LAYERS, "not-checkable") | {"format": "pass"}
    if trust:
        v["ledger"] = ok((ledger.hex(), suite) == (trust["ledger"], trust["suite"]))
        keys, counted, faults = {o["id"]: {k["kid"]: k for k in o["keys"]} for o in trust["organisations"]}, set(), 0
        for alg, kid, iss, _, _, protected, sig in signatures:
            k = keys.get(iss, {}).get(kid.hex())
            raw = r.key(r.decode(bytes.fromhex(k["publicKey"]))) if k else (None, None)
            in_force = k and k["fromHeight"] <= height <= (height if k["toHeight"] is None else k["toHeight"])
            if in_force and alg == raw[0] and r.verifies(*raw, protected, log_root, sig): counted.add(iss)
            else: faults += iss in keys or any(kid.hex() in history for history in keys.values())
        needed = [q["quorum"] for q in trust["quorums"] if q["fromHeight"] <= height]
        early = height < trust["fromHeight"]
        v["checkpoint-signatures"] = ok(needed and not early and not faults and len(counted) >= needed[-1])
    confirmed = "pass" if v["checkpoint-signatures"] == "pass" else "not-checkable"
    proved = all(r.state_root(h, *proof) == top for proof in proofs)
    return v | {"time": "fail" if time > now + 300000 else confirmed, "state": confirmed if proved else "fail"}
def child(x, step):
    if type(x) is dict: return x.get(step)
    return x[step] if type(x) is list and type(step) is int and step < len(x) else None
def holds(path, test, value, row):  # claims.md, "Judging a claim": None is nothing
    parent, found = None, row
    for step in path: parent, found = found, child(found, step)
    if test == "absent": return found is None and (not path or type(parent) in (dict, list))
    if test == "is": return found is not None and r.encode(found) == r.encode(value)
    return type(found) is int and (found < value if test == "before" else found >= value)
def judge(data, trust=None, now=float("inf")):
    try: answers, claims = read(data)
    except Exception: return {**dict.fromkeys(LAYERS, "not-checkable"), "format": "fail"}, []
    each = [judge_answer(a, trust, now) for a in answers]
    worst = lambda found: next((x for x in ("fail", "not-checkable") if x in found), "pass")
    layers = {layer: worst([v[layer] for v in each]) for layer in LAYERS}
    rows = {name: row for a in answers for name, row in a[3].items()}
    true = "pass" if all(v == "pass" for v in layers.values()) else "not-checkable"
    return layers, [true if c[0] in rows and holds(*c[1:], rows[c[0]]) else "fail" for c in claims]
def valid(layers, claims): return all(v == "pass" for v in [*layers.values(), *claims])
if __name__ == "__main__":
    data, trust = [*(pathlib.Path(name).read_bytes() for name in sys.argv[1:3]), None][:2]
    layers, claims = judge(data, trust and json.loads(trust))
    print(*(f"{verdict:14} {layer}" for layer, verdict in layers.items()), sep="\n")
    print(*(f"{verdict:14} claim {number}" for number, verdict in enumerate(claims, 1)), sep="\n")
    sys.exit(0 if valid(layers, claims) else 1)
