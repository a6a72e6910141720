import type { Translated } from "../language.ts";
import type { en } from "./messages-en.ts";

export const zh: Translated<typeof en> = {
  known: "涉及对象",
  way: "办理方式",
  waySign: "由我签名办理（限本机构范围内）",
  wayVote: "提交各机构表决",
  needsDecision: "此事须由各机构共同决定",
  needsDecisionText: "任何人不能单独办理。此处填写的内容将成为提案，表决前可先预演其影响。",
  review: "查看并签署",
  toProposal: "转为提案",
  done: "已完成，对本账本的所有读者生效。",
  doneAt: "第 {{index}} 条",
  goBack: "返回",
  unknownAction: "本账本没有此操作",
  unknownActionText: "地址可能有误，或该应用不属于本账本。",
  whichKey: "使用哪把公钥",
  pasteKey: "其他公钥：在下方填写",
  browserKey: "本浏览器的密钥“{{label}}”",
  keyHelp:
    "公钥不是秘密。他人在自己的设备上生成密钥，把公钥发给您（可在“密钥与令牌”页复制，或用 <1>tallystick key show</1> 显示）。",
  roles: "可由以下各方执行：{{roles}}",
  "role-operator": "管理员",
  "role-member": "成员",
  "role-consortium": "各机构共同决定",
  loadingCalls: "正在读取所列操作……",
  unknownCall: "本控制台不识别此操作，按其编码原样显示输入。",
  resolution: "不执行任何操作：仅为决议。",
};
