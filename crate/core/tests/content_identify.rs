//! First bytes → format; headers of the formats that are not decoded; density of a JPEG.

mod content;

use content::{LITTLE, Page, SHORT, facts, jpeg, readable, tiff, unsupported};
use std::io::Write;
use yanshou::content::{hex, identify, read_image};
use yanshou::facts::{ColourMode, Density, DensityUnit, Format};
use yanshou::limits::Limits;
use yanshou::measure::{MeasureOptions, measure};

#[test]
fn formats_are_told_by_their_first_bytes() {
    let cases: &[(&[u8], Format)] = &[
        (b"", Format::Empty),
        (b"\xff\xd8\xff\xe0", Format::Jpeg),
        (b"\xff\xd8", Format::Unknown),
        (b"II*\0\x08\0\0\0", Format::Tiff),
        (b"MM\0*\0\0\0\x08", Format::Tiff),
        (b"II+\0\x08\0\0\0\x10", Format::Tiff),
        (b"II+ are letters", Format::Text),
        (b"\x89PNG\r\n\x1a\n", Format::Png),
        (b"\x89PNG\n\n\x1a\n\0", Format::Unknown),
        (b"\0\0\0\x0cjP  \r\n\x87\n", Format::Jpeg2000),
        (b"\xff\x4f\xff\x51", Format::Jpeg2000),
        (b"%PDF-1.7", Format::Pdf),
        (b"GIF89a", Format::Gif),
        (b"GIF88a is no version", Format::Text),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Format::Bmp),
        (b"BM is also how a text may begin", Format::Text),
        (b"RIFF\0\0\0\0WAVEfmt ", Format::Wave),
        (b"RF64\xff\xff\xff\xffWAVEds64", Format::Wave),
        (b"RIFF\0\0\0\0AVI LIST", Format::Avi),
        (b"RIFF\0\0\0\0WEBPVP8 ", Format::Unknown),
        (b"\0\0\0\x18ftypmp42", Format::Mp4),
        (b"\0\0\0\x18ftypheic", Format::Unknown),
        (
            b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02\x04\0",
            Format::Mxf,
        ),
        (b"PK\x05\x06\0\0", Format::Zip),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::Cfb),
        (b"Rar!\x1a\x07\x01\0", Format::Rar),
        (b"7z\xbc\xaf\x27\x1c", Format::SevenZip),
        (b"\x1f\x8b\x08\0", Format::Gzip),
        (b"MZ\x90\0\x03", Format::Executable),
        (b"MZ 1978", Format::Text),
        (b"\x7fELF\x02", Format::Executable),
        (b"\xcf\xfa\xed\xfe", Format::Executable),
        (b"<?xml version='1.0'?>", Format::Xml),
        (b"\xef\xbb\xbf<mets:mets>", Format::Xml),
        (b"< 5 pages", Format::Text),
        (b"0001.tif\r\n", Format::Text),
        ("目录".as_bytes(), Format::Text),
        // The last character is cut.
        (b"\xe7\x9b\xae\xe5\xbd", Format::Text),
        (b"\xc4\xbf\xc2\xbc.xls\xc4", Format::Text),
        (b"\xc4\xbf\xc2\xbc\0", Format::Unknown),
        (b"\xff\xff\xff", Format::Unknown),
    ];
    for (head, format) in cases {
        assert_eq!(identify(head), *format, "{}", head.escape_ascii());
    }
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, data) in entries {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(data).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_archive_of_tape_is_told_by_its_magic() {
    let head = |magic: &[u8]| {
        let mut head = vec![0; 512];
        head[..8].copy_from_slice(b"0001.tif");
        head[257..257 + magic.len()].copy_from_slice(magic);
        identify(&head)
    };
    assert_eq!(head(b"ustar\x0000"), Format::Tar);
    assert_eq!(head(b"ustar  \0"), Format::Tar);
    assert_eq!(head(b"ustaR\x0000"), Format::Unknown);
    assert_eq!(identify(b"0001.tif"), Format::Text);
}

#[test]
fn formats_inside_a_zip_are_told_by_its_first_names() {
    let odf = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();
    assert_eq!(identify(&zip(&[("mimetype", odf)])), Format::Odf);
    assert_eq!(
        identify(&zip(&[("mimetype", b"application/epub+zip")])),
        Format::Zip
    );
    let workbook = zip(&[
        ("docProps/app.xml", b"x"),
        ("[Content_Types].xml", b"<Types/>"),
    ]);
    assert_eq!(identify(&workbook), Format::Ooxml);
    assert_eq!(identify(&zip(&[("OFD.xml", b"<ofd/>")])), Format::Ofd);
    assert_eq!(identify(&zip(&[("0001.jpg", b"x")])), Format::Zip);
    // A workbook stored inside a delivery does not make the delivery a workbook.
    assert_eq!(
        identify(&zip(&[("目录.xlsx", &workbook), ("0001.jpg", b"x")])),
        Format::Zip
    );
}

/// Measured as a delivery's entry is: the name says nothing, the ZIP inside is stored.
fn measured(inner: &[u8]) -> Format {
    let bytes = zip(&[("a.bin", inner)]);
    let options = MeasureOptions {
        limits: Limits::default(),
        algorithms: std::collections::BTreeSet::new(),
    };
    let container = yanshou::container::open(&bytes, &options.limits).unwrap();
    let [entry] = container.entries.as_slice() else {
        panic!("{container:?}")
    };
    measure(&bytes, entry, &options, &mut |_| {})
        .unwrap()
        .format
}

#[test]
fn a_document_is_told_from_an_archive_by_its_directory_wherever_the_telling_part_lies() {
    let long = vec![b'x'; 10_000];
    let telling: &[(&[&str], Format)] = &[
        (&["[Content_Types].xml", "_rels/.rels"], Format::Ooxml),
        (&["_rels/.rels", "[Content_Types].xml"], Format::Ooxml),
        (&["OFD.xml"], Format::Ofd),
        // One file of that name, or of that name in a folder, makes no document of an archive.
        (&["[Content_Types].xml"], Format::Zip),
        (&["_rels/.rels"], Format::Zip),
        (&["ofd/OFD.xml"], Format::Zip),
        (&["a/[Content_Types].xml", "a/_rels/.rels"], Format::Zip),
    ];
    for (names, format) in telling {
        let mut parts: Vec<(&str, &[u8])> = vec![("docProps/app.xml", &long)];
        parts.extend(names.iter().map(|name| (*name, b"<x/>".as_slice())));
        assert_eq!(measured(&zip(&parts)), *format, "{names:?}");
    }
    // Cut off, it has no directory.
    let whole = zip(&[("docProps/app.xml", &long), ("OFD.xml", b"<ofd/>")]);
    assert_eq!(measured(&whole[..whole.len() - 1]), Format::Zip);
}

#[test]
fn an_extension_is_never_asked() {
    let bytes = jpeg((8, 8));
    assert_eq!(identify(&bytes), Format::Jpeg);
    // Reading it as what its name may say breaks at once.
    let as_tiff = read_image(Format::Tiff, &bytes, &Limits::default()).unwrap();
    assert_eq!(as_tiff.pages, []);
    assert!(read_image(Format::Text, &bytes, &Limits::default()).is_none());
    assert_eq!(hex(&[0, 0xab, 0x10]), "00ab10");
}

/// A JPEG with the given segments behind SOI in place of its JFIF one.
fn with_segments(segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let bytes = jpeg((16, 8));
    assert_eq!(bytes[2..4], [0xff, 0xe0]);
    let old = usize::from(u16::from_be_bytes([bytes[4], bytes[5]]));
    let mut out = bytes[..2].to_vec();
    for (marker, data) in segments {
        out.extend([0xff, *marker]);
        out.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        out.extend(data);
    }
    out.extend(&bytes[4 + old..]);
    out
}

fn jfif(unit: u8, dots: u8) -> (u8, Vec<u8>) {
    (
        0xe0,
        [
            b"JFIF\0\x01\x02".as_slice(),
            &[unit, 0, dots, 0, dots, 0, 0],
        ]
        .concat(),
    )
}

fn exif(dots: u32, orientation: u32) -> (u8, Vec<u8>) {
    let mut page = Page::new((1, 1), 8, 1, 1);
    page.fields.clear();
    page.set(282, content::RATIONAL, &[dots, 1])
        .set(283, content::RATIONAL, &[dots, 1]);
    page.set(274, SHORT, &[orientation]).set(296, SHORT, &[2]);
    (
        0xe1,
        [b"Exif\0\0".as_slice(), &tiff(&[page], LITTLE)].concat(),
    )
}

#[test]
fn jfif_density_wins_unless_it_has_no_unit() {
    let density = |segments: &[(u8, Vec<u8>)]| readable(&with_segments(segments)).pages[0].density;
    let dots = |dots, unit| {
        Some(Density {
            x: (dots, 1),
            y: (dots, 1),
            unit,
        })
    };
    assert_eq!(density(&[]), None);
    assert_eq!(density(&[jfif(1, 200)]), dots(200, DensityUnit::Inch));
    assert_eq!(density(&[jfif(2, 118)]), dots(118, DensityUnit::Centimetre));
    assert_eq!(density(&[jfif(0, 1)]), dots(1, DensityUnit::None));
    assert_eq!(
        density(&[jfif(1, 200), exif(300, 1)]),
        dots(200, DensityUnit::Inch)
    );
    assert_eq!(
        density(&[jfif(0, 1), exif(300, 1)]),
        dots(300, DensityUnit::Inch)
    );
    assert_eq!(density(&[exif(300, 1)]), dots(300, DensityUnit::Inch));
}

#[test]
fn orientation_is_that_of_exif_and_only_one_to_eight() {
    let orientation = |value| readable(&with_segments(&[exif(300, value)])).pages[0].orientation;
    assert_eq!(orientation(6), Some(6));
    assert_eq!(orientation(8), Some(8));
    assert_eq!(orientation(9), None);
    assert_eq!(orientation(0), None);
    // The second reader of EXIF agrees on the block.
    let (_, block) = exif(300, 6);
    let read = exif_crate(&block[6..]);
    assert_eq!(read, (Some(6), Some((300, 1))));
}

fn exif_crate(tiff: &[u8]) -> (Option<u32>, Option<(u32, u32)>) {
    let exif = ::exif::Reader::new().read_raw(tiff.to_vec()).unwrap();
    let field = |tag| {
        exif.get_field(tag, ::exif::In::PRIMARY)
            .unwrap()
            .value
            .clone()
    };
    let x = match field(::exif::Tag::XResolution) {
        ::exif::Value::Rational(values) => values.first().map(|r| (r.num, r.denom)),
        _ => None,
    };
    (field(::exif::Tag::Orientation).get_uint(0), x)
}

#[test]
fn damage_in_a_jpeg_is_located_and_bytes_behind_it_counted() {
    let mut bytes = jpeg((16, 8));
    let length = bytes.len();
    assert_eq!(
        content::broken(&bytes[..length - 1]).0,
        Some(length as u64 - 1)
    );
    bytes.extend([0; 9]);
    assert_eq!(readable(&bytes).trailing_bytes, 9);
    let page = &facts(&bytes).pages[0];
    assert_eq!(
        (page.width, page.height, page.colour),
        (16, 8, ColourMode::Grey)
    );
    assert_eq!(
        (page.bits, page.samples, page.compression.as_str()),
        (8, 1, "JPEG")
    );
}

#[test]
fn formats_not_decoded_give_their_size_and_say_so() {
    let gif = b"GIF89a\x40\x01\xc8\0\xf7\0\0";
    assert_eq!(unsupported(gif), "GIF pictures are not decoded");
    assert_eq!(
        (facts(gif).pages[0].width, facts(gif).pages[0].height),
        (320, 200)
    );
    let mut bmp = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    for number in [640_i32, -480, 1 | 24 << 16, 0, 0, 11_811, 11_811, 0, 0] {
        bmp.extend(number.to_le_bytes());
    }
    assert_eq!(unsupported(&bmp), "BMP pictures are not decoded");
    let page = &facts(&bmp).pages[0];
    assert_eq!(
        (page.width, page.height, page.bits, page.samples),
        (640, 480, 8, 3)
    );
    assert_eq!(page.density.unwrap().centi_dpi(), Some((30_000, 30_000)));
    assert!(content::broken(&gif[..9]).1.contains("header"));
}
