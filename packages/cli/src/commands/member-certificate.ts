import type { Command } from "commander";
import type { CertifyOptions, RequestOptions } from "../keys/certificates.ts";
import { dataOption, keyOption, newCommand, passphraseOption, urlOption } from "../new-command.ts";

/** `tallystick member csr`: what a member sends to its CA. */
export function csrCommand(): Command {
  return newCommand("csr", "make a certification request (PKCS #10) for a key", [
    "tallystick member csr alice --key-file alice.key --organisation-name 'Northern Court' --out alice.csr",
  ])
    .argument("<member>", "member id: becomes the CN of the request")
    .requiredOption("--key-file <file>", "key file that is to be certified")
    .option("--organisation-name <name>", "O of the request")
    .option("--country <code>", "C of the request, two letters")
    .requiredOption("--out <file>", "where the request is written, PEM")
    .addOption(passphraseOption())
    .action(async (member: string, options: RequestOptions) => {
      const { makeRequest } = await import("../keys/certificates.ts");
      await makeRequest(member, options);
    });
}

/** `tallystick member certify`: binds the certificate that came back. */
export function certifyCommand(): Command {
  return newCommand("certify", "bind a certificate to a member, or enrol one by its certificate", [
    "tallystick member certify alice --organisation org --certificate alice.crt --certified-key alice.key",
    "tallystick member certify alice --organisation org --certificate chain.pem --message-out to-sign.bin",
    "tallystick member certify alice --organisation org --certificate chain.pem --proof signature.bin",
  ])
    .argument("<member>", "member id")
    .requiredOption("--organisation <id>", "organisation that has bound the authority")
    .requiredOption(
      "--certificate <file>",
      "PEM: the member's certificate, then those between it and the bound authority",
    )
    .option("--certified-key <file>", "key file of the certified key: signs the proof")
    .option("--proof <file>", "the proof, signed elsewhere")
    .option(
      "--message-out <file>",
      "write the message that the certified key has to sign, and stop",
    )
    .option(
      "--ledger-key <file>",
      "key file whose public key becomes the member's on the ledger, when the certified key is of another kind",
    )
    .addOption(urlOption())
    .addOption(dataOption())
    .addOption(keyOption())
    .option("--issuer <member>", "member to whom the signing key belongs (default: looked up)")
    .addOption(passphraseOption())
    .option("--certified-passphrase-file <file>", "passphrase of the certified key")
    .action(async (member: string, options: CertifyOptions) => {
      const { certify } = await import("../keys/certificates.ts");
      await certify(member, options);
    });
}
