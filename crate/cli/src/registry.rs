//! `yanshou checks` and `yanshou schema`: what the tool knows of itself, generated from the code.

use std::process::ExitCode;

use yanshou::boundary::{boundary_schema, report_schema};
use yanshou::code::{Check, Code};
use yanshou::words;

use crate::error::CommandError;
use crate::paper;

/// Lists every check with its codes, as a Markdown table.
pub fn checks() -> Result<ExitCode, CommandError> {
    println!("# 机检项目 · Checks\n");
    println!(
        "Made by `yanshou checks`. `†`: a clause known from a secondary source only. Severity A belongs to the 100 % rule,"
    );
    println!(
        "B needs a person's word, C is a notice. What a check does not cover stands in the README.\n"
    );
    println!(
        "| 机检 check | 名称 name | 方式 mode | 严重程度 severity | 依据 clause | 问题代码 codes |"
    );
    println!("|---|---|---|---|---|---|");
    for check in Check::ALL {
        let codes: Vec<String> = Code::ALL
            .iter()
            .filter(|code| code.check() == *check)
            .map(|code| format!("`{}` {:?}", code.dotted(), code.severity()))
            .collect();
        println!(
            "| {} | {} | {:?} | {:?} | {} | {} |",
            check.id(),
            words::check(check.id()).map_or(String::new(), |w| format!("{} · {}", w.zh, w.en)),
            check.mode(),
            check.severity(),
            check.clause(),
            codes.join("<br>")
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the JSON Schema of the report, or of everything that crosses to the page.
pub fn schema(boundary: bool) -> Result<ExitCode, CommandError> {
    let schema = if boundary {
        boundary_schema()
    } else {
        report_schema()
    };
    paper::print(&paper::pretty(&schema)?);
    Ok(ExitCode::SUCCESS)
}
