import { Link } from "@tanstack/react-router";
import { OFFICE_ASKED } from "../limits.ts";
import { useView } from "./views.ts";

/** An organisation's name as the ledger has it, leading to its page. */
export function OrganisationLink({ id }: { id: string }) {
  const name = useOrganisationNames();
  return (
    <Link to={`/organisations/${id}`} title={id}>
      <bdi>{name(id)}</bdi>
    </Link>
  );
}

/** Gives the name of an organisation by its id. */
export function useOrganisationNames(): (id: string) => string {
  const { data } = useView<{ organisations: readonly { organisation: string; name: string }[] }>(
    "membership",
    "organisations",
    { limit: OFFICE_ASKED },
  );
  return (id) => data?.organisations.find(({ organisation }) => organisation === id)?.name ?? id;
}
