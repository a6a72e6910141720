/** One kind of refusal that the HTTP surface itself can give (outcomes of the ledger are elsewhere). */
export interface ProblemKind {
  readonly status: number;
  readonly title: { readonly en: string; readonly zh: string };
  readonly fix: { readonly en: string; readonly zh: string };
}

const kind = (
  status: number,
  titleEn: string,
  titleZh: string,
  fixEn: string,
  fixZh: string,
): ProblemKind => ({
  status,
  title: { en: titleEn, zh: titleZh },
  fix: { en: fixEn, zh: fixZh },
});

/**
 * The registry of problems (RFC 9457) that are about HTTP and not about the ledger: served at
 * `/v1/outcomes` beside the outcomes and printed in `docs/reference/http-api.md`.
 */
export const problemKinds = {
  "invalid-request": kind(
    400,
    "The request is not what this route takes",
    "请求不符合此接口的要求",
    "Compare the request with /openapi.json; `detail` names the first member that is wrong.",
    "请对照 /openapi.json 检查；detail 指出第一个有误的成员。",
  ),
  "malformed-http": kind(
    400,
    "The bytes are not a well-formed HTTP request",
    "收到的字节不是合法的 HTTP 请求",
    "Send HTTP/1.1 with a Host header and one consistent body length.",
    "请使用 HTTP/1.1，带 Host 头，且正文长度前后一致。",
  ),
  "token-required": kind(
    401,
    "This route needs to know who asks",
    "此接口需要验明身份",
    "Send `Authorization: Bearer <token>` (`tallystick token create` makes one; the node's own is in the file `token` of its data directory), sign in, or show a client certificate.",
    "请发送 Authorization: Bearer <令牌>（可用 tallystick token create 创建；节点自身令牌在数据目录的 token 文件中），或登录，或出示客户端证书。",
  ),
  "not-allowed": kind(
    403,
    "You are known, but may not do this here",
    "身份已确认，但无此权限",
    "GET /v1/permissions says what each call needs, GET /v1/access/me what you have.",
    "GET /v1/permissions 列出各调用所需权限，GET /v1/access/me 列出您的权限。",
  ),
  "member-not-active": kind(
    403,
    "The ledger has no active member behind this",
    "账本中没有与此对应的有效成员",
    "The member is not enrolled, suspended, removed, or has no key in force: ask an operator of its organisation.",
    "该成员未登记、已停用、已移除或没有有效密钥：请联系其机构管理员。",
  ),
  "no-member-key": kind(
    403,
    "This node cannot sign for that member",
    "本节点不能代该成员签名",
    "Sign the statement yourself and send it to POST /v1/statements, or let the operator keep the member's key on the node (docs/operate/access.md).",
    "请自行签名后发送至 POST /v1/statements，或由运维者将该成员密钥置于节点（docs/operate/access.md）。",
  ),
  "sign-in-refused": kind(
    403,
    "The sign-in came to nothing",
    "登录未成功",
    "Begin again at GET /v1/access/sign-in; `reason` says what was missing.",
    "请从 GET /v1/access/sign-in 重新开始；reason 给出原因。",
  ),
  "wrong-origin": kind(
    403,
    "Calls from other web sites are not accepted here",
    "不接受来自其他网站的调用",
    "Call from the node's own pages or from a program, or let the operator list the site in corsOrigins.",
    "请从节点自带页面或程序调用，或由运维者把该网站列入 corsOrigins。",
  ),
  "not-found": kind(
    404,
    "Nothing is here",
    "此处没有内容",
    "Check the path against /openapi.json and the index or name asked for.",
    "请对照 /openapi.json 检查路径以及所请求的序号或名称。",
  ),
  "method-not-allowed": kind(
    405,
    "The path exists, but not with this method",
    "路径存在，但不支持此方法",
    "Use a method named in the Allow header.",
    "请使用 Allow 头中列出的方法。",
  ),
  "not-acceptable": kind(
    406,
    "None of the accepted content types is offered",
    "没有可提供的内容类型",
    "Leave out Accept, or name a content type listed in /openapi.json.",
    "请去掉 Accept，或使用 /openapi.json 中列出的内容类型。",
  ),
  "request-timeout": kind(
    408,
    "The request did not arrive in time",
    "请求未在规定时间内到达",
    "Send the whole request at once; large work is sent in several calls.",
    "请一次发完请求；大批量内容请分多次调用。",
  ),
  "too-large": kind(
    413,
    "The body is larger than this route takes",
    "正文超过此接口的上限",
    "Split the work into several calls; limits are in docs/reference/limits.md.",
    "请分多次调用；上限见 docs/reference/limits.md。",
  ),
  "unsupported-media-type": kind(
    415,
    "This route does not take that content type",
    "此接口不接受该内容类型",
    "Use a content type listed for the route in /openapi.json, without a content encoding.",
    "请使用 /openapi.json 中为此接口列出的内容类型，且不要压缩。",
  ),
  "misdirected-host": kind(
    421,
    "This node does not answer to that host name",
    "本节点不以该主机名提供服务",
    "Use the address printed at start-up, or let the operator list the name in the setting `hosts`.",
    "请使用启动时显示的地址，或由运维者把该名称列入 hosts 设置。",
  ),
  "too-many-requests": kind(
    429,
    "Too many wrong attempts, or too many requests",
    "错误尝试或请求过多",
    "Wait for the seconds named in Retry-After; use the right token, and fewer requests at a time.",
    "请等待 Retry-After 给出的秒数，使用正确的令牌并减少请求频率。",
  ),
  "missing-glyph": kind(
    422,
    "A character has no glyph in the fonts of this node",
    "本节点的字体中没有该字符",
    "Leave the character out of the file's name; for one that is on the ledger, the operator names a full font in certificates.fonts (docs/reference/certificate-pdf.md).",
    "请从文件名中去掉该字符；若该字符已在账本中，请运维者在 certificates.fonts 中配置完整字体（docs/reference/certificate-pdf.md）。",
  ),
  "headers-too-large": kind(
    431,
    "The headers are larger than this node takes",
    "请求头超过上限",
    "Send fewer or shorter headers, or a shorter path.",
    "请减少或缩短请求头，或缩短路径。",
  ),
  internal: kind(
    500,
    "The node failed while answering",
    "节点处理时出错",
    "Nothing was acknowledged; try again, and look in the node's log under the given request id.",
    "未确认任何写入；请重试，并按请求编号查看节点日志。",
  ),
  damaged: kind(
    500,
    "The node found its own data damaged and does not serve it",
    "节点发现自身数据损坏，拒绝提供",
    "Run `tallystick doctor` on the node, then restore from a backup.",
    "请在节点上运行 tallystick doctor，然后从备份恢复。",
  ),
  "disk-full": kind(
    507,
    "The node's disk is full",
    "节点磁盘已满",
    "Nothing was acknowledged; ask the operator to make room, then send the same bytes again.",
    "未确认任何写入；请运维者清理空间后，用相同内容重试。",
  ),
  "not-offered": kind(
    501,
    "This node is not set up for that",
    "本节点未启用此功能",
    "Ask the operator which part is switched off.",
    "请向运维者确认未启用的部分。",
  ),
  "not-ready": kind(
    503,
    "The node is starting or stopping",
    "节点正在启动或停止",
    "Try again after the seconds named in Retry-After.",
    "请等待 Retry-After 给出的秒数后重试。",
  ),
  "not-certified": kind(
    503,
    "The organisations have not signed this yet",
    "各机构尚未对此签名",
    "Try again after the seconds named in Retry-After; the record itself is safe.",
    "请等待 Retry-After 给出的秒数后重试；记录本身已安全写入。",
  ),
  overloaded: kind(
    503,
    "The node has as much under way as it takes",
    "节点处理量已达上限",
    "Try again after the seconds named in Retry-After, with fewer calls at a time.",
    "请等待 Retry-After 给出的秒数后重试，并减少并发。",
  ),
} as const satisfies Record<string, ProblemKind>;

/** The code of a problem of the HTTP surface. */
export type ProblemCode = keyof typeof problemKinds;
