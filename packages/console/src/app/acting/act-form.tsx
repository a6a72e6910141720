import "./acting.css";
import { toHex } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import { useId, useMemo, useState } from "react";
import { useStatus } from "../api/facts.ts";
import type { ActionDefinition } from "../explore/definitions.ts";
import { Value } from "../explore/value.tsx";
import type { JsonSchema } from "../forms/schema.ts";
import { SchemaForm } from "../forms/schema-form.tsx";
import { useText } from "../language.ts";
import { useSuite } from "../proofs/use-proof.ts";
import type { BrowserKey } from "../signing/browser-keys.ts";
import { useBrowserKeys } from "../signing/signers.ts";
import { WithCode } from "../ui/with-code.tsx";
import { takesMemberKey } from "./lasting.ts";
import { texts } from "./messages.ts";

type Input = Readonly<Record<string, unknown>>;

/**
 * The form of an action. What stands fast is shown and not asked for; where the organisations have to
 * decide, `onPropose` gets the input in the place of `onSign`.
 */
export function ActForm(props: {
  action: ActionDefinition;
  known: Input;
  suggested: Input;
  /** True where a proposal is being put together already. */
  planned: boolean;
  busy: boolean;
  onSign: (input: Input) => void;
  onPropose: (input: Input) => void;
}) {
  const { action, known, suggested, planned, busy, onSign, onPropose } = props;
  const t = useText(texts);
  const { algorithm } = useSuite();
  const [keyChoice, setKeyChoice] = useState("");
  const [wanted, setWanted] = useState<"sign" | "vote">(planned ? "vote" : "sign");
  const keys = useMemberKeys(action, known);
  const key = keys.find(({ keyId }) => keyId === keyChoice);
  const fixed = useMemo(
    () => (key === undefined ? known : { ...known, key: publicHex(key) }),
    [known, key],
  );
  const schema = useMemo(() => without(action.input, Object.keys(fixed)), [action, fixed]);
  const shared = action.roles.includes("consortium");
  const alone = action.roles.some((role) => role !== "consortium");
  const way = shared && !alone ? "vote" : shared ? wanted : "sign";
  return (
    <section className="panel stack">
      {Object.keys(known).length > 0 && <Known known={known} schema={action.input} />}
      {shared && !alone && (
        <div className="note note-warn">
          <p>
            <strong>{t("needsDecision")}</strong>
          </p>
          <p>{t("needsDecisionText")}</p>
        </div>
      )}
      {shared && alone && <Way way={way} choose={setWanted} />}
      {keys.length > 0 && <KeyChoice keys={keys} chosen={keyChoice} choose={setKeyChoice} />}
      <SchemaForm
        schema={schema}
        algorithm={algorithm}
        initial={Object.keys(suggested).length === 0 ? undefined : suggested}
        submit={way === "vote" ? t("toProposal") : t("review")}
        busy={busy}
        onSubmit={(entered) => {
          const input = { ...fixed, ...entered };
          if (way === "vote") onPropose(input);
          else onSign(input);
        }}
      />
    </section>
  );
}

function Known({ known, schema }: { known: Input; schema: JsonSchema }) {
  const t = useText(texts);
  return (
    <section aria-label={t("known")} className="stack">
      <Value value={known} schema={schema} />
    </section>
  );
}

function Way(props: { way: "sign" | "vote"; choose: (way: "sign" | "vote") => void }) {
  const t = useText(texts);
  const name = useId();
  return (
    <fieldset className="act-choice">
      <legend>{t("way")}</legend>
      {(["sign", "vote"] as const).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={name}
            checked={props.way === one}
            onChange={() => props.choose(one)}
          />
          {t(one === "sign" ? "waySign" : "wayVote")}
        </label>
      ))}
    </fieldset>
  );
}

function KeyChoice(props: {
  keys: readonly BrowserKey[];
  chosen: string;
  choose: (id: string) => void;
}) {
  const t = useText(texts);
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t("whichKey")}</label>
      <select
        id={id}
        className="input"
        value={props.chosen}
        aria-describedby={`${id}-help`}
        onChange={(event) => props.choose(event.target.value)}
      >
        <option value="">{t("pasteKey")}</option>
        {props.keys.map(({ keyId, label }) => (
          <option key={keyId} value={keyId}>
            {t("browserKey", { label })}
          </option>
        ))}
      </select>
      <p className="field-about" id={`${id}-help`}>
        <WithCode text={t("keyHelp")} />
      </p>
    </div>
  );
}

/** Keys of this browser that the action could enrol. */
function useMemberKeys(action: ActionDefinition, known: Input): readonly BrowserKey[] {
  const { data: status } = useStatus();
  const keys = useBrowserKeys() ?? [];
  const offered =
    takesMemberKey(action.fullName) && known["key"] === undefined && status?.suite === "intl";
  return offered ? keys : [];
}

/** The public part of a key of this browser as the ledger takes it: COSE_Key, hex. */
export function publicHex({ algorithm, publicKey }: BrowserKey): string {
  return toHex(encodeKey({ algorithm, raw: publicKey }));
}

function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  const { properties = {}, required = [] } = schema;
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(properties).filter(([name]) => !names.includes(name)),
    ),
    required: required.filter((name) => !names.includes(name)),
  };
}
