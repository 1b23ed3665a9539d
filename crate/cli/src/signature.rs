//! `yanshou identity`, `sign`, `check`: the signature of a person over the report's bytes, and its verification.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use yanshou::code::Check;
use yanshou::finding::FindingLine;
use yanshou::log::{Act, Log};
use yanshou::report::Report;
use yanshou::session::SessionError;
use yanshou_seal::{
    IdentityRequest, RANDOM_LEN, Trust, Verdict, create_identity, open_identity, read_certificate,
    sign_detached, verify_detached,
};

use crate::error::{Action, CommandError, read, visible, write};
use crate::paper::iso8601;
use crate::verification::{COMMIT, made_now, measured, profile_of, unix_now};

/// What can be done with identities.
#[derive(Subcommand)]
pub enum IdentityCommand {
    /// 新建签名身份 · Make a key and a self-signed certificate, in one encrypted file
    New {
        /// 姓名 · Who signs
        #[arg(long)]
        name: String,
        /// 单位 · For which organisation
        #[arg(long, default_value = "")]
        organisation: String,
        /// The identity file to write; the certificate goes beside it as `.cert.pem`
        #[arg(long)]
        out: PathBuf,
        /// Years the certificate is valid
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(i64).range(1..=30))]
        years: i64,
        /// Environment variable that holds the passphrase; otherwise it is read from the terminal
        #[arg(long)]
        passphrase_env: Option<String>,
    },
}

/// Clocks of two machines differ: a certificate begins a little before it was made (ours: 5 minutes).
const CLOCK_SKEW_SECONDS: i64 = 300;
const YEAR_SECONDS: i64 = 31_557_600; // Julian year

fn passphrase(variable: Option<&str>) -> Result<String, CommandError> {
    match variable {
        Some(name) => std::env::var(name).map_err(|_| CommandError::PassphraseMissing {
            name: name.to_owned(),
        }),
        None => {
            rpassword::prompt_password("口令 passphrase: ").map_err(|source| CommandError::File {
                action: Action::Read,
                path: PathBuf::from("/dev/tty"),
                source,
            })
        }
    }
}

/// Runs `yanshou identity …`.
pub fn identity(command: IdentityCommand) -> Result<ExitCode, CommandError> {
    let IdentityCommand::New {
        name,
        organisation,
        out,
        years,
        passphrase_env,
    } = command;
    let mut random = [0u8; RANDOM_LEN];
    getrandom::fill(&mut random).map_err(|e| CommandError::File {
        action: Action::Read,
        path: PathBuf::from("/dev/urandom"),
        source: std::io::Error::other(e.to_string()),
    })?;
    let now = unix_now();
    let request = IdentityRequest {
        common_name: &name,
        organisation: &organisation,
        not_before: now - CLOCK_SKEW_SECONDS,
        not_after: now + years * YEAR_SECONDS,
    };
    let file = create_identity(&request, &passphrase(passphrase_env.as_deref())?, &random)?;
    let certificate = out.with_extension("cert.pem");
    write(&out, file.pem().as_bytes())?;
    write(&certificate, file.certificate_pem().as_bytes())?;
    println!("→ {}\n→ {}", out.display(), certificate.display());
    Ok(ExitCode::SUCCESS)
}

/// Signs `report.json` in a folder; writes the signature and the certificate beside it.
pub fn sign(
    directory: &Path,
    identity: &Path,
    variable: Option<&str>,
) -> Result<ExitCode, CommandError> {
    let path = directory.join("report.json");
    let mut bytes = read(&path)?;
    let mut report = Report::parse(&bytes)?;
    if let Some(first) = report.contradictions().into_iter().next() {
        return Err(CommandError::Contradicts { part: first.part });
    }
    let pem = String::from_utf8_lossy(&read(identity)?).into_owned();
    let identity = open_identity(&pem, &passphrase(variable)?)?;
    let signature_path = directory.join("report.json.p7s");
    // The log's last line says who is about to sign; behind a signature not a byte changes any more.
    if !signature_path.exists() {
        let subject = read_certificate(identity.certificate_pem())?.subject;
        let mut log = Log::resume(report.log).map_err(SessionError::from)?;
        log.add(
            &made_now().at,
            Act::Signing,
            &subject.common_name.unwrap_or_default(),
            "",
        );
        report.log = log.lines().to_vec();
        bytes = report.canonical_bytes()?;
        write(&path, &bytes)?;
    }
    let signature = sign_detached(&identity, &bytes, unix_now())?;
    let certificate_path = directory.join("cert.pem");
    write(&signature_path, &signature)?;
    write(&certificate_path, identity.certificate_pem().as_bytes())?;
    println!(
        "签署 signed: {:?} · {}\n→ {}\n→ {}",
        report.decision.outcome,
        identity.fingerprint_sha256(),
        signature_path.display(),
        certificate_path.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Checks a report: its form, its signature, and the digest of the delivery it speaks of.
pub fn check(
    report_path: &Path,
    signature: Option<&Path>,
    certificate: Option<&Path>,
    delivery: Option<(&Path, Option<&str>)>,
) -> Result<ExitCode, CommandError> {
    let bytes = read(report_path)?;
    let mut good = true;
    let report = match Report::parse(&bytes) {
        Ok(report) => {
            println!(
                "✓ 报告格式 report form: {} · {:?}",
                report.schema, report.decision.outcome
            );
            Some(report)
        }
        Err(error) => {
            println!("✗ 报告格式 report form: {error}");
            good = false;
            None
        }
    };
    if let Some(report) = &report {
        good &= check_sum(report);
    }
    let beside = report_path.with_extension("json.p7s");
    let signature = signature
        .map(Path::to_owned)
        .or_else(|| beside.exists().then_some(beside));
    match signature {
        None => {
            // Nothing passes by silence: an unsigned report is not a good one.
            println!("✗ 无签名 no signature");
            good = false;
        }
        Some(path) => good &= check_signature(&bytes, &path, certificate)?,
    }
    if let (Some((path, given)), Some(report)) = (delivery, &report) {
        good &= check_delivery(report, path, given)?;
    }
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// The report follows from itself; and says which round before it was held against.
fn check_sum(report: &Report) -> bool {
    if let Some(earlier) = &report.earlier {
        println!(
            "· 第{round}轮，上一轮报告 round {round}, report of the round before: SHA-256 {}",
            earlier.report_sha256,
            round = report.round
        );
    }
    let contradictions = report.contradictions();
    for one in &contradictions {
        println!(
            "✗ 前后不一致 does not add up: {} · {} ≠ {}",
            one.part,
            visible(&one.said),
            visible(&one.counted)
        );
    }
    if contradictions.is_empty() {
        println!(
            "✓ 报告自检、日志 self-check, log: {} · {}",
            report.decision.gates.len(),
            report.log.len()
        );
    }
    contradictions.is_empty()
}

/// The delivery is the one the report speaks of, and judged again it has the findings the report lists.
fn check_delivery(report: &Report, path: &Path, given: Option<&str>) -> Result<bool, CommandError> {
    let mut session = measured(path, profile_of(report, given)?, None)?;
    let found = session.judge()?.digest.clone();
    let promised = report.delivery.digest.clone();
    let same = found.is_some() && found == promised;
    let mark = |good: bool| if good { "✓" } else { "✗" };
    let hex = |d: &Option<yanshou::digest::DeliveryDigest>| {
        d.as_ref()
            .map_or_else(|| "—".to_owned(), |d| d.sha256.clone())
    };
    println!(
        "{} 交付摘要 delivery digest: {} / {}",
        mark(same),
        hex(&promised),
        hex(&found)
    );
    if session.profile().sha256 != report.profile.sha256 {
        // Nothing passes by silence: other demands find other things.
        println!(
            "✗ 未重新判定：方案 {} 与报告所用的不同 · not judged again: this profile is not the report's",
            session.profile().id
        );
        return Ok(false);
    }
    let now = session.report(report.made.clone(), COMMIT)?;
    let (listed, found) = (of_delivery(report), of_delivery(&now));
    let agree = listed == found;
    println!(
        "{} 机检结果 findings of the machine: {} / {}",
        mark(agree),
        listed.len(),
        found.len()
    );
    for line in listed
        .iter()
        .filter(|line| !found.contains(line))
        .take(TOLD)
    {
        println!(
            "    只在报告中 only in the report: {} {:?}",
            line.code, line.locus.entry
        );
    }
    for line in found
        .iter()
        .filter(|line| !listed.contains(line))
        .take(TOLD)
    {
        println!(
            "    报告中没有 not in the report: {} {:?}",
            line.code, line.locus.entry
        );
    }
    Ok(same && agree)
}

/// Differing findings that are told one by one.
const TOLD: usize = 5;

/// The findings of the delivery by itself: those of an earlier round or of the original catalogue need these too.
fn of_delivery(report: &Report) -> Vec<&FindingLine> {
    let beside = [Check::Rwk01.id(), Check::Rwk02.id(), Check::Cat17.id()];
    let findings = report.findings.iter();
    findings
        .filter(|line| !beside.contains(&line.check.as_str()))
        .collect()
}

fn check_signature(
    content: &[u8],
    path: &Path,
    certificate: Option<&Path>,
) -> Result<bool, CommandError> {
    let p7s = read(path)?;
    let trusted = certificate.map(read).transpose()?;
    let trusted = trusted.map(|pem| String::from_utf8_lossy(&pem).into_owned());
    let texts: Option<Vec<&str>> = trusted.as_ref().map(|pem| vec![pem.as_str()]);
    let check = match verify_detached(&p7s, content, texts.as_deref()) {
        Ok(check) => check,
        Err(error) => {
            println!("✗ 签名 signature: {error}");
            return Ok(false);
        }
    };
    for signer in &check.signers {
        let mark = match signer.verdict() {
            Verdict::Holds => "✓",
            Verdict::Fails => "✗",
            Verdict::NotChecked => "?",
        };
        let who = signer
            .subject
            .as_ref()
            .and_then(|s| s.common_name.clone())
            .unwrap_or_default();
        println!(
            "{mark} 签名 signature: {who} · {} · {} · {:?}",
            signer.fingerprint.as_deref().unwrap_or("—"),
            signer.signing_time.map(iso8601).unwrap_or_default(),
            signer.trust
        );
        for problem in &signer.problems {
            println!("    {problem:?}");
        }
        if certificate.is_some() && signer.trust != Trust::Named {
            println!(
                "✗ 签名人不是所给证书的持有人：不要采信 · the signer is not whom the given certificate names: \
                 do not rely on it"
            );
        }
    }
    if certificate.is_none() && check.good() {
        println!(
            "  未指定证书：仅证明报告未被改动，请核对指纹。 · No certificate given: this proves only that the \
             report is unchanged; compare the fingerprint."
        );
    }
    Ok(check.good())
}
