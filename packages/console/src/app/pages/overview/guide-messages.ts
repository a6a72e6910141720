import { defineMessages } from "../../language.ts";

const en = {
  title: "First steps",
  show: "Show the first steps",
  hide: "Hide",
  done: "Done: ",
  runs: "The ledger runs",
  runsText:
    "This node keeps a ledger in its data directory. Nothing in it can be changed without everybody seeing it.",
  signIn: "Say who you are",
  signInText: "Reading needs no sign-in. Recording does: every record carries a name.",
  signInAction: "Sign in",
  deposit: "Deposit a file",
  depositText:
    "Its fingerprint goes on the ledger, the file stays with you. You get a certificate that a court can check.",
  depositAction: "Deposit",
  verify: "Check it as the other side would",
  verifyText:
    "Drop file and certificate on the public page. It needs no sign-in and works offline.",
  verifyAction: "Verify",
  others: "Bring others in",
  othersText:
    "Colleagues get keys of their own. With four organisations the ledger goes on when one of them fails, and none can rewrite it alone.",
  othersAction: "Organisations",
};

const zh: typeof en = {
  title: "入门步骤",
  show: "显示入门步骤",
  hide: "收起",
  done: "已完成：",
  runs: "账本已在运行",
  runsText: "本节点在数据目录中保存一份账本；任何改动都会被各方发现。",
  signIn: "表明身份",
  signInText: "读取无需登录；写入需要登录，因为每条记录都署名。",
  signInAction: "登录",
  deposit: "存证一份文件",
  depositText: "只有文件指纹写入账本，文件本身留在您手中；您将得到法院可以核验的证书。",
  depositAction: "存证",
  verify: "站在对方角度核验",
  verifyText: "把文件与证书拖到公开的核验页：无需登录，可离线使用。",
  verifyAction: "核验",
  others: "邀请其他人加入",
  othersText:
    "同事使用各自的密钥。四家机构共同维护时，一家故障不影响运行，任何一家都无法单独篡改。",
  othersAction: "机构与成员",
};

/** Texts of the first steps. */
export const texts = defineMessages("guide", en, zh);
