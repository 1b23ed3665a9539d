//! What the command writes and prints: canonical files, a findings table, a summary in both languages.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use yanshou::acceptance::{Gate, Outcome};
use yanshou::facts::{DeliveryFacts, is_invisible};
use yanshou::findings_table;
use yanshou::judge::Status;
use yanshou::ledger::NotRun;
use yanshou::report::{Report, ReportError};
use yanshou::sheets::SheetCounts;
use yanshou::words;

use crate::error::CommandError;

/// `2026-11-22T07:29:00Z` from seconds since 1970, by the civil-from-days method of the proleptic Gregorian
/// calendar (400-year cycles of 146 097 days).
pub fn iso8601(unix: i64) -> String {
    let (days, second) = (unix.div_euclid(86_400), unix.rem_euclid(86_400));
    let shifted = days + 719_468; // days since 0000-03-01
    let (cycle, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = year + cycle * 400 + carry;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Facts as JSON bytes.
pub fn facts_bytes(facts: &DeliveryFacts) -> Result<Vec<u8>, CommandError> {
    Ok(serde_json::to_vec(facts).map_err(ReportError::NotCanonical)?)
}

/// JSON for a person to read or fill in.
pub fn pretty<T: Serialize>(value: &T) -> Result<Vec<u8>, CommandError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(ReportError::NotCanonical)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes to standard output; a reader that went away is not our error.
pub fn print(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    if out.write_all(bytes).and_then(|()| out.flush()).is_err() {
        // `yanshou … | head` closes the pipe early on purpose.
    }
}

/// The findings as CSV.
pub fn findings_csv(report: &Report) -> Vec<u8> {
    findings_table::csv(&report.findings)
}

fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accept => "通过 · accepted",
        Outcome::Undecided => "未作结论 · undecided",
        Outcome::Rework => "返工 · rework",
        Outcome::Reject => "不通过（停止作业） · rejected, stop work",
    }
}

fn gate_line(gate: &Gate) -> String {
    let mark = match gate.met {
        Some(true) => "✓",
        Some(false) => "✗",
        None => "…",
    };
    let required = gate.required;
    let waived = match gate.waived {
        0 => String::new(),
        count => format!(" + 豁免 waived {count}"),
    };
    format!(
        "  {mark} {:<28} {}/{}{waived}  (≥ {}/{})\n      {}\n      {}\n",
        gate.gate,
        gate.numerator,
        gate.denominator,
        required.numerator,
        required.denominator,
        gate.sentence.zh,
        gate.sentence.en
    )
}

/// What the sample can tell, before and after the inspection.
fn power_says(report: &Report) -> String {
    let mut sentences = Vec::new();
    if let Some(power) = &report.power {
        sentences.extend(power.detection.iter().map(|one| &one.sentence));
        sentences.extend(power.curves.iter().map(|one| &one.sentence));
    }
    sentences.extend(report.decision.bounds.iter().map(|one| &one.sentence));
    let line = |one: &&words::Sentence| format!("  · {}\n    {}\n", one.zh, one.en);
    sentences.iter().map(line).collect()
}

/// The round before: what remains of its defects, what changed.
fn rework_says(report: &Report) -> String {
    let Some(rework) = &report.rework else {
        return String::new();
    };
    let remains = rework
        .defects
        .iter()
        .filter(|defect| defect.remains)
        .count();
    let unasked = rework
        .changes
        .iter()
        .filter(|c| !c.asked && !c.beside)
        .count();
    format!(
        "第{}轮 round {} · 上一轮问题 defects of the round before {}: 仍存在 remain {remains} · 文件改动 changes {}: 未要求 unasked {unasked}\n",
        report.round,
        report.round,
        rework.defects.len(),
        rework.changes.len()
    ) + &signed_before(report)
}

/// Who signed the report of the round before, and whether anything but the signature itself says so: the words of `check`.
fn signed_before(report: &Report) -> String {
    let Some(earlier) = &report.earlier else {
        return String::new();
    };
    let signers = earlier.signers.iter().zip(&earlier.signer_fingerprints);
    let mut text: String = signers
        .map(|(name, print)| {
            format!("  上一轮报告签名 signature of the round before: {name} · {print}\n")
        })
        .collect();
    if !text.is_empty() && !earlier.signer_named {
        text += "  未指定证书：仅证明报告未被改动，请核对指纹。 · No certificate given: this proves only that the report is \
                 unchanged; compare the fingerprint.\n";
    }
    text
}

/// What could not be looked at, by reason.
fn not_run(report: &Report) -> String {
    let mut by_reason: BTreeMap<NotRun, Vec<&str>> = BTreeMap::new();
    for line in &report.checks {
        if let Some(reason) = line.reason.filter(|r| r.blocks()) {
            by_reason.entry(reason).or_default().push(&line.check);
        }
    }
    let line = |(reason, checks): (NotRun, Vec<&str>)| {
        let words = words::reason(reason);
        format!("  ? {} · {}: {}\n", words.zh, words.en, checks.join(" "))
    };
    by_reason.into_iter().map(line).collect()
}

/// What the profile leaves out or weighs otherwise, and how many of its demands rest on unverified sources.
fn profile_says(report: &Report) -> String {
    let profile = &report.profile;
    let mut text = String::new();
    for off in &profile.off {
        text += &format!("  – 未要求 not asked {}: {}\n", off.check, off.reason);
    }
    for (code, severity) in &profile.severity {
        text += &format!("  ± {code} = {severity:?}\n");
    }
    let unverified: Vec<&str> = profile
        .sources
        .iter()
        .filter(|s| !s.verified)
        .map(|s| s.rule.as_str())
        .collect();
    if !unverified.is_empty() {
        text += &format!(
            "  † 依据未核实 unverified sources ({}): {}\n",
            unverified.len(),
            unverified.join(", ")
        );
    }
    text
}

/// Work files found by name: what is there and what is not.
fn work_files(report: &Report) -> String {
    let kinds: Vec<String> = report
        .work_files
        .iter()
        .map(|line| format!("{} {} {}", line.title.zh, line.title.en, line.count))
        .collect();
    if kinds.is_empty() {
        return String::new();
    }
    format!("工作文件 work files: {}\n", kinds.join(" · "))
}

/// Pages by paper size, for the bill.
fn sheets_line(counts: &SheetCounts) -> String {
    let sizes = counts.by_sheet.iter();
    let sizes = sizes.map(|(sheet, pages)| format!("{} {pages}", sheet.name()));
    let mut parts: Vec<String> = sizes.collect();
    if counts.unknown > 0 {
        parts.push(format!("不明 unknown {}", counts.unknown));
    }
    format!(
        "幅面 sheets: {} · 折合A4 as A4 {} (空白 blank {}, 重复 repeated {})\n",
        parts.join(", "),
        counts.all.a4,
        counts.blank.a4,
        counts.repeated.a4
    )
}

/// What a person wants to know first.
pub fn summary(report: &Report) -> String {
    let mut text = String::new();
    let delivery = &report.delivery;
    text += &format!(
        "{} · {} bytes · {} entries\n",
        delivery.name, delivery.bytes, delivery.entries
    );
    if let Some(digest) = &delivery.digest {
        text += &format!("SHA-256 {}\nSM3     {}\n", digest.sha256, digest.sm3);
    }
    let counts = &report.counts;
    text += &format!(
        "条目 rows {} · 页 pages {} · 图像 images {} · 文件 files {}\n",
        counts.items, counts.pages, counts.images, counts.files
    );
    if let Some(sheets) = &counts.sheets {
        text += &sheets_line(sheets);
    }
    let of = |status| report.checks.iter().filter(|c| c.status == status).count();
    text += &format!(
        "机检 checks: 通过 passed {} · 不通过 failed {} · 未执行 not run {} · 待确认 to attest {}\n",
        of(Status::Passed),
        of(Status::Failed),
        of(Status::NotRun),
        of(Status::ToAttest)
    );
    text += &not_run(report);
    text += &profile_says(report);
    text += &work_files(report);
    // A terminal shows the first ones; findings.csv has them all.
    const SHOWN: usize = 40;
    for finding in report.findings.iter().take(SHOWN) {
        let locus = &finding.locus;
        let mut place = locus.entry.clone().unwrap_or_default();
        if let Some(sheet) = &locus.sheet {
            place += &format!(" [{sheet}]");
        }
        if let Some(row) = locus.row {
            place += &format!(" @{row}");
        }
        if let Some(page) = locus.page {
            place += &format!(" p{page}");
        }
        text += &format!(
            "  {:?} {} {} {place}\n",
            finding.severity, finding.check, finding.code
        );
        if let Some(words) = words::finding(&finding.code) {
            text += &format!("      {} → {}\n", words.zh.what, words.zh.next);
            text += &format!("      {} → {}\n", words.en.what, words.en.next);
        }
        if !finding.expected.is_empty() || !finding.found.is_empty() {
            text += &format!(
                "      应为 expected {} · 实为 found {}\n",
                finding.expected, finding.found
            );
        }
    }
    if report.findings.len() > SHOWN {
        text += &format!("  … {} / {}\n", SHOWN, report.findings.len());
    }
    if let Some(sample) = &report.sample {
        text += &format!(
            "样本 sample {} / {} · seed {}\n",
            sample.units.len(),
            sample.population,
            sample.seed
        );
    }
    text += &power_says(report);
    text += &rework_says(report);
    for gate in &report.decision.gates {
        text += &gate_line(gate);
    }
    text += &format!(
        "结论 decision: {}\n",
        outcome_words(report.decision.outcome)
    );
    // Names in the delivery are hostile: no control character of theirs reaches the terminal.
    text.chars()
        .map(|c| {
            if (c.is_control() || is_invisible(c)) && c != '\n' {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}
