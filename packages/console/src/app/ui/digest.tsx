import { DIGEST_ENDS } from "../limits.ts";
import { Copy } from "./copy.tsx";

/** A digest or id in hex: shortened for the eye, whole for copying and for screen readers. */
export function Digest(props: {
  /** Hex digits. */
  value: string;
  /** What it is, such as "digest": names the button that copies it. */
  label: string;
  /** True to show all digits, which may break across lines. */
  whole?: boolean;
}) {
  const { value, label, whole = false } = props;
  const short =
    whole || value.length <= 2 * DIGEST_ENDS + 1
      ? value
      : `${value.slice(0, DIGEST_ENDS)}…${value.slice(-DIGEST_ENDS)}`;
  return (
    <span className="digest">
      <code className={whole ? "digest-whole" : ""} title={value}>
        {short}
      </code>
      <Copy text={value} label={label} />
    </span>
  );
}
