import { count, fileSize, isolated } from "../web/format.ts";
import type { LandingMessages } from "./messages-en.ts";

/** 首页的中文文案。 */
export const zh: LandingMessages = {
  brand: "Tallystick",
  pageTitle: "Tallystick",
  languageGroup: "语言",
  footer: "Tallystick 是采用 Apache 2.0 许可的自由软件。它不发行任何货币或代币。",
  headline: "每条记录都有一份人人可以核验的回执。",
  lead: "这是一个共同账本的节点。把文件的摘要交给它，就会得到由账本各机构签名的回执，证明该文件届时已经存在、未被改动。核验回执不需要账号、网络，也不需要信任本节点。",
  noScript: "本页用自带脚本向节点查询数据。接口说明见 /docs。",

  records: () => "条记录",
  blocks: () => "个区块",
  lastBlock: "最近区块",
  organisations: "机构",
  suite: "密码套件",
  suites: { intl: "SHA-256、Ed25519", gm: "SM3、SM2（国密）" },
  version: "版本",
  ledgerId: "账本标识",
  asking: "正在询问节点…",
  unreachable: "节点没有应答，显示的是它最后给出的数据。",
  ago: (seconds) => {
    if (seconds < 2) return "刚刚";
    if (seconds < 120) return `${seconds} 秒前`;
    if (seconds < 7200) return `${Math.floor(seconds / 60)} 分钟前`;
    if (seconds < 172_800) return `${Math.floor(seconds / 3600)} 小时前`;
    return `${count(Math.floor(seconds / 86_400))} 天前`;
  },

  startTitle: "三条命令上手",
  startDeposit: "存证一个文件；回执出现在 receipts/",
  startVerify: "离线核验",
  startLookup: "查询某个文件是否已存证",
  copy: "复制",
  copied: "已复制",

  lookupTitle: "文件在账本上吗？",
  lookupHint: "把文件拖到本页任意处。只有它的摘要会离开本机，答复的证明在此当场核验。",
  lookupChoose: "选择文件…",
  lookupReading: (name) => `正在读取 ${isolated(name)}`,
  lookupSize: (bytes) => fileSize(bytes),
  lookupCancel: "取消",
  lookupFound: (times, complete) => `已存证，${complete ? "恰好" : "至少"} ${count(times)} 次。`,
  lookupMissing: "未曾单独存证。",
  lookupMissingText: (block, time) =>
    `截至第 ${count(block)} 区块（${time}）已证明如此。随批次存入的摘要只能凭其回执查找，加盐的摘要无法查找。`,
  lookupAsOf: (block, time) => `截至第 ${count(block)} 区块，${time}。`,
  lookupBad: "节点的答复不成立。",
  lookupFailed: (reason) => `无法回答：${reason}`,
  lookupFirst: (time) => `不晚于 ${time}`,
  lookupBy: (member) => `存证人 ${isolated(member)}`,
  lookupReceipt: "回执",
  lookupWithdrawn: "已撤回",
  lookupTrust: "以本节点给出的信任文件核验。其指纹应从别处获得并比对：",

  linksTitle: "去往",
  links: {
    verify: ["核验回执", "一个页面，断网可用，可保存留存"],
    docs: ["浏览接口", "每个调用都可阅读和试用"],
    openapi: ["OpenAPI 文档", "供生成器和工具使用"],
    trust: ["信任文件", "本账本谁的签名算数"],
    metrics: ["指标", "供 Prometheus 采集"],
    checkpoint: ["检查点", "供见证人与镜像使用的签名记录（C2SP）"],
  },
};
