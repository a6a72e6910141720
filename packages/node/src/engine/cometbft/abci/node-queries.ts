import type { QueryHandler } from "./service.ts";

const ADDRESS = "/p2p/filter/addr/";
const NODE = "/p2p/filter/id/";

/**
 * Answers whether a peer may stay (`filter_peers`, CometBFT v0.38 node/setup.go): the engine has proven
 * who the peer is before it asks by id, so the id decides and the address does not.
 *
 * @param admits whether a node id, 40 lower-case hex digits, may take part
 */
export function peerFilter(admits: (nodeId: string) => boolean): QueryHandler {
  return (path) => {
    if (path.startsWith(ADDRESS)) return { code: 0 };
    if (!path.startsWith(NODE)) return { code: 1, log: "no such query" };
    return admits(path.slice(NODE.length)) ? { code: 0 } : { code: 1, log: "not a member" };
  };
}
