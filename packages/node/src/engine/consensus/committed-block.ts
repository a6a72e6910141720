import type { Certificate } from "@tallystick/core/certificate";
import type { BlockItem, ExecutedBlock } from "@tallystick/ledger/block";

/** A block that has become durable, for those who wait for its statements. */
export interface CommittedBlock {
  readonly block: ExecutedBlock;
  /** Its transactions, one for each of the block's outcomes, in order; the certificate is not among them. */
  readonly items: readonly BlockItem[];
  /** The certificate that it carried, which is of an earlier block. */
  readonly certificate: Certificate | null;
  /** Last certified height after it. */
  readonly certifiedHeight: number;
}
