import fc from "fast-check";
import { expect, test } from "vitest";
import { EventParser, type ParsedEvent } from "./event-parser.ts";

const STREAM =
  'retry: 1000\n: hello\n\nid: 4\nevent: entry\ndata: {"a":1}\n\nid: 5\ndata: x\ndata: y\n\n: beat\n\ndata\n\n';
const EVENTS: ParsedEvent[] = [
  { id: "4", event: "entry", data: '{"a":1}' },
  { id: "5", event: "message", data: "x\ny" },
  { id: "5", event: "message", data: "" },
];

test("parses events, comments and several data lines", () => {
  expect(new EventParser().push(STREAM)).toEqual(EVENTS);
});

test("any cutting of the stream gives the same events, whatever ends a line", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      (cuts, end) => {
        const text = `${STREAM.replaceAll("\n", end)}: x${end}`;
        const parser = new EventParser();
        const events: ParsedEvent[] = [];
        let at = 0;
        for (const cut of [...cuts, text.length]) {
          events.push(...parser.push(text.slice(at, at + cut)));
          at += cut;
        }
        expect(events).toEqual(EVENTS);
      },
    ),
  );
});

test("refuses an event without end", () => {
  const parser = new EventParser();
  expect(() => {
    for (let i = 0; i < 2000; i++) parser.push("data: ".padEnd(1000, "x"));
  }).toThrow(RangeError);
});
