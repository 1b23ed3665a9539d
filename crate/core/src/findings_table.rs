//! The findings as a CSV table that a spreadsheet opens: UTF-8 with BOM (Excel reads GBK otherwise), and no cell that
//! a spreadsheet would take for a formula, since the text comes from the delivery.

use crate::code::Property;
use crate::finding::FindingLine;
use crate::words;

/// Prefixes a cell that begins like a formula with `'` (OWASP, CSV injection).
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// `3-4 可用性, 4-3 安全性`.
fn properties(tags: &[String]) -> String {
    let named = tags.iter().map(|tag| match Property::of(tag) {
        Some(property) => format!("{tag} {}", property.names().0),
        None => tag.clone(),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// One line per finding, with what happened and what to do next in both languages.
#[must_use]
pub fn csv(findings: &[FindingLine]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    let head = [
        "机检 check",
        "代码 code",
        "严重程度 severity",
        "依据 clause",
        "文件 entry",
        "工作表 sheet",
        "行 row",
        "档号 archival code",
        "页 page",
        "应为 expected",
        "实为 found",
        "问题 what (zh)",
        "处理 next (zh)",
        "what (en)",
        "next (en)",
        "处理方式 action (zh)",
        "action (en)",
        "四性检测 DA/T 70-2018",
    ];
    // Writing to memory cannot fail; if it ever did, the table would end there, and the report has them all. Each line is
    // written as it is made: there may be a million, and all of them at once are many times the table.
    let mut whole = writer.write_record(head).is_ok();
    for finding in findings {
        if !whole {
            break;
        }
        let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        let words = words::finding(&finding.code);
        let word =
            |f: fn(&words::FindingWords) -> &str| words.map(f).unwrap_or_default().to_owned();
        let record = [
            finding.check.clone(),
            finding.code.clone(),
            format!("{:?}", finding.severity),
            finding.clause.to_string(),
            inert(finding.locus.entry.as_deref().unwrap_or_default()),
            inert(finding.locus.sheet.as_deref().unwrap_or_default()),
            number(finding.locus.row),
            inert(finding.locus.archival_code.as_deref().unwrap_or_default()),
            number(finding.locus.page),
            inert(&finding.expected),
            inert(&finding.found),
            word(|w| &w.zh.what),
            word(|w| &w.zh.next),
            word(|w| &w.en.what),
            word(|w| &w.en.next),
            words::action(&finding.code).zh.clone(),
            words::action(&finding.code).en.clone(),
            properties(&finding.tags),
        ];
        whole = writer.write_record(&record).is_ok();
    }
    writer.into_inner().unwrap_or_default()
}
