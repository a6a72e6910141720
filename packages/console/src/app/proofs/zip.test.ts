import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@tallystick/core/bytes";
import { expect, test } from "vitest";
import { zip } from "./zip.ts";

const READ = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for one in archive.infolist():
        print(one.filename, len(archive.read(one)))
`;

test("an archive that Python unpacks, the same whenever it is made", () => {
  const files = [
    { name: "record.receipt", bytes: Uint8Array.from({ length: 1000 }, (_, i) => i & 255) },
    { name: "说明.txt", bytes: utf8("核验方法") },
    { name: "empty", bytes: new Uint8Array(0) },
  ];
  const folder = mkdtempSync(join(tmpdir(), "tallystick-zip-"));
  try {
    const path = join(folder, "all.zip");
    writeFileSync(path, zip(files));
    const env = { ...process.env, PYTHONIOENCODING: "utf-8" };
    const listed = execFileSync("python3", ["-c", READ, path], { encoding: "utf8", env });
    expect(listed).toBe("record.receipt 1000\n说明.txt 12\nempty 0\n");
    expect(zip(files)).toEqual(zip(files));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
