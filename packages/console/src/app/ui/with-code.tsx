import { createElement, Fragment } from "react";

/** A text whose parts between `<1>` and `</1>` are code: commands, file names. */
export function WithCode({ text }: { text: string }) {
  const parts = text
    .split(/<1>(.*?)<\/1>/)
    .map((part, at) => (at % 2 === 1 ? createElement("code", null, part) : part));
  return createElement(Fragment, null, ...parts);
}
