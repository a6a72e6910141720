import type { LayerResult } from "@tallystick/core/verify";
import { LAYER_TITLES } from "@tallystick/core/verify/texts";
import { h } from "../web/dom.ts";
import { sign } from "../web/mark.ts";
import type { ViewContext } from "./view.ts";

/** Every layer with its verdict in a sign, a sentence and a word. */
export function layersView(
  { lang, texts }: ViewContext,
  layers: readonly LayerResult[],
  formatTitle?: string,
): HTMLElement {
  const title = (layer: LayerResult["layer"]) =>
    (layer === "format" ? formatTitle : undefined) ?? LAYER_TITLES[layer][lang];
  return h(
    "section",
    { class: "layers" },
    h("h3", {}, texts.layersTitle),
    h(
      "ul",
      {},
      layers.map(({ layer, verdict, detail, code }) =>
        h(
          "li",
          { class: `layer layer-${verdict}`, "data-layer": layer, "data-code": code },
          sign(verdict),
          h(
            "div",
            { class: "layer-words" },
            h("span", { class: "layer-title" }, title(layer)),
            h("span", { class: "layer-detail" }, shortened(detail[lang])),
          ),
          h("span", { class: "layer-verdict" }, texts.verdicts[verdict] ?? verdict),
        ),
      ),
    ),
  );
}

/** A sentence with its hashes cut: they stand whole among the details. */
export function shortened(sentence: string): string {
  return sentence.replace(/[0-9a-f]{64}/g, (hash) => `${hash.slice(0, 6)}…${hash.slice(-4)}`);
}
