import { count, fileSize } from "@tallystick/console/web/format";
import type { CertificateTexts } from "./texts-en.ts";

/** 存证证书的全部中文文字。 */
export const zh: CertificateTexts = {
  title: "电子数据存证证书",
  kicker: "电子证据",
  number: "证书编号",
  subject: (number) => `存证证书 ${number}`,
  headline: (time) => `具有下列摘要的内容，最迟于${time}已经存在。`,
  headlineSalted: (time) => `符合下列承诺值的内容，最迟于${time}已经存在。`,
  underHeadline: (signed) =>
    `摘要相同的文件，内容逐位相同。已记入任何一方都无法单独更改的账本，并由 ${signed}签名。`,
  underHeadlineAlone:
    "摘要相同的文件，内容逐位相同。已记入任何改动均可被发现的账本，并由运行账本的机构签名。",
  signedCount: (signed, total) => `${total} 家机构中的 ${signed} 家`,
  scan: "扫码核验",

  object: "存证对象",
  fileName: "文件名",
  fileNameNote: "申请证书时填写，未记入账本",
  salted: (hash) => `HMAC-${hash}（加盐）`,
  form: "存证方式",
  formDigest: "仅存摘要，账本不保存内容本身。",
  formSalted: "加盐承诺，持有盐值者方可与文件比对。",
  formSaltInside: "加盐承诺，盐值已随本证书附上，可与文件比对。",
  formBatch: (position, size) =>
    `批量存证 ${count(size)} 个摘要中的第 ${count(position)} 个，账本不保存内容本身。`,

  claims: "存证人陈述",
  claimsNote: "由存证人签名，账本未核实其真实性。",
  size: "大小",
  sizeText: (bytes) =>
    bytes < 1024 ? `${count(bytes)} 字节` : `${count(bytes)} 字节（${fileSize(bytes)}）`,
  mediaType: "数据类型",
  capturedAt: "采集时间",
  source: "来源",
  labels: "标签",
  note: "备注",
  previous: "承接的存证",
  comma: "、",

  who: "存证人",
  member: "账户",
  key: "签名密钥",
  statement: "存证编号",

  when: "存证时间",
  notAfter: "不晚于",
  clock: "时间来源",
  clockMany: "区块时间，由各机构节点共同确定",
  clockOne: "区块时间，由运行账本的机构确定",

  where: "链上记录",
  ledger: "账本",
  ledgerId: "账本标识",
  filing: "服务备案",
  filingNote: "运营者填写",
  entry: "序号与区块",
  entryText: (index, height, size) =>
    `日志序号 ${count(index)} · 区块 ${count(height)} · 根下共 ${count(size)} 条记录`,
  logRoot: "日志根",
  stateRoot: "状态根",
  cryptography: "密码算法",
  suites: { intl: "SHA-256、Ed25519", gm: "SM3、SM2（国密）" },
  signers: "签名机构",
  rule: (quorum, total) => (total === 1 ? "须有其签名" : `${total} 家中须有 ${quorum} 家签名`),
  trust: "信任文件",
  trustNote: "SHA-256",

  how: "如何核验",
  steps: (address) => [
    address === undefined
      ? "打开账本的核验页面，或您自行保存的离线核验页面。"
      : `扫描二维码或打开 ${address}，放入本 PDF 与原文件。`,
    "页面自行重算全部摘要与签名。核验所需的回执已作为附件嵌入本 PDF；纸质打印件须借助二维码。",
    "请将信任文件的 SHA-256 与您从账本机构处自行取得的值核对，而不是与提供本证书的人所给的值核对。",
  ],
  validity:
    "本页文字本身不具证明力，任何人都可以印出文字。起证明作用的是所附回执，核验者应以回执内容为准。",

  absent: "本证书不包含",
  absentNote: "上文未列明已证明的事项，均未证明。特别是：",
  absents: {
    identity: ["真实身份", "账户背后的真实姓名或名称，由其所属机构登记"],
    before: ["最早时间", "内容何时形成；仅证明最迟时间"],
    capture: ["取证过程", "内容以何种工具、在何种环境下形成或获取"],
    content: ["内容真实性", "内容所述是否属实，以及内容本身"],
    timestamp: ["可信时间戳", "第三方时间戳（RFC 3161）"],
    court: ["司法链", "法院区块链上的交易"],
    seal: ["电子签章", "本 PDF 上的电子印章或签名"],
    later: ["后续变化", "撤回、批注、后续版本，请向账本查询"],
  },

  foot: (number, template) => `${number} · 模板 ${template}`,
  page: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
};
