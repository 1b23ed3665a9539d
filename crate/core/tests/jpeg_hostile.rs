//! Laws for JPEG bytes of any origin: the reader ends, does not panic, and says the same twice.
#![allow(clippy::indexing_slicing, missing_docs)]

use image::codecs::jpeg::JpegEncoder;
use image::{ImageBuffer, Rgb};
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::LazyLock;
use yanshou::content::jpeg::{JpegOptions, JpegVerdict, verify, verify_abbreviated};

static PAGE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let page = ImageBuffer::from_fn(61, 37, |x, y| {
        let value = u8::try_from((x * x + 3 * y) % 256).unwrap_or(0);
        Rgb([value, 255 - value, 90])
    });
    let mut bytes = Vec::new();
    assert!(
        JpegEncoder::new_with_quality(&mut bytes, 90)
            .encode_image(&page)
            .is_ok()
    );
    bytes
});

/// Progressive, 24 × 16, 4:2:0, made by `cjpeg -progressive`; kept as bytes so that no program is
/// needed.
const PROGRESSIVE: &[u8] = include_bytes!("jpeg/progressive.jpg");

fn options() -> JpegOptions {
    JpegOptions {
        keep_preview: true,
        max_pixels: 50_000_000,
    }
}

fn looks_the_same_twice(bytes: &[u8]) -> Result<(), TestCaseError> {
    let reading = verify(bytes, &options());
    prop_assert_eq!(&reading, &verify(bytes, &options()));
    prop_assert_eq!(
        reading.preview.is_some(),
        reading.verdict == JpegVerdict::Readable
    );
    let facts = reading.facts.map_or(0, |facts| facts.trailing_bytes);
    prop_assert!(facts <= bytes.len() as u64);
    let alone = verify_abbreviated(Some(bytes), &PAGE, &options());
    prop_assert!(!alone.in_tables || alone.verdict != JpegVerdict::Readable);
    Ok(())
}

#[test]
fn both_sources_are_readable() {
    for bytes in [PAGE.as_slice(), PROGRESSIVE] {
        assert_eq!(verify(bytes, &options()).verdict, JpegVerdict::Readable);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_bytes_are_read_to_an_end(bytes in vec(any::<u8>(), 0..2000)) {
        looks_the_same_twice(&bytes)?;
        looks_the_same_twice(&[&[0xFF, 0xD8, 0xFF], bytes.as_slice()].concat())?;
    }

    #[test]
    fn any_change_of_a_good_picture_is_read_to_an_end(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        cut_it in any::<bool>(),
        which in any::<bool>(),
    ) {
        let mut bytes = if which { PAGE.clone() } else { PROGRESSIVE.to_vec() };
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cut_it {
            bytes.truncate(cut.index(bytes.len()));
        }
        looks_the_same_twice(&bytes)?;
    }

    #[test]
    fn any_piece_doubled_is_read_to_an_end(
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        which in any::<bool>(),
    ) {
        let bytes = if which { PAGE.as_slice() } else { PROGRESSIVE };
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        looks_the_same_twice(&[&bytes[..to], &bytes[from.min(to)..]].concat())?;
    }
}
