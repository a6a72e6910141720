import { useTrust } from "../api/facts.ts";

/** Name of an organisation by its id, as the trust file of the ledger has it; else the id itself. */
export function OrganisationName({ id }: { id: string }) {
  const { data } = useTrust();
  const name = data?.trust.organisations.find((one) => one.id === id)?.name;
  // Names are whatever somebody chose: a right-to-left one must not turn the line around.
  return <bdi title={id}>{name ?? id}</bdi>;
}
