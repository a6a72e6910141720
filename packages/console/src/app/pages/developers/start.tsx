import deposit from "../../../../../../examples/deposit-and-verify.ts?raw";
import follow from "../../../../../../examples/follow-the-log.ts?raw";
import absence from "../../../../../../examples/prove-absence.ts?raw";
import { useText } from "../../language.ts";
import { WithCode } from "../../ui/with-code.tsx";
import { Code } from "./code.tsx";
import { texts } from "./messages.ts";

const PROGRAMS = [
  ["deposit", deposit],
  ["absence", absence],
  ["follow", follow],
] as const;

/** Programs and commands that run against this very node. */
export function Start() {
  const t = useText(texts);
  const { origin } = location;
  return (
    <>
      <p className="muted">{t("startIntro")}</p>
      {PROGRAMS.map(([name, source]) => {
        const { program, command } = example(source, origin);
        return (
          <section key={name} className="panel developers-example" data-example={name}>
            <h2>{t(`example-${name}`)}</h2>
            <p className="muted">{t(`exampleText-${name}`)}</p>
            <Code text={program} label={`${t("program")}: ${t(`example-${name}`)}`} />
            <h3>{t("run")}</h3>
            <Code text={command} label={`${t("run")}: ${t(`example-${name}`)}`} />
          </section>
        );
      })}
      <section className="panel developers-example" data-example="curl">
        <h2>{t("example-curl")}</h2>
        <p className="muted">{t("exampleText-curl")}</p>
        <h3>{t("curlStatus")}</h3>
        <Code text={`curl ${origin}/v1/status`} label={t("curlStatus")} />
        <h3>{t("curlDeposit")}</h3>
        <Code text={curlDeposit(origin)} label={t("curlDeposit")} />
        <h3>{t("curlReceipt")}</h3>
        <Code text={`curl -o first.receipt ${origin}/v1/receipts/0`} label={t("curlReceipt")} />
        <p className="muted small">
          <WithCode text={t("tokenNote")} />
        </p>
      </section>
    </>
  );
}

/** The program with this node's address in it, and the command from its head. */
function example(source: string, origin: string): { program: string; command: string } {
  const own = source.replaceAll("http://127.0.0.1:7070", origin);
  const command = /^\/\/ +(TALLYSTICK_URL=.*)$/m.exec(own)?.[1] ?? "";
  const program = own.replace(/^\/\/\n\/\/ +TALLYSTICK_URL=.*\n/m, "");
  return { program: program.trimEnd(), command };
}

function curlDeposit(origin: string): string {
  return [
    `curl ${origin}/v1/apps/evidence/deposit \\`,
    '  -H "Authorization: Bearer $(cat data/token)" \\',
    "  -H 'Content-Type: application/json' \\",
    `  -d '{"digests":[{"alg":"sha-256","value":"'$(sha256sum report.pdf | cut -c1-64)'"}]}'`,
  ].join("\n");
}
