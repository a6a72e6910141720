import { useState } from "react";
import { useLanguage, useText } from "../../language.ts";
import { saveBytes } from "../../signing/save-bytes.ts";
import { Icon } from "../../ui/icon.tsx";
import { fetchCertificate } from "./bundle.ts";
import type { DepositFile } from "./deposits.ts";
import { texts } from "./messages.ts";
import { baseName } from "./names.ts";

/** What can be saved of one deposit. */
export function FileActions(props: { file: DepositFile; onProblem: (error: unknown) => void }) {
  const { file, onProblem } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const [printing, setPrinting] = useState(false);
  const name = baseName(file.path);
  const certificate = () => {
    setPrinting(true);
    fetchCertificate(file, lang)
      .then((bytes) => saveBytes(bytes, `${name}.certificate.pdf`, "application/pdf"), onProblem)
      .finally(() => setPrinting(false));
  };
  return (
    <>
      <button
        type="button"
        className="button button-small"
        aria-label={t("receiptOf", { name })}
        onClick={() => file.receipt && saveBytes(file.receipt, `${name}.receipt`)}
      >
        <Icon name="download" size={16} />
        {t("receipt")}
      </button>
      <button
        type="button"
        className="button button-small"
        aria-label={t("certificateOf", { name })}
        disabled={printing}
        onClick={certificate}
      >
        <Icon name="download" size={16} />
        {t("certificate")}
      </button>
    </>
  );
}
