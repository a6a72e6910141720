"""Verdicts of verify_receipt.py on many receipts: a JSON request a line on standard input, a JSON answer a line.

request: {"receipt": hex, "trust": object or null, "file": hex or null, "now": milliseconds, optional}
"""
import json
import sys
import verify_receipt

for line in sys.stdin:
    request = json.loads(line)
    file = None if request["file"] is None else bytes.fromhex(request["file"])
    now = request.get("now", float("inf"))
    layers, excused = verify_receipt.judge(bytes.fromhex(request["receipt"]), request["trust"], file, now)
    print(json.dumps({"valid": verify_receipt.valid(layers, excused, file), "layers": layers}))
