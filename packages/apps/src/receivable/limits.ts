/** Limits of receivables. They are consensus data like those of the ledger. */

/** Minor units of one certificate: 10,000 times the largest package of the bill system, counted in fen. */
export const AMOUNT_UNITS_MAX = 1_000_000_000_000_000;
/** Pieces that one statement cuts off a part. */
export const PIECES_MAX = 128;
/** Weight of one piece when a part is split by shares. */
export const SHARE_MAX = 1_000_000_000;
/** Certificates that the flows of one invoice show. */
export const FLOW_CERTIFICATES_MAX = 10;
/** Papers of the goods that flows show. */
export const FLOW_GOODS_MAX = 100;
/** Rows of one index that flows look through for goods, payments or redemptions. */
export const FLOW_ROWS_MAX = 500;
/** Rows that one answer about flows looks through. */
export const FLOW_LOOK_MAX = 5000;
/** Payments and redemptions that flows show. */
export const FLOW_MONEY_MAX = 500;
/** Guarantors of one part. */
export const GUARANTORS_MAX = 4;
/** Endorsements on the way of one unit, so that recourse can walk all of them. */
export const CHAIN_MAX = 500;
/** Of these, what is kept free for release and recourse. */
export const CHAIN_TO_END = 100;
/** Bytes of sealed terms. */
export const SEALED_MAX = 8192;
