import { useId } from "react";

/** A choice among few, above what it changes. */
export function Choice(props: {
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly title: string }[];
  choose: (value: string) => void;
}) {
  const { label, value, options, choose } = props;
  const id = useId();
  return (
    <div className="receivables-whose">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={({ target }) => choose(target.value)}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.title}
          </option>
        ))}
      </select>
    </div>
  );
}
