import "./proofs.css";
import "./verdicts.css";
import type { LayerResult } from "@tallystick/core/verify";
import { LAYER_TITLES } from "@tallystick/core/verify/texts";
import { useLanguage, useText } from "../language.ts";
import { Icon } from "../ui/icon.tsx";
import { texts } from "./messages.ts";

/** The verdict of this browser in words, layer by layer; layers that nobody claims in one line. */
export function Verdicts(props: {
  valid: boolean;
  layers: readonly LayerResult[];
  /** Name of the first layer, where the file is no receipt. */
  formatTitle?: string;
}) {
  const { valid, layers, formatTitle } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const claimed = layers.filter(({ verdict }) => verdict !== "absent");
  const absent = layers.filter(({ verdict }) => verdict === "absent");
  const failed = layers.filter(({ verdict }) => verdict === "fail");
  // A refusal on the log is proved like anything else there; only a receipt for an accepted one is valid.
  const refused = failed.length === 1 && failed[0]?.layer === "outcome";
  const tone = valid ? "good" : refused ? "warn" : "bad";
  return (
    <section className={`verdicts verdicts-${tone}`}>
      <p className="verdicts-head" role="status">
        <Icon name={valid ? "verify" : "warning"} size={24} />
        {valid ? t("valid") : refused ? t("refused") : t("notValid")}
      </p>
      <ul>
        {claimed.map(({ layer, verdict, detail }) => (
          <li key={layer} className={`verdict-${verdict}`}>
            <span className="verdict-mark">
              <Icon
                name={verdict === "pass" ? "done" : verdict === "fail" ? "close" : "info"}
                size={16}
              />
            </span>
            <span className="hidden-text">{t(`verdict-${verdict as "pass"}`)}: </span>
            <span>
              <strong>
                {(layer === "format" ? formatTitle : undefined) ?? LAYER_TITLES[layer][lang]}
              </strong>{" "}
              {detail[lang]}
            </span>
          </li>
        ))}
      </ul>
      {absent.length > 0 && (
        <p className="muted small">
          {t("absentLayers", {
            layers: absent
              .map(({ layer }) => LAYER_TITLES[layer][lang])
              .join(lang === "zh" ? "、" : ", "),
          })}
        </p>
      )}
    </section>
  );
}
