import type { MadeClaims } from "@tallystick/client/claims";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useLanguage, useText } from "../../../language.ts";
import { saveBytes } from "../../../signing/save-bytes.ts";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { texts } from "../messages.ts";
import type { Part } from "../rows.ts";

/** The proof that a bank asks for: made, checked in this browser, and given as one file. */
export function BankProof({ part }: { part: Part }) {
  const t = useText(texts);
  const lang = useLanguage();
  const [made, setMade] = useState<MadeClaims>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setError(undefined);
    try {
      // The definitions of all applications come with it, so it is loaded by those who ask.
      const [{ connect }, { receivableProof }] = await Promise.all([
        import("@tallystick/client/connect"),
        import("@tallystick/client/receivable-proof"),
      ]);
      const client = await connect({ url: location.origin });
      const proof = await receivableProof(client, part.certificate, BigInt(part.start));
      setMade(proof);
      saveBytes(proof.file, `certificate-${part.certificate}-${part.start}.claims`);
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const row = (table: string, key: readonly unknown[]) =>
    `/explorer/tables/receivable/${table}/row?key=${encodeURIComponent(JSON.stringify(key))}`;
  return (
    <section className="panel stack" aria-labelledby="receivables-proof">
      <h2 id="receivables-proof">{t("proof")}</h2>
      <p className="muted">{t("proofText")}</p>
      <div className="act-row">
        <button type="button" className="button" disabled={busy} onClick={() => void make()}>
          <Icon name="download" size={16} /> {t("proofMake")}
        </button>
        <Link to={row("parts", [part.certificate, part.start])}>{t("proofRow")}</Link>
        <Link to={row("certificates", [part.certificate])}>{t("proofCertificate")}</Link>
        <a href="/verify">{t("proofVerify")}</a>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      <div role="status">
        {made !== undefined && (
          <div className={made.result.valid ? "note note-good" : "note note-bad"}>
            <p>
              <strong>{t(made.result.valid ? "proofGood" : "proofBad")}</strong>
            </p>
            <ul className="receivables-claims">
              {made.result.claims.map((claim) => (
                <li key={`${claim.row.table}/${claim.path.join(".")}`}>
                  {claim.verdict === "pass" ? "✓" : "✕"} {claim.words[lang]}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </section>
  );
}
