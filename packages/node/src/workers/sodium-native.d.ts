/** The part of sodium-native that is used here; the package ships no types. */
declare module "sodium-native" {
  const sodium: {
    /** SHA-256 of `message` into `digest`, 32 bytes. */
    crypto_hash_sha256(digest: Uint8Array, message: Uint8Array): void;
    /** Ed25519 verification as libsodium has it: 64-byte signature, any message, 32-byte key. */
    crypto_sign_verify_detached(
      signature: Uint8Array,
      message: Uint8Array,
      publicKey: Uint8Array,
    ): boolean;
  };
  export default sodium;
}
