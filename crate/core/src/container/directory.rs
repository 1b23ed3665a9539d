//! End record and central directory → every entry as it is written. Counts and sizes in them are
//! promises of a stranger: the directory is streamed through one buffer, and nothing is allocated
//! on their word.

use std::cell::RefCell;

use rawzip::extra_fields::ExtraFieldId;
use rawzip::time::DosDateTime;
use rawzip::{
    MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt, ZipArchive, ZipFileHeaderRecord, ZipLocator,
};

use crate::facts::{ContainerFacts, ContainerFault, Entry, NameGround, PathFault};
use crate::limits::Limits;
use crate::source::{ReadError, Source};

use super::end_record::EndRecord;
use super::extent;
use super::magic::{self, Head};
use super::names::{self, WrittenName};
use super::path;

/// How far from the end the end record is looked for, in bytes: its own 22, the longest comment (65
/// 535), and 1 MiB that may have been appended (ours).
const END_SEARCH: u64 = (1 << 20) + 65_535 + 22;

/// False end records that are stepped over before we give up (ours; a sound container has none).
const END_ATTEMPTS: usize = 16;

/// Fixed part of a directory record in bytes (APPNOTE 4.3.12).
const RECORD: u64 = 46;

/// Bit 11: the name is UTF-8 (APPNOTE 4.4.4).
const FLAG_UTF8: u16 = 1 << 11;

/// The attribute of FAT that makes a folder (APPNOTE 4.4.15).
const FAT_FOLDER: u32 = 1 << 4;

/// Method number of AES encryption (APPNOTE 4.4.5).
const METHOD_AES: u16 = 99;

/// Lets rawzip read a [`Source`], and keeps the host's refusal, which rawzip may swallow.
struct Reader<'a> {
    source: &'a dyn Source,
    refused: RefCell<Option<ReadError>>,
}

impl ReaderAt for Reader<'_> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
        self.source.read_at(offset, buffer).map_err(|refusal| {
            let words = refusal.to_string();
            self.refused.replace(Some(refusal));
            std::io::Error::other(words)
        })
    }
}

impl Reader<'_> {
    fn check(&self) -> Result<(), ReadError> {
        self.refused.borrow_mut().take().map_or(Ok(()), Err)
    }
}

/// See [`super::open`].
pub(super) fn read(source: &dyn Source, limits: &Limits) -> Result<ContainerFacts, ReadError> {
    let mut facts = ContainerFacts::default();
    if source.length() == 0 {
        facts.faults.push(ContainerFault::Empty);
        return Ok(facts);
    }
    let reader = Reader {
        source,
        refused: RefCell::new(None),
    };
    let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE.max(1 << 18)];
    let head = magic::head(source)?;
    let located = locate(&reader, &mut buffer);
    reader.check()?;
    let archive = match located {
        Ok(archive) => archive,
        Err(rejected) => {
            let end = match &rejected {
                Some((offset, _)) => EndRecord::read(source, *offset)?,
                None => EndRecord::default(),
            };
            facts.faults.push(without_end(&head, rejected, &end));
            return Ok(facts);
        }
    };
    let end = EndRecord::read(source, archive.eocd_offset())?;
    if end.split || matches!(head, Head::Spanned) {
        facts.faults.push(ContainerFault::Split);
    }
    let names = list(&archive, &end, limits, &mut buffer, &mut facts);
    reader.check()?;
    name_entries(&names, limits, &mut facts);
    if facts.entries.is_empty() && archive.entries_hint() == 0 && facts.faults.is_empty() {
        facts.faults.push(ContainerFault::NoEntries);
    }
    let (promised, directory) = (archive.entries_hint(), archive.directory_offset());
    extent::neighbours(&mut facts.entries, directory);
    facts
        .faults
        .extend(extent::faults(&facts.entries, promised, directory, &head));
    // Where the directory ends early or lists a place twice, that was said, and what it leaves out follows from it.
    let doubted = |fault: &ContainerFault| {
        matches!(
            fault,
            ContainerFault::Malformed { .. }
                | ContainerFault::TooManyEntries { .. }
                | ContainerFault::Overlap { .. }
        )
    };
    if !facts.faults.iter().any(doubted) {
        facts
            .faults
            .extend(extent::unlisted(source, &facts.entries)?);
    }
    let trailing = source.length().saturating_sub(archive.end_offset());
    if trailing > 0 {
        facts
            .faults
            .push(ContainerFault::Trailing { bytes: trailing });
    }
    facts.faults.extend(office(&facts.entries));
    Ok(facts)
}

/// Offset of an end record that rawzip rejects, and why.
type Rejected = Option<(u64, String)>;

/// The last end record that holds together; where none does, the last one and why not.
fn locate<'r, 's>(
    reader: &'r Reader<'s>,
    buffer: &mut [u8],
) -> Result<ZipArchive<&'r Reader<'s>>, Rejected> {
    let locator = ZipLocator::new().max_search_space(END_SEARCH);
    let mut end = reader.source.length();
    let mut rejected = None;
    for _ in 0..END_ATTEMPTS {
        let error = match locator.locate_in_reader(reader, buffer, end) {
            Ok(archive) => return Ok(archive),
            Err((_, error)) => error,
        };
        let Some(offset) = error.eocd_offset() else {
            break;
        };
        rejected.get_or_insert_with(|| (offset, error.to_string()));
        end = offset;
    }
    Err(rejected)
}

/// What a container without a usable end record is.
fn without_end(head: &Head, rejected: Rejected, end: &EndRecord) -> ContainerFault {
    if end.split || matches!(head, Head::Spanned) {
        return ContainerFault::Split;
    }
    match (head, rejected) {
        (_, Some((offset, reason))) if !end.cut => ContainerFault::Malformed { offset, reason },
        (Head::Other(name), _) => ContainerFault::NotZip {
            looks_like: (*name).to_owned(),
        },
        (Head::Zip | Head::SingleSegment | Head::Spanned, _) => ContainerFault::Truncated,
    }
}

/// Walks the directory; entries come without path, their names beside them. Returns the names.
fn list(
    archive: &ZipArchive<&Reader<'_>>,
    end: &EndRecord,
    limits: &Limits,
    buffer: &mut [u8],
    facts: &mut ContainerFacts,
) -> Vec<WrittenName> {
    let mut names = Vec::new();
    let start = archive.directory_offset();
    let promised = archive.entries_hint();
    let mut walked = start;
    let mut records = archive.entries(buffer);
    loop {
        let record = match records.next_entry() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(error) => {
                let reason = error.to_string();
                facts.faults.push(ContainerFault::Malformed {
                    offset: walked,
                    reason,
                });
                return names;
            }
        };
        let limit = limits.entries.min(u64::from(u32::MAX));
        let index = match u32::try_from(names.len()) {
            Ok(index) if u64::from(index) < limit => index,
            _ => {
                facts
                    .faults
                    .push(ContainerFault::TooManyEntries { promised, limit });
                return names;
            }
        };
        walked = record_end(&record);
        if walked.saturating_sub(start) > limits.directory_bytes {
            let reason = format!("directory of more than {} bytes", limits.directory_bytes);
            facts.faults.push(ContainerFault::Malformed {
                offset: walked,
                reason,
            });
            return names;
        }
        facts.entries.push(entry(index, &record));
        names.push(written_name(&record));
    }
    let found = u64::try_from(names.len()).unwrap_or(u64::MAX);
    // Without Zip64 the count has 16 bits, and old tools let it run over.
    let counted = found == promised || !end.zip64 && found % 0x1_0000 == promised;
    let bytes = end.directory_bytes;
    let sized =
        bytes == walked.saturating_sub(start) || bytes == end.directory_limit.saturating_sub(start);
    if promised > limits.entries {
        let limit = limits.entries;
        facts
            .faults
            .push(ContainerFault::TooManyEntries { promised, limit });
    } else if !counted || !sized {
        let reason = format!(
            "end record promises {promised} entries in {bytes} bytes, directory has {found} in {}",
            walked.saturating_sub(start)
        );
        facts.faults.push(ContainerFault::Malformed {
            offset: archive.eocd_offset(),
            reason,
        });
    }
    names
}

/// Offset of the byte after a directory record.
fn record_end(record: &ZipFileHeaderRecord<'_>) -> u64 {
    let variable = record.file_path().as_bytes().len()
        + record.extra_fields().remaining_bytes().len()
        + record.comment().as_bytes().len();
    let variable = u64::try_from(variable).unwrap_or(u64::MAX);
    record
        .central_directory_offset()
        .saturating_add(RECORD)
        .saturating_add(variable)
}

/// All of an entry but what hangs on its name.
fn entry(index: u32, record: &ZipFileHeaderRecord<'_>) -> Entry {
    let flags = record.flags();
    let method = record.compression_method().as_u16();
    Entry {
        index,
        path: String::new(),
        raw_name: hex(record.file_path().as_bytes()),
        ground: NameGround::Ascii,
        backslashes: false,
        directory: false,
        method,
        flags: flags.bits(),
        encrypted: flags.is_encrypted() || flags.has_strong_encryption() || method == METHOD_AES,
        crc32: record.crc32(),
        compressed: record.compressed_size_hint(),
        size: record.uncompressed_size_hint(),
        header_offset: record.local_header_offset(),
        next_offset: None,
        modified: modified(record.last_modified_dos()),
        path_faults: mode_fault(record).into_iter().collect(),
    }
}

/// What the Unix mode makes of an entry that is neither a file nor a folder (`S_IFMT` of POSIX `sys/stat.h`);
/// no type at all is a file. Tools read the mode of more systems than say to be Unix (Info-ZIP: VMS, Atari, BeOS,
/// AtheOS, and FAT for PKZIP; 7-Zip writes it under FAT): a link is one whoever is said to have made it. Other types
/// are asked only where rawzip gives the mode, which is where Unix or macOS wrote the directory.
/// A tool that believes the mode, or the folder bit of FAT, makes a folder of an entry and drops its bytes.
/// The mode of a folder has rawzip's own bit in it and is not asked.
fn mode_fault(record: &ZipFileHeaderRecord<'_>) -> Option<PathFault> {
    if record.is_dir() {
        return None;
    }
    let attributes = record.external_attributes();
    if attributes >> 16 & 0o170_000 == 0o120_000 {
        return Some(PathFault::Symlink);
    }
    let folder = attributes >> 16 & 0o170_000 == 0o040_000 || attributes & FAT_FOLDER != 0;
    if folder && record.uncompressed_size_hint() > 0 {
        return Some(PathFault::SpecialFile);
    }
    match record.mode().value() & 0o170_000 {
        0 | 0o040_000 | 0o100_000 => None,
        0o120_000 => Some(PathFault::Symlink),
        _ => Some(PathFault::SpecialFile),
    }
}

fn written_name(record: &ZipFileHeaderRecord<'_>) -> WrittenName {
    let bytes = record.file_path().as_bytes().to_vec();
    let mut extras = record.extra_fields();
    let unicode_path = extras
        .find(|(id, _)| *id == ExtraFieldId::INFO_ZIP_UNICODE_PATH)
        .and_then(|(_, field)| unicode_path(field, &bytes));
    let utf8_flag = record.flags().bits() & FLAG_UTF8 != 0;
    WrittenName {
        bytes,
        utf8_flag,
        unicode_path,
    }
}

/// Info-ZIP Unicode Path (APPNOTE 4.6.9): version 1, CRC-32 of the raw name, UTF-8. Another CRC
/// means that the name was changed by a tool that does not know the field.
fn unicode_path(field: &[u8], name: &[u8]) -> Option<String> {
    let (version, rest) = field.split_first()?;
    let (crc, text) = rest.split_first_chunk::<4>()?;
    let genuine = *version == 1 && u32::from_le_bytes(*crc) == crc32fast::hash(name);
    let text = std::str::from_utf8(text).ok().filter(|t| !t.is_empty())?;
    genuine.then(|| text.to_owned())
}

/// Gives the entries their paths. `\` becomes `/` only here, after decoding: it is a trail byte in
/// GBK.
fn name_entries(names: &[WrittenName], limits: &Limits, facts: &mut ContainerFacts) {
    let (read, decision) = names::read_all(names);
    facts.names = decision;
    for (entry, name) in facts.entries.iter_mut().zip(read) {
        entry.backslashes = name.text.contains('\\');
        entry.path = name.text.replace('\\', "/");
        entry.ground = name.ground;
        entry.directory = entry.path.ends_with('/');
        let by_mode = std::mem::take(&mut entry.path_faults);
        entry.path_faults = path::faults(&entry.path, limits);
        entry.path_faults.extend(by_mode);
    }
}

/// The entry that makes a ZIP an Office (ECMA-376-2 §9), OFD (GB/T 33190 §6) or OpenDocument file
/// (ODF 1.2-3 §3.3: `mimetype` comes first).
fn office(entries: &[Entry]) -> Option<ContainerFault> {
    let telltale = entries.iter().find(|entry| match entry.path.as_str() {
        "[Content_Types].xml" | "OFD.xml" => true,
        "mimetype" => entry.index == 0,
        _ => false,
    })?;
    Some(ContainerFault::Office {
        telltale: telltale.path.clone(),
    })
}

/// `YYYY-MM-DDThh:mm:ss`, or empty where the bits are no date (APPNOTE 4.4.6).
fn modified(time: DosDateTime) -> String {
    let (date, clock) = (time.packed_date(), time.packed_time());
    let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
    let (hour, minute, second) = (clock >> 11, clock >> 5 & 63, (clock & 31) * 2);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        // 2100 is the only multiple of 4 from 1980 to 2107 that is no leap year.
        2 if year % 4 == 0 && year != 2100 => 29,
        2 => 28,
        _ => 0,
    };
    if day == 0 || day > days || hour > 23 || minute > 59 || second > 59 {
        return String::new();
    }
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Lower-case hex, as in [`Entry::raw_name`].
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .flatten()
        .collect()
}
