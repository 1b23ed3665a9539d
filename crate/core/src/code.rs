//! Every finding we can make: its dotted code, the check it belongs to, what it weighs. One row a code;
//! the fixtures hold a failing and a passing delivery for each (`fixtures/README.md`).

mod check;
mod inputs;
mod property;

pub use check::{Check, Mode, Severity};
pub use inputs::Input;
pub use property::Property;

macro_rules! codes {
    ($($name:ident $dotted:literal $check:ident $severity:ident;)+) => {
        /// What kind of statement a finding makes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // the dotted code is the documentation; `words/words.json` has the prose
        pub enum Code { $($name,)+ }

        impl Code {
            /// All of them, in the order of their checks.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// `subject.aspect.condition`, lower case except inside a word; never renamed or reused.
            #[must_use]
            pub fn dotted(self) -> &'static str {
                match self { $(Code::$name => $dotted,)+ }
            }

            /// The check that makes it.
            #[must_use]
            pub fn check(self) -> Check {
                match self { $(Code::$name => Check::$check,)+ }
            }

            /// What it weighs.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)+ }
            }

            /// The code that is written so.
            #[must_use]
            pub fn from_dotted(dotted: &str) -> Option<Self> {
                match dotted { $($dotted => Some(Code::$name),)+ _ => None }
            }
        }
    };
}

codes! {
    ContainerEmpty          "package.container.empty"        Pkg01 A;
    ContainerNotZip         "package.container.notZip"       Pkg01 A;
    ContainerOffice         "package.container.office"       Pkg01 A;
    ContainerTruncated      "package.container.truncated"    Pkg01 A;
    ContainerMalformed      "package.container.malformed"    Pkg01 A;
    ContainerNoEntries      "package.container.noEntries"    Pkg01 A;
    ContainerPrefix         "package.container.prefix"       Pkg01 C;
    ContainerTrailing       "package.container.trailing"     Pkg01 C;
    EntryOverlap            "package.entry.overlap"          Pkg01 A;
    EntryHeaderMismatch     "package.entry.headerMismatch"   Pkg01 A;
    EntryDamaged            "package.entry.damaged"          Pkg01 A;
    EntryCrcMismatch        "package.entry.crcMismatch"      Pkg01 A;
    EntrySizeMismatch       "package.entry.sizeMismatch"     Pkg01 A;
    EntryEncrypted          "package.entry.encrypted"        Pkg02 A;
    EntryMethodUnsupported  "package.entry.methodUnsupported" Pkg02 A;
    PathUnsafe              "package.path.unsafe"            Pkg03 A;
    NameUndecodable         "package.name.undecodable"       Pkg04 A;
    NameGuessed             "package.name.guessed"           Pkg04 C;
    NameMismatch            "package.name.mismatch"          Pkg04 A;
    PathDuplicate           "package.path.duplicate"         Pkg05 A;
    PathCollision           "package.path.collision"         Pkg05 A;
    ExtraJunk               "package.extra.junk"             Pkg06 B;
    ExtraLeftover           "package.extra.leftover"         Pkg06 B;
    ExtraExecutable         "package.extra.executable"       Pkg06 A;
    ExtraContainer          "package.extra.container"        Pkg06 B;
    ExtraEep                "package.extra.eep"              Pkg06 C;
    EntryZeroBytes          "package.entry.zeroBytes"        Pkg07 A;
    FolderEmpty             "package.folder.empty"           Pkg07 A;
    LayoutMissing           "package.layout.missing"         Pkg08 A;
    DescriptionUnreadable   "package.description.unreadable" Pkg08 A;
    DescriptionKeyMissing   "package.description.keyMissing" Pkg08 A;
    BombRatio               "package.bomb.ratio"             Pkg09 A;
    BombTotal               "package.bomb.total"             Pkg09 A;
    BombEntries             "package.bomb.entries"           Pkg09 A;
    TotalMismatch           "package.total.mismatch"         Pkg10 A;

    ManifestMissing         "fixity.manifest.missing"        Fix01 A;
    ManifestEmpty           "fixity.manifest.empty"          Fix01 A;
    ManifestUnparseable     "fixity.manifest.unparseable"    Fix01 A;
    ManifestBadLine         "fixity.manifest.badLine"        Fix01 A;
    ManifestConflict        "fixity.manifest.conflict"       Fix01 A;
    ManifestListsItself     "fixity.manifest.listsItself"    Fix01 C;
    AlgorithmUnstated       "fixity.algorithm.unstated"      Fix01 C;
    AlgorithmUnknown        "fixity.algorithm.unknown"       Fix01 C;
    DigestMismatch          "fixity.digest.mismatch"         Fix02 A;
    ListedMissing           "fixity.entry.listedMissing"     Fix03 A;
    PresentUnlisted         "fixity.entry.presentUnlisted"   Fix03 A;
    WeakAlgorithmOnly       "fixity.algorithm.weakOnly"      Fix04 C;
    SignaturePresent        "fixity.signature.present"       Fix05 C;
    SignatureInvalid        "fixity.signature.invalid"       Fix05 B;
    SignatureUnsupported    "fixity.signature.unsupported"   Fix05 C;
    DigestRepeated          "fixity.digest.repeated"         Fix06 C;

    CatalogueMissing        "catalogue.table.missing"        Cat01 A;
    CatalogueUnreadable     "catalogue.table.unreadable"     Cat01 A;
    CatalogueUnsupported    "catalogue.table.unsupported"    Cat01 C;
    CatalogueEmpty          "catalogue.table.empty"          Cat01 A;
    CatalogueMojibake       "catalogue.text.mojibake"        Cat01 A;
    HeaderMissing           "catalogue.header.missing"       Cat02 A;
    ColumnMissing           "catalogue.column.missing"       Cat02 A;
    ColumnTwice             "catalogue.column.twice"         Cat02 A;
    CellEmpty               "catalogue.cell.empty"           Cat03 A;
    CellTooLong             "catalogue.cell.tooLong"         Cat04 B;
    CellDate                "catalogue.cell.date"            Cat05 A;
    DateForm                "catalogue.date.form"            Cat05 B;
    CellNumber              "catalogue.cell.number"          Cat05 A;
    CellValueList           "catalogue.cell.valueList"       Cat06 A;
    DateAfterYear           "catalogue.date.afterYear"       Cat07 B;
    DateAfterPacking        "catalogue.date.afterPacking"    Cat07 B;
    PagesImplausible        "catalogue.pages.implausible"    Cat07 B;
    CellControl             "catalogue.text.control"         Cat08 B;
    CellBlank               "catalogue.text.blank"           Cat08 B;
    CellInvisible           "catalogue.text.invisible"       Cat08 B;
    CellErrorValue          "catalogue.text.errorValue"      Cat08 B;
    CellQuestionMarks       "catalogue.text.questionMarks"   Cat08 B;
    CellMixedWidth          "catalogue.text.mixedWidth"      Cat08 B;
    CodeGrammar             "catalogue.code.grammar"         Cat09 A;
    CodeLookAlike           "catalogue.code.lookAlike"       Cat09 C;
    CodeConfusable          "catalogue.code.confusable"      Cat09 B;
    CodeForm                "catalogue.code.form"            Cat09 B;
    CodePartMismatch        "catalogue.code.partMismatch"    Cat10 A;
    CodeDuplicate           "catalogue.code.duplicate"       Cat11 A;
    CatalogueRepeated       "catalogue.table.repeated"       Cat11 C;
    RowDuplicate            "catalogue.row.duplicate"        Cat11 B;
    CodeGap                 "catalogue.code.gap"             Cat12 A;
    CodeWidth               "catalogue.code.width"           Cat12 B;
    VolumeMissing           "catalogue.volume.missing"       Cat13 A;
    VolumeEmpty             "catalogue.volume.empty"         Cat13 A;
    VolumeItemCount         "catalogue.volume.itemCount"     Cat13 A;
    VolumePageSum           "catalogue.volume.pageSum"       Cat13 A;
    VolumeDates             "catalogue.volume.dates"         Cat13 A;
    PageRangeForm           "catalogue.pageRange.form"       Cat13 A;
    PageRangePages          "catalogue.pageRange.pages"      Cat13 A;
    PageRangeGap            "catalogue.pageRange.gap"        Cat13 A;
    PageRangeOverlap        "catalogue.pageRange.overlap"    Cat13 A;
    HiddenRows              "catalogue.sheet.hidden"         Cat14 B;
    RowHidden               "catalogue.row.hidden"           Cat14 B;
    ColumnHidden            "catalogue.column.hidden"        Cat14 B;
    CellsMerged             "catalogue.cell.merged"          Cat14 B;
    FormulaInRow            "catalogue.cell.formula"         Cat14 B;
    SecrecyLevel            "catalogue.secrecy.present"      Cat15 A;
    PersonalIdentity        "catalogue.personal.identity"    Cat16 C;
    PersonalMobile          "catalogue.personal.mobile"      Cat16 C;
    OriginalRowLost         "catalogue.original.rowLost"     Cat17 B;
    OriginalRowAdded        "catalogue.original.rowAdded"    Cat17 B;
    OriginalCellChanged     "catalogue.original.cellChanged" Cat17 B;

    RowWithoutContent       "linkage.row.withoutContent"     Lnk01 A;
    RowWithTwoTargets       "linkage.row.twoTargets"         Lnk01 A;
    ContentWithoutRow       "linkage.content.withoutRow"     Lnk02 A;
    ContentAmbiguous        "linkage.content.ambiguous"      Lnk02 A;
    VolumePagesUnclaimed    "linkage.volume.unclaimedPages"  Lnk02 A;
    PageCountMismatch       "linkage.pages.countMismatch"    Lnk03 A;
    PagesUncounted          "linkage.pages.uncounted"        Lnk03 C;
    SequenceGap             "linkage.sequence.gap"           Lnk04 A;
    SequenceStart           "linkage.sequence.start"         Lnk04 A;
    SequenceTwice           "linkage.sequence.twice"         Lnk04 A;
    SequenceName            "linkage.sequence.name"          Lnk04 A;
    SequenceWidth           "linkage.sequence.width"         Lnk04 A;
    MultiPageCountMismatch  "linkage.multiPage.countMismatch" Lnk05 A;
    MultiPageUncounted      "linkage.multiPage.uncounted"    Lnk05 C;
    TreeUnitMissing         "linkage.tree.unitMissing"       Lnk06 A;
    TreePagesDiffer         "linkage.tree.pagesDiffer"       Lnk06 A;

    MetadataSize            "linkage.metadata.size"          Lnk07 A;
    MetadataFormat          "linkage.metadata.format"        Lnk07 A;
    MetadataResolution      "linkage.metadata.resolution"    Lnk07 A;
    MetadataColour          "linkage.metadata.colour"        Lnk07 A;
    MetadataPixels          "linkage.metadata.pixels"        Lnk07 A;
    MetadataWithoutFile     "linkage.metadata.withoutFile"   Lnk07 A;
    MetadataWithoutRow      "linkage.metadata.withoutRow"    Lnk07 A;
    ExceptionApplied        "linkage.exception.applied"      Exc01 B;
    ExceptionUnused         "linkage.exception.unused"       Exc01 C;

    FormatMismatch          "image.format.mismatch"          Img01 A;
    ImageUnreadable         "image.content.unreadable"       Img01 A;
    ContentNotChecked       "image.content.notChecked"       Img01 C;
    ImageTrailingBytes      "image.content.trailingBytes"    Img01 C;
    ImageSuspect            "image.content.suspect"          Img01 B;
    FormatNotAllowed        "image.format.notAllowed"        Img02 A;
    FormatMixed             "image.format.mixed"             Img02 B;
    ResolutionMissing       "image.resolution.missing"       Img03 A;
    ResolutionLow           "image.resolution.low"           Img03 A;
    ResolutionUnequal       "image.resolution.unequal"       Img03 A;
    ColourMode              "image.colour.mode"              Img05 A;
    BitDepth                "image.colour.bitDepth"          Img05 A;
    PaperSize               "image.resolution.paperSize"     Img04 B;
    PageThumbnail           "image.page.thumbnail"           Img04 B;
    ResolutionOdd           "image.resolution.neighbours"    Img04 B;
    ColourIsGrey            "image.colour.grey"              Img05 B;
    JpegQuality             "image.jpeg.quality"             Img06 B;
    Jpeg2000Ratio           "image.jpeg2000.ratio"           Img06 B;
    OrientationTag          "image.orientation.tag"          Img07 C;
    SkewSlight              "image.skew.slight"              Img08 C;
    SkewStrong              "image.skew.strong"              Img08 B;
    DirectionOdd            "image.orientation.neighbours"   Img09 B;
    DarkBorder              "image.border.dark"              Img10 B;
    ImageBlurred            "image.sharpness.blurred"        Img11 B;
    ContrastLow             "image.exposure.lowContrast"     Img11 B;
    PaperDark               "image.exposure.dark"            Img11 B;
    PageNegative            "image.exposure.negative"        Img11 B;
    FlatBand                "image.content.flatBand"         Img12 B;
    RepeatedRows            "image.content.repeatedRows"     Img12 B;
    BlankPage               "image.page.blank"               Img13 B;
    BackgroundWhite         "image.background.white"         Img14 B;
    DuplicateInUnit         "duplicate.entry.sameUnit"       Dup01 A;
    DuplicateAcrossUnits    "duplicate.entry.otherUnit"      Dup01 B;
    NearDuplicate           "duplicate.page.near"            Dup02 B;

    WorkFileMissing         "document.workFile.missing"      Doc01 B;
    ProcessCatalogueDiffers "document.process.catalogueDiffers" Doc02 B;
    ProcessImagesDiffer     "document.process.imagesDiffer"  Doc02 B;
    ProcessUnitUnknown      "document.process.unitUnknown"   Doc02 B;
    PdfEncrypted            "pdf.encryption.present"         Pdf01 A;
    PdfDamaged              "pdf.structure.damaged"          Pdf01 B;
    PdfScript               "pdf.script.present"             Pdf01 B;
    PdfAction               "pdf.action.present"             Pdf01 B;
    PdfAttachment           "pdf.attachment.present"         Pdf01 B;
    PdfForm                 "pdf.form.present"               Pdf01 B;
    PdfTextMissing          "pdf.text.missing"               Pdf01 B;
    PdfArchivalNotClaimed   "pdf.archival.notClaimed"        Pdf01 C;
    PdfFontNotEmbedded      "pdf.font.notEmbedded"           Pdf01 B;
    PdfSignature            "pdf.signature.listed"           Pdf01 C;
    OfdBroken               "ofd.package.broken"             Ofd01 A;
    OfdEncrypted            "ofd.encryption.present"         Ofd01 A;
    OfdPageMissing          "ofd.page.missing"               Ofd01 A;
    OfdResourceMissing      "ofd.resource.missing"           Ofd01 B;
    OfdAttachment           "ofd.attachment.present"         Ofd01 B;
    OfdTextMissing          "ofd.text.missing"               Ofd01 B;
    OfdSignature            "ofd.signature.listed"           Ofd01 C;
    OcrTextMissing          "ocr.text.missing"               Ocr01 B;
    OcrTextEncoding         "ocr.text.encoding"              Ocr01 B;
    OcrTextGarbage          "ocr.text.garbage"               Ocr01 B;
    RecordingTruncated      "recording.content.truncated"    Av01 A;
    RecordingUnreadable     "recording.content.unreadable"   Av01 A;
    RecordingSuspect        "recording.content.suspect"      Av01 B;
    AudioCodec              "recording.audio.codec"          Av01 A;
    SampleRateLow           "recording.sampleRate.low"       Av01 A;
    BitDepthLow             "recording.bitDepth.low"         Av01 A;
    VideoCodec              "recording.video.codec"          Av01 A;
    VideoSize               "recording.video.size"           Av01 A;
    BitRateLow              "recording.bitRate.low"          Av01 A;
    SoundSilent             "recording.sound.silent"         Av02 B;
    SoundClipped            "recording.sound.clipped"        Av02 B;
    SoundDropout            "recording.sound.dropout"        Av02 B;
    BitDepthPadded          "recording.bitDepth.padded"      Av02 B;
    DurationDiffers         "recording.duration.differs"     Av02 B;

    DefectRemains           "rework.defect.remains"          Rwk01 A;
    DefectUnitDropped       "rework.defect.unitDropped"      Rwk01 A;
    DefectNotLooked         "rework.defect.notLooked"        Rwk01 B;
    DefectOtherRules        "rework.defect.otherRules"       Rwk01 B;
    UnitDropped             "rework.unit.dropped"            Rwk01 A;
    RowAltered              "rework.row.altered"             Rwk01 B;
    ChangeUnasked           "rework.change.unasked"          Rwk01 A;
    ChangeBeside            "rework.change.beside"           Rwk01 C;
    EarlierUnsigned         "rework.report.unsigned"         Rwk01 B;
    EarlierSignerUnknown    "rework.report.signerUnknown"    Rwk01 B;
    DeadlineMissed          "rework.deadline.missed"         Rwk02 B;
    HandedOverBefore        "rework.handOver.beforeReport"   Rwk02 B;
}
