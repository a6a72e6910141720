import { outcome } from "@tallystick/ledger/outcomes";

/** Outcomes of the upgrade application, 1800 to 1899. */
export const UPGRADE_OUTCOMES = {
  heightPast: outcome(
    1800,
    "upgrade-height-past",
    422,
    ["The height is not after this block.", "所给高度不晚于本区块。"],
    [
      "Give a height that every organisation reaches well after it has installed the program.",
      "请选择各机构安装好程序之后才会到达的高度。",
    ],
  ),
  versionPast: outcome(
    1801,
    "upgrade-version-past",
    409,
    ["The version is older than the one in force.", "该版本早于现行版本。"],
    [
      "Rules go forward only: name a newer version, or the one in force to withdraw what is decided.",
      "规则只能向前升级：请填写更新的版本，或填写现行版本以撤回已定方案。",
    ],
  ),
  notAVoter: outcome(
    1802,
    "upgrade-not-a-voter",
    403,
    [
      "The organisation does not decide on versions in this ledger.",
      "该机构在本账本中不参与版本决定。",
    ],
    [
      "In a ledger with governance propose `upgrade.activate` there.",
      "设有治理应用的账本，请通过治理提案执行 upgrade.activate。",
    ],
  ),
  noSuchApplication: outcome(
    1803,
    "upgrade-no-such-application",
    404,
    ["The ledger has no such application.", "账本没有该应用。"],
    ["Look them up in the view versions.", "请通过 versions 视图查询。"],
  ),
} as const;
