//! What a person writes for passed and failed.

use yanshou::catalogue::text::half_width;

/// What a cell of a point may have; nothing: not yet inspected. Both are in GBK, so that a CSV saved by a Chinese Excel
/// keeps them (✓ and ✗ are not).
pub(super) const MARKS: [&str; 2] = ["√", "×"];

/// What is written where a mark is asked for, in the words of a refusal.
pub(super) const EXPECTED: &str = "√ × (✓ ✗ x 是 否 合格 不合格 1 0 pass fail)";

pub(super) fn mark(passed: bool) -> &'static str {
    let [yes, no] = MARKS;
    if passed { yes } else { no }
}

/// Passed or failed; `None` for anything else.
pub(super) fn passed(cell: &str) -> Option<bool> {
    let text: String = cell.trim().chars().map(half_width).collect();
    match text.to_lowercase().as_str() {
        "√" | "✓" | "✔" | "是" | "合格" | "1" | "pass" | "true" | "yes" => Some(true),
        "×" | "✗" | "✘" | "x" | "否" | "不合格" | "0" | "fail" | "false" | "no" => {
            Some(false)
        }
        _ => None,
    }
}
