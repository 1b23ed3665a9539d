//! ExifTool, one run for a folder → what it says of each file in it. It gives tags as they are written, whatever the
//! picture is: nothing here decodes.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};
use yanshou::facts::Format;

use crate::Said;

/// The tags asked for; a `#` asks for the number, the others come as ExifTool words them: units count differently in
/// EXIF (3 = cm) and JFIF (2 = cm).
const TAGS: [&str; 30] = [
    "-ImageWidth",
    "-ImageHeight",
    "-XResolution",
    "-YResolution",
    "-ResolutionUnit",
    "-PixelsPerUnitX",
    "-PixelsPerUnitY",
    "-PixelUnits",
    "-CaptureXResolution",
    "-CaptureYResolution",
    "-CaptureXResolutionUnit#",
    "-CaptureYResolutionUnit#",
    "-DisplayXResolution",
    "-DisplayYResolution",
    "-DisplayXResolutionUnit#",
    "-DisplayYResolutionUnit#",
    "-BitsPerSample",
    "-BitsPerComponent#",
    "-BitDepth",
    "-ColorType#",
    "-ColorComponents",
    "-SamplesPerPixel",
    "-NumberOfComponents",
    "-PageCount",
    "-PDFVersion",
    "-SampleRate",
    "-NumChannels",
    "-AudioSampleRate",
    "-AudioChannels",
    "-AudioBitsPerSample",
];

/// Of MXF.
const MXF_TAGS: [&str; 2] = ["-ChannelCount", "-BitsPerAudioSample"];

/// The tags of each file below a folder that it can read at all.
pub(crate) type Tags = BTreeMap<PathBuf, Map<String, Value>>;

/// Asks once for all below `folder`.
pub(crate) fn ask(folder: &Path) -> Result<Tags, Box<dyn Error>> {
    let output = Command::new("exiftool")
        .args(["-json", "-fast2", "-q", "-q", "-r", "-ext", "*"])
        .args(TAGS)
        .args(MXF_TAGS)
        .arg(folder)
        .output()?;
    // Its exit status is 1 as soon as one file is none it knows.
    if output.stdout.is_empty() {
        return Ok(Tags::new());
    }
    let files: Vec<Map<String, Value>> = serde_json::from_slice(&output.stdout)?;
    let named = files.into_iter().filter_map(|tags| {
        let path = tags.get("SourceFile")?.as_str()?.to_owned();
        Some((PathBuf::from(path), tags))
    });
    Ok(named.collect())
}

/// The facts in the tags of a file.
pub(crate) fn said(format: Format, tags: &Map<String, Value>) -> Said {
    let text = |name: &str| match tags.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    // `8 8 8` has one value a sample.
    let first = |name: &str| Some(text(name)?.split_whitespace().next()?.to_owned());
    let mut said = Said::new();
    let mut say = |fact, value: Option<String>| said.extend(value.map(|value| (fact, value)));
    let size = || {
        Some(format!(
            "{} × {}",
            text("ImageWidth")?,
            text("ImageHeight")?
        ))
    };
    match format {
        Format::Jpeg | Format::Tiff => {
            say("pixels", size());
            say("bits", first("BitsPerSample"));
            say(
                "samples",
                text("ColorComponents").or(text("SamplesPerPixel")),
            );
            say("pages", text("PageCount"));
            say(
                "dpi",
                dpi(
                    tags,
                    "XResolution",
                    "YResolution",
                    &|| match text("ResolutionUnit")?.as_str() {
                        "inches" => Some((1.0, 1.0)),
                        "cm" => Some((2.54, 2.54)),
                        _ => None,
                    },
                ),
            );
        }
        Format::Png => {
            say("pixels", size());
            say("bits", text("BitDepth"));
            let samples = text("ColorType").and_then(|kind| match kind.as_str() {
                "0" | "3" => Some("1"),
                "2" => Some("3"),
                "4" => Some("2"),
                "6" => Some("4"),
                _ => None,
            });
            say("samples", samples.map(str::to_owned));
            say(
                "dpi",
                dpi(tags, "PixelsPerUnitX", "PixelsPerUnitY", &|| {
                    (text("PixelUnits")? == "meters").then_some((0.0254, 0.0254))
                }),
            );
        }
        Format::Jpeg2000 => {
            say("pixels", size());
            // 255 says that the samples differ; the sign is the highest bit (ITU-T T.800 I.5.3.1).
            let bits = text("BitsPerComponent").and_then(|n| n.parse::<u16>().ok());
            let bits = bits
                .filter(|n| *n != 255)
                .map(|n| (n % 128 + 1).to_string());
            say("bits", bits);
            say("samples", text("NumberOfComponents"));
            for kind in ["Display", "Capture"] {
                let [x, y] = ["X", "Y"].map(|axis| format!("{kind}{axis}Resolution"));
                // Grid points in 10^-exponent metres, of which ExifTool takes the exponent for the unit.
                let unit = |name: &str| {
                    let exponent: i32 = text(&format!("{name}Unit"))?.parse().ok()?;
                    Some(0.0254 * 10_f64.powi(exponent))
                };
                say("dpi", dpi(tags, &x, &y, &|| unit(&x).zip(unit(&y))));
            }
        }
        Format::Pdf => {
            say("pages", text("PageCount"));
            say("version", text("PDFVersion"));
        }
        Format::Wave | Format::Avi | Format::Mp4 | Format::Mxf => {
            say("pixels", size());
            let audio = ["SampleRate", "AudioSampleRate"];
            let audio = if format == Format::Mxf || format == Format::Mp4 {
                text("AudioSampleRate")
            } else {
                audio.iter().find_map(|name| text(name))
            };
            say("samples/s", audio);
            let bits = ["AudioBitsPerSample", "BitsPerAudioSample", "BitsPerSample"];
            say("bits", bits.iter().find_map(|name| text(name)));
            let channels = ["AudioChannels", "ChannelCount", "NumChannels"];
            say("channels", channels.iter().find_map(|name| text(name)));
        }
        _ => {}
    }
    said
}

/// `300 × 300` of two tags and what makes dots an inch of each; none where the unit says nothing.
fn dpi(
    tags: &Map<String, Value>,
    x: &str,
    y: &str,
    unit: &dyn Fn() -> Option<(f64, f64)>,
) -> Option<String> {
    let number = |name: &str| tags.get(name)?.as_f64();
    let (across, down) = unit()?;
    Some(crate::dpi(number(x)? * across, number(y)? * down))
}
