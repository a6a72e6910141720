// Follows the log: prints what was logged before, then what is logged from now on.
//
//   TALLYSTICK_URL=http://127.0.0.1:7070 node examples/follow-the-log.ts
import { connect } from "@tallystick/client/connect";

const url = process.env["TALLYSTICK_URL"] ?? "http://127.0.0.1:7070";
const client = await connect({ url });
const { logSize } = await client.status();

// A reader that remembers `index + 1` can stop and go on at any time and misses nothing.
for await (const event of client.events({ from: 0, signal: AbortSignal.timeout(60_000) })) {
  const { index, height, member, action, name } = event;
  console.log(`${index} (block ${height}): ${member} ${action}: ${name}`);
  if (index + 1 >= logSize) break;
}
