/** What modes need of a block cipher of 16-byte blocks. */
export interface BlockCipher {
  /** The encrypted block, fresh. */
  encrypt(block: Uint8Array): Uint8Array;
  /** The decrypted block, fresh. */
  decrypt(block: Uint8Array): Uint8Array;
}
