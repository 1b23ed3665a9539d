//! `yanshou checks` and `yanshou schema`: what the tool knows of itself, generated from the code.

use std::process::ExitCode;

use yanshou::boundary::{boundary_schema, report_schema};
use yanshou::code::{Check, Code, Property};
use yanshou::profile::{Profile, protected};
use yanshou::words;

use crate::error::CommandError;
use crate::paper;
use crate::verification;

/// Lists every check with its codes, as a Markdown table, then where the numbers of profiles come from: of the one
/// that is named, or of all built-in ones.
pub fn checks(profile: Option<&str>) -> Result<ExitCode, CommandError> {
    let mut text = String::from(
        "# 机检项目 · Checks\n\n\
         Made by `yanshou checks`. `†`: a clause or number known from a secondary source only. Severity A belongs to \
         the 100 % rule,\nB needs a person's word, C is a notice; a profile may weigh codes otherwise (`[severity]`) \
         or leave checks out with a\nreason (`[[off]]`), except those marked 🔒. Tags are items of DA/T 70-2018 \
         (四性检测) without their stage.\n\n\
         | 机检 check | 名称 name | 方式 mode | 严重程度 severity | 输入 inputs | 依据 clause | 四性 tags | \
         问题代码 codes → 处理 action | 不包括 not covered |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for check in Check::ALL {
        text += &row(*check);
    }
    let profiles: Vec<Profile> = match profile {
        Some(name) => vec![verification::profile(name)?],
        None => Profile::built_in_ids()
            .into_iter()
            .map(Profile::built_in)
            .collect::<Result<_, _>>()?,
    };
    text += "\n# 验收方案的依据 · Where the numbers of profiles come from\n";
    for profile in &profiles {
        text += &sources(profile);
    }
    paper::print(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}

fn row(check: Check) -> String {
    let codes: Vec<String> = Code::ALL
        .iter()
        .filter(|code| code.check() == check)
        .map(|code| {
            let (dotted, action) = (code.dotted(), words::action(code.dotted()));
            let severity = code.severity();
            format!("`{dotted}` {severity:?} → {} {}", action.zh, action.en)
        })
        .collect();
    let inputs: Vec<String> = check
        .inputs()
        .iter()
        .map(|input| format!("{} {}", input.names().0, input.names().1))
        .collect();
    let tags: Vec<String> = check
        .tags()
        .into_iter()
        .map(|tag| {
            let property = Property::of(&tag).map_or("", |p| p.names().0);
            format!("{tag} {property}")
        })
        .collect();
    let (name, uncovered) = (words::check(check.id()), words::uncovered(check.id()));
    format!(
        "| {}{} | {} | {:?} | {:?} | {} | {} | {} | {} | {} {} |\n",
        check.id(),
        if protected(check) { " 🔒" } else { "" },
        name.map_or(String::new(), |w| format!("{} · {}", w.zh, w.en)),
        check.mode(),
        check.severity(),
        inputs.join("<br>"),
        check.clause(),
        tags.join("<br>"),
        codes.join("<br>"),
        uncovered.zh,
        uncovered.en,
    )
}

fn sources(profile: &Profile) -> String {
    let mut text = format!(
        "\n## {} · {}\n\n{}\n\n| 取值 rule | 依据 source |\n|---|---|\n",
        profile.id, profile.title.zh, profile.title.en
    );
    for source in &profile.sources {
        let mark = if source.verified { "" } else { " †" };
        text += &format!("| {} | {}{mark} |\n", source.rule, source.source);
    }
    for (code, severity) in &profile.severity {
        text += &format!("| severity | `{code}` {severity:?} |\n");
    }
    for off in &profile.off {
        text += &format!("| off | {}: {} |\n", off.check, off.reason);
    }
    text
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
