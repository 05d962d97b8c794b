//! Accounts: addresses as wallets write them (SS58), or 32 bytes in hexadecimal.

use super::Misread;
use crate::address;
use crate::chain::AccountId;
use blake2::{Blake2b512, Digest};

/// The prefix of addresses for any chain.
pub const SUBSTRATE_PREFIX: u16 = 42;
/// Digits of base 58: no 0, O, I and l.
const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Reads an account: an SS58 address of any prefix, or `0x` and 64 hexadecimal digits.
///
/// # Errors
/// When it is neither, or is mistyped: an address has a checksum.
pub fn parse_account(text: &str) -> Result<AccountId, Misread> {
    let example = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY or 0x and 64 hexadecimal digits";
    address::from_text(text)
        .map_err(|_| Misread::new(text, "is no address, or is mistyped; give one", example))
}

/// Reads 32 bytes: `0x` and 64 hexadecimal digits.
///
/// # Errors
/// When it is something else.
pub fn parse_hash(text: &str) -> Result<[u8; 32], Misread> {
    let example = "0x77afd6190f1554ad45fd0d31aee62aacc33c6db0ea801129acb813f913e0764f";
    address::bytes_from_hex(text.trim()).ok_or_else(|| Misread::new(text, "is not a hash", example))
}

/// Shows an account as an SS58 address with the prefix [`SUBSTRATE_PREFIX`].
pub fn show_account(account: &AccountId) -> String {
    address::to_text(account)
}

/// Shows an account as an SS58 address with this prefix, at most 16 383.
/// Source: <https://docs.substrate.io/reference/address-formats/>.
pub fn show_account_as(account: &AccountId, prefix: u16) -> String {
    let [low, high] = (prefix & 0x3fff).to_le_bytes();
    let mut data = match prefix {
        0..=63 => vec![low],
        // Six bits of the low byte under the mark of a prefix of two bytes, then its other two above the high byte.
        _ => vec![0x40 | (low >> 2), high | (low << 6)],
    };
    data.extend_from_slice(account.as_ref());
    let checksum = Blake2b512::new().chain_update(b"SS58PRE").chain_update(&data).finalize();
    data.extend_from_slice(&checksum[..2]);
    base58(&data)
}

/// Writes bytes as a number of base 58; zero bytes in front are digits 1.
fn base58(bytes: &[u8]) -> String {
    let mut digits: Vec<u32> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| 0);
    let all = zeros.chain(digits.into_iter().rev());
    all.map(|digit| char::from(DIGITS[digit as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Key;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_those_of_wallets() {
        let alice = Key::from_uri("//Alice").unwrap().account();
        for (prefix, address) in [
            (42, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"),
            (0, "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"),
            (2, "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F"),
        ] {
            assert_eq!(show_account_as(&alice, prefix), address);
            assert_eq!(parse_account(address), Ok(alice));
        }
        let hexadecimal = format!("0x{}", crate::chain::hex(alice.as_ref()));
        assert_eq!(parse_account(&hexadecimal), Ok(alice));
    }

    #[test]
    fn mistyped_addresses_are_refused() {
        for text in [
            "",
            "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX",
            "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQ",
            "0x1234",
            "0xzz",
            "alice",
        ] {
            assert!(parse_account(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(bytes: [u8; 32], prefix in 0..=16_383u16, text in ".{0,50}") {
            let account = AccountId::from(bytes);
            let shown = show_account_as(&account, prefix);
            prop_assert_eq!(parse_account(&shown), Ok(account));
            if prefix == SUBSTRATE_PREFIX {
                prop_assert_eq!(shown, address::to_text(&account));
            }
            let _ = parse_account(&text);
        }
    }
}
