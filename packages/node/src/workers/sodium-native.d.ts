/** The part of sodium-native that is used here; the package ships no types. */
declare module "sodium-native" {
  const sodium: {
    /** Ed25519 verification as libsodium has it: 64-byte signature, any message, 32-byte key. */
    crypto_sign_verify_detached(
      signature: Uint8Array,
      message: Uint8Array,
      publicKey: Uint8Array,
    ): boolean;
  };
  export default sodium;
}
