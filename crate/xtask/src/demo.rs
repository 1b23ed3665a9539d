//! The whole way once, with made-up people: a delivery is made, verified, inspected, decided, signed, checked.

use crate::command::Run;
use crate::{Stopped, page, root};

const DELIVERY: &str = "out/demo.zip";
const FOLDER: &str = "out/demo";
const IDENTITY: &str = "out/demo-identity.pem";
const PASSPHRASE: &str = "YANSHOU_DEMO_PASSPHRASE";

/// The native command; exit 1 is a verdict, more is an error.
fn yanshou(arguments: &[&str]) -> Result<(), Stopped> {
    match command(arguments).code()? {
        (_, Some(0 | 1)) => Ok(()),
        (line, code) => Err(Stopped(format!("`{line}` ended with {code:?}"))),
    }
}

fn command(arguments: &[&str]) -> Run {
    let cargo = ["run", "--quiet", "-p", "yanshou-cli", "--"];
    // A demo's key signs nothing that counts, so its passphrase may be read here.
    Run::cargo(&[&cargo, arguments].concat())
        .with(PASSPHRASE, "demo only, signs nothing that counts")
}

/// Builds the page, then goes through a demo delivery and prints where everything is.
pub(crate) fn run() -> Result<(), Stopped> {
    let page = page::build()?;
    let folder = root().join(FOLDER);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(crate::command::at(&folder))?;
    }
    let identity = root().join(IDENTITY);
    if identity.exists() {
        std::fs::remove_file(&identity).map_err(crate::command::at(&identity))?;
    }
    std::fs::create_dir_all(root().join("out")).map_err(crate::command::at(&folder))?;
    Run::cargo(&[
        "run",
        "--quiet",
        "-p",
        "yanshou-fixture",
        "--",
        "fixtures/demo.toml",
        DELIVERY,
    ])
    .go()?;
    let nonce = "demo 2024-01-02";
    yanshou(&[
        "verify",
        DELIVERY,
        "--profile",
        "dat31-paper",
        "--out",
        FOLDER,
        "--nonce",
        nonce,
    ])?;
    let verdicts = format!("{FOLDER}/verdicts.json");
    let sheet = command(&[
        "verdicts",
        FOLDER,
        "--all-pass",
        "--inspector",
        "演示检查员",
    ])
    .output()?;
    let path = root().join(&verdicts);
    std::fs::write(&path, sheet).map_err(crate::command::at(&path))?;
    yanshou(&["decide", FOLDER, "--verdicts", &verdicts])?;
    let who = ["--name", "演示检查员", "--organisation", "演示档案馆"];
    let key = ["--out", IDENTITY, "--passphrase-env", PASSPHRASE];
    command(&[&["identity", "new"], who.as_slice(), &key].concat()).go()?;
    command(&[
        "sign",
        FOLDER,
        "--identity",
        IDENTITY,
        "--passphrase-env",
        PASSPHRASE,
    ])
    .go()?;
    let report = format!("{FOLDER}/report.json");
    let signature = format!("{FOLDER}/report.json.p7s");
    let certificate = format!("{FOLDER}/cert.pem");
    let proof = [
        "--signature",
        &signature,
        "--cert",
        &certificate,
        "--delivery",
        DELIVERY,
    ];
    command(&[&["check", report.as_str()], proof.as_slice()].concat()).go()?;
    println!("\ndelivery   {}", root().join(DELIVERY).display());
    println!("results    {}", folder.display());
    println!("page       file://{}", page.display());
    println!("Open the page and drop the delivery on it.");
    Ok(())
}
