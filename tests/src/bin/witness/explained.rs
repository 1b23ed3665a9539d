//! Differences that are understood: each reason was seen in the bytes, or in the program's own source.

use crate::Difference;

/// Who was asked how.
pub(crate) const HEAD: &str = "\
Verdicts of files: any error or warning of libjpeg (`djpeg`), any error of libtiff (`tiffinfo -D`), any of ImageMagick \
(`identify -regard-warnings -verbose`, PNG), qpdf (`--check`) and jpylyzer is \"broken\". ExifTool (`-fast2`) gives what \
is written in the file, it decodes nothing; tags that a file does not have are not compared. Of bags: bagit (1.9, \
`bagit.py --validate`) against any finding of severity A of PKG or FIX under the profile `bagit`; each bag below the \
folders and one made by bagit is asked as it is and with one thing changed.";

/// Kind, fact, witness, part of the file's name, part of theirs, why ours stands.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const EXPLAINED: &[Row] = &[
    (
        "Pdf",
        "pages",
        "",
        "",
        "",
        "its page tree is encrypted: nothing is decrypted, and the encryption is the finding",
    ),
    (
        "Jpeg",
        "pages",
        "",
        "",
        "",
        "its header is broken (both say so): of pages nothing is said",
    ),
    (
        "Jpeg2000",
        "verdict",
        "jpylyzer",
        "",
        "sound",
        "damage in packets, or header values that contradict them, found by the strict decode; jpylyzer looks at the structure only",
    ),
    (
        "Jpeg",
        "dpi",
        "",
        "jfif",
        "",
        "JFIF and EXIF contradict each other (made so): ours takes JFIF where it has a unit, they take EXIF",
    ),
    (
        "Bag",
        "verdict",
        "",
        "an escape in a name",
        "",
        "bagit writes no `%25` for a per cent sign (RFC 8493 2.1.3) and so refuses the bag it made itself; ours tries the name both ways",
    ),
    (
        "Bag",
        "verdict",
        "",
        "NFD names, unpacked",
        "",
        "bagit finds the file for completeness but looks for its digest under the unnormalised name (`_validate_entries`); the bytes are there and right",
    ),
    (
        "Bag",
        "verdict",
        "",
        "a line feed in a name",
        "",
        "a name that cannot be unpacked on Windows is PKG-03, in a bag too",
    ),
    (
        "Bag",
        "verdict",
        "",
        "a star before a name",
        "",
        "a name that cannot be unpacked on Windows is PKG-03, in a bag too",
    ),
    (
        "Bag",
        "verdict",
        "",
        "a file without bytes",
        "",
        "a file without bytes is PKG-07, in a bag too",
    ),
    (
        "Bag",
        "verdict",
        "",
        "made by bagit: sha384",
        "",
        "SHA-384 is not computed here: nothing vouches for the payload, so no manifest counts as there (beside one of SHA-256 it is a notice)",
    ),
    (
        "Bag",
        "verdict",
        "",
        "only a manifest of SM3",
        "",
        "bagit does not know SM3; ours computes it and it agrees",
    ),
    (
        "Bag",
        "verdict",
        "",
        "a line twice",
        "",
        "RFC 8493 2.1.3 wants each file once; bagit asks it of version 1.0. The line says the same both times: nothing is in doubt",
    ),
    (
        "Bag",
        "verdict",
        "",
        "a line that is no digest",
        "",
        "bagit logs the line and goes on; a line that promises nothing anyone can check is FIX-01",
    ),
    (
        "Bag",
        "verdict",
        "",
        "a comment",
        "",
        "RFC 8493 has no comments, bagit passes over them; to ours it is a line that is no digest",
    ),
    (
        "Bag",
        "verdict",
        "",
        "backslashes",
        "",
        "bagit takes `\\` for a part of the name; ours reads it as Windows tools mean it, and the digests agree",
    ),
    (
        "Bag",
        "verdict",
        "",
        "UTF-16 manifest",
        "",
        "RFC 8493 lets bagit.txt name any encoding and bagit follows; ours reads manifests as UTF-8 or GB18030 only and says it cannot read this one: stricter, known",
    ),
    (
        "Bag",
        "verdict",
        "",
        "bagit.txt ",
        "",
        "bagit.txt itself is not judged: what it marks as a bag is held to its manifests, which agree",
    ),
    (
        "Bag",
        "verdict",
        "",
        "fetch.txt with an address",
        "",
        "fetch.txt is not followed: what it lists is there, so it does not matter whence it came",
    ),
    (
        "Jpeg2000",
        "samples",
        "ExifTool",
        "g-sub-head57",
        "131",
        "damaged by us: the header box says 131, the codestream (SIZ) says 3, which ours takes; the verdict is broken on both sides",
    ),
    (
        "Jpeg2000",
        "verdict",
        "jpylyzer",
        "with-extensions",
        "broken",
        "its Rsiz (0x4000) claims extensions, which ours does not read and says so; jpylyzer misses the CAP marker that goes with the claim",
    ),
    (
        "Mxf",
        "pixels",
        "ExifTool",
        "dv.mxf",
        "720 × 288",
        "the fields are stored apart (FrameLayout 1): ExifTool gives the lines of one field, ours and MediaInfo those of the frame",
    ),
    (
        "Pdf",
        "verdict",
        "qpdf",
        "fail-end-mark-missing",
        "sound",
        "its last line `%%EOF` was cut off (ISO 32000-1 7.5.5); qpdf reads on without a word",
    ),
];

/// Why a difference is none of ours.
pub(crate) fn why(row: &Difference) -> Option<&'static str> {
    let explains = |(kind, fact, witness, file, theirs, _): &&Row| {
        *kind == row.kind
            && *fact == row.fact
            && row.witness.contains(witness)
            && row.file.contains(file)
            && row.theirs.contains(theirs)
    };
    EXPLAINED.iter().find(explains).map(|(.., why)| *why)
}
