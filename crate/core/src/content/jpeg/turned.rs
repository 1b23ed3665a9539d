//! Bytes in the other order. Processors have an instruction for it, wasm has none but the shuffle of its vectors, which no
//! compiler takes by itself: reading a scan took a sixth of its time turning bytes by shifts.

/// 8 bytes as a number, the first on top.
#[inline(always)]
pub(super) fn big_endian(bytes: [u8; 8]) -> u64 {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    {
        use core::arch::wasm32::{i8x16_shuffle, u64x2, u64x2_extract_lane};
        let pair = u64x2(u64::from_le_bytes(bytes), 0);
        u64x2_extract_lane::<0>(i8x16_shuffle::<
            7,
            6,
            5,
            4,
            3,
            2,
            1,
            0,
            15,
            14,
            13,
            12,
            11,
            10,
            9,
            8,
        >(pair, pair))
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    u64::from_be_bytes(bytes)
}

/// 16 bytes, the last first.
#[inline(always)]
pub(super) fn turned(bytes: [u8; 16]) -> [u8; 16] {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    {
        use core::arch::wasm32::{i8x16_shuffle, u64x2, u64x2_extract_lane};
        let whole = u128::from_le_bytes(bytes);
        let pair = u64x2(whole as u64, (whole >> 64) as u64);
        let pair =
            i8x16_shuffle::<15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0>(pair, pair);
        let (low, high) = (u64x2_extract_lane::<0>(pair), u64x2_extract_lane::<1>(pair));
        (u128::from(high) << 64 | u128::from(low)).to_le_bytes()
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    u128::from_le_bytes(bytes).to_be_bytes()
}
