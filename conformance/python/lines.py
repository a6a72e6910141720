"""Verdicts on many files: a JSON request a line on standard input, a JSON answer a line.

request: {"receipt": hex, "trust": object or null, "file": hex or null, "now": milliseconds, optional}
      or {"claims": hex, "trust": object or null, "now": milliseconds, optional}
"""
import json
import sys
import verify_claims
import verify_receipt

for line in sys.stdin:
    request = json.loads(line)
    now = request.get("now", float("inf"))
    if "claims" in request:
        layers, claims = verify_claims.judge(bytes.fromhex(request["claims"]), request["trust"], now)
        print(json.dumps({"valid": verify_claims.valid(layers, claims), "layers": layers, "claims": claims}))
        continue
    file = None if request["file"] is None else bytes.fromhex(request["file"])
    layers, excused = verify_receipt.judge(bytes.fromhex(request["receipt"]), request["trust"], file, now)
    print(json.dumps({"valid": verify_receipt.valid(layers, excused, file), "layers": layers}))
