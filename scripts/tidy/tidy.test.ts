import { describe, expect, test } from "vitest";
import { findAll, repositoryFiles } from "./tree.ts";

// The rules of the house that no other tool checks. Words that are banned are put together from
// parts here, so that this file keeps its own rules.

const lineMax = 400;
const fileBytesMax = 1024 * 1024;

const files = repositoryFiles();
const code = files.filter(({ path }) => /\.(ts|tsx|js|mjs|cjs|css|html|py|go)$/.test(path));
const ours = files.filter(({ path }) => path !== "package-lock.json" && path !== "LICENSE");

test("the tree was read", () => {
  console.log(`tidy: ${files.length} files, ${code.length} of them code`);
  expect(files.length).toBeGreaterThan(20);
});

describe("code", () => {
  test(`no file is longer than ${lineMax} lines`, () => {
    const long = code.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }));
    expect(long.filter(({ lines }) => lines > lineMax)).toEqual([]);
  });

  test("files are kebab-case", () => {
    const odd = code
      .filter(({ path }) => /^(packages|bench|scripts)\//.test(path))
      .map(({ path }) => path);
    const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
    expect(odd.filter((path) => !name.test(path.split("/").at(-1) ?? ""))).toEqual([]);
  });

  test("no notes to self, no switched-off tests", () => {
    const words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].join("|");
    const marks = findAll(code, new RegExp(`\\b(${words})\\b`));
    const phrases = findAll(
      code,
      new RegExp(
        `\\b(${["place" + "holder", "for n" + "ow", "not impl" + "emented"].join("|")})\\b`,
        "i",
      ),
    );
    const off = findAll(code, new RegExp(`\\b(describe|test|it)\\.(only|to` + `do)\\(`));
    const attribute = new RegExp(
      "\\bplace" + "holder=|\\.place" + "holder\\b|::place" + "holder|\\bplace" + "holder:",
    );
    expect([...marks, ...phrases.filter((one) => !attribute.test(one)), ...off]).toEqual([]);
  });

  test("no type check is switched off without a reason", () => {
    expect(findAll(code, new RegExp("@ts-(no" + "check|ig" + "nore)"))).toEqual([]);
    expect(findAll(code, new RegExp("@ts-expect-" + "error\\s*$"))).toEqual([]);
  });

  test("no barrel files inside packages", () => {
    const barrel = code.filter(
      ({ path, text }) =>
        /^packages\/[^/]+\/src\/.*index\.ts$/.test(path) &&
        text.split("\n").every((line) => /^(export \* from .*|\/\/.*|\s*)$/.test(line)),
    );
    expect(barrel.map(({ path }) => path)).toEqual([]);
  });
});

describe("every file", () => {
  test("none is larger than 1 MiB", () => {
    expect(
      files.filter(({ size }) => size > fileBytesMax).map(({ path, size }) => `${path}: ${size}`),
    ).toEqual([]);
  });

  test("no registry hosts and no paths of one machine", () => {
    const hosts = [
      "registry\\.npm" + "js",
      "npm" + "mirror",
      "pypi\\.o" + "rg",
      "files\\.python" + "hosted",
      "proxy\\.go" + "lang",
    ];
    expect(findAll(files, new RegExp(hosts.join("|")))).toEqual([]);
    const homes = ["wo" + "rk", "ro" + "ot", "home/[a-z]+", "Us" + "ers/[A-Za-z]+"];
    expect(findAll(ours, new RegExp(`(^|[\\s"'\`(=:])/(${homes.join("|")})/[\\w.-]`))).toEqual([]);
  });

  test("no secrets: private keys stay out of the tree, except in test vectors", () => {
    // The head alone is no secret; a head with a key behind it is, on the next line or in a string.
    const key = new RegExp("-----BEGIN [A-Z ]*PRIVATE K" + "EY-----(\\\\n|\\s)*[A-Za-z0-9+/=]{32}");
    const holders = ours.filter(({ path, text }) => !/vectors?\//.test(path) && key.test(text));
    expect(holders.map(({ path }) => path)).toEqual([]);
  });

  test("text ends with a line break and holds no carriage returns", () => {
    const text = ours.filter((one) => one.text !== "" && !/\.(svg|txt|note)$/.test(one.path));
    expect(text.filter((one) => !one.text.endsWith("\n")).map(({ path }) => path)).toEqual([]);
    expect(text.filter((one) => one.text.includes("\r\n")).map(({ path }) => path)).toEqual([]);
  });
});
