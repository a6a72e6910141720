/** Limits of the X.509 reader. All of them are consensus data: chains are verified inside the state machine. */

/** Bytes of one X.509 certificate. */
export const X509_BYTES_MAX = 8_192;

/** Certificates of a chain, the member's own included and the bound authority not. */
export const X509_CHAIN_MAX = 4;

/** Nesting of constructed items in one certificate. */
export const DER_DEPTH_MAX = 12;

/** Items read in one certificate. */
export const DER_ITEMS_MAX = 1_024;

/** Attributes in one distinguished name. */
export const NAME_ATTRIBUTES_MAX = 24;

/** Bytes of one attribute value of a distinguished name. */
export const NAME_VALUE_BYTES_MAX = 256;

/** Extensions of one certificate. */
export const X509_EXTENSIONS_MAX = 32;

/** Bits of an RSA modulus, at least: NIST SP 800-131A rev. 2 ended shorter ones. */
export const RSA_BITS_MIN = 2_048;

/** Bits of an RSA modulus, at most. */
export const RSA_BITS_MAX = 4_096;
