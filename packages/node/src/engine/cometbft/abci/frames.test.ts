import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameError, FrameReader, varint } from "./frames.ts";

const framed = (bodies: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(bodies.flatMap((body) => [Buffer.from(varint(body.length)), body]));

describe("FrameReader", () => {
  it("finds the frames again however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 }),
        (bodies, cuts) => {
          const stream = framed(bodies);
          const reader = new FrameReader(400);
          const found: Uint8Array[] = [];
          for (let at = 0, i = 0; at < stream.length; i++) {
            const end = at + (cuts[i % cuts.length] as number);
            // A socket gives its buffers away, so a view must not be needed later.
            found.push(...reader.push(Uint8Array.from(stream.subarray(at, end))));
            at = end;
          }
          expect(found.map((frame) => [...frame])).toEqual(bodies.map((body) => [...body]));
        },
      ),
    );
  });

  it("takes a length in more bytes than it needs, and none that is too long or endless", () => {
    expect(new FrameReader(10).push(Uint8Array.of(0x82, 0x00, 1, 2))).toEqual([
      Uint8Array.of(1, 2),
    ]);
    expect(() => new FrameReader(10).push(Uint8Array.of(11))).toThrow(FrameError);
    expect(() => new FrameReader(10).push(new Uint8Array(9).fill(0x80))).toThrow(FrameError);
    expect(() => new FrameReader(10).push(new Uint8Array(5).fill(0xff))).toThrow(FrameError);
  });

  it("reserves nothing for what is only announced", () => {
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 200 }, () => {
      const reader = new FrameReader(33_554_432);
      reader.push(Uint8Array.from([...varint(33_554_432), 1]));
      return reader;
    });
    expect(readers).toHaveLength(200);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });

  it("reads a long frame that trickles in linear time", () => {
    const body = new Uint8Array(4_000_000).fill(7);
    const stream = framed([body]);
    const reader = new FrameReader(8_000_000);
    const started = performance.now();
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += 16) {
      found.push(...reader.push(stream.subarray(at, at + 16)));
    }
    expect(found).toHaveLength(1);
    expect(Buffer.compare(found[0] as Uint8Array, body)).toBe(0);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
