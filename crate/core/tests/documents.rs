//! PDF, OFD and recognised text, byte by byte: what the reader says of hand-written files, and that no file, however
//! cut, bent or turned in on itself, makes it panic, hang or hold without bound.

use yanshou::content::{read_ofd, read_page_text, read_pdf};
use yanshou::facts::{ColourMode, ImageFacts, PdfFacts, Readability};
use yanshou::limits::Limits;

fn read(bytes: &[u8]) -> (PdfFacts, ImageFacts) {
    read_pdf(bytes, &Limits::default())
}

/// Objects in order from number 1 → a PDF whose object 1 is the catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = places.len() + 1;
    bytes.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    bytes
}

fn value(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn stream(keys: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<< {keys} /Length {} >>\nstream\n", data.len()).into_bytes();
    bytes.extend(data);
    bytes.extend(b"\nendstream");
    bytes
}

fn deflated(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let samples: Vec<u8> = (0..width * height).map(|n| (n % 251) as u8).collect();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 80)
        .encode(&samples, width, height, image::ExtendedColorType::L8)
        .unwrap();
    bytes
}

const TREE: &str = "<< /Type /Pages /Count 1 /Kids [3 0 R] >>";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] /Contents 4 0 R \
                    /Resources << /XObject << /Im 5 0 R /Jm 6 0 R >> >> >>";
/// An image of 100 × 100 pixels on a sheet of one inch.
const IMAGE: &str = "/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray \
                     /BitsPerComponent 8";

/// One page with this content, objects 5 and 6 to show.
fn one_page(content: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        value("<< /Type /Catalog /Pages 2 0 R >>"),
        value(TREE),
        value(PAGE),
        stream("", content.as_bytes()),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

const WHOLE: &str = "q 72 0 0 72 0 0 cm /Im Do Q";

fn grey(data: &[u8], keys: &str) -> Vec<u8> {
    stream(&format!("{IMAGE} {keys}"), data)
}

fn broken(readability: &Readability) -> &str {
    match readability {
        Readability::Broken { reason, .. } => reason,
        _ => "",
    }
}

#[test]
fn the_resolution_of_a_page_image_is_that_of_its_place() {
    let bytes = one_page(WHOLE, &[grey(&jpeg(100, 100), "/Filter /DCTDecode")]);
    let (facts, image) = read(&bytes);
    let page = &image.pages[0];
    assert_eq!(image.readability, Readability::Readable);
    assert_eq!(page.density.unwrap().centi_dpi(), Some((10_000, 10_000)));
    assert_eq!(
        (page.width, page.height, page.colour),
        (100, 100, ColourMode::Grey)
    );
    assert_eq!(page.compression, "JPEG");
    assert_eq!(facts.pages[0].size, (2540, 2540));
    assert_eq!(facts.faults, Vec::<String>::new());
}

#[test]
fn a_broken_jpeg_in_a_page_makes_the_page_unreadable() {
    let whole = jpeg(100, 100);
    let bytes = one_page(
        WHOLE,
        &[grey(&whole[..whole.len() / 2], "/Filter /DCTDecode")],
    );
    let (facts, image) = read(&bytes);
    assert!(!broken(&image.pages[0].readability).is_empty());
    assert!(!broken(&image.readability).is_empty());
    // The PDF around it is in order.
    assert_eq!(facts.faults, Vec::<String>::new());
}

#[test]
fn deflated_rows_that_end_early_are_broken_and_whole_ones_are_not() {
    let rows = vec![200_u8; 100 * 100];
    for (data, sound) in [(&rows[..], true), (&rows[..9_999], false)] {
        let bytes = one_page(WHOLE, &[grey(&deflated(data), "/Filter /FlateDecode")]);
        let (_, image) = read(&bytes);
        let page = &image.pages[0].readability;
        assert_eq!(*page == Readability::Readable, sound, "{page:?}");
    }
    let predicted = vec![2_u8; 100 * 101];
    let keys = "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 100 >>";
    let (_, image) = read(&one_page(WHOLE, &[grey(&deflated(&predicted), keys)]));
    assert_eq!(image.pages[0].readability, Readability::Readable);
}

#[test]
fn strips_of_one_width_are_one_page_image() {
    let strip = "/Type /XObject /Subtype /Image /Width 100 /Height 50 /ColorSpace /DeviceGray \
                 /BitsPerComponent 8 /Filter /FlateDecode";
    let half = stream(strip, &deflated(&[9; 5_000]));
    let content = "q 72 0 0 33 0 36 cm /Im Do Q q 72 0 0 33 0 0 cm /Jm Do Q";
    let (_, image) = read(&one_page(content, &[half.clone(), half]));
    let page = &image.pages[0];
    assert_eq!((page.width, page.height), (100, 100));
    assert!(page.density.is_some());
}

#[test]
fn a_small_picture_in_a_page_of_text_is_no_page_image() {
    let content = "q 20 0 0 20 0 0 cm /Im Do Q";
    let (facts, image) = read(&one_page(
        content,
        &[grey(&jpeg(100, 100), "/Filter /DCTDecode")],
    ));
    assert!(!image.pages[0].is_picture());
    assert_eq!(facts.pages[0].images, 1);
}

#[test]
fn a_fine_mask_over_a_coarse_background_gives_the_resolution() {
    let mask = "/Type /XObject /Subtype /Image /Width 300 /Height 300 /ImageMask true \
                /BitsPerComponent 1 /Filter /FlateDecode";
    let content = "q 72 0 0 72 0 0 cm /Im Do /Jm Do Q";
    let more = [
        grey(&jpeg(100, 100), "/Filter /DCTDecode"),
        stream(mask, &deflated(&[0; 38 * 300])),
    ];
    let (_, image) = read(&one_page(content, &more));
    assert_eq!(
        image.pages[0].density.unwrap().centi_dpi(),
        Some((30_000, 30_000))
    );
    assert_eq!(image.pages[0].compression, "JPEG");
}

#[test]
fn a_wrong_length_is_told_and_the_data_are_read_all_the_same() {
    let bytes = one_page(WHOLE, &[grey(&jpeg(100, 100), "/Filter /DCTDecode")]);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let place = text.find("/Length 27").unwrap();
    let mut bent = bytes.clone();
    bent[place + 8..place + 10].copy_from_slice(b"11");
    let (facts, image) = read(&bent);
    assert_eq!(facts.faults, ["the length of stream 4 is wrong"]);
    assert_eq!(image.pages[0].readability, Readability::Readable);
    assert!(image.pages[0].is_picture());
}

#[test]
fn objects_are_found_when_the_table_of_them_is_gone() {
    let whole = one_page(WHOLE, &[grey(&jpeg(100, 100), "/Filter /DCTDecode")]);
    let table = whole.windows(5).rposition(|w| w == b"xref\n").unwrap();
    let (facts, image) = read(&whole[..table]);
    assert_eq!(image.readability, Readability::Readable);
    assert_eq!(image.pages.len(), 1);
    assert_eq!(facts.faults, ["the file has no end mark"]);
}

#[test]
fn no_prefix_of_a_file_panics_and_none_passes() {
    let whole = one_page(WHOLE, &[grey(&jpeg(40, 40), "/Filter /DCTDecode")]);
    // The last byte is a line end, which no reader needs.
    for end in 0..whole.len() - 1 {
        let (facts, image) = read(&whole[..end]);
        let passes = facts.faults.is_empty() && image.readability == Readability::Readable;
        assert!(!passes, "{end} of {} bytes", whole.len());
    }
}

#[test]
fn no_changed_byte_panics() {
    let whole = one_page(
        "q 72 0 0 72 0 0 cm /Im Do Q BT (a\\)\\012) Tj [<41> 3 (b)] TJ ET BI /W 1 /H 1 ID x EI",
        &[grey(
            &deflated(&[7; 10_000]),
            "/Filter [/FlateDecode] /DecodeParms [null]",
        )],
    );
    let mut read_so_many = 0;
    for at in 0..whole.len() {
        for mask in [0x01, 0x10, 0x80, 0xff] {
            let mut bent = whole.clone();
            bent[at] ^= mask;
            let (_, image) = read(&bent);
            read_so_many += image.pages.len();
        }
    }
    assert!(read_so_many > whole.len());
}

#[test]
fn what_turns_in_circles_comes_to_an_end() {
    let cases: Vec<(&str, Vec<Vec<u8>>)> = vec![
        (
            "a page tree inside itself",
            vec![
                value("<< /Type /Catalog /Pages 2 0 R >>"),
                value("<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>"),
            ],
        ),
        (
            "a length that is the stream's own",
            vec![
                value("<< /Type /Catalog /Pages 2 0 R >>"),
                value(TREE),
                value(PAGE),
                b"<< /Length 4 0 R >>\nstream\nq\nendstream".to_vec(),
            ],
        ),
        (
            "references in a ring",
            vec![
                value("<< /Type /Catalog /Pages 2 0 R >>"),
                value("3 0 R"),
                value("2 0 R"),
            ],
        ),
        (
            "arrays without end",
            vec![
                value("<< /Type /Catalog /Pages 2 0 R >>"),
                vec![b'['; 2_000_000],
            ],
        ),
    ];
    for (name, objects) in cases {
        let (_, image) = read(&pdf(&objects));
        let nothing = image.pages.iter().all(|page| !page.is_picture());
        assert!(nothing, "{name}: {image:?}");
    }
    // `Prev` points back at its own table.
    let mut bytes = pdf(&[
        value("<< /Type /Catalog /Pages 2 0 R >>"),
        value(TREE),
        value(PAGE),
    ]);
    let start = bytes.windows(5).rposition(|w| w == b"xref\n").unwrap();
    let text = String::from_utf8_lossy(&bytes).replace("/Size", &format!("/Prev {start} /Size"));
    bytes = text.into_bytes();
    assert_eq!(read(&bytes).1.pages.len(), 1);
}

#[test]
fn forms_that_unfold_without_end_are_left_unread() {
    // Each of 12 forms shows the next one a hundred times: 10^24 in all.
    let mut objects = vec![
        value("<< /Type /Catalog /Pages 2 0 R >>"),
        value(TREE),
        value(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] /Contents 4 0 R \
             /Resources << /XObject << /F 5 0 R >> >> >>",
        ),
        stream("", b"/F Do"),
    ];
    for next in 6..17 {
        let keys = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 1 1] \
             /Resources << /XObject << /F {next} 0 R >> >>"
        );
        objects.push(stream(&keys, "/F Do ".repeat(100).as_bytes()));
    }
    let (_, image) = read(&pdf(&objects));
    assert_ne!(image.pages[0].readability, Readability::Readable);
}

#[test]
fn a_deflate_bomb_costs_no_memory() {
    // A thousand times itself, twice: a gigabyte of blanks as the content of a page.
    let once = deflated(&vec![b' '; 64 << 20]);
    let limits = Limits {
        ratio_from_bytes: 1 << 20,
        ratio: 10,
        ..Limits::default()
    };
    let objects = vec![
        value("<< /Type /Catalog /Pages 2 0 R >>"),
        value(TREE),
        value(PAGE),
        stream("/Filter /FlateDecode", &once),
    ];
    let (_, image) = read_pdf(&pdf(&objects), &limits);
    let unread = matches!(image.pages[0].readability, Readability::Unsupported { .. });
    assert!(unread, "{image:?}");
}

#[test]
fn a_page_on_which_nothing_is_seen_is_empty() {
    let empty = |content: &str, more: &[Vec<u8>]| read(&one_page(content, more)).0.pages[0].empty;
    let image = || [stream(IMAGE, &jpeg(100, 100))];
    assert!(!empty(WHOLE, &image()));
    assert!(empty("", &image()));
    assert!(empty("q 72 0 0 72 0 0 cm Q", &image()));
    // Drawn to a point; text that is not shown; a path that is not painted.
    assert!(empty("q 0 0 0 0 0 0 cm /Im Do Q", &image()));
    assert!(empty("BT 3 Tr (words) Tj ET", &image()));
    assert!(!empty("BT 0 Tr (words) Tj ET", &image()));
    assert!(empty("0 0 m 9 9 l n", &image()));
    assert!(!empty("0 0 m 9 9 l S", &image()));
    assert!(!empty("0 0 9 9 re f", &image()));
}

#[test]
fn text_that_is_not_shown_is_told_from_text_that_is() {
    let text = |mode: u8| {
        let content = format!("{WHOLE} BT {mode} Tr /F1 9 Tf (abc) Tj ET");
        let page = PAGE.replace("/XObject", "/Font << /F1 6 0 R >> /XObject");
        let objects = vec![
            value("<< /Type /Catalog /Pages 2 0 R >>"),
            value(TREE),
            value(&page),
            stream("", content.as_bytes()),
            grey(&jpeg(100, 100), "/Filter /DCTDecode"),
            value("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
        ];
        read(&pdf(&objects)).0
    };
    let (hidden, seen) = (text(3), text(0));
    assert_eq!(hidden.pages[0].text.characters, 3);
    assert!(hidden.pages[0].invisible && !seen.pages[0].invisible);
    // A font no one sees need not be in the file (ISO 19005-1 6.3.4).
    assert_eq!(hidden.fonts_missing, Vec::<String>::new());
    assert_eq!(seen.fonts_missing, ["Helvetica"]);
}

#[test]
fn an_ofd_that_is_no_zip_or_has_no_entrance_cannot_be_read() {
    for bytes in [&b""[..], b"PK\x03\x04", &[0; 100]] {
        let (facts, image) = read_ofd(bytes, &Limits::default());
        assert!(!broken(&image.readability).is_empty(), "{image:?}");
        assert!(!facts.faults.is_empty());
    }
}

#[test]
fn recognised_text_is_counted_in_every_dialect() {
    let count = |extension, bytes: &[u8]| {
        let facts = read_page_text(extension, bytes);
        (facts.dialect, facts.encoding, facts.counts.characters)
    };
    let is = |a: &str, b: &str, n| (a.to_owned(), b.to_owned(), n);
    assert_eq!(
        count("txt", "档案 馆\r\n".as_bytes()),
        is("text", "utf-8", 3)
    );
    assert_eq!(count("txt", b"\xb5\xb5\xb0\xb8"), is("text", "gb18030", 2));
    assert_eq!(count("txt", b"\xff\xfe\x63\x68"), is("text", "utf-16le", 1));
    assert_eq!(count("txt", b"\xff\xff\xff"), is("text", "", 0));
    let alto = "<alto><String ID=\"a\" CONTENT=\"档&amp;案\"/><SP/></alto>";
    assert_eq!(count("xml", alto.as_bytes()), is("alto", "utf-8", 3));
    let hocr = "<html><title>x</title><div class='ocr_page'>档案<b>馆</b></div></html>";
    assert_eq!(count("html", hocr.as_bytes()), is("hocr", "utf-8", 3));
    assert_eq!(
        count("xml", b"<record><a>b</a></record>"),
        is("xml", "utf-8", 1)
    );
}

#[test]
fn garbage_is_what_no_one_can_have_meant() {
    let garbage = |text: &str| read_page_text("txt", text.as_bytes()).counts.garbage();
    assert_eq!(garbage("档案\u{fffd}\u{e001}\u{7}馆 ; 案 ~"), 5);
    assert_eq!(garbage("档案（馆）, a-b; 1. · - * 《文》\t\r\n"), 0);
}

#[test]
fn what_never_closes_is_not_read_to_the_end_for_each_that_opens() {
    // Each of these would be read to the end of the file once for every one before it: 10^12 steps and more.
    let strings: String = (1..200_000).map(|n| format!("{n} 0 obj (")).collect();
    let (_, image) = read(format!("%PDF-1.4\n{strings}").as_bytes());
    assert!(image.pages.is_empty());
    let inline = one_page(&"BI ID ".repeat(500_000), &[]);
    assert_eq!(read(&inline).1.pages.len(), 1);
    let pages = "3 0 R ".repeat(300_000);
    let (facts, image) = read(&pdf(&[
        value("<< /Type /Catalog /Pages 2 0 R >>"),
        value(&format!("<< /Type /Pages /Count 1 /Kids [{pages}] >>")),
        value(PAGE),
    ]));
    assert_eq!(image.pages.len(), 1);
    assert_eq!(facts.faults, ["a page stands twice in the page tree"]);
}

#[test]
fn a_page_that_is_named_and_not_there_is_a_page_that_cannot_be_read() {
    let objects = [
        value("<< /Type /Catalog /Pages 2 0 R >>"),
        value("<< /Type /Pages /Count 2 /Kids [3 0 R 9 0 R] >>"),
        value(PAGE),
    ];
    let (_, image) = read(&pdf(&objects));
    assert_eq!(image.pages[0].readability, Readability::Readable);
    assert_eq!(
        broken(&image.pages[1].readability),
        "the page is not in the file"
    );
    let (_, image) = read(&pdf(&objects[..1]));
    assert_eq!(broken(&image.readability), "no page can be found");
}
