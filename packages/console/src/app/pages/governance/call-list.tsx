import "../../acting/acting.css";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useActionTitle } from "../../acting/act-link.tsx";
import type { PlannedCall } from "../../acting/address.ts";
import type { HexCall, ToldCall } from "../../acting/consortium-calls.ts";
import { texts as actingTexts } from "../../acting/messages.ts";
import { useApps } from "../../explore/definitions.ts";
import { Value } from "../../explore/value.tsx";
import { useText } from "../../language.ts";
import { Digest } from "../../ui/digest.tsx";

/** The calls of a proposal in plain words. */
export function ProposedCalls({ calls }: { calls: readonly HexCall[] }) {
  const t = useText(actingTexts);
  const { data } = useQuery({
    queryKey: ["told-calls", calls],
    // The definitions of all applications come with it, so only those who read a proposal load it.
    queryFn: async (): Promise<readonly ToldCall[]> =>
      (await import("../../acting/consortium-calls.ts")).decodeCalls(calls),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined) return <p className="muted">{t("loadingCalls")}</p>;
  return <CallList calls={data} />;
}

/** Calls with their inputs, one below the other. */
export function CallList(props: {
  calls: readonly (ToldCall | PlannedCall)[];
  /** Stands beside each call. */
  beside?: (at: number) => ReactNode;
}) {
  const t = useText(actingTexts);
  const { calls, beside } = props;
  if (calls.length === 0) return <p className="muted">{t("resolution")}</p>;
  return (
    <ol className="stack">
      {calls.map((call, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a call is its place
        <li key={at} className="act-call">
          <OneCall call={call}>{beside?.(at)}</OneCall>
        </li>
      ))}
    </ol>
  );
}

function OneCall({ call, children }: { call: ToldCall | PlannedCall; children?: ReactNode }) {
  const t = useText(actingTexts);
  const title = useActionTitle(call.action);
  const { data } = useApps();
  const [app, name] = call.action.split(".");
  const action = data?.find((one) => one.name === app)?.actions.find((one) => one.name === name);
  return (
    <>
      <div className="act-head">
        <p className="act-title">
          <strong>{title}</strong> <code className="small muted">{call.action}</code>
        </p>
        {children}
      </div>
      {typeof call.input === "string" ? (
        <>
          <p className="muted">{t("unknownCall")}</p>
          <Digest value={call.input} label={call.action} whole />
        </>
      ) : (
        <Value value={call.input} schema={action?.input} />
      )}
    </>
  );
}
