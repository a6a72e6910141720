import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { publicHex } from "../../acting/act-form.tsx";
import { useMyMember, useView } from "../../acting/views.ts";
import { useStatus } from "../../api/facts.ts";
import { useText } from "../../language.ts";
import {
  type BrowserKey,
  chooseKey,
  keysOffered,
  makeBrowserKey,
} from "../../signing/browser-keys.ts";
import { useBrowserKeys, useSigner } from "../../signing/signers.ts";
import { useCall } from "../../signing/use-call.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { WithCode } from "../../ui/with-code.tsx";
import { texts } from "./messages.ts";
import { signerWords } from "./yourself.tsx";

interface MemberKey {
  readonly keyId: string;
  readonly toHeight?: number;
}

/** Replaces a key of the reader's by a new one of this browser, step by step. */
export function RotateKey() {
  const t = useText(texts);
  const { data: status } = useStatus();
  const signer = useSigner();
  const me = useMyMember();
  const member = typeof signer === "string" ? me?.member : signer.member;
  const { data } = useView<{ keys: readonly MemberKey[] }>(
    "membership",
    "keys",
    member === undefined ? null : { member },
  );
  const own = useBrowserKeys();
  if (status === undefined || own === undefined) return <Loading />;
  if (status.suite === "gm")
    return (
      <p className="note note-warn">
        <WithCode text={t("gm")} />
      </p>
    );
  if (!keysOffered()) return <Empty title={t("notOffered")}>{t("notOfferedText")}</Empty>;
  if (member === undefined) return <Empty title={t("notSignedIn")}>{t("notSignedInText")}</Empty>;
  if (data === undefined) return <Loading />;
  return <Steps ledger={status.ledger} member={member} keys={data.keys} own={own} />;
}

function Steps(props: {
  ledger: string;
  member: string;
  keys: readonly MemberKey[];
  own: readonly BrowserKey[];
}) {
  const t = useText(texts);
  const id = useId();
  const { ledger, keys, own } = props;
  const signer = useSigner();
  const call = useCall();
  const client = useQueryClient();
  const inForce = keys.filter(({ toHeight }) => toHeight === undefined);
  const known = new Set(keys.map(({ keyId }) => keyId));
  const [old, setOld] = useState("");
  const [madeId, setMadeId] = useState<string>();
  const [done, setDone] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const chosen = inForce.find(({ keyId }) => keyId === old) ?? (done ? undefined : inForce[0]);
  const made = own.find(({ keyId }) => keyId === madeId);
  const nameOf = (keyId: string) =>
    own.find((one) => one.keyId === keyId)?.label ?? t("otherDevice");
  const make = () => {
    const label = `${t("newKeyName")} ${new Date().toISOString().slice(0, 10)}`;
    makeBrowserKey({ ledger, label }).then((key) => setMadeId(key.keyId), setError);
  };
  const replace = async () => {
    if (chosen === undefined || made === undefined) return;
    const came = await call({
      action: "membership.rotate-key",
      input: { keyId: chosen.keyId, key: publicHex(made) },
      irreversible: true,
    });
    if (came.status !== "accepted") return;
    setDone(true);
    await client.invalidateQueries();
  };
  const ofNode = chosen !== undefined && !own.some(({ keyId }) => keyId === chosen.keyId);
  return (
    <>
      <p className="muted">{t("rotateText")}</p>
      <ol className="act-steps">
        <Step done={done} title={t("step1")}>
          {done ? (
            <code className="small">{old.slice(0, 16)}</code>
          ) : inForce.length === 0 ? (
            <p className="muted">{t("step1None")}</p>
          ) : (
            <select
              id={id}
              className="input"
              aria-label={t("step1")}
              value={chosen?.keyId ?? ""}
              onChange={(event) => setOld(event.target.value)}
            >
              {inForce.map(({ keyId }) => (
                <option key={keyId} value={keyId}>
                  {keyId.slice(0, 16)}… ({nameOf(keyId)})
                </option>
              ))}
            </select>
          )}
          {ofNode && !done && <p className="note note-warn">{t("nodeKeyWarning")}</p>}
        </Step>
        <Step done={made !== undefined} title={t("step2")}>
          {made === undefined ? (
            <button type="button" className="button" disabled={chosen === undefined} onClick={make}>
              {t("step2Make")}
            </button>
          ) : (
            <p>
              {done || known.has(made.keyId) ? made.label : t("step2Ready", { label: made.label })}
            </p>
          )}
          {error !== null && <ErrorNote error={error} />}
        </Step>
        <Step done={done} title={t("step3")}>
          <p className="muted">{t("step3Text", { signer: signerWords(signer, t) })}</p>
          {!done && (
            <button
              type="button"
              className="button button-main"
              disabled={made === undefined || chosen === undefined || typeof signer === "string"}
              onClick={() => {
                setOld(chosen?.keyId ?? "");
                void replace();
              }}
            >
              {t("step3Do")}
            </button>
          )}
        </Step>
        <Step done={false} title={t("step4")}>
          {done && made !== undefined && (
            <>
              <p>{t("step4Done")}</p>
              <button
                type="button"
                className="button button-main"
                onClick={() => chooseKey(made.keyId)}
              >
                {t("use")}
              </button>
            </>
          )}
        </Step>
      </ol>
    </>
  );
}

function Step(props: { done: boolean; title: string; children: ReactNode }) {
  return (
    <li className={props.done ? "act-step-done" : ""}>
      <div>
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </li>
  );
}
