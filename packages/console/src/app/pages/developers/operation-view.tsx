import { useState } from "react";
import { useLanguage, useText } from "../../language.ts";
import { Code } from "./code.tsx";
import { texts } from "./messages.ts";
import type { Operation, Schema } from "./open-api.ts";
import { SchemaView } from "./schema-view.tsx";

/** One call: its line, and everything about it once it is opened. */
export function OperationView(props: {
  operation: Operation;
  schemas: Readonly<Record<string, Schema>>;
}) {
  const { operation, schemas } = props;
  const [open, setOpen] = useState(false);
  const { method, path, summary } = operation;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={`developers-method developers-${method.toLowerCase()}`}>{method}</span>
        <code>{path}</code>
        <span className="muted">{summary}</span>
      </summary>
      {/* Only then: all of them together have a hundred thousand members. */}
      {open && <Details operation={operation} schemas={schemas} />}
    </details>
  );
}

function Details({ operation, schemas }: Parameters<typeof OperationView>[0]) {
  const t = useText(texts);
  const lang = useLanguage();
  const { description, needsToken, parameters, body, answers } = operation;
  return (
    <div className="developers-operation">
      {description !== "" && <p>{description}</p>}
      {needsToken && <p className="muted small">{t("needsToken")}</p>}
      {parameters.length > 0 && (
        <>
          <h3>{t("parameters")}</h3>
          <ul className="developers-schema">
            {parameters.map((one) => (
              <li key={`${one.in} ${one.name}`}>
                <code>{one.name}</code> <span className="developers-type">{t(`in-${one.in}`)}</span>
                {one.required === true && (
                  <span className="developers-required"> {t("required")}</span>
                )}
                <p>
                  {(lang === "zh" ? one.schema?.["x-description-zh"] : undefined) ??
                    one.description}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
      {Object.entries(body).map(([type, { schema }]) => (
        <div key={type}>
          <h3>
            {t("body")} <code>{type}</code>
          </h3>
          {schema !== undefined && <SchemaView schema={schema} schemas={schemas} />}
        </div>
      ))}
      {Object.entries(answers)
        .filter(([status]) => status !== "default")
        .map(([status, answer]) => (
          <div key={status}>
            <h3>
              {t("answer")} {status}: {answer.description}
            </h3>
            {Object.entries(answer.content ?? {}).map(([type, { schema }]) => (
              <div key={type}>
                <p>
                  <code>{type}</code>
                </p>
                {schema !== undefined && type.includes("json") && (
                  <SchemaView schema={schema} schemas={schemas} />
                )}
              </div>
            ))}
          </div>
        ))}
      <h3>{t("example")}</h3>
      <Code text={commandOf(operation)} label={t("example")} />
    </div>
  );
}

/** The call as a command, with the parts that one has to fill in as they are named. */
function commandOf({ method, path, needsToken, parameters, body }: Operation): string {
  const query = parameters
    .filter((one) => one.in === "query" && one.required === true)
    .map(({ name }) => `${name}={${name}}`)
    .join("&");
  const address = `${location.origin}${path}${query === "" ? "" : `?${query}`}`;
  const [type] = Object.keys(body);
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}'${address}'`,
    ...(needsToken ? ['  -H "Authorization: Bearer $TALLYSTICK_TOKEN"'] : []),
    ...(type === undefined ? [] : [`  -H 'Content-Type: ${type}'`]),
    ...(type === undefined
      ? []
      : [type === "application/json" ? "  -d '{}'" : "  --data-binary @statement"]),
  ].join(" \\\n");
}
