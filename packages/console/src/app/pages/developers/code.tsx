import { Copy } from "../../ui/copy.tsx";

/** Code to copy; long lines scroll inside. */
export function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="developers-code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <section tabIndex={0} aria-label={label}>
        <pre>
          <code>{text}</code>
        </pre>
      </section>
      <Copy text={text} label={label} />
    </div>
  );
}
