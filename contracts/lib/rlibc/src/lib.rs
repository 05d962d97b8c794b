//! `memcpy`, `memmove`, `memset` and `memcmp` for contracts.
//!
//! `ink_env` links the crate `rlibc` for these on WASM, which copies byte by byte: moving one page of records
//! then costs more than verifying a signature. This crate replaces it under the same name and copies eight
//! bytes at a time; WASM's loads and stores need no alignment.
#![no_std]
// These functions must not be compiled into calls of themselves.
#![no_builtins]
#![allow(clippy::missing_safety_doc, reason = "C's own contracts for these functions hold")]

/// Bytes that are copied at a time.
const WORD: usize = 8;

/// C's `memcpy`: copies `n` bytes between ranges that do not overlap. Returns `to`.
#[cfg_attr(target_arch = "wasm32", no_mangle)]
pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, n: usize) -> *mut u8 {
    let mut i = 0;
    // Four words at a time: a page has hundreds of them, so the loop's own steps count.
    while n - i >= 4 * WORD {
        copy_word(to, from, i);
        copy_word(to, from, i + WORD);
        copy_word(to, from, i + 2 * WORD);
        copy_word(to, from, i + 3 * WORD);
        i += 4 * WORD;
    }
    while n - i >= WORD {
        copy_word(to, from, i);
        i += WORD;
    }
    while i < n {
        *to.add(i) = *from.add(i);
        i += 1;
    }
    to
}

/// Copies the word that starts `at` bytes behind both pointers.
#[inline(always)]
unsafe fn copy_word(to: *mut u8, from: *const u8, at: usize) {
    to.add(at).cast::<u64>().write_unaligned(from.add(at).cast::<u64>().read_unaligned());
}

/// C's `memmove`: copies `n` bytes between ranges that may overlap. Returns `to`.
#[cfg_attr(target_arch = "wasm32", no_mangle)]
pub unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, n: usize) -> *mut u8 {
    // Copying upwards is safe unless `to` lies within the `n` bytes from `from` on.
    if (to as usize).wrapping_sub(from as usize) >= n {
        return memcpy(to, from, n);
    }
    let mut i = n;
    while i >= WORD {
        i -= WORD;
        copy_word(to, from, i);
    }
    while i > 0 {
        i -= 1;
        *to.add(i) = *from.add(i);
    }
    to
}

/// C's `memset`: fills `n` bytes with the lowest byte of `c`. Returns `to`.
#[cfg_attr(target_arch = "wasm32", no_mangle)]
pub unsafe extern "C" fn memset(to: *mut u8, c: i32, n: usize) -> *mut u8 {
    let word = u64::from(c as u8) * 0x0101_0101_0101_0101;
    let mut i = 0;
    let words = n & !(WORD - 1);
    while i < words {
        to.add(i).cast::<u64>().write_unaligned(word);
        i += WORD;
    }
    while i < n {
        *to.add(i) = c as u8;
        i += 1;
    }
    to
}

/// C's `memcmp`: compares `n` bytes. Returns a negative number, zero or a positive number as the first byte
/// of `a` that differs from `b`'s is less, does not exist or is greater.
#[cfg_attr(target_arch = "wasm32", no_mangle)]
pub unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, n: usize) -> i32 {
    let mut i = 0;
    while i < n {
        let (x, y) = (*a.add(i), *b.add(i));
        if x != y {
            return i32::from(x) - i32::from(y);
        }
        i += 1;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEN: usize = 70;

    fn sample() -> [u8; LEN] {
        core::array::from_fn(|i| (i as u8).wrapping_mul(37) ^ 0x5a)
    }

    /// Compares copies of every length up to 45 and between every pair of offsets, overlapping both ways,
    /// with the standard library's.
    #[test]
    fn copies_are_the_standard_librarys() {
        for n in 0..=45 {
            for from in 0..=(LEN - 45) {
                for to in 0..=(LEN - 45) {
                    let mut expected = sample();
                    expected.copy_within(from..from + n, to);
                    let mut moved = sample();
                    let start = moved.as_mut_ptr();
                    unsafe { memmove(start.add(to), start.add(from), n) };
                    assert_eq!(moved, expected, "memmove {n} bytes from {from} to {to}");

                    let mut copied = sample();
                    unsafe { memcpy(copied.as_mut_ptr().add(to), sample().as_ptr().add(from), n) };
                    assert_eq!(copied, expected, "memcpy {n} bytes from {from} to {to}");
                }
            }
        }
    }

    #[test]
    fn a_fill_writes_exactly_the_given_bytes() {
        for n in 0..=33 {
            let mut filled = sample();
            let mut expected = sample();
            expected[5..5 + n].fill(0xc3);
            unsafe { memset(filled.as_mut_ptr().add(5), 0x7ffc3, n) };
            assert_eq!(filled, expected, "{n} bytes");
        }
    }

    #[test]
    fn comparison_has_the_sign_of_the_first_difference() {
        let a = sample();
        for at in 0..LEN {
            let mut b = a;
            b[at] = b[at].wrapping_add(1);
            let sign = unsafe { memcmp(a.as_ptr(), b.as_ptr(), LEN) }.signum();
            assert_eq!(sign, a.cmp(&b) as i32);
            assert_eq!(unsafe { memcmp(a.as_ptr(), b.as_ptr(), at) }, 0);
        }
    }
}
