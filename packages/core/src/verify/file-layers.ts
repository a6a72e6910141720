/** Layers that hold a file against the record: file, size, commitment. */
import { isSaltedTag } from "../algorithms.ts";
import { equalBytes } from "../bytes.ts";
import { digestsOf, type Evidence } from "./evidence.ts";
import type { FileFacts, LayerResult } from "./result.ts";
import type { TaggedDigest } from "./subject.ts";
import { result } from "./texts.ts";

/** Every digest of the record for which the file's own was given must equal it, and one at least must have been given. */
export function fileLayer(evidence: Evidence, file: FileFacts | undefined): LayerResult {
  const { subject, receipt } = evidence;
  if (subject.kind === "unreadable") return result("file", "digests-unreadable");
  if (subject.kind === "other") {
    return result("file", file === undefined ? "no-file-recorded" : "file-not-recorded");
  }
  if (subject.kind === "batch" && receipt.batch === undefined) {
    return result("file", "batch-part-missing");
  }
  if (file === undefined) return result("file", "file-missing");
  const digests = digestsOf(evidence);
  const compared = digests.filter(({ alg }) => file.digests.has(alg));
  const different = compared.find((digest) => !matches(digest, file));
  if (different !== undefined) return result("file", "file-differs", { alg: different.alg });
  if (compared.length === 0) {
    return result("file", "digest-not-computed", {
      algs: digests.map(({ alg }) => alg).join(", "),
    });
  }
  return result("file", "file-matches", { compared: compared.length, total: digests.length });
}

/** The length of the file against the one in the record. */
export function sizeLayer({ subject }: Evidence, file: FileFacts | undefined): LayerResult {
  if (subject.kind !== "file" || subject.size === undefined)
    return result("size", "size-unrecorded");
  if (file === undefined) return result("size", "file-missing");
  const { size } = subject;
  if (file.size !== size) return result("size", "size-differs", { size, actual: file.size });
  return result("size", "size-matches", { size });
}

/** The salted digests of the record, recomputed by the caller with the receipt's salt. */
export function commitmentLayer(evidence: Evidence, file: FileFacts | undefined): LayerResult {
  const { salt } = evidence.receipt;
  const salted = digestsOf(evidence).filter(({ alg }) => isSaltedTag(alg));
  if (salted.length === 0) {
    return result("commitment", salt === undefined ? "commitment-unused" : "salt-unexpected");
  }
  if (salt === undefined) return result("commitment", "salt-missing");
  if (file === undefined) return result("commitment", "file-missing");
  const compared = salted.filter(({ alg }) => file.digests.has(alg));
  if (compared.length === 0) {
    return result("commitment", "digest-not-computed", {
      algs: salted.map(({ alg }) => alg).join(", "),
    });
  }
  const opened = compared.every((digest) => matches(digest, file));
  return result("commitment", opened ? "commitment-opens" : "commitment-differs");
}

function matches(digest: TaggedDigest, file: FileFacts): boolean {
  const own = file.digests.get(digest.alg);
  return own !== undefined && equalBytes(own, digest.value);
}
