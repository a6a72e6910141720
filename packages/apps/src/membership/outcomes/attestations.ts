import { outcome } from "@tallystick/ledger/outcomes";

/** What becomes of statements of registrars. */
export const ATTESTATION_OUTCOMES = {
  notRegistrar: outcome(
    1150,
    "not-a-registrar",
    403,
    ["The caller's organisation is not a registrar.", "调用者所属机构不是登记机构。"],
    ["Ask an organisation of kind registrar.", "请联系登记机构。"],
  ),
  noSuchAttestation: outcome(
    1151,
    "no-such-attestation",
    404,
    ["This registrar attests nothing of the member.", "该登记机构未对此成员作出证明。"],
    ["Look it up in the view attestations.", "请通过 attestations 视图查询。"],
  ),
  notInOrder: outcome(
    1152,
    "not-in-order",
    422,
    [
      "Pseudonyms stand in ascending order of their keys' identifiers, so that their order says nothing.",
      "假名须按密钥标识升序排列，以免次序泄露信息。",
    ],
    ["Sort them.", "请排序。"],
  ),
} as const;
