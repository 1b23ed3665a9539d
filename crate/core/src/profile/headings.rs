//! Headings of a catalogue and the fields they stand for: what every archive writes, beside the aliases of a profile.

use std::collections::BTreeMap;

use super::{Field, Profile};
use crate::facts::is_invisible;
use crate::plain::{folded, half_width, simplified};

/// A heading without what does not tell: blanks inside, `*`, `!`, `:`, width, and what stands in parentheses.
#[must_use]
pub fn normalise(heading: &str) -> String {
    let plain: String = heading
        .chars()
        .map(half_width)
        .filter(|c| {
            !c.is_whitespace()
                && !c.is_control()
                && !is_invisible(*c)
                && !matches!(c, '*' | '!' | ':')
        })
        .collect::<String>()
        .to_uppercase();
    let mut out = String::new();
    let mut depth = 0_u32;
    for c in plain.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() {
        // all of it stood in parentheses
        return plain
            .chars()
            .filter(|c| !"()[]【】〔〕".contains(*c))
            .collect();
    }
    out
}

/// Built-in headings (STANDARDS §3.5, §4, §11). 页次 is a page number here, though some use it for 页数: a wrong
/// count would make every row wrong. 保管期限缩写, 室编件号 and the like stand beside the field itself in real
/// sheets and are left out, so that they do not make it double.
#[must_use]
pub fn built_in_heading(heading: &str) -> Option<Field> {
    Some(match heading {
        "档号" | "文件档号" | "卷内档号" | "件档号" | "电子档号" | "DH" | "JNDH" => {
            Field::ArchivalCode
        }
        "题名" | "文件题名" | "案卷题名" | "卷内题名" | "正题名" | "标题" | "文件标题"
        | "案卷标题" | "题目" | "TM" => Field::Title,
        "责任者" | "责任人" | "作者" | "第一责任者" | "文件责任者" | "ZRZ" | "RZZ" => {
            Field::Author
        }
        "日期" | "成文日期" | "成文时间" | "文件日期" | "文件时间" | "形成日期" | "形成时间"
        | "文件形成日期" | "文件形成时间" | "WJRQ" | "RQ" | "CWRQ" => Field::Date,
        "页数" | "总页数" | "文件页数" | "YS" | "ZYS" => Field::Pages,
        "文号" | "文件编号" | "字号" | "发文字号" | "文件字号" | "文件文号" | "WH" | "WJBH" => {
            Field::DocumentNumber
        }
        level if asks_for_level(level) => Field::Secrecy,
        "保管期限" | "期限" | "BGQX" => Field::Retention,
        "年度" | "年份" | "归档年度" | "ND" => Field::Year,
        "全宗号" | "全宗代码" | "QZH" => Field::Fonds,
        "机构或问题" | "机构问题" | "机构" | "机构/问题" | "问题" | "机构或问题代码" => {
            Field::Office
        }
        "件号" | "JH" => Field::ItemNumber,
        "案卷号" | "卷号" | "AJH" => Field::VolumeNumber,
        "案卷档号" | "所属案卷档号" | "AJDH" | "NJDH" => Field::VolumeCode,
        "页号" | "页次" | "起始页号" | "起止页号" | "起止页码" | "页码" | "YH" => {
            Field::PageNumber
        }
        "序号" | "顺序号" | "卷内顺序号" | "卷内序号" | "JNSXH" | "XH" => {
            Field::SerialNumber
        }
        "盒号" | "档案盒号" | "归档盒号" | "HH" => Field::Box,
        "开放标识" | "开放状态" | "是否开放" | "KFBS" => Field::Openness,
        "著录层级" | "层级" | "著录级别" => Field::Level,
        "文种" | "WZ" => Field::Genre,
        "备注" | "附注" | "BZ" | "FZ" => Field::Remark,
        "件数" | "总件数" | "卷内件数" | "卷内文件数" => Field::ItemCount,
        "起始日期" | "起始时间" | "开始日期" => Field::StartDate,
        "终止日期" | "终止时间" | "截止日期" | "结束日期" => Field::EndDate,
        "时长" | "时间长度" | "录音时长" | "录像时长" | "播放时长" | "SC" => {
            Field::Duration
        }
        "扫描人" | "扫描人员" | "加工人" | "加工人员" | "操作员" | "操作人员" => {
            Field::Operator
        }
        "起止日期" | "起止时间" | "起止年月" | "起止年月日" => Field::DateRange,
        _ => return None,
    })
}

/// A normalised heading asks for the level, alone or with its term: 密级, 密级及保密期限, 涉密等级.
fn asks_for_level(heading: &str) -> bool {
    let joined = |c: &char| matches!(c, '/' | '、' | ',' | '-' | '及' | '和' | '与');
    let heading = simplified(&folded(heading));
    let heading: String = heading.chars().filter(|c| !joined(c)).collect();
    let own = ["文件", "案卷", "档案", "卷内", "最高"];
    let bare = own.iter().find_map(|word| heading.strip_prefix(word));
    let heading = bare.unwrap_or(&heading);
    let term = ["保密期限", "期限", "标识", "标志", "名称"];
    let level = term.iter().find_map(|word| heading.strip_suffix(word));
    // 定密期限 and 保密期限 are terms alone.
    let level = level.filter(|level| level.contains('级'));
    matches!(
        level.unwrap_or(heading),
        "密级"
            | "密级别"
            | "密级等级"
            | "保密等级"
            | "保密级别"
            | "涉密等级"
            | "涉密级别"
            | "秘密等级"
            | "秘密级别"
            | "定密"
            | "定密等级"
            | "定密级别"
            | "MJ"
    )
}

impl Profile {
    /// The first alias that takes a heading away from the field it stands for, and why it cannot: 页数 read as
    /// something else would leave LNK-03 nothing to count, and nobody would see that it did not.
    pub(super) fn alias_contradiction(&self) -> Option<(&str, String)> {
        let mut given: BTreeMap<String, Field> = BTreeMap::new();
        for (field, names) in &self.catalogue.aliases {
            for name in names {
                let heading = normalise(name);
                let other = built_in_heading(&heading).filter(|own| !may_mean(*own, *field));
                let other = other.or_else(|| given.get(&heading).copied());
                if let Some(other) = other.filter(|other| other != field) {
                    return Some((name, format!("stands for {other:?}, not for {field:?}")));
                }
                given.insert(heading, *field);
            }
        }
        None
    }
}

/// Some write 页次 and mean 页数; then LNK-03 counts more, not less.
fn may_mean(own: Field, given: Field) -> bool {
    own == Field::PageNumber && given == Field::Pages
}
