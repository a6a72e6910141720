/** Every limit of the core package. docs/reference/limits.md prints them. */

/** Nesting of arrays, maps and the outer tag in one CBOR item. */
export const CBOR_DEPTH_MAX = 16;

/** Data items (every head counts, keys included) in one decoded CBOR item, unless the caller says otherwise. */
export const CBOR_ITEMS_MAX = 65_536;

/** Bytes of one CBOR input, unless the caller says otherwise: 16 MiB. */
export const CBOR_BYTES_MAX = 16_777_216;
