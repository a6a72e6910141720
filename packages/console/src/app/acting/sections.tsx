import "./acting.css";
import "../forms/forms.css";
import "../explore/explore.css";
import { Link, useSearch } from "@tanstack/react-router";
import { type ComponentType, useEffect, useRef } from "react";

/** One section of a page that has several: `?section=quotas`. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly show: ComponentType;
}

/** The sections of a page with their links; the first is shown unless the address names another. */
export function Sections(props: {
  path: string;
  label: string;
  sections: readonly Section[];
  /** Parameters of the address that stay when another section is opened. */
  keep?: readonly string[];
}) {
  const { path, label, sections, keep = [] } = props;
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const { section } = search;
  const kept = Object.fromEntries(keep.map((name) => [name, search[name]]));
  const shown = sections.find(({ name }) => name === section) ?? sections[0];
  const nav = useRef<HTMLElement>(null);
  const name = shown?.name;
  useEffect(() => {
    if (name === undefined) return;
    // On a phone the links do not fit side by side; the one that is shown must be among those seen.
    const link = nav.current?.querySelector("[aria-current=page]");
    link?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [name]);
  if (shown === undefined) return null;
  const Shown = shown.show;
  return (
    <>
      <nav ref={nav} className="act-sections" aria-label={label}>
        {sections.map(({ name, title }) => (
          <Link
            key={name}
            to={path}
            search={{ ...kept, section: name } as never}
            aria-current={name === shown.name ? "page" : undefined}
            activeOptions={{ includeSearch: true }}
          >
            {title}
          </Link>
        ))}
      </nav>
      <div className="stack" key={shown.name}>
        <Shown />
      </div>
    </>
  );
}
