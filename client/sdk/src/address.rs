//! Accounts as people write them: addresses in SS58, or `0x` and 64 hexadecimal digits.

use crate::chain::AccountId;
use std::str::FromStr;
use subxt_core::utils::AccountId32;

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It has the form of one, and its checksum does not match: a character was mistyped.
    #[error("the address `{0}` is mistyped: its checksum does not match")]
    Mistyped(String),
    /// It has the form of none.
    #[error("`{0}` is no address: one has 47 to 49 letters and digits, or 0x and 64 hexadecimal digits")]
    Malformed(String),
}

/// Writes an account as an address with the prefix 42, which every chain's wallets accept.
pub fn to_text(account: &AccountId) -> String {
    let bytes: &[u8; 32] = account.as_ref();
    AccountId32(*bytes).to_string()
}

/// Reads an address of any chain's prefix, or the account's bytes in hexadecimal digits.
///
/// # Errors
/// When the text is neither, or is mistyped.
pub fn from_text(text: &str) -> Result<AccountId, AddressError> {
    let text = text.trim();
    if let Some(bytes) = bytes_from_hex(text) {
        return Ok(bytes.into());
    }
    match AccountId32::from_str(text) {
        Ok(account) => Ok(account.0.into()),
        Err(_) if is_formed(text) => Err(AddressError::Mistyped(text.into())),
        Err(_) => Err(AddressError::Malformed(text.into())),
    }
}

/// Returns whether a text has the length and the letters of an address of 32 bytes: all but 0, I, O and l.
fn is_formed(text: &str) -> bool {
    (47..=49).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() && !matches!(c, '0' | 'I' | 'O' | 'l'))
}

/// Reads 32 bytes from `0x` and 64 hexadecimal digits.
pub fn bytes_from_hex(text: &str) -> Option<[u8; 32]> {
    from_hex(text)?.try_into().ok()
}

/// Reads bytes from `0x` and two hexadecimal digits for each.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits =
        text.strip_prefix("0x")?.chars().map(|digit| digit.to_digit(16)).collect::<Option<Vec<_>>>()?;
    let byte = |pair: &[u32]| u8::try_from(pair[0] * 16 + pair.get(1)?).ok();
    digits.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::hex;

    /// The development account that wallets call Alice, under prefixes of one and of two bytes.
    const ALICE: &str = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    const OF_ALICE: [&str; 2] = [
        "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5",
    ];

    #[test]
    fn addresses_of_every_prefix_and_plain_bytes_are_read() {
        let alice = from_text(ALICE).unwrap();
        for text in OF_ALICE {
            assert_eq!(from_text(text), Ok(alice), "{text}");
        }
        assert_eq!(to_text(&alice), OF_ALICE[0]);
        assert_eq!(format!("0x{}", hex(alice.as_ref())), ALICE);
    }

    #[test]
    fn a_mistyped_address_is_told_from_what_is_none() {
        let swapped = OF_ALICE[0].replacen("Fz9r", "Fz9s", 1);
        assert_eq!(from_text(&swapped), Err(AddressError::Mistyped(swapped.clone())));
        let not_digits = ALICE.replacen('d', "z", 1);
        for text in ["", "alice", "0x12", &ALICE[..65], &not_digits] {
            assert_eq!(from_text(text), Err(AddressError::Malformed(text.into())), "{text}");
        }
    }
}
