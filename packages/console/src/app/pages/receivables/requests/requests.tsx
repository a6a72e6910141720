import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { askView } from "../../../acting/views.ts";
import { Pager, usePaging } from "../../../explore/paging.tsx";
import { useText } from "../../../language.ts";
import { Empty } from "../../../ui/empty.tsx";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { useWhose, useWords } from "../facts.ts";
import { texts } from "../messages.ts";
import { REQUEST_STATES, type SeenRequest } from "../rows.ts";
import { RequestCard } from "./request-card.tsx";

const VIEWS = { inbox: "inbox", outbox: "outbox", bank: "payments-awaited" } as const;

/** Requests shown at once. */
const SHOWN = 20;

type Box = keyof typeof VIEWS;

/** Requests to an organisation, of it, or that wait for its confirmation as a bank. */
function Requests({ box }: { box: Box }) {
  const t = useText(texts);
  const words = useWords();
  const organisation = useWhose();
  const [state, setState] = useState<string>(box === "bank" ? "awaiting-payment" : "offered");
  const paging = usePaging<string>(JSON.stringify([box, organisation, state]));
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["views", "receivable", VIEWS[box], organisation, state, paging.cursor ?? ""],
    enabled: organisation !== undefined,
    queryFn: ({ signal }) =>
      askView<{ requests: readonly SeenRequest[]; next?: string }>(
        "receivable",
        VIEWS[box],
        { organisation, state, limit: SHOWN, after: paging.cursor },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <p className="muted">{t(`${box}Text`)}</p>
      <div className="receivables-whose">
        <label htmlFor={`receivables-${box}`}>{t("state")}</label>
        <select
          id={`receivables-${box}`}
          className="input"
          value={state}
          onChange={({ target }) => setState(target.value)}
        >
          {REQUEST_STATES.map((one) => (
            <option key={one} value={one}>
              {words(one)}
            </option>
          ))}
        </select>
      </div>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.requests.length === 0 && <Empty title={t(`${box}None`)}>{t(`${box}NoneText`)}</Empty>}
      <ul className="receivables-requests" aria-busy={isPlaceholderData}>
        {data?.requests.map((seen) => (
          <li key={`${seen.request.certificate}/${seen.request.request}`}>
            <RequestCard seen={seen} />
          </li>
        ))}
      </ul>
      <Pager paging={paging} next={data?.next} />
    </>
  );
}

/** What waits for an organisation's answer. */
export function Inbox() {
  return <Requests box="inbox" />;
}

/** What an organisation has asked. */
export function Outbox() {
  return <Requests box="outbox" />;
}

/** What waits for a bank's confirmation. */
export function BankBox() {
  return <Requests box="bank" />;
}
