//! H3 cells by their bits: which numbers are cells, and which zone a cell lies in.
//!
//! Layout, from the highest bit: 1 reserved (0), 4 mode (1 = cell), 3 reserved (0), 4 resolution, 7 base
//! cell, then 15 digits of 3 bits, of which those finer than the resolution are 7. Twelve base cells are
//! pentagons: they have no child 1 (the deleted k-axis), so that their first digit other than 0 is never 1.
//! Source: <https://h3geo.org/docs/core-library/h3Indexing>.

use crate::types::Cell;

/// The resolutions of a node's cell, from the coarsest to the finest. Finer would give away where it stands.
pub const CELL_RESOLUTIONS: core::ops::RangeInclusive<u8> = 2..=7;
/// Resolution of a zone's cell.
pub const ZONE_RESOLUTION: u8 = 2;

/// Base cells are numbered from 0 to before this.
const BASE_CELLS: u64 = 122;
/// Base cells that are pentagons.
const PENTAGONS: [u8; 12] = [4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117];
/// The bits of a digit, shifted down.
const DIGIT: u64 = 7;
/// The bits of the resolution, where they stand in a cell.
const RESOLUTION: u64 = 0xf << 52;

/// Returns whether `cell` is an H3 cell of a resolution that a node may give.
pub fn is_cell(cell: Cell) -> bool {
    let [head, ..] = cell.to_be_bytes();
    let resolution = bits(cell, 52, 0xf);
    let base = bits(cell, 45, 0x7f);
    if head != 0x08 || !CELL_RESOLUTIONS.contains(&resolution) || u64::from(base) >= BASE_CELLS {
        return false;
    }
    let mut first = 0;
    for level in 1..=15u8 {
        // Digit 15 stands lowest. Never below zero: `level` is at most 15.
        let digit = bits(cell, u32::from(15u8.wrapping_sub(level)).wrapping_mul(3), DIGIT);
        if (digit == 7) != (level > resolution) {
            return false;
        }
        if first == 0 {
            first = digit;
        }
    }
    first != 1 || PENTAGONS.iter().all(|pentagon| *pentagon != base)
}

/// Returns the cell of the zone that `cell` lies in: its parent of [`ZONE_RESOLUTION`]. `cell` is not
/// coarser.
pub fn zone_of(cell: Cell) -> Cell {
    const FINER: u64 = (1 << (3 * (15 - ZONE_RESOLUTION as u32))) - 1;
    (cell & !RESOLUTION) | ((ZONE_RESOLUTION as u64) << 52) | FINER
}

/// Returns the bits of `mask`, at most eight, from bit `from` on.
fn bits(cell: Cell, from: u32, mask: u64) -> u8 {
    let [low, ..] = (cell.wrapping_shr(from) & mask).to_le_bytes();
    low
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(resolution: u8, base: u8, digits: &[u8; 15]) -> u64 {
        let head = (1 << 59) | (u64::from(resolution) << 52) | (u64::from(base) << 45);
        digits.iter().fold(head, |cell, digit| {
            // Shifts the digits in from below, leaving the head where it is.
            let low = cell & ((1 << 45) - 1);
            (cell & !((1 << 45) - 1)) | (low << 3) | u64::from(*digit)
        })
    }

    /// Digits of a cell, 7 beyond its resolution.
    fn digits(resolution: u8, any: [u8; 15]) -> [u8; 15] {
        let mut digits = any;
        digits[usize::from(resolution)..].fill(7);
        digits
    }

    #[test]
    fn known_cells() {
        // San Francisco, resolutions 5 and 7, and the resolution 2 cell around it.
        for sf in [0x85283473fffffff, 0x872830828ffffff, 0x822837fffffffff] {
            assert!(is_cell(sf), "{sf:x}");
        }
        assert_eq!(zone_of(0x85283473fffffff), 0x822837fffffffff);
        assert_eq!(zone_of(0x822837fffffffff), 0x822837fffffffff);
        // Finer and coarser than allowed, and no cells at all.
        for bad in [0x8928308280fffff, 0x8029fffffffffff, 0x81283ffffffffff, 0, u64::MAX] {
            assert!(!is_cell(bad), "{bad:x}");
        }
        // An edge (mode 2) and a reserved bit.
        assert!(!is_cell(0x115283473fffffff));
        assert!(!is_cell(0x85283473fffffff | (1 << 63)));
    }

    #[test]
    fn pentagons_have_no_first_child() {
        let mut path = [0; 15];
        for base in 0..122 {
            path[1] = 1;
            assert_eq!(is_cell(cell(3, base, &digits(3, path))), !PENTAGONS.contains(&base), "{base}");
            path[1] = 2;
            assert!(is_cell(cell(3, base, &digits(3, path))), "{base}");
        }
        assert!(!is_cell(cell(3, 122, &digits(3, path))));
    }

    /// Compares cells of every base cell and allowed resolution, and random ones, with the reference
    /// implementation.
    mod against_h3o {
        use super::*;
        use h3o::{CellIndex, LatLng, Resolution};

        fn agrees(bits: u64) {
            let cell = CellIndex::try_from(bits).ok();
            let allowed = cell.filter(|c| CELL_RESOLUTIONS.contains(&u8::from(c.resolution())));
            assert_eq!(is_cell(bits), allowed.is_some(), "{bits:x}");
            if let Some(cell) = allowed {
                assert_eq!(Some(zone_of(bits)), cell.parent(Resolution::Two).map(u64::from), "{bits:x}");
            }
        }

        #[test]
        fn every_base_cell_and_its_children() {
            for base in CellIndex::base_cells() {
                for resolution in [Resolution::Zero, Resolution::One, Resolution::Two, Resolution::Three] {
                    base.children(resolution).for_each(|cell| agrees(cell.into()));
                }
                let finest = base.center_child(Resolution::Eight).unwrap();
                for resolution in Resolution::range(Resolution::Zero, Resolution::Eight) {
                    agrees(finest.parent(resolution).unwrap().into());
                }
            }
        }

        proptest! {
            #[test]
            fn any_location(lat in -90.0f64..90.0, lon in -180.0f64..180.0, resolution in 0u8..=15) {
                let resolution = Resolution::try_from(resolution).unwrap();
                agrees(LatLng::new(lat, lon).unwrap().to_cell(resolution).into());
            }

            /// Any bits, and cells with a few bits flipped.
            #[test]
            fn forged_cells(bits: u64, lat in -90.0f64..90.0, lon in -180.0f64..180.0,
                resolution in 0u8..=9, flips in prop::collection::vec(0u32..64, 0..4)) {
                agrees(bits);
                agrees((bits & !(0xff << 56)) | (8 << 56));
                let resolution = Resolution::try_from(resolution).unwrap();
                let cell = u64::from(LatLng::new(lat, lon).unwrap().to_cell(resolution));
                agrees(flips.iter().fold(cell, |cell, bit| cell ^ (1 << bit)));
            }
        }
    }

    proptest! {
        #[test]
        fn every_cell_has_a_zone_with_its_first_two_digits(
            resolution in 2u8..=7, base in 0u8..122, path in prop::array::uniform15(2u8..7),
        ) {
            let c = cell(resolution, base, &digits(resolution, path));
            prop_assert!(is_cell(c));
            let zone = zone_of(c);
            prop_assert_eq!(zone, cell(2, base, &digits(2, path)));
            prop_assert!(is_cell(zone));
            prop_assert_eq!(zone_of(zone), zone);
        }

        #[test]
        fn a_digit_of_seven_ends_a_cell(
            resolution in 2u8..=7, base in 0u8..122, path in prop::array::uniform15(2u8..7), at in 0usize..15,
        ) {
            let mut wrong = digits(resolution, path);
            wrong[at] = if wrong[at] == 7 { 3 } else { 7 };
            prop_assert!(!is_cell(cell(resolution, base, &wrong)));
        }

        #[test]
        fn resolutions_and_heads_other_than_allowed_are_refused(
            resolution in 0u8..16, head in 0u8..=255, base in 0u8..128, path in prop::array::uniform15(2u8..7),
        ) {
            let c = cell(resolution, base, &digits(resolution, path));
            let c = (c & (u64::MAX >> 8)) | (u64::from(head) << 56);
            let ok = (2..=7).contains(&resolution) && head == 8 && base < 122;
            prop_assert_eq!(is_cell(c), ok);
        }
    }
}
