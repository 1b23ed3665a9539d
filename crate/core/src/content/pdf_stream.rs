//! A stream of a PDF → its bytes behind the filters of ISO 32000-1 §7.4, up to a limit. The coding of a picture
//! (DCT, CCITT, JBIG2, JPX) is left on and named: pictures are read by their own readers.

use super::pdf_file::File;
use super::pdf_object::{Dict, Stream, Value};
use super::{Stop, long, zlib};

/// Filters of one stream (ours; two are usual).
const FILTERS: usize = 8;

/// Bytes, and the picture coding they are still in.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoded {
    pub bytes: Vec<u8>,
    /// Name of the filter and its parameters.
    pub coding: Option<(String, Dict)>,
    /// Names of the filters taken off, in order.
    pub taken: Vec<String>,
}

/// The filters of a stream with their parameters.
pub(super) fn filters(file: &File<'_>, dict: &Dict) -> Result<Vec<(String, Dict)>, Stop> {
    let either = |long: &str, short: &str| match file.field(dict, long) {
        Value::Null => file.field(dict, short),
        value => value,
    };
    let names = match either("Filter", "F") {
        Value::Array(names) => names,
        Value::Null => Vec::new(),
        one => vec![one],
    };
    if names.len() > FILTERS {
        return Err(Stop::unsupported(format!("{} filters", names.len())));
    }
    let parameters = match either("DecodeParms", "DP") {
        Value::Array(all) => all,
        one => vec![one],
    };
    let mut filters = Vec::new();
    for (position, name) in names.iter().enumerate() {
        let name = file.follow(name);
        let name = name
            .name()
            .ok_or_else(|| Stop::broken(0, "a filter has no name"))?;
        let own = parameters.get(position).map(|p| file.follow(p));
        let own = own.and_then(|p| p.dict().cloned()).unwrap_or_default();
        filters.push((full_name(name).to_owned(), own));
    }
    Ok(filters)
}

/// Short names stand in inline images (Table 94).
fn full_name(name: &str) -> &str {
    match name {
        "AHx" => "ASCIIHexDecode",
        "A85" => "ASCII85Decode",
        "LZW" => "LZWDecode",
        "Fl" => "FlateDecode",
        "RL" => "RunLengthDecode",
        "CCF" => "CCITTFaxDecode",
        "DCT" => "DCTDecode",
        other => other,
    }
}

/// Takes the filters off, one by one.
pub(super) fn decode(file: &File<'_>, stream: &Stream, limit: u64) -> Result<Decoded, Stop> {
    let filters = filters(file, &stream.dict)?;
    let mut decoded = Decoded::default();
    let raw = file.raw(stream);
    if filters.is_empty() {
        file.spend(long(raw.len()))?;
    }
    let mut first = true;
    for (name, parameters) in filters {
        let held = std::mem::take(&mut decoded.bytes);
        let input: &[u8] = if first { raw } else { &held };
        first = false;
        let mut out = Vec::new();
        let outcome = match name.as_str() {
            "FlateDecode" => inflate(file, input, limit, &mut out),
            "LZWDecode" => lzw(input, &parameters, limit, &mut out),
            "ASCIIHexDecode" => hexadecimal(input, &mut out),
            "ASCII85Decode" => ascii_85(input, &mut out),
            "RunLengthDecode" => run_length(input, limit, &mut out),
            "DCTDecode" | "CCITTFaxDecode" | "JBIG2Decode" | "JPXDecode" => {
                decoded.bytes = input.to_vec();
                decoded.coding = Some((name, parameters));
                return Ok(decoded);
            }
            other => Err(Stop::unsupported(format!("filter {other}"))),
        };
        outcome?;
        file.spend(long(out.len()))?;
        decoded.bytes = unpredict(out, &parameters)?;
        decoded.taken.push(name);
    }
    if first {
        decoded.bytes = raw.to_vec();
    }
    Ok(decoded)
}

fn inflate(file: &File<'_>, input: &[u8], limit: u64, out: &mut Vec<u8>) -> Result<(), Stop> {
    // Not one byte of a stream: nothing was cut off, and every reader takes it for nothing. A picture would be short.
    if input.is_empty() {
        return Ok(());
    }
    zlib::inflate([(0, input)], limit, |part| {
        file.spend(long(part.len()))?;
        out.extend_from_slice(part);
        Ok(())
    })
    .map(drop)
}

fn lzw(input: &[u8], parameters: &Dict, limit: u64, out: &mut Vec<u8>) -> Result<(), Stop> {
    use weezl::{BitOrder, decode::Decoder};
    let early = parameters.get("EarlyChange").and_then(Value::whole) != Some(0);
    let mut decoder = if early {
        Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        Decoder::new(BitOrder::Msb, 8)
    };
    let mut rest = input;
    let mut scratch = vec![0; 64 << 10];
    loop {
        let step = decoder.decode_bytes(rest, &mut scratch);
        let at = long(input.len() - rest.len());
        out.extend_from_slice(scratch.get(..step.consumed_out).unwrap_or_default());
        if long(out.len()) > limit {
            return Err(too_long(at, limit));
        }
        rest = rest.get(step.consumed_in..).unwrap_or_default();
        match step.status {
            Ok(weezl::LzwStatus::Ok) => {}
            Ok(weezl::LzwStatus::Done) => return Ok(()),
            Ok(weezl::LzwStatus::NoProgress) => {
                return Err(Stop::broken(at, "LZW data end early"));
            }
            Err(_) => return Err(Stop::broken(at, "bad LZW data")),
        }
    }
}

fn too_long(at: u64, limit: u64) -> Stop {
    Stop::broken(at, format!("data make more than {limit} bytes"))
}

fn hexadecimal(input: &[u8], out: &mut Vec<u8>) -> Result<(), Stop> {
    let mut half = None;
    for (at, byte) in (0_u64..).zip(input) {
        let digit = match byte {
            b'>' => break,
            b if super::pdf_object::is_blank(*b) => continue,
            b => char::from(*b).to_digit(16),
        };
        let digit = digit.and_then(|d| u8::try_from(d).ok());
        let digit = digit.ok_or_else(|| Stop::broken(at, "no hexadecimal digit"))?;
        match half.take() {
            None => half = Some(digit << 4),
            Some(high) => out.push(high | digit),
        }
    }
    out.extend(half);
    Ok(())
}

fn ascii_85(input: &[u8], out: &mut Vec<u8>) -> Result<(), Stop> {
    let (mut group, mut count) = (0_u64, 0_usize);
    for (at, byte) in (0_u64..).zip(input) {
        match byte {
            b'~' => break,
            b if super::pdf_object::is_blank(*b) => {}
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group * 85 + u64::from(byte - b'!');
                count += 1;
                if count == 5 {
                    let four = u32::try_from(group)
                        .map_err(|_| Stop::broken(at, "no such base-85 group"))?;
                    out.extend(four.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            _ => return Err(Stop::broken(at, "no base-85 digit")),
        }
    }
    if count > 1 {
        for _ in count..5 {
            group = group * 85 + 84;
        }
        let four = u32::try_from(group).unwrap_or(u32::MAX).to_be_bytes();
        out.extend(four.iter().take(count - 1));
    }
    Ok(())
}

fn run_length(input: &[u8], limit: u64, out: &mut Vec<u8>) -> Result<(), Stop> {
    let mut at = 0;
    while let Some(&length) = input.get(at) {
        let early = || Stop::broken(long(at), "run lengths end early");
        match length {
            128 => return Ok(()),
            0..=127 => {
                let end = at + 2 + usize::from(length);
                out.extend_from_slice(input.get(at + 1..end).ok_or_else(early)?);
                at = end;
            }
            _ => {
                let byte = *input.get(at + 1).ok_or_else(early)?;
                out.extend(std::iter::repeat_n(byte, 257 - usize::from(length)));
                at += 2;
            }
        }
        if long(out.len()) > limit {
            return Err(too_long(long(at), limit));
        }
    }
    Ok(())
}

/// PNG predictors (§7.4.4.4) undone; TIFF's predictor 2 only for bytes, which is how it occurs.
fn unpredict(mut bytes: Vec<u8>, parameters: &Dict) -> Result<Vec<u8>, Stop> {
    let number = |key, usual| match parameters.get(key).and_then(Value::whole) {
        Some(number) => u64::from(number),
        None => usual,
    };
    let predictor = number("Predictor", 1);
    if predictor < 2 {
        return Ok(bytes);
    }
    let bits = number("Colors", 1).saturating_mul(number("BitsPerComponent", 8));
    let row = bits.saturating_mul(number("Columns", 1)).div_ceil(8);
    let (Ok(row), Ok(step)) = (usize::try_from(row), usize::try_from(bits.div_ceil(8))) else {
        return Err(Stop::broken(0, "rows without end"));
    };
    if row == 0 || step == 0 || row > 64 << 20 {
        return Err(Stop::broken(0, "rows without bytes"));
    }
    if predictor == 2 {
        if number("BitsPerComponent", 8) != 8 {
            return Err(Stop::unsupported("TIFF predictor on other than bytes"));
        }
        for line in bytes.chunks_mut(row) {
            for at in step..line.len() {
                let left = line.get(at - step).copied().unwrap_or(0);
                if let Some(byte) = line.get_mut(at) {
                    *byte = byte.wrapping_add(left);
                }
            }
        }
        return Ok(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut above = vec![0; row];
    for (line_number, line) in bytes.chunks(row + 1).enumerate() {
        let Some((filter, line)) = line.split_first() else {
            break;
        };
        let mut here = line.to_vec();
        if !undo_row(*filter, step, &mut here, &above) {
            let reason = format!("no such predictor in row {line_number}");
            return Err(Stop::broken(long(line_number * (row + 1)), reason));
        }
        out.extend_from_slice(&here);
        above = here;
        above.resize(row, 0);
    }
    Ok(out)
}

/// One row (ISO/IEC 15948 §9.2) of pixels of `step` bytes; false where there is no such filter.
pub(super) fn undo_row(filter: u8, step: usize, row: &mut [u8], above: &[u8]) -> bool {
    let get = |row: &[u8], at: Option<usize>| at.and_then(|at| row.get(at)).copied().unwrap_or(0);
    for at in 0..row.len() {
        let left = get(row, at.checked_sub(step));
        let (up, corner) = (get(above, Some(at)), get(above, at.checked_sub(step)));
        let add = match filter {
            0 => return true,
            1 => left,
            2 => up,
            3 => u8::try_from((u16::from(left) + u16::from(up)) / 2).unwrap_or(0),
            4 => paeth(left, up, corner),
            _ => return false,
        };
        if let Some(byte) = row.get_mut(at) {
            *byte = byte.wrapping_add(add);
        }
    }
    true
}

/// PNG (ISO/IEC 15948) §9.4.
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let guess = a + b - c;
    let (da, db, dc) = ((guess - a).abs(), (guess - b).abs(), (guess - c).abs());
    if da <= db && da <= dc {
        left
    } else if db <= dc {
        up
    } else {
        corner
    }
}
