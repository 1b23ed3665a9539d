//! What a check looks at (STANDARDS §9, column Inputs): what must be given for it to run at all.

use super::Check;

/// A kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// The container: its directory, headers and bytes.
    Container,
    /// Checksum manifests.
    Manifest,
    /// The catalogue.
    Catalogue,
    /// The client's own original catalogue, given beside the delivery.
    Original,
    /// Page images, recordings, documents.
    Content,
    /// Work files: process sheets, registers, logs.
    WorkFiles,
    /// The profile.
    Profile,
    /// What people record: draw, verdicts, attestations.
    Record,
    /// The report of the round before.
    Earlier,
}

impl Input {
    /// Its name in both languages.
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Input::Container => ("压缩包", "container"),
            Input::Manifest => ("校验清单", "manifest"),
            Input::Catalogue => ("目录", "catalogue"),
            Input::Original => ("原目录", "original catalogue"),
            Input::Content => ("图像等内容", "content"),
            Input::WorkFiles => ("工作文件", "work files"),
            Input::Profile => ("验收方案", "profile"),
            Input::Record => ("人工记录", "record"),
            Input::Earlier => ("上一轮报告", "earlier report"),
        }
    }
}

impl Check {
    /// What it looks at.
    #[must_use]
    pub fn inputs(self) -> &'static [Input] {
        use Input::{
            Catalogue, Container, Content, Earlier, Manifest, Original, Profile, Record, WorkFiles,
        };
        match self {
            Check::Pkg01
            | Check::Pkg02
            | Check::Pkg03
            | Check::Pkg04
            | Check::Pkg05
            | Check::Pkg07
            | Check::Pkg09 => &[Container],
            Check::Pkg06 | Check::Pkg08 => &[Container, Profile],
            Check::Pkg10 => &[Container, Catalogue, WorkFiles, Profile],
            Check::Fix01 | Check::Fix04 | Check::Fix05 => &[Manifest],
            Check::Fix02 | Check::Fix03 | Check::Fix06 => &[Manifest, Container],
            Check::Cat01
            | Check::Cat08
            | Check::Cat09
            | Check::Cat10
            | Check::Cat11
            | Check::Cat13
            | Check::Cat14
            | Check::Cat15
            | Check::Cat16 => &[Catalogue],
            Check::Cat02
            | Check::Cat03
            | Check::Cat04
            | Check::Cat05
            | Check::Cat06
            | Check::Cat12 => &[Catalogue, Profile],
            Check::Cat07 => &[Catalogue, Container, Profile],
            Check::Cat17 => &[Catalogue, Original],
            Check::Lnk01 | Check::Lnk02 => &[Catalogue, Container],
            Check::Lnk03 => &[Catalogue, Content, Profile],
            Check::Lnk04 | Check::Lnk06 => &[Container],
            Check::Lnk05 | Check::Lnk07 => &[Catalogue, Content],
            Check::Lnk08 => &[Catalogue, Content, Record],
            Check::Img01 | Check::Img07 | Check::Img09 | Check::Img16 => &[Content],
            Check::Img02
            | Check::Img03
            | Check::Img04
            | Check::Img05
            | Check::Img06
            | Check::Img08
            | Check::Img10
            | Check::Img11
            | Check::Img12
            | Check::Img13
            | Check::Img14
            | Check::Dup02 => &[Content, Profile],
            Check::Img15 => &[Content, Record],
            Check::Dup01 | Check::Seq01 | Check::Pdf01 | Check::Ofd01 | Check::Ocr01 => &[Content],
            Check::Av01 => &[Content, Profile],
            Check::Av02 => &[Content, Catalogue],
            Check::Smp01 => &[Catalogue, Profile, Record],
            Check::Smp02 | Check::Smp03 => &[Profile, Record],
            Check::Smp04 => &[Record],
            Check::Rwk01 | Check::Rwk02 => &[Earlier],
            Check::Doc01 => &[WorkFiles, Profile, Record],
            Check::Doc02 => &[WorkFiles, Catalogue, Content],
            Check::Sec01 | Check::Sec02 | Check::Sec03 | Check::Sec04 => &[Record],
            Check::Exc01 => &[Catalogue, WorkFiles, Content],
            Check::Rep01 => &[Record],
        }
    }
}
