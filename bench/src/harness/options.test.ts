import { expect, it } from "vitest";
import { readOptions } from "./options.ts";

it("reads names and options in every form", () => {
  const line = ["a", "--suite", "gm", "--full", "--dir=/x", "b", "--last"];
  expect(readOptions(line)).toEqual({
    names: ["a", "b"],
    options: { suite: "gm", full: "true", dir: "/x", last: "true" },
  });
});
