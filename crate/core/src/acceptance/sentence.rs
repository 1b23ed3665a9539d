//! The sentence beside each gate's fraction: what was counted, of how many, and what follows, in both languages.

use crate::profile::{Duty, Profile, Rate};
use crate::words::{Sentence, sentence};

/// `95 %` of 95/100, else the fraction itself.
pub(crate) fn share(rate: Rate) -> String {
    if rate.denominator == 100 {
        format!("{} %", rate.numerator)
    } else {
        format!("{}/{}", rate.numerator, rate.denominator)
    }
}

pub(super) fn automatic(passed: u64, waived: u64, all: u64) -> Sentence {
    let open = all - passed - waived;
    let (mut zh, mut en) = (
        format!("计入100 %机检要求的{all}项中，{passed}项通过"),
        format!("Of {all} checks that count under the 100 % rule, {passed} passed"),
    );
    if waived > 0 {
        zh += &format!("，{waived}项经豁免（不计为通过）");
        en += &format!(", {waived} are waived (not counted as passed)");
    }
    if all == 0 {
        return sentence(
            "没有任何机检项目得到执行，不能视为通过。",
            "No check ran, so nothing has passed.",
        );
    }
    if open > 0 {
        zh += &format!("，{open}项未通过或未能执行，须返工");
        en += &format!(", {open} failed or could not run: rework");
    }
    sentence(format!("{zh}。"), format!("{en}."))
}

pub(super) fn scope(secret: u64, rows: u64) -> Sentence {
    if secret == 0 {
        sentence(
            format!("目录{rows}条中没有涉密条目。"),
            format!("No row of {rows} names a secrecy level."),
        )
    } else {
        sentence(
            format!("目录中发现涉密标识{secret}处；DA/T 68.2-2020不适用于国家秘密，须停止作业。"),
            format!("{secret} secrecy levels in the catalogue: outside DA/T 68.2-2020, stop work."),
        )
    }
}

pub(super) fn sample(
    profile: &Profile,
    drawn: u64,
    population: u64,
    met: Option<bool>,
) -> Sentence {
    let rate = share(profile.sampling.rate);
    match met {
        None => sentence("尚未抽样。", "No sample has been drawn."),
        Some(true) => sentence(
            format!("从{population}个单位中抽取{drawn}个，达到方案要求（不少于{rate}）。"),
            format!("{drawn} of {population} units drawn, as the plan asks (at least {rate})."),
        ),
        Some(false) => sentence(
            format!("从{population}个单位中只抽取{drawn}个，未达到方案要求，须重新抽样。"),
            format!(
                "Only {drawn} of {population} units drawn, fewer than the plan asks: draw again."
            ),
        ),
    }
}

pub(super) fn inspection(
    gate: &str,
    required: Rate,
    passed: u64,
    total: u64,
    most: u64,
    met: Option<bool>,
) -> Sentence {
    let rate = share(required);
    let failed_or_open = total - passed;
    if gate == "inspection.attributes" {
        return match met {
            Some(true) => sentence(
                format!("样本{total}个，不合格不超过接收数{most}，按计数抽样方案接收。"),
                format!(
                    "Of {total} sampled, no more than {most} (Ac) have a defect: accepted by the plan."
                ),
            ),
            Some(false) => sentence(
                format!("样本{total}个，不合格数超过接收数{most}，按计数抽样方案不接收。"),
                format!(
                    "Of {total} sampled, more than {most} (Ac) have a defect: not accepted by the plan."
                ),
            ),
            None => sentence(
                format!("样本{total}个尚未全部检验，接收数为{most}。"),
                format!("Not all of {total} sampled are inspected; Ac is {most}."),
            ),
        };
    }
    match met {
        Some(true) => sentence(
            format!("{total}中合格{passed}，达到{rate}（最多允许不合格{most}）。"),
            format!("{passed} of {total} passed: {rate} is met (at most {most} may fail)."),
        ),
        Some(false) => sentence(
            format!("{total}中合格{passed}，不合格已超过允许的{most}，达不到{rate}，须返工。"),
            format!(
                "{passed} of {total} passed, more than {most} failed: {rate} is missed, rework."
            ),
        ),
        None if total == 0 => sentence("尚未抽样。", "No sample has been drawn."),
        None => sentence(
            format!("{total}中合格{passed}，还有{failed_or_open}未通过或未作答，暂不能下结论。"),
            format!(
                "{passed} of {total} passed, {failed_or_open} failed or unanswered: not decided."
            ),
        ),
    }
}

/// What keeps passes from counting.
pub(super) fn open(unseen: u64, disputed: u64) -> Option<Sentence> {
    let mut zh = String::new();
    let mut en = String::new();
    if unseen > 0 {
        zh += &format!("其中{unseen}个单位判为合格但没有看全图像的记录，不计。");
        en += &format!(
            " {unseen} units were passed without proof that every image was seen; they do not count."
        );
    }
    if disputed > 0 {
        zh += &format!("{disputed}个单位两人意见不一，待复核改判。");
        en += &format!(" On {disputed} units two opinions differ; a reviewer must overrule.");
    }
    (!zh.is_empty()).then(|| sentence(zh, en))
}

pub(super) fn targeted(good: u64, bad: u64, all: u64) -> Sentence {
    if bad > 0 {
        sentence(
            format!("指定抽查{all}个单位（不计入合格率），{bad}个对应性有误，须返工。"),
            format!(
                "Of {all} units looked at beside the sample (in no rate), {bad} are wrongly linked: rework."
            ),
        )
    } else {
        sentence(
            format!("指定抽查{all}个单位（不计入合格率），{good}个已查且对应正确。"),
            format!(
                "Of {all} units looked at beside the sample (in no rate), {good} are seen and right."
            ),
        )
    }
}

/// How the defects of the earlier round stand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    pub mended: u64,
    pub waived: u64,
    pub remains: u64,
    /// Of those that remain: their unit was left out.
    pub dropped: u64,
    /// Not seen any more, and not looked for in the same way.
    pub unknown: u64,
    pub all: u64,
}

pub(super) fn rework(standing: Standing) -> Sentence {
    let Standing {
        mended,
        waived,
        remains,
        dropped,
        unknown,
        all,
    } = standing;
    let (mut zh, mut en) = (
        format!("上一轮问题{all}项，已整改{mended}项"),
        format!("Of {all} defects of the earlier round {mended} are mended"),
    );
    if waived > 0 {
        zh += &format!("，豁免{waived}项（不计为整改）");
        en += &format!(", {waived} are waived (not counted as mended)");
    }
    let open = all - mended - waived - remains - unknown;
    if remains > 0 {
        zh += &format!("，仍存在{remains}项，须继续返工");
        en += &format!(", {remains} remain: rework");
        if dropped > 0 {
            zh += &format!("（其中{dropped}项的档号本轮没有了，去掉档案不等于整改）");
            en += &format!(" ({dropped} at units that are left out, which is no mending)");
        }
    }
    if unknown > 0 {
        zh += &format!(
            "，{unknown}项没有再现但不能算已整改（检查没有执行，或文件未改而方案不同），须重新检查或豁免"
        );
        en += &format!(
            ", {unknown} are not seen again but not mended either (their check did not run, or the same files were judged under another profile): check again or waive"
        );
    }
    if remains == 0 && open > 0 {
        zh += &format!("，{open}项待逐项复验");
        en += &format!(", {open} are to be inspected again");
    }
    sentence(format!("{zh}。"), format!("{en}."))
}

pub(super) fn deadline(waived: bool) -> Sentence {
    if waived {
        sentence(
            "上一轮定了整改期限，本次提交日期没有填写；是否按期经豁免（不计为按期）。",
            "A deadline was set and the day of hand-over is not given; it is waived (not counted as kept).",
        )
    } else {
        sentence(
            "上一轮定了整改期限，但没有填写本次提交日期，不知是否按期；请填写日期后重新检查。",
            "A deadline was set, but the day of hand-over is not given, so nobody knows whether it was kept; give the day and check again.",
        )
    }
}

pub(super) fn attestation(yes: u64, no: u64, asked: u64) -> Sentence {
    let open = asked - yes - no;
    sentence(
        format!("须人工确认{asked}项：符合{yes}，不符合{no}，未确认{open}。"),
        format!("Of {asked} attestations {yes} are given, {no} refused, {open} open."),
    )
}

pub(super) fn confirmation(yes: u64, all: u64, met: Option<bool>) -> Sentence {
    let (zh, en) = match met {
        Some(true) => ("均已由专人确认", "all confirmed"),
        Some(false) => ("有确认为缺陷的，须返工", "some are defects: rework"),
        None => ("尚有待确认", "some await a person's word"),
    };
    sentence(
        format!("B类问题{all}种，确认无碍{yes}种，{zh}。"),
        format!("{yes} of {all} kinds of severity B are cleared; {en}."),
    )
}

pub(super) fn record(there: u64, given: u64) -> Sentence {
    let lost = given.saturating_sub(there);
    sentence(
        format!(
            "检验意见共给出{given}条，现存{there}条，遗失{lost}条；请找回，或由原检验人重新给出。"
        ),
        format!(
            "Of {given} verdicts given {there} are there and {lost} lost; bring them back, or let who gave them give them again."
        ),
    )
}

/// People who must not be the same.
#[derive(Clone, Copy, Debug)]
pub(super) enum Conflict {
    ReviewerInspected,
    ApproverInspected,
    ReviewerApproves,
    ContractorAccepts,
    OneOrganisation,
}

impl Conflict {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Conflict::ReviewerInspected => ("复核人与检验人是同一人", "the reviewer has inspected"),
            Conflict::ApproverInspected => ("负责人与检验人是同一人", "the approver has inspected"),
            Conflict::ReviewerApproves => ("复核人与负责人是同一人", "the reviewer approves"),
            Conflict::ContractorAccepts => (
                "承包方代表参与了检验、复核、确认或豁免",
                "the contractor's representative has inspected, reviewed, confirmed or waived",
            ),
            Conflict::OneOrganisation => {
                ("发包方与承包方是同一单位", "client and contractor are one")
            }
        }
    }
}

fn duty(duty: Duty) -> (&'static str, &'static str) {
    match duty {
        Duty::Inspector => ("检验人", "inspector"),
        Duty::Reviewer => ("复核人", "reviewer"),
        Duty::Approver => ("负责人", "approver"),
        Duty::Contractor => ("承包方代表", "contractor's representative"),
    }
}

pub(super) fn people(conflicts: &[Conflict], missing: &[Duty]) -> Sentence {
    let joined = |words: Vec<(&str, &str)>| {
        let zh: Vec<&str> = words.iter().map(|(zh, _)| *zh).collect();
        let en: Vec<&str> = words.iter().map(|(_, en)| *en).collect();
        (zh.join("、"), en.join(", "))
    };
    if !conflicts.is_empty() {
        let (zh, en) = joined(conflicts.iter().map(|c| c.words()).collect());
        return sentence(
            format!("不相容岗位未分离：{zh}；须换人。"),
            format!("Duties are not apart: {en}; somebody else must do it."),
        );
    }
    if !missing.is_empty() {
        let (zh, en) = joined(missing.iter().map(|d| duty(*d)).collect());
        return sentence(format!("尚缺：{zh}。"), format!("Not named yet: {en}."));
    }
    sentence(
        "检验、复核各有其人，互不兼任。",
        "Inspection and review are done by different people.",
    )
}
