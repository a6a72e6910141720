import { decodeReceipt } from "@tallystick/core/receipt";
import { useStatus } from "../../api/facts.ts";
import { Downloads } from "../../proofs/downloads.tsx";
import type { TakenRecord } from "../../proofs/take-away.ts";
import { useReceipt } from "../../proofs/use-proof.ts";

/** What is needed to check a record of evidence elsewhere. */
export function TakeRecord(props: {
  stem: string;
  index: number;
  row: TakenRecord["row"];
  /** True when the node prints a certificate of it. */
  certificate?: boolean;
}) {
  const { stem, index, row, certificate = false } = props;
  const { data: bytes } = useReceipt(index);
  const { data: status } = useStatus();
  if (bytes === undefined || status === undefined || row === undefined) return null;
  const organisations = decodeReceipt(bytes).headers.map(({ organisation }) => organisation);
  const ledger = { name: status.name, id: status.ledger };
  return <Downloads record={{ stem, index, organisations, row, ledger, certificate }} />;
}
