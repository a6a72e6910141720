import { createContext, useContext } from "react";
import type { Draft, FieldProblem } from "./draft.ts";

/** What every field of a form needs beside its own schema and draft. */
export interface FormState {
  /** Begins the ids of the form's elements. */
  readonly id: string;
  readonly lang: "en" | "zh";
  /** By path; only those that are to be shown. */
  readonly problems: ReadonlyMap<string, FieldProblem>;
  /** Digest algorithm to suggest where the form does not name one. */
  readonly algorithm: "sha-256" | "sm3";
}

/** The form around a field. */
export const FormContext = createContext<FormState | undefined>(undefined);

/** @throws TypeError outside of a form */
export function useForm(): FormState {
  const form = useContext(FormContext);
  if (form === undefined) throw new TypeError("a field stands outside of a form");
  return form;
}

/** What a field gets: its schema's place, its draft, and where to send a new one. */
export interface FieldProps<S> {
  readonly name: string;
  readonly path: string;
  readonly schema: S;
  readonly required: boolean;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Stands in for the field's own name: an item of a list. */
  readonly title?: string | undefined;
  /** Digest algorithm that a field beside this one names. */
  readonly beside?: string | undefined;
}
