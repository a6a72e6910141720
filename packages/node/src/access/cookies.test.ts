import { expect, test } from "vitest";
import { readCookie, setCookie } from "./cookies.ts";

const VALUE = "A".repeat(43);

test("over https the cookie belongs to this host alone", () => {
  const line = setCookie("session", VALUE, 60, { secure: true });
  expect(line).toBe(
    `__Host-tallystick-session=${VALUE}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure`,
  );
  expect(readCookie(`__Host-tallystick-session=${VALUE}`, "session", { secure: true })).toBe(VALUE);
  expect(readCookie(`tallystick-session=${VALUE}`, "session", { secure: true })).toBeUndefined();
});

test("a cookie is read once, whole, and in its form", () => {
  const read = (header: string) => readCookie(header, "session", { secure: false });
  expect(read(`a=b; tallystick-session=${VALUE}; c=d`)).toBe(VALUE);
  for (const header of [
    "",
    `xtallystick-session=${VALUE}`,
    `tallystick-session=${VALUE}A`,
    `tallystick-session="${VALUE}"`,
    `tallystick-session=${VALUE}; tallystick-session=${VALUE}`,
    "tallystick-session=",
  ]) {
    expect(read(header), header).toBeUndefined();
  }
});
