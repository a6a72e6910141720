import type { Status } from "../api/facts.ts";
import { useText } from "../language.ts";
import { openSignIn } from "../shell/sign-in-dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { texts } from "./messages.ts";
import type { ConsoleSigner, NoSigner } from "./signers.ts";

/** Who signs, and with which key; or why nobody can, and what to do about it. */
export function SignerLine(props: {
  signer: ConsoleSigner | NoSigner;
  suite: Status["suite"] | undefined;
}) {
  const { signer, suite } = props;
  const t = useText(texts);
  if (signer === "loading") return <p className="muted">{t("loading")}</p>;
  if (typeof signer === "string") {
    return (
      <div className="signing-nobody">
        <p className="signing-warning-title">
          <Icon name="person" />
          {t(signer)}
        </p>
        <p>{t(signer === "nobody" && suite === "gm" ? "nobodyFixGm" : `${signer}Fix`)}</p>
        {signer === "nobody" && (
          <button type="button" className="button" onClick={openSignIn}>
            {t("signIn")}
          </button>
        )}
      </div>
    );
  }
  const how = signer.kind === "node" ? t("byNode") : t("byBrowser", { label: signer.key.label });
  return (
    <p className="signing-signer">
      <Icon name="person" />
      <span>
        {t("signedBy")} <bdi className="signing-member">{signer.member}</bdi> {how}
        {suite === "gm" && <span className="muted small signing-gm">{t("gmByNode")}</span>}
      </span>
    </p>
  );
}
