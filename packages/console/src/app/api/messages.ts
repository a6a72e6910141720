import { defineMessages } from "../language.ts";

const en = {
  unreachable: "The node does not answer",
  unreachableFix: "See whether the node runs and the network is there, then try again.",
  badAnswer: "The node's answer could not be read",
  badAnswerFix: "Try again; if it stays so, ask whoever runs the node.",
};

const zh = {
  unreachable: "节点没有应答",
  unreachableFix: "请检查节点是否在运行、网络是否畅通，然后重试。",
  badAnswer: "节点的答复无法读取",
  badAnswerFix: "请重试；若仍如此，请联系节点运维人员。",
};

/** Texts of calls that got no answer of the node's own. */
export const texts = defineMessages("api", en, zh);
