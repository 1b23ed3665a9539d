//! Why the command could not look. A bad delivery is never an error: it is a report.

use std::path::{Path, PathBuf};

use yanshou::attestation::AttestationError;
use yanshou::sampling::DrawError;
use yanshou::session::SessionError;

/// Our own inability; exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The operating system refused.
    #[error("无法{what} · cannot {action} `{path}`", what = action.zh(), action = action.en(), path = path.display())]
    File {
        /// What was tried.
        action: Action,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The delivery is of a kind this version cannot read.
    #[error("本版本不能读取 {kind} · this version cannot read {kind}: `{path}`", path = path.display())]
    UnsupportedContainer {
        /// The file.
        path: PathBuf,
        /// What it is.
        kind: String,
    },
    /// The host refused while reading.
    #[error("读取中断 · reading stopped")]
    Read(#[from] yanshou::source::ReadError),
    /// The profile was refused.
    #[error("验收方案有误 · the profile was refused")]
    Profile(#[from] yanshou::profile::ProfileError),
    /// A step was taken out of order, or what was given to it does not hold.
    #[error("{}", session_words(.0))]
    Session(#[from] SessionError),
    /// The report is none, or not ours.
    #[error("报告有误 · the report was refused")]
    Report(#[from] yanshou::report::ReportError),
    /// The facts are none, or of another version.
    #[error("事实文件有误 · the facts were refused")]
    Facts(#[from] yanshou::facts::FactsError),
    /// A JSON file does not have the form asked for.
    #[error("文件格式有误 · `{path}` does not have the form asked for", path = path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// What the reader said, with line and column.
        source: serde_json::Error,
    },
    /// The report was judged under a profile that is not built in.
    #[error(
        "请用 --profile 给出验收方案 {id} 的文件 · give the file of the profile {id} with --profile"
    )]
    ProfileNotGiven {
        /// Its id.
        id: String,
    },
    /// The folder has a signed report.
    #[error("报告已签署，请换一个文件夹 · the report is signed; use another folder: `{path}`", path = path.display())]
    Signed {
        /// The signature.
        path: PathBuf,
    },
    /// A report that does not agree with itself is not signed.
    #[error("报告前后不一致，不予签署 · the report does not add up and is not signed: `{part}`")]
    Contradicts {
        /// Where.
        part: String,
    },
    /// The identity file was refused.
    #[error("签名身份有误 · the identity was refused")]
    Identity(#[from] yanshou_seal::IdentityError),
    /// Signing failed.
    #[error("签署失败 · signing failed")]
    Sign(#[from] yanshou_seal::SignError),
    /// The named environment variable holds no passphrase.
    #[error("环境变量 {name} 中没有口令 · the variable {name} holds no passphrase")]
    PassphraseMissing {
        /// Its name.
        name: String,
    },
    /// A filled verdict sheet was refused, with everything that is wrong with it.
    #[error("抽检记录表未采用 · the verdict sheet was not taken\n{}", refused_words(.0))]
    Sheet(#[from] yanshou_paper::verdict_sheet::SheetRefused),
    /// A table was asked for as a file of another kind.
    #[error("只能写 .xlsx 或 .csv · only .xlsx and .csv can be written: `{path}`", path = path.display())]
    SheetKind {
        /// The file.
        path: PathBuf,
    },
    /// The tables do not fit a workbook.
    #[error("表格写不进工作簿 · the tables cannot be written")]
    Paper(#[from] yanshou_paper::xlsx::PaperError),
    /// The reports do not make one supplier sheet.
    #[error("报告不能汇总 · the reports cannot be taken together")]
    Supplier(#[from] yanshou::supplier::SupplierError),
    /// The scoring table was refused.
    #[error("评分表有误 · the scoring table was refused")]
    Scoring(#[from] yanshou::supplier::ScoringError),
    /// The threads could not be started.
    #[error("无法启动线程 · cannot start threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Text of others without a control character that could reach the terminal; line feeds stay.
pub fn visible(text: &str) -> String {
    let chars = text.chars().map(|c| {
        if (c.is_control() || yanshou::facts::is_invisible(c)) && c != '\n' {
            '\u{FFFD}'
        } else {
            c
        }
    });
    chars.collect()
}

/// One place a line, in both languages.
fn refused_words(refused: &yanshou_paper::verdict_sheet::SheetRefused) -> String {
    let lines = refused.refusals.iter().map(|refusal| {
        let words = refusal.sentence();
        let text = format!("{} · {}", words.zh, words.en);
        format!("  {}", visible(&text.replace('\n', " ")))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn session_words(error: &SessionError) -> &'static str {
    match error {
        SessionError::Attestation(AttestationError::KeptTooShort { .. }) => {
            "监控录像保存不足六个月 · the recordings are kept for less than six months"
        }
        SessionError::Attestation(_) => "确认内容有误 · an attestation does not hold",
        SessionError::OriginalUnreadable { .. } => {
            "原目录无法读取 · the original catalogue cannot be read"
        }
        SessionError::EarlierRefused { .. } => {
            "上一轮的报告、签名或摘要清单不能用 · the round before cannot be used"
        }
        SessionError::NotADate { .. } => "日期有误 · a date is none",
        SessionError::Log(_) => "日志不完整 · the log is not whole",
        SessionError::OfNothing { .. } => {
            "意见所指的档号或项目不存在 · something was said of what is not there"
        }
        SessionError::ReportContradicts { .. } => {
            "报告前后不一致 · the report does not agree with itself"
        }
        SessionError::OtherProfile { .. } => {
            "验收方案与报告所用的不同 · the profile is not the report's"
        }
        SessionError::OtherReport { .. } => {
            "报告与 facts.json 不是同一次核验 · report.json and facts.json do not belong together"
        }
        SessionError::Draw(DrawError::NonceNotCommitted { .. }) => {
            "随机词与事先的承诺不符 · a nonce is not the one that was committed to"
        }
        SessionError::Draw(DrawError::Frozen) => {
            "样本已经抽定 · a sample was drawn already and stands"
        }
        SessionError::Draw(_) => "不能抽样 · no sample can be drawn",
        _ => "步骤未就绪 · a step is missing",
    }
}

/// What was tried on a file.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// Reading.
    Read,
    /// Writing.
    Write,
}

impl Action {
    fn zh(self) -> &'static str {
        match self {
            Action::Read => "读取",
            Action::Write => "写入",
        }
    }

    fn en(self) -> &'static str {
        match self {
            Action::Read => "read",
            Action::Write => "write",
        }
    }
}

impl CommandError {
    /// What to do next, in both languages.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::File {
                action: Action::Read,
                ..
            } => "请检查路径与读取权限。 · Check the path and that you may read it.",
            Self::File {
                action: Action::Write,
                ..
            } => {
                "请检查目录是否存在、可写，磁盘是否有空间。 · Check that the folder exists, can be written, and has room."
            }
            Self::UnsupportedContainer { .. } => {
                "请承包方以单个 ZIP 重新交付，或先在本机解压后重新打包为 ZIP。 · Ask for one ZIP, or unpack it and pack it again as ZIP."
            }
            Self::Read(_) => "请检查存储介质后重试。 · Check the medium and try again.",
            Self::Profile(_) => "请按提示的行修改方案文件。 · Mend the line that is named.",
            Self::Session(SessionError::Attestation(_)) => {
                "请核对监控录像的日期，或将该项改为不满足。 · Check the dates of the recordings, or answer that it is not satisfied."
            }
            Self::Session(SessionError::OriginalUnreadable { .. }) => {
                "请另存为 XLSX 或 UTF-8 编码的 CSV，首行为列名。 · Save it as XLSX or as CSV in UTF-8, with headings in the first row."
            }
            Self::Session(SessionError::OfNothing { .. }) => {
                "请按报告中的档号和方案中的项目名更正意见表。 · Mend the name in the verdicts: codes as in the report, points as in the profile."
            }
            Self::Session(SessionError::OtherProfile { .. }) => {
                "请用 --profile 给出报告所用的方案，或在新文件夹中重新核验。 · Give the report's profile with --profile, or verify again into another folder."
            }
            Self::Session(
                SessionError::ReportContradicts { .. } | SessionError::OtherReport { .. },
            ) => {
                "文件夹中的文件被改动过：请重新核验，写入新文件夹。 · A file of the folder was altered: verify again into another folder."
            }
            Self::Session(_) => {
                "请按 verify → sample → decide → sign 的次序进行。 · Go in the order verify → sample → decide → sign."
            }
            Self::ProfileNotGiven { .. } => {
                "方案文件须与核验时相同。 · It must be the file that was verified under."
            }
            Self::Signed { .. } => {
                "已签署的报告不能改写：请另设文件夹。 · A signed report is not written over: use another folder."
            }
            Self::Contradicts { .. } => {
                "请用 decide 重新作出结论，不要手工修改 report.json。 · Decide again; do not edit report.json."
            }
            Self::Facts(_) => {
                "请用同一版本的工具重新核验交付批次。 · Verify the delivery again with this version."
            }
            Self::Report(_) => {
                "请使用本工具写出的原始 report.json，不要编辑或重新排版。 · Use the report.json as it was written, not edited or re-formatted."
            }
            Self::Json { .. } => "请按 README 中的格式修改。 · Mend it as the README shows.",
            Self::Identity(_) => {
                "请检查身份文件与口令。 · Check the identity file and the passphrase."
            }
            Self::Sign(_) => "请重新生成签名身份后再试。 · Make a new identity and try again.",
            Self::PassphraseMissing { .. } => "请设置该变量后重试。 · Set it and try again.",
            Self::Sheet(_) => {
                "表格未被改动；请按所列位置修改后重新导入。 · The sheet is as it was: mend the places listed and import it again."
            }
            Self::SheetKind { .. } => {
                "请改用 .xlsx 或 .csv 文件名。 · Name the file .xlsx or .csv."
            }
            Self::Paper(_) => {
                "请改用 .csv，或将批次分小。 · Write .csv instead, or take smaller deliveries."
            }
            Self::Supplier(_) => {
                "请提供同一承包方各批次各轮已签署的原始 report.json，每轮一份。 · Give the report.json of each round as it was signed, one a round, of one contractor."
            }
            Self::Scoring(_) => "请按提示的行修改评分表。 · Mend the line that is named.",
            Self::Threads(_) => "请减小 --jobs。 · Ask for fewer --jobs.",
        }
    }
}

/// Reads a file whole.
pub fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    std::fs::read(path).map_err(|source| CommandError::File {
        action: Action::Read,
        path: path.to_owned(),
        source,
    })
}

/// Writes a file, making its folder first.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let failed = |source| CommandError::File {
        action: Action::Write,
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, bytes).map_err(failed)
}

/// Reads a JSON file.
pub fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, CommandError> {
    serde_json::from_slice(&read(path)?).map_err(|source| CommandError::Json {
        path: path.to_owned(),
        source,
    })
}
