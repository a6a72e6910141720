import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findRoots, type WalkOptions, walk } from "./walk.ts";

const home = mkdtempSync(join(tmpdir(), "tallystick-walk-"));
const photos = join(home, "照片");

beforeAll(() => {
  mkdirSync(join(photos, "b"), { recursive: true });
  writeFileSync(join(photos, "b/2.jpg"), "22");
  writeFileSync(join(photos, "a.jpg"), "");
  writeFileSync(join(home, "report.pdf"), "report");
  symlinkSync("../report.pdf", join(photos, "link.pdf"));
  symlinkSync("..", join(photos, "loop"));
  symlinkSync("nowhere", join(photos, "zz-dangling"));
  execFileSync("mkfifo", [join(photos, "pipe")]);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function found(inputs: string[], options: WalkOptions = {}) {
  const lines: string[] = [];
  for await (const one of walk(await findRoots(inputs), options)) {
    lines.push(
      one.kind === "file"
        ? `${one.name} ${one.size}`
        : `${one.reason}: ${one.path.slice(home.length + 1)}`,
    );
  }
  return lines;
}

test("files come folder by folder, links and pipes are passed over", async () => {
  expect(await found([photos, join(home, "report.pdf")])).toEqual([
    "照片/a.jpg 0",
    "照片/b/2.jpg 2",
    "symlink: 照片/link.pdf",
    "symlink: 照片/loop",
    "special: 照片/pipe",
    "symlink: 照片/zz-dangling",
    "report.pdf 6",
  ]);
});

test("links are followed when asked, and a circle ends", async () => {
  const lines = await found([photos], { followSymlinks: true });
  expect(lines).toContain("照片/link.pdf 6");
  expect(lines).toContain("照片/loop/report.pdf 6");
  expect(lines).toContain("symlink: 照片/loop/照片");
  expect(lines).toContain("unreadable: 照片/zz-dangling");
});

test("a link named on the command line is followed, the output folder is passed over", async () => {
  expect(await found([join(photos, "link.pdf")])).toEqual(["link.pdf 6"]);
  expect(await found([photos], { exclude: join(photos, "b") })).not.toContain("照片/b/2.jpg 2");
});

test("arguments that cannot work are refused before anything is done", async () => {
  await expect(findRoots([join(home, "none")])).rejects.toThrow("there is no such file");
  await expect(findRoots([join(photos, "pipe")])).rejects.toThrow("not a file or folder");
  await expect(findRoots([photos, join(home, "照片/../照片")])).rejects.toThrow(
    'have the name "照片"',
  );
  await expect(findRoots([".", photos])).rejects.toThrow('"." stands alone');
  expect((await findRoots(["."]))[0]?.name).toBe("");
});
